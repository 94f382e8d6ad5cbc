from events_app.platform.migrations import sql_migration

ID = "0060_fairs"
forwards = sql_migration(__file__)
