from events_app.platform.migrations import sql_migration

ID = "0190_application_ways_out"
forwards = sql_migration(__file__)
