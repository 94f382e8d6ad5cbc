from events_app.platform.migrations import sql_migration

ID = "0210_stream_orders"
forwards = sql_migration(__file__)
