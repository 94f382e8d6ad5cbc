"""The command line: serve · migrate · demo · import · export · backup · restore · doctor."""

import sys

import click

from events_app.cli.archive import backup, restore
from events_app.cli.doctor import doctor
from events_app.cli.exchange import demo, export_list, import_producers
from events_app.cli.installation import migrate_command
from events_app.cli.serve import serve
from events_app.platform.errors import DomainError
from events_app.platform.postgres import PostgresError
from events_app.platform.settings import SettingsError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def commands() -> None:
    """Fairs, booths, passes and calendars of a trade-promotion office.

    Settings come from the environment; docs/deployment.md lists them.
    """


for command in (serve, migrate_command, demo, import_producers, export_list, backup, restore, doctor):
    commands.add_command(command)


def main() -> None:
    """Run one command; what a person can put right is said in a sentence, without a traceback."""
    try:
        commands(prog_name="events-app")
    except (SettingsError, PostgresError) as problem:
        click.secho(f"events-app: {problem}", fg="red", err=True)
        sys.exit(1)
    except DomainError as refusal:
        click.secho(f"events-app: {refusal}", fg="red", err=True)
        sys.exit(1)
