"""The embedded PostgreSQL: a server of the wheel's binaries in the installation's own data directory."""

from events_app.platform.postgres.binaries import PostgresError
from events_app.platform.postgres.server import EmbeddedPostgres, create_database, start_or_attach

__all__ = ["EmbeddedPostgres", "PostgresError", "create_database", "start_or_attach"]
