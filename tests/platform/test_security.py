"""What a log may say: where it broke, never the token of an address."""

import io
import logging
import traceback

import pytest

from events_app.passes.links import pass_token
from events_app.passes.operations import issuing
from events_app.platform.web.security import RedactSecrets, redact

TOKEN = pass_token(7, "a-secret-of-the-tests-that-is-long-enough-0123456789")
ADDRESS = f"/passes/{TOKEN}.pdf"


def broken_in_passes() -> ValueError:
    """An error from a file in a folder named like an address, saying an address."""
    code = compile(f"token='x'\n\nraise ValueError('no page at {ADDRESS}?token=abc')", issuing.__file__, "exec")
    try:
        exec(code, {})  # noqa: S102 - the shortest way to a frame in that file
    except ValueError as error:
        return error
    raise AssertionError


@pytest.fixture
def log():
    """A logger whose handler has the filter, and what it wrote."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(RedactSecrets())
    logger = logging.getLogger("tests.security")
    logger.addHandler(handler)
    yield logger, written
    logger.removeHandler(handler)


def test_a_traceback_names_its_files_and_hides_the_token_it_speaks_of(log):
    logger, written = log
    logger.error("It broke", exc_info=broken_in_passes())
    said = written.getvalue()
    assert f'File "{issuing.__file__}", line 3' in said
    assert "/passes/….pdf?token=…" in said
    assert TOKEN not in said.replace(f"    raise ValueError('no page at {ADDRESS}?token=abc')", "")


def test_a_traceback_within_the_message_is_left_whole(log):
    logger, written = log
    logger.error("".join(traceback.format_exception(broken_in_passes())))
    said = written.getvalue()
    assert f'File "{issuing.__file__}", line 3' in said
    assert "ValueError: no page at /passes/….pdf?token=…" in said


def test_code_beside_a_frame_is_left_whole():
    text = (
        '  File "/srv/events_app/passes/pages/a.py", line 9, in show\n    token=pass_token(given.id, secret)\n    ^^^^^'
    )
    assert redact(text) == text


@pytest.mark.parametrize(
    "line", [f"GET {ADDRESS} 200", f"    GET {ADDRESS}", f"GET /x?key={TOKEN}", f"a\n    b {ADDRESS}"]
)
def test_no_line_that_is_not_of_a_traceback_keeps_a_token(line):
    assert TOKEN not in redact(line)
    assert "…" in redact(line)
