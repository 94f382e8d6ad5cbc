"""What comes in and goes out as files: demo data, the producers' spreadsheet, lists as Excel."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from events_app.accounts.queries import list_offices
from events_app.cli.installation import with_database
from events_app.cli.lists import LISTS, load_list
from events_app.demo import load_demo
from events_app.platform.actor import SYSTEM
from events_app.platform.i18n import Locale, use_locale
from events_app.platform.settings import Settings, SettingsError
from events_app.platform.web.exports import write_excel
from events_app.producers.operations import import_file
from events_app.producers.queries import error_rows
from events_app.producers.schemas import ImportRowView, ImportView


def load_demo_when_empty() -> bool:
    """Load the demo data with progress, unless the database holds data."""
    return with_database(_load_demo)


@click.command()
def demo() -> None:
    """Load the demo data (invented people on real places) into an empty database."""
    if not load_demo_when_empty():
        click.echo("The database holds data already; nothing was changed.")


@click.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--office", "slug", required=True, help="The office whose register it is, by its short name.")
@click.option("--preview", is_flag=True, help="Only say what would be written.")
def import_producers(file: Path, slug: str, *, preview: bool) -> None:
    """Read producers and products from FILE, an Excel list as offices keep it."""
    with use_locale(_terminal_locale()):
        view, refused = with_database(lambda settings: _import(settings, file, slug, accept=not preview))
        for row in refused:
            for problem in row.errors:
                click.echo(f"  {row.sheet}, {row.row}: {problem.detail}")
        figures = view.figures
        click.echo(
            f"{file.name}: {view.state}. new {figures.new} · changed {figures.change} · same {figures.same} · "
            f"left out {figures.skip}"
        )
        if view.failure is not None:
            click.echo(view.failure.detail, err=True)
            sys.exit(1)


@click.command(name="export")
@click.argument("what", type=click.Choice(sorted(LISTS)))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export_list(what: str, file: Path) -> None:
    """Write a list to FILE as Excel; no cell of it can execute anything."""
    with use_locale(_terminal_locale()):
        columns, rows = with_database(lambda _settings: load_list(what))
        file.write_bytes(write_excel(columns, rows))
    click.echo(f"{file}: {len(rows)} rows.")


async def _load_demo(settings: Settings) -> bool:
    return await load_demo(now=datetime.now(UTC), report=_say_progress, secret=settings.secret)


def _say_progress(text: str, share: float) -> None:
    click.echo(f"  {share:4.0%}  {text}")
    sys.stdout.flush()


async def _import(
    _settings: Settings, file: Path, slug: str, *, accept: bool
) -> tuple[ImportView, list[ImportRowView]]:
    offices = {office.slug: office.id for office in await list_offices()}
    office = offices.get(slug)
    if office is None:
        raise SettingsError(f"There is no office {slug!r}; there are: {', '.join(offices) or 'none yet'}.")
    view = await import_file(file, office, SYSTEM, datetime.now(UTC), accept=accept)
    return view, await error_rows(view.id)


def _terminal_locale() -> Locale:
    """Vietnamese on a Vietnamese terminal, else English."""
    language = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "vi" if language.startswith("vi") else "en"
