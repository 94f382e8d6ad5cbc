"""What a pass is worth and what became of its holder: each step, its refusals and what it leaves behind."""

import asyncio
from datetime import date, timedelta

import asyncpg
import pytest

from events_app.fairs.errors import FairCancelled
from events_app.passes.errors import (
    ConsentMissing,
    NoAddress,
    PassAlreadyUsed,
    PassCannotChange,
    PassNotFound,
)
from events_app.passes.operations import (
    erase_due_holders,
    erase_holder,
    hand_on_pass,
    replace_pass,
    restore_pass,
    return_pass,
    revoke_pass,
    revoke_passes,
    send_pass_again,
)
from events_app.passes.queries import find_pass
from events_app.passes.rules import PassState, Registration, may_become
from events_app.passes.schemas import ConsentInput, HolderInput, ReplacementInput
from events_app.platform.actor import ANONYMOUS, NotYourOffice
from events_app.platform.db import fetch, transaction
from tests.clock import NOW
from tests.factories.accounts import make_organizer
from tests.factories.fairs import make_fair, slug_of
from tests.factories.passes import make_gate_site, make_pass, scan_body
from tests.locks import until_somebody_waits
from tests.trails import audit, audit_trail, messages

LATER = NOW + timedelta(hours=1)
LAN = {"name": "Nguyễn Thị Lan", "email": "lan@vidu.vn", "phone": "0912 345 678"}
MAI = HolderInput(name="Vũ Thị Mai", email="mai@vidu.vn")
AGREED = ConsentInput("2027-01")
EVERYTHING = (
    "SELECT state, state_at, state_reason, holder_name, holder_email, holder_phone, folded, request_hash, revision"
    " FROM entry_pass ORDER BY id"
)


@pytest.fixture
async def lan(api, site):
    """Lan's pass of two days, which she took herself and may ask for again."""
    body = {"holder": LAN, "consent": {"version": "2026-11"}, "first_day": 2, "last_day": 3, "locale": "en"}
    answer = await api.post(f"/api/v1/fairs/{site.slug}/passes", json=body)
    return await find_pass(answer.json()["id"])


@pytest.fixture
async def colleague(dsn, database):
    """Somebody else's transaction, begun a moment before."""
    connection = await asyncpg.connect(dsn)
    await connection.execute("BEGIN")
    yield connection
    await connection.close()


def steps(site):
    """Every step but the replacing ones, as a call of a pass's number."""
    return {
        "revoked": lambda number: revoke_pass(number, reason=" Mất thẻ ", acting=site.organizer, now=LATER),
        "returned": lambda number: return_pass(number, acting=ANONYMOUS, now=LATER),
        "valid": lambda number: restore_pass(number, acting=site.organizer, now=LATER),
        "erased": lambda number: erase_holder(number, acting=site.organizer, now=LATER),
    }


def replacing(site, number, **changes):
    wanted = ReplacementInput(**{"reason": "Rơi ở bến xe"} | changes)
    return replace_pass(number, wanted, channel="api", signer=site.signer, acting=site.organizer, now=LATER)


def handing_on(site, number, holder=MAI):
    return hand_on_pass(number, holder, AGREED, signer=site.signer, acting=ANONYMOUS, now=LATER)


async def come_in(site, found, phone):
    code = (await fetch("SELECT serial FROM entry_pass WHERE id = $1", found.id))[0]["serial"]
    body = {name: value for name, value in scan_body(site, "").items() if name != "code"} | {"serial": str(code)}
    assert (await phone.post("/api/v1/check-ins", json=body)).json()["result"] == "admitted"


async def test_revoked_pass_says_when_and_why(site, lan):
    bystander = await make_pass(site)
    found = await steps(site)["revoked"](lan.id)
    assert (found.state, found.state_at, found.state_reason) == ("revoked", LATER, "Mất thẻ")
    assert found.revision == lan.revision + 1
    assert await find_pass(bystander.id) == bystander
    assert await audit_trail("pass.rev") == [
        audit("pass.revoked", "entry_pass", lan.id, site.office, {"was": "valid", "reason": " Mất thẻ "}, LATER)
    ]


async def test_without_a_reason_none_is_kept(site, lan):
    assert (await revoke_pass(lan.id, acting=site.organizer, now=LATER)).state_reason == ""
    assert [line["data"] for line in await audit_trail("pass.rev")] == [{"was": "valid"}]


