from events_app.platform.migrations import sql_migration

ID = "0100_applications"
forwards = sql_migration(__file__)
