"""What comes in and goes out as files: demo data, the producers' spreadsheet, lists as Excel."""

from datetime import UTC, datetime
from importlib import import_module

import click

from events_app.cli.installation import with_database
from events_app.platform.settings import Settings


def load_demo_when_empty() -> None:
    """Load the demo data with progress, unless the database holds data."""
    with_database(_load_demo)


@click.command()
def demo() -> None:
    """Load the demo data (invented people on real places) into an empty database."""
    if not with_database(_load_demo):
        click.echo("The database holds data already; nothing was changed.")


async def _load_demo(_settings: Settings) -> bool:
    load_demo = import_module("events_app.demo").load_demo
    return bool(await load_demo(now=datetime.now(UTC), report=_say_progress))


def _say_progress(text: str, share: float) -> None:
    click.echo(f"  {share:4.0%}  {text}")
