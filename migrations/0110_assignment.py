from events_app.platform.migrations import sql_migration

ID = "0110_assignment"
forwards = sql_migration(__file__)