@pytest.mark.parametrize("first", ["revoked", "returned"])
async def test_pass_comes_back_from_being_revoked_or_returned(site, lan, first):
    await steps(site)[first](lan.id)
    found = await steps(site)["valid"](lan.id)
    assert (found.state, found.state_reason, found.revision) == ("valid", "", lan.revision + 2)
    assert [(line["action"], line["data"]["was"]) for line in await audit_trail("pass.")][1:] == [("pass.valid", first)]


async def test_of_many_passes_only_the_named_and_valid_ones_are_revoked(site, lan):
    neighbour, returned, third = [await make_pass(site) for _ in range(3)]
    await return_pass(returned.id, acting=ANONYMOUS, now=NOW)
    before = {row["id"]: dict(row) for row in await fetch("SELECT * FROM entry_pass")}
    async with transaction():
        gone = await revoke_passes([lan.id, returned.id, third.id], "Đoàn rút", now=LATER)
    assert sorted(gone) == [lan.id, third.id]
    revoked = {"state": "revoked", "state_at": LATER, "state_reason": "Đoàn rút"}
    for one in (lan, third):
        before[one.id] |= revoked | {"revision": before[one.id]["revision"] + 1}
    assert {row["id"]: dict(row) for row in await fetch("SELECT * FROM entry_pass")} == before
    assert before[neighbour.id]["state"] == "valid"


@pytest.mark.parametrize("asked", [{"unused_only": True}, {"unused_only": False}, {}])
async def test_pass_somebody_came_in_with_stays_when_only_unused_ones_are_revoked(site, lan, phone, asked):
    unused = await make_pass(site)
    await come_in(site, lan, phone)
    async with transaction():
        gone = await revoke_passes([lan.id, unused.id], "Đoàn rút", **asked, now=LATER)
    assert sorted(gone) == ([unused.id] if asked.get("unused_only") else [lan.id, unused.id])


async def test_many_passes_are_revoked_only_with_what_causes_it(site, lan):
    with pytest.raises(RuntimeError, match="transaction"):
        await revoke_passes([lan.id], "Đoàn rút", now=LATER)
    assert (await find_pass(lan.id)).state is PassState.valid


async def test_returned_pass_says_so_of_nobody_known(site, lan):
    bystander = await make_pass(site)
    found = await steps(site)["returned"](lan.id)
    assert (found.state, found.state_at, found.state_reason) == ("returned", LATER, "")
    assert await find_pass(bystander.id) == bystander
    assert await audit_trail("pass.returned") == [
        audit("pass.returned", "entry_pass", lan.id, site.office, {"was": "valid"}, LATER)
    ]


@pytest.mark.parametrize("step", ["revoked", "returned", "valid", "erased"])
async def test_same_step_twice_is_once(site, lan, step):
    call = steps(site)[step]
    if step == "valid":
        await steps(site)["revoked"](lan.id)
    once = await call(lan.id)
    trail = await audit_trail()
    assert await call(lan.id) == once == await find_pass(lan.id)
    assert await audit_trail() == trail


@pytest.mark.parametrize(
    ("before", "refused"),
    [
        ("revoked", ["returned"]),
        ("returned", ["revoked"]),
        ("replaced", ["revoked", "returned", "valid"]),
        ("erased", ["revoked", "returned", "valid"]),
    ],
)
async def test_step_a_state_does_not_give_is_refused_with_the_state(site, lan, before, refused):
    if before == "replaced":
        await replacing(site, lan.id)
    else:
        await steps(site)[before](lan.id)
    standing = await find_pass(lan.id)
    for step in refused:
        with pytest.raises(PassCannotChange) as refusal:
            await steps(site)[step](lan.id)
        assert refusal.value.data == {"state": before}
    assert await find_pass(lan.id) == standing


def test_states_lead_where_the_table_says():
    allowed = {state: {target for target in PassState if may_become(state, target)} for state in PassState}
    assert allowed == {
        "valid": {"revoked", "replaced", "returned", "erased"},
        "revoked": {"valid", "replaced", "erased"},
        "returned": {"valid", "erased"},
        "replaced": {"erased"},
        "erased": set(),
    }


