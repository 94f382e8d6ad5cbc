"""Invitations: a link that turns into one pass, once."""

import asyncio
from datetime import timedelta

import pytest

from events_app.giving.errors import InvitationOver
from events_app.giving.links import invitation_token
from events_app.giving.operations import invite_people, take_up_invitation, withdraw_invitation
from events_app.giving.rules.invitations import INVITATION_LASTS, read_addresses
from events_app.outreach.handlers import make_handlers
from events_app.passes.links import pass_of_token
from events_app.passes.operations import CONSENT_VERSION, erase_holder
from events_app.passes.queries import find_pass
from events_app.passes.rules import PassKind
from events_app.passes.schemas import ConsentInput, HolderInput
from events_app.platform.db import fetch
from events_app.platform.outbox import deliver_due
from tests.clock import NOW
from tests.conftest import SECRET
from tests.factories.passes import make_gate_site

FILLED = {"name": "Anna Lê", "consent": "on"}
CONSENT = ConsentInput(CONSENT_VERSION)


async def invite(site, addresses="Anna Lê <anna@vidu.vn>", kind=PassKind.buyer):
    await invite_people(site.slug, addresses, kind, "en", acting=site.organizer, now=NOW)
    return (await fetch("SELECT max(id) AS id FROM pass_invitation"))[0]["id"]


def page_of(invitation):
    return f"/pass-invitations/{invitation_token(invitation, SECRET)}"


@pytest.mark.parametrize(
    ("text", "found", "wrong"),
    [
        ("a@vidu.vn\nb@vidu.vn", 2, 0),
        ("A@vidu.vn, a@vidu.vn", 1, 0),
        ('"Lê, Anna" <anna@vidu.vn>', 1, 1),
        ("Anna <anna@vidu.vn>;", 1, 0),
        ("không phải", 0, 1),
        ("", 0, 0),
    ],
)
def test_addresses_are_read_as_people_paste_them(text, found, wrong):
    people, lines = read_addresses(text)
    assert (len(people), len(lines)) == (found, wrong)


async def test_invited_buyer_takes_one_pass_however_often_the_link_is_opened(client, site):
    invitation = await invite(site)
    page = await client.get(page_of(invitation))
    assert 'value="Anna Lê"' in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    first = await client.post_form(page_of(invitation), FILLED)
    again = await client.post_form(page_of(invitation), {**FILLED, "name": "Người Khác"})
    assert first.headers["location"] == again.headers["location"]
    assert (await client.get(page_of(invitation))).headers["location"] == first.headers["location"]
    rows = await fetch("SELECT kind, holder_name, last_day FROM entry_pass")
    assert [tuple(row) for row in rows] == [("buyer", "Anna Lê", 5)]


async def test_race_of_one_link_gives_one_pass(site):
    invitation = await invite(site)
    holder = HolderInput(name="Anna Lê")
    given = await asyncio.gather(
        *(take_up_invitation(invitation, holder, CONSENT, signer=site.signer, now=NOW) for _ in range(8))
    )
    assert len({one.id for one in given}) == 1


async def test_same_address_is_invited_once_until_it_is_withdrawn(site):
    assert await invite_people(site.slug, "a@vidu.vn", PassKind.vip, "vi", acting=site.organizer, now=NOW) == (1, 0)
    assert await invite_people(site.slug, "A@vidu.vn", PassKind.vip, "vi", acting=site.organizer, now=NOW) == (0, 1)
    await withdraw_invitation(1, acting=site.organizer, now=NOW)
    assert await invite_people(site.slug, "a@vidu.vn", PassKind.vip, "vi", acting=site.organizer, now=NOW) == (1, 0)


async def test_withdrawn_or_old_link_gives_nothing_and_says_so(client, site):
    withdrawn, old = await invite(site, "a@vidu.vn"), await invite(site, "b@vidu.vn")
    await withdraw_invitation(withdrawn, acting=site.organizer, now=NOW)
    assert "không còn hiệu lực" in (await client.get(page_of(withdrawn))).text
    assert (await client.post_form(page_of(withdrawn), FILLED)).status_code == 410
    await fetch("UPDATE fair SET ends_on = ends_on + 365 WHERE id = $1", site.fair)
    with pytest.raises(InvitationOver):
        await take_up_invitation(old, HolderInput(name="Anna"), CONSENT, signer=site.signer, now=NOW + INVITATION_LASTS)
    assert (await fetch("SELECT count(*) AS n FROM entry_pass"))[0]["n"] == 0


