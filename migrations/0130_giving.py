from events_app.platform.migrations import sql_migration

ID = "0130_giving"
forwards = sql_migration(__file__)
