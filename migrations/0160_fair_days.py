from events_app.platform.migrations import sql_migration

ID = "0160_fair_days"
forwards = sql_migration(__file__)