@pytest.mark.parametrize("step", ["revoked", "valid", "erased"])
async def test_pass_nobody_has_cannot_be_changed(site, step):
    with pytest.raises(PassNotFound):
        await steps(site)[step](404)


@pytest.mark.parametrize("step", ["revoked", "valid", "erased"])
async def test_pass_of_another_office_cannot_be_changed(site, lan, step):
    stranger = await make_gate_site()
    with pytest.raises(NotYourOffice):
        await steps(stranger)[step](lan.id)
    assert await find_pass(lan.id) == lan


@pytest.mark.parametrize("step", ["revoked", "returned"])
async def test_step_that_waits_for_the_same_step_does_nothing_more(site, lan, colleague, step):
    await colleague.execute("UPDATE entry_pass SET state = $2, revision = 7 WHERE id = $1", lan.id, step)
    waiting = asyncio.create_task(steps(site)[step](lan.id))
    await until_somebody_waits(colleague)
    await colleague.execute("COMMIT")
    assert ((await waiting).state, (await waiting).revision) == (step, 7)
    assert await audit_trail(f"pass.{step}") == []


async def test_erasing_that_waits_for_another_does_nothing_more(site, lan, colleague):
    await colleague.execute(
        "UPDATE entry_pass SET state = 'erased', holder_name = NULL, holder_email = NULL, holder_phone = NULL,"
        " folded = '', request_hash = NULL, revision = 7 WHERE id = $1",
        lan.id,
    )
    waiting = asyncio.create_task(steps(site)["erased"](lan.id))
    await until_somebody_waits(colleague)
    await colleague.execute("COMMIT")
    assert (await waiting).revision == 7
    assert await audit_trail("pass.erased") == []


async def test_replacement_is_the_same_pass_on_a_new_number(site, lan):
    await make_pass(site)
    new = await replacing(site, lan.id)
    old = await find_pass(lan.id)
    assert (old.state, old.state_reason, old.state_at, old.replaced_by) == (
        "replaced",
        "Rơi ở bến xe",
        LATER,
        new.serial,
    )
    kept = ("kind", "first_day", "last_day", "holder_name", "holder_email", "holder_phone", "locale", "consent_version")
    assert {name: getattr(new, name) for name in kept} == {name: getattr(lan, name) for name in kept}
    assert (new.state, new.replaces, new.created_at) == ("valid", lan.id, LATER)
    assert await messages("pass.issued") == [("pass.issued", {"pass": lan.id}), ("pass.issued", {"pass": new.id})]
    assert await audit_trail("pass.replaced") == [
        audit("pass.replaced", "entry_pass", lan.id, site.office, {"was": "valid", "reason": "Rơi ở bến xe"}, LATER)
    ]
    channel = await fetch("SELECT consent_channel FROM entry_pass WHERE id = $1", new.id)
    assert channel[0]["consent_channel"] == "api"


async def test_replacing_twice_gives_the_same_new_pass(site, lan):
    new = await replacing(site, lan.id)
    await make_pass(site)
    assert (await replacing(site, lan.id)).id == new.id
    assert len(await audit_trail("pass.replaced")) == 1


async def test_replacements_at_once_give_one_new_pass(site, lan):
    given = await asyncio.gather(*(replacing(site, lan.id) for _ in range(4)))
    assert len({one.id for one in given}) == 1


async def test_replacement_of_somebody_without_an_address_sends_no_letter(site):
    old = await make_pass(site)
    new = await replacing(site, old.id)
    assert (new.holder_name, new.holder_email) == (old.holder_name, None)
    assert await messages("pass.issued") == []


async def test_replacement_of_a_pass_without_a_person_has_none_either(site, lan):
    await fetch(
        "UPDATE entry_pass SET holder_name = NULL, holder_email = NULL, holder_phone = NULL WHERE id = $1", lan.id
    )
    new = await replacing(site, lan.id)
    assert (new.holder_name, new.holder_email, new.holder_phone) == (None, None, None)


async def test_replacement_for_somebody_else_needs_their_own_consent(site, lan):
    with pytest.raises(ConsentMissing):
        await replacing(site, lan.id, holder=MAI)
    assert await find_pass(lan.id) == lan
    new = await replacing(site, lan.id, holder=MAI, consent=AGREED)
    assert (new.holder_name, new.holder_email, new.consent_version) == ("Vũ Thị Mai", "mai@vidu.vn", "2027-01")


