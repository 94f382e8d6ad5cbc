"""Decisions about letters."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_app.outreach import rules
from events_app.outreach.errors import BadLetter, UnknownOptOut
from events_app.outreach.rules import OptOutKind
from events_app.outreach.smtp import read_smtp_url
from events_app.platform.settings import SettingsError

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def test_waits_double_up_to_four_hours():
    waits = [rules.wait_before_retry(attempts, jitter=0.5) for attempts in range(1, 13)]
    assert waits[:3] == [timedelta(seconds=30), timedelta(seconds=60), timedelta(seconds=120)]
    assert waits[-1] == timedelta(hours=4)
    assert rules.wait_before_retry(10_000, jitter=0.5) == timedelta(hours=4)


def test_jitter_spreads_the_waits_by_a_quarter_each_way():
    assert rules.wait_before_retry(1, jitter=0.0) == timedelta(seconds=22.5)
    assert rules.wait_before_retry(1, jitter=1.0) == timedelta(seconds=37.5)


def test_trying_ends_after_two_days():
    def calm():
        return 0.5

    late = NOW + timedelta(days=2)
    assert rules.next_attempt(attempts=9, created_at=NOW, now=late, jitter=calm) is None
    soon = late - timedelta(seconds=1)
    assert rules.next_attempt(attempts=9, created_at=NOW, now=soon, jitter=calm) == soon + timedelta(seconds=7680)


@pytest.mark.parametrize(("code", "final"), [(421, False), (451, False), (499, False), (500, True), (550, True)])
def test_answers_of_the_five_hundreds_are_final(code, final):
    assert rules.is_final(code) is final


@given(st.text(max_size=400))
def test_header_text_is_one_line_of_bounded_length(text):
    line = rules.header_text(text, longest=80)
    assert len(line) <= 80
    assert line.isprintable()


@pytest.mark.parametrize(
    "email",
    ["", "lan", "lan@vidu.vn\r\nBcc: x@y.vn", "lan@vidu.vn, x@y.vn", "<lan@vidu.vn>", "lan@vidu.vn\x00", "@vidu.vn"],
)
def test_what_is_no_address_never_reaches_a_header(email):
    with pytest.raises(BadLetter):
        rules.ensure_address("Lan", email)


def test_a_name_cannot_bring_a_second_header():
    address = rules.ensure_address("Lan\r\nBcc: x@y.vn", "LAN@vidu.vn")
    assert "\n" not in str(address)
    assert address.addr_spec == "lan@vidu.vn"


def test_an_opt_out_link_says_who_and_what_and_cannot_be_changed():
    token = rules.opt_out_token("lan@vidu.vn", OptOutKind.FAIR_NEWS, secret="s" * 40)
    assert rules.read_opt_out_token(token, secret="s" * 40) == ("lan@vidu.vn", OptOutKind.FAIR_NEWS)
    other = rules.opt_out_token("ai@vidu.vn", OptOutKind.FAIR_NEWS, secret="s" * 40)
    forged = other.partition(".")[0] + "." + token.partition(".")[2]
    for wrong in (token[:-1], token + "x", forged, "", ".", "á.é", token.replace(".", "")):
        with pytest.raises(UnknownOptOut):
            rules.read_opt_out_token(wrong, secret="s" * 40)
    with pytest.raises(UnknownOptOut):
        rules.read_opt_out_token(token, secret="t" * 40)


@pytest.mark.parametrize(
    ("url", "host", "port", "use_tls", "start_tls"),
    [
        ("smtp://127.0.0.1:2525", "127.0.0.1", 2525, False, None),
        ("smtp://mail.vidu.vn", "mail.vidu.vn", 25, False, None),
        ("smtps://u:p@mail.vidu.vn", "mail.vidu.vn", 465, True, None),
        ("smtp+starttls://mail.vidu.vn", "mail.vidu.vn", 587, False, True),
        ("smtp://u:p@mail.vidu.vn", "mail.vidu.vn", 587, False, True),
        ("smtp://u:p@127.0.0.1:25", "127.0.0.1", 25, False, None),
    ],
)
def test_the_setting_says_how_the_server_is_spoken_to(url, host, port, use_tls, start_tls):
    """A password never crosses a network in the clear: to another machine TLS is insisted on."""
    server = read_smtp_url(url, sender="a@vidu.vn")
    assert (server.host, server.port, server.use_tls, server.start_tls) == (host, port, use_tls, start_tls)


def test_passwords_in_the_setting_may_hold_any_sign():
    server = read_smtp_url("smtp://u%40x:p%3A%2F@127.0.0.1", sender="a@vidu.vn")
    assert (server.username, server.password) == ("u@x", "p:/")


@pytest.mark.parametrize("url", ["", "mail.vidu.vn", "http://mail.vidu.vn", "smtp://"])
def test_a_setting_that_is_no_mail_server_is_refused(url):
    with pytest.raises(SettingsError):
        read_smtp_url(url, sender="a@vidu.vn")
