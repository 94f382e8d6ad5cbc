from events_app.platform.migrations import sql_migration

ID = "0040_agenda"
forwards = sql_migration(__file__)
