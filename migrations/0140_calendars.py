from events_app.platform.migrations import sql_migration

ID = "0140_calendars"
forwards = sql_migration(__file__)
