from events_app.platform.migrations import sql_migration

ID = "0090_booths"
forwards = sql_migration(__file__)