async def test_invitation_without_consent_keeps_what_was_typed(client, site):
    answer = await client.post_form(page_of(await invite(site)), {"name": "Anna Lê Thị"})
    assert answer.status_code == 422
    assert 'value="Anna Lê Thị"' in answer.text


async def test_token_of_an_invitation_opens_no_pass(client, site):
    token = invitation_token(1, SECRET)
    assert pass_of_token(token, SECRET) is None
    assert (await client.get(f"/pass-invitations/{token[:-1]}A")).status_code == 404


async def test_letters_go_out_and_sending_again_lasts_longer(client, sign_in, site, settings, clock):
    await sign_in(site.organizer.id)
    here = f"/organizer/fairs/{site.slug}/invitations"
    answer = await client.post_form(here, {"addresses": "a@vidu.vn\nb@vidu.vn", "kind": "buyer", "language": "en"})
    assert answer.status_code == 303
    clock.advance(timedelta(hours=1))
    await client.post_form(f"{here}/1/again")
    await deliver_due(make_handlers(settings), now=clock.now())
    mails = await fetch("SELECT recipient, subject, body_text FROM mail ORDER BY id")
    assert sorted(mail["recipient"] for mail in mails) == ["a@vidu.vn", "a@vidu.vn", "b@vidu.vn"]
    letters = [mail["body_text"] for mail in mails if mail["recipient"] == "a@vidu.vn"]
    assert all(invitation_token(1, SECRET) in letter for letter in letters)
    row = (await fetch("SELECT sends, expires_at FROM pass_invitation WHERE id = 1"))[0]
    assert (row["sends"], row["expires_at"]) == (2, NOW + timedelta(hours=1) + INVITATION_LASTS)


async def test_wrong_lines_are_named_and_nobody_is_invited(client, sign_in, site):
    await sign_in(site.organizer.id)
    form = {"addresses": "a@vidu.vn\nkhông phải", "kind": "buyer", "language": "vi"}
    answer = await client.post_form(f"/organizer/fairs/{site.slug}/invitations", form)
    assert answer.status_code == 422
    assert "không phải" in answer.text
    assert "a@vidu.vn" in answer.text
    assert (await fetch("SELECT count(*) AS n FROM pass_invitation"))[0]["n"] == 0


async def test_invitations_of_another_office_are_closed(client, sign_in, site):
    await invite(site)
    stranger = await make_gate_site()
    await sign_in(stranger.organizer.id)
    assert (await client.get(f"/organizer/fairs/{site.slug}/invitations")).status_code == 403
    for step in ("again", "withdraw"):
        answer = await client.post_form(f"/organizer/fairs/{site.slug}/invitations/1/{step}")
        assert answer.status_code == 404


async def test_database_gives_one_pass_for_an_invitation_and_none_for_a_withdrawn_one(site):
    """Around the rule: what the table itself refuses."""
    invitation = await invite(site)
    await take_up_invitation(invitation, HolderInput(name="Anna"), CONSENT, signer=site.signer, now=NOW)
    with pytest.raises(Exception, match="pass_invitation_withdrawn_gave_none"):
        await fetch("UPDATE pass_invitation SET withdrawn_at = now()")


async def test_person_erased_from_a_pass_is_gone_from_its_invitation_too(site):
    others = await invite(site, "b@vidu.vn")
    invitation = await invite(site)
    given = await take_up_invitation(invitation, HolderInput(name="Anna"), CONSENT, signer=site.signer, now=NOW)
    await erase_holder(given.id, acting=site.organizer, now=NOW)
    rows = await fetch("SELECT id, email, name FROM pass_invitation ORDER BY id")
    assert [tuple(row) for row in rows] == [(others, "b@vidu.vn", ""), (invitation, "", "")]


async def test_person_stays_in_the_pass_when_the_invitation_cannot_be_emptied(site):
    """One transaction: nobody is half forgotten."""
    invitation = await invite(site)
    given = await take_up_invitation(invitation, HolderInput(name="Anna"), CONSENT, signer=site.signer, now=NOW)
    await fetch("ALTER TABLE pass_invitation ADD CONSTRAINT pass_invitation_stays CHECK (email <> '') NOT VALID")
    try:
        with pytest.raises(Exception, match="pass_invitation_stays"):
            await erase_holder(given.id, acting=site.organizer, now=NOW)
    finally:
        await fetch("ALTER TABLE pass_invitation DROP CONSTRAINT pass_invitation_stays")
    assert (await find_pass(given.id)).holder_name == "Anna"
