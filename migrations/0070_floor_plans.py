from events_app.platform.migrations import sql_migration

ID = "0070_floor_plans"
forwards = sql_migration(__file__)
