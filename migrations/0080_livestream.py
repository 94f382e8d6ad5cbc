from events_app.platform.migrations import sql_migration

ID = "0080_livestream"
forwards = sql_migration(__file__)
