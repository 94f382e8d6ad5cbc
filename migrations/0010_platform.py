from events_app.platform.migrations import sql_migration

ID = "0010_platform"
forwards = sql_migration(__file__)
