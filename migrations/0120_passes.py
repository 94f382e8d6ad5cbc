from events_app.platform.migrations import sql_migration

ID = "0120_passes"
forwards = sql_migration(__file__)
