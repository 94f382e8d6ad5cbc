from events_app.platform.migrations import sql_migration

ID = "0030_places"
forwards = sql_migration(__file__)
