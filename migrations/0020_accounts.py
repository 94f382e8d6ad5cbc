from events_app.platform.migrations import sql_migration

ID = "0020_accounts"
forwards = sql_migration(__file__)
