from events_app.platform.migrations import sql_migration

ID = "0200_names_keep_their_accents"
forwards = sql_migration(__file__)
