from events_app.platform.migrations import sql_migration

ID = "0150_outreach"
forwards = sql_migration(__file__)
