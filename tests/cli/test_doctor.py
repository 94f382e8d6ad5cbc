"""`events-app doctor` names what was given up in the background."""

import asyncio

from click.testing import CliRunner

from events_app.cli import commands
from tests.factories.outbox import make_dead_letter


async def ask_doctor(dsn, folder):
    environment = {"DATABASE_URL": dsn, "EVENTS_APP_DATA_DIR": str(folder), "EVENTS_APP_DEMO": "on"}
    return await asyncio.to_thread(CliRunner().invoke, commands, ["doctor"], env=environment)


async def test_work_that_was_given_up_is_a_problem(database, dsn, now, tmp_path):
    before = await ask_doctor(dsn, tmp_path)
    assert "ok      no work in the background was given up" in before.output
    await make_dead_letter(now)
    after = await ask_doctor(dsn, tmp_path)
    assert "PROBLEM given up after two days: tests.fail on fair.moved (1)" in after.output
    assert after.exit_code == 1
