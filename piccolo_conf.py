"""What Piccolo's own command line needs (`piccolo migrations forwards events_app`); the service never reads it."""

import os

from piccolo.conf.apps import AppRegistry
from piccolo.engine.postgres import PostgresEngine

DB = PostgresEngine(config={"dsn": os.environ.get("DATABASE_URL", "")})

APP_REGISTRY = AppRegistry(apps=["events_app.piccolo_app"])