async def test_same_person_may_agree_to_a_new_text_with_the_replacement(site, lan):
    new = await replacing(site, lan.id, consent=AGREED)
    assert (new.holder_name, new.consent_version) == (LAN["name"], "2027-01")


async def test_pass_of_a_cancelled_fair_is_neither_replaced_nor_handed_on(site, lan):
    await fetch("UPDATE fair SET status = 'cancelled', reason_vi = 'Bão' WHERE id = $1", site.fair)
    for call in (replacing, handing_on):
        with pytest.raises(FairCancelled):
            await call(site, lan.id)
    assert await find_pass(lan.id) == lan


async def test_pass_of_a_postponed_fair_is_replaced(site, lan):
    await fetch("UPDATE fair SET status = 'postponed', reason_vi = 'Bão' WHERE id = $1", site.fair)
    assert (await replacing(site, lan.id)).state == "valid"


async def test_handed_on_pass_belongs_to_the_other_alone(site, lan):
    await make_pass(site)
    new = await handing_on(site, lan.id)
    assert (new.holder_name, new.holder_email, new.holder_phone) == ("Vũ Thị Mai", "mai@vidu.vn", None)
    assert (new.consent_version, new.consent_at, new.replaces) == ("2027-01", LATER, lan.id)
    old = await find_pass(lan.id)
    assert (old.state, old.state_reason, old.replaced_by) == ("replaced", "", new.serial)
    assert await messages("pass.issued") == [("pass.issued", {"pass": lan.id}), ("pass.issued", {"pass": new.id})]
    channel = await fetch("SELECT consent_channel FROM entry_pass WHERE id = $1", new.id)
    assert channel[0]["consent_channel"] == "web"


async def test_pass_somebody_came_in_with_is_not_handed_on(site, lan, phone):
    await come_in(site, lan, phone)
    with pytest.raises(PassAlreadyUsed):
        await handing_on(site, lan.id)


async def test_handing_on_that_waits_for_another_gives_the_first_one(site, lan):
    given = await asyncio.gather(*(handing_on(site, lan.id) for _ in range(4)))
    assert len({one.id for one in given}) == 1
    assert len(await audit_trail("pass.replaced")) == 1


async def test_handing_on_that_waited_for_a_return_is_refused(site, lan, colleague):
    await colleague.execute("UPDATE entry_pass SET state = 'returned' WHERE id = $1", lan.id)
    waiting = asyncio.create_task(handing_on(site, lan.id))
    await until_somebody_waits(colleague)
    await colleague.execute("COMMIT")
    with pytest.raises(PassCannotChange):
        await waiting


async def test_steps_wait_for_nobody_elses_pass(site, lan, colleague):
    other = await make_pass(site)
    await colleague.execute("SELECT FROM entry_pass WHERE id = $1 FOR UPDATE", other.id)
    async with asyncio.timeout(5):
        await steps(site)["returned"](lan.id)
        await steps(site)["valid"](lan.id)
        await handing_on(site, lan.id)


async def test_pass_sent_again_is_told_and_logged(site, lan):
    found = await send_pass_again(lan.id, acting=site.organizer, now=LATER)
    assert found == lan
    assert await messages("pass.issued") == [("pass.issued", {"pass": lan.id})] * 2
    assert await audit_trail("pass.sent") == [audit("pass.sent_again", "entry_pass", lan.id, site.office, {}, LATER)]


async def test_pass_is_not_sent_without_an_address_or_once_it_is_worth_nothing(site, lan):
    with pytest.raises(NoAddress):
        await send_pass_again((await make_pass(site)).id, acting=site.organizer, now=LATER)
    await steps(site)["revoked"](lan.id)
    with pytest.raises(PassCannotChange) as refusal:
        await send_pass_again(lan.id, acting=site.organizer, now=LATER)
    assert refusal.value.data == {"state": "revoked"}
    assert len(await messages("pass.issued")) == 1


