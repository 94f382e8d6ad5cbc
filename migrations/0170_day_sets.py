from events_app.platform.migrations import sql_migration

ID = "0170_day_sets"
forwards = sql_migration(__file__)
