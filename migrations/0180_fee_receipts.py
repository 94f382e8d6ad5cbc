from events_app.platform.migrations import sql_migration

ID = "0180_fee_receipts"
forwards = sql_migration(__file__)
