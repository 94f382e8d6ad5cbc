from events_app.platform.migrations import sql_migration

ID = "0050_producers"
forwards = sql_migration(__file__)
