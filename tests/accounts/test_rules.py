"""Decisions about people and proofs of identity."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_app.accounts import errors, rules
from events_app.accounts.rules import Role, Tries
from events_app.platform.errors import InvalidInput

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("  Lan.Tran@ViDu.VN ", "lan.tran@vidu.vn"),
        ("lan+hoicho@vidu.vn", "lan+hoicho@vidu.vn"),
        ("ban@bưởi.vn", "ban@xn--bi-d0a8990a.vn"),
        ("ｌａｎ@vidu.vn", "lan@vidu.vn"),
    ],
)
def test_addresses_are_stored_in_one_spelling(typed, folded):
    assert rules.fold_email(typed) == folded
    assert rules.fold_email(folded) == folded


@pytest.mark.parametrize(
    "typed",
    [
        "", "lan", "lan@", "@vidu.vn", "lan@vidu", "a b@vidu.vn", "lan@vidu.vn\nBcc: x@y.vn", "lan\r@vidu.vn",
        "a..b@vidu.vn", ".a@vidu.vn", "a@-vidu.vn", "a@vidu-.vn", '"a b"@vidu.vn', "a@b@vidu.vn", "a,b@vidu.vn",
        "lan@[127.0.0.1]", "<lan@vidu.vn>", "x" * 65 + "@vidu.vn", "x@" + "y" * 64 + ".vn", "lan@vidu.vn;x",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(InvalidInput) as refusal:
        rules.fold_email(typed)
    assert refusal.value.fields["email"][0].code == "email_invalid"


@given(st.text(max_size=80))
def test_a_folded_address_is_one_line_of_ascii(typed):
    try:
        folded = rules.fold_email(typed)
    except InvalidInput:
        return
    assert folded.isascii()
    assert folded.isprintable()
    assert " " not in folded
    assert folded == folded.lower()


def test_names_lose_control_characters_and_runs_of_space():
    assert rules.read_name("  Nguyễn\u00a0 Văn\t\x00 An\u200b ") == "Nguyễn Văn An"
    assert rules.read_name("Hoa\u0300") == "Hoà"


@pytest.mark.parametrize("typed", ["", " \t ", "\u200b", "x" * 121])
def test_empty_and_endless_names_are_refused(typed):
    with pytest.raises(InvalidInput):
        rules.read_name(typed)


@pytest.mark.parametrize(
    ("typed", "stored"), [("0912 345 678", "+84912345678"), ("+84 24 3733 5599", "+842437335599"), ("", "")]
)
def test_telephones_are_stored_in_international_form(typed, stored):
    assert rules.clean_phone(typed) == stored


@pytest.mark.parametrize("typed", ["12", "gọi tôi", "0000000000", "09123456789012"])
def test_what_is_no_telephone_number_is_refused(typed):
    with pytest.raises(InvalidInput):
        rules.clean_phone(typed)


@pytest.mark.parametrize(
    "typed", ["javascript:alert(1)", "ftp://vidu.vn", "https://a:b@vidu.vn", "vi du", "https://vidu.vn/\n"]
)
def test_what_is_no_web_address_is_refused(typed):
    if typed.endswith("\n"):
        assert rules.clean_website(typed) == typed.strip()
        return
    with pytest.raises(InvalidInput):
        rules.clean_website(typed)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("ngắn", "password_short"),
        ("x" * 201, "too_long"),
        ("matkhau123", "password_common"),
        ("aaaaabbbbb", "password_common"),
        ("lan.tran@vidu.vn", "password_common"),
        ("demo-demo", "password_short"),
    ],
)
def test_weak_passwords_are_refused(password, code):
    with pytest.raises(InvalidInput) as refusal:
        rules.ensure_password_fits(password, email="lan.tran@vidu.vn", demo=False)
    assert refusal.value.fields["password"][0].code == code


def test_the_demo_password_is_for_demo_mode_only():
    rules.ensure_password_fits("demo-demo", email="organizer@demo.example", demo=True)
    assert rules.password_may_be_tried("demo-demo", demo=True)
    assert not rules.password_may_be_tried("demo-demo", demo=False)


def test_a_sentence_is_a_good_password():
    rules.ensure_password_fits("mùa xuân ở Mê Linh", email="lan@vidu.vn", demo=False)


def test_throttle_names_the_instant_the_oldest_try_leaves_the_window():
    oldest = NOW - timedelta(minutes=4)
    calm = Tries(0, NOW)
    rules.ensure_not_throttled(by_email=Tries(rules.TRIES_PER_EMAIL, oldest), by_address=calm, now=NOW)
    with pytest.raises(errors.TooManyAttempts) as refusal:
        rules.ensure_not_throttled(by_email=Tries(rules.TRIES_PER_EMAIL + 1, oldest), by_address=calm, now=NOW)
    assert refusal.value.data == {"until": oldest + rules.WINDOW, "retry_after": 660}
    with pytest.raises(errors.TooManyAttempts):
        rules.ensure_not_throttled(by_email=calm, by_address=Tries(rules.TRIES_PER_ADDRESS + 1, oldest), now=NOW)


def test_a_session_slides_but_not_for_ever():
    assert rules.session_end(created=NOW, now=NOW) == NOW + timedelta(days=14)
    assert rules.session_end(created=NOW, now=NOW + timedelta(days=80)) == NOW + timedelta(days=90)


def test_use_is_written_down_every_ten_minutes():
    assert not rules.is_touch_due(last_seen=NOW, now=NOW + timedelta(minutes=9, seconds=59))
    assert rules.is_touch_due(last_seen=NOW, now=NOW + timedelta(minutes=10))


def test_the_only_owner_stays():
    with pytest.raises(errors.LastOwner):
        rules.ensure_keeps_owner(owners={7}, member=7, becomes=None)
    with pytest.raises(errors.LastOwner):
        rules.ensure_keeps_owner(owners={7}, member=7, becomes=Role.ORGANIZER)
    rules.ensure_keeps_owner(owners={7}, member=7, becomes=Role.OWNER)
    rules.ensure_keeps_owner(owners={7, 8}, member=7, becomes=None)
    rules.ensure_keeps_owner(owners={8}, member=7, becomes=None)


@pytest.mark.parametrize(
    ("scopes", "method", "path", "allowed"),
    [
        ({"read"}, "GET", "/api/v1/fairs", True),
        ({"read"}, "POST", "/api/v1/fairs", False),
        ({"write"}, "DELETE", "/api/v1/booths/1/hold", True),
        ({"gate"}, "POST", "/api/v1/check-ins", True),
        ({"gate"}, "POST", "/api/v1/check-ins/batch", True),
        ({"gate"}, "GET", "/api/v1/fairs/tet/gate-package", True),
        ({"gate"}, "GET", "/api/v1/producers", False),
        ({"gate"}, "PUT", "/api/v1/fairs/tet/gate-package", False),
        (set(), "GET", "/api/v1/fairs", False),
    ],
)
def test_scopes_narrow_a_key(scopes, method, path, allowed):
    assert rules.scopes_allow(scopes, method=method, path=path) is allowed


@pytest.mark.parametrize("chosen", [[], ["admin"], ["read", "root"]])
def test_a_key_needs_known_scopes(chosen):
    with pytest.raises(InvalidInput):
        rules.clean_scopes(chosen)


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "",
        "fairs",
        "/a b",
        "/a\r\nSet-Cookie: x",
        "/" + "x" * 500,
        "/a\\b",
    ],
)
def test_paths_that_leave_the_site_are_not_ours(path):
    assert not rules.is_own_path(path)
    assert rules.safe_next(path, otherwise="/organizer") == "/organizer"


def test_signing_in_does_not_lead_back_to_signing_in():
    assert rules.safe_next("/sign-in?next=/x", otherwise="/") == "/"
    assert rules.safe_next("/producer/booth?id=3", otherwise="/") == "/producer/booth?id=3"


def test_passwords_and_tokens_are_never_kept():
    typed = [
        ("title", "Hội chợ"),
        ("password", "x"),
        ("new_password", "x"),
        ("_csrf_token", "x"),
        ("passcode", "x"),
        ("tags", "a"),
        ("tags", "b"),
    ]
    assert rules.fields_worth_keeping("/organizer/fairs", typed) == [("title", "Hội chợ"), ("tags", "a"), ("tags", "b")]


def test_forms_about_signing_in_and_huge_ones_are_not_kept():
    assert rules.fields_worth_keeping("/sign-in", [("email", "lan@vidu.vn")]) == []
    assert rules.fields_worth_keeping("//evil.example", [("a", "b")]) == []
    assert rules.fields_worth_keeping("/organizer/fairs", [("note", "ô" * 60_000)]) == []