async def test_erased_holder_leaves_no_trace_and_nobody_else_is_touched(site, lan):
    bystander = await make_pass(site, name="Trần Văn Bình")
    await revoke_pass(lan.id, reason="Lan mất thẻ", acting=site.organizer, now=NOW)
    before = (await fetch(EVERYTHING))[1]
    found = await erase_holder(lan.id, acting=site.organizer, now=LATER)
    assert found.state == "erased"
    rows = [tuple(row) for row in await fetch(EVERYTHING)]
    assert rows == [("erased", LATER, "", None, None, None, "", None, lan.revision + 2), tuple(before)]
    assert (await find_pass(bystander.id)).holder_name == "Trần Văn Bình"
    assert await audit_trail("pass.erased") == [
        audit("pass.erased", "entry_pass", lan.id, site.office, {"was": "revoked"}, LATER)
    ]


async def test_form_of_an_erased_pass_sent_again_gives_a_new_one(client, site):
    form = {"name": LAN["name"], "nonce": "n", "consent": "on"}
    here = f"/fairs/{site.slug}/pass"
    first, again = [(await client.post_form(here, form)).headers["location"] for _ in range(2)]
    assert first == again
    await erase_holder((await fetch("SELECT id FROM entry_pass"))[0]["id"], acting=site.organizer, now=LATER)
    assert (await client.post_form(here, form)).headers["location"] != first


async def test_only_fairs_that_ended_before_the_day_are_forgotten(site, lan):
    """The site's fair ends on the 27th; another on the 30th."""
    other = await make_gate_site(ends_on=date(2026, 11, 30))
    kept = await make_pass(other)
    assert await erase_due_holders(before=date(2026, 11, 27), now=LATER) == 0
    assert await find_pass(lan.id) == lan
    assert await erase_due_holders(before=date(2026, 11, 28), now=LATER) == 1
    assert (await find_pass(lan.id)).holder_name is None
    assert (await find_pass(lan.id)).state_at == LATER
    assert await find_pass(kept.id) == kept
    assert await erase_due_holders(before=date(2026, 11, 28), now=LATER + timedelta(days=1)) == 0
    assert (await find_pass(lan.id)).state_at == LATER


async def test_people_are_forgotten_by_so_many_at_a_time_and_the_first_first(site):
    given = [(await make_pass(site)).id for _ in range(3)]
    assert await erase_due_holders(before=date(2026, 12, 1), now=LATER, most=2) == 2
    assert [(await find_pass(one)).state for one in given] == ["erased", "erased", "valid"]
    assert await erase_due_holders(before=date(2026, 12, 1), now=LATER, most=2) == 1


async def test_pass_somebody_holds_locked_is_left_for_the_next_time(site, lan, colleague):
    free = await make_pass(site)
    await colleague.execute("SELECT FROM entry_pass WHERE id = $1 FOR UPDATE", lan.id)
    async with asyncio.timeout(5):
        assert await erase_due_holders(before=date(2026, 12, 1), now=LATER) == 1
    await colleague.execute("COMMIT")
    assert [(await find_pass(one.id)).state for one in (lan, free)] == ["valid", "erased"]


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"status": "draft"}, None),
        ({"status": "cancelled"}, "cancelled"),
        ({"status": "postponed", "starts_on": None, "ends_on": None}, "postponed"),
        ({"starts_on": date(2026, 11, 20), "ends_on": date(2026, 11, 23)}, "over"),
    ],
)
async def test_visitor_is_told_why_no_pass_is_given(api, columns, why):
    slug = await slug_of(await make_fair(**columns))
    body = {"holder": LAN, "consent": {"version": "2026-11"}}
    answer = await api.post(f"/api/v1/fairs/{slug}/passes", json=body)
    if why is None:
        assert answer.status_code == 404
    else:
        assert (answer.status_code, answer.json()["code"], answer.json()["why"]) == (409, "registration_closed", why)


async def test_visitor_is_told_that_registration_is_closed(api, site):
    await fetch("UPDATE pass_plan SET registration_open = false WHERE fair = $1", site.fair)
    body = {"holder": LAN, "consent": {"version": "2026-11"}}
    answer = await api.post(f"/api/v1/fairs/{site.slug}/passes", json=body)
    assert answer.json()["why"] == "closed"


def test_answers_about_registration_are_the_words_of_the_contract():
    assert [one.value for one in Registration] == ["open", "closed", "not_published", "postponed", "cancelled", "over"]


async def test_another_offices_organizer_sends_no_pass(site, lan):
    with pytest.raises(NotYourOffice):
        await send_pass_again(lan.id, acting=await make_organizer(), now=LATER)
