"""Looking applications over: the checklist, and who looks at which."""

from collections.abc import Sequence
from datetime import datetime

from events_app.applications.errors import ItemUnknown, ReviewerUnknown
from events_app.applications.operations.steps import lock_application
from events_app.applications.queries.applications import find_application
from events_app.applications.queries.reviews import checklist_of, find_reviewed, reviewers_of
from events_app.applications.rules.reviews import deal
from events_app.applications.schemas import CheckInput
from events_app.applications.tables import ApplicationCheck, ApplicationShare
from events_app.fairs.operations import enter_fair
from events_app.fairs.queries import fair_by_id, find_fair
from events_app.fairs.rules import Deed
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import fetch, transaction
from events_app.platform.rows import insert_or_update


async def save_checks(application: int, answers: Sequence[CheckInput], *, acting: Actor, now: datetime) -> None:
    """Note what was found; only what differs from before gets a new name and time.

    Raises:
        ApplicationNotFound: It is not the asker's to review.
        ItemUnknown: An item stands neither in the call nor among the answers.
    """
    found, fair = await find_reviewed(application, acting=acting, now=now)
    async with transaction():
        await enter_fair(fair.id, Deed.PREPARE, now=now)
        await lock_application(application)
        before = {check.item: check for check in await checklist_of(found)}
        if any(answer.item not in before for answer in answers):
            raise ItemUnknown
        changed = [
            answer
            for answer in answers
            if (answer.answer, answer.remark.strip()) != (before[answer.item].answer, before[answer.item].remark)
        ]
        for answer in changed:
            await _write(application, answer, acting=acting, now=now)
        if changed:
            data = {"application": application, "items": [answer.item for answer in changed]}
            await record_audit(
                acting, "application.checked", subject="application", subject_id=application, office=fair.office,
                data=data, now=now,
            )  # fmt: skip


async def give_application(application: int, account: int | None, *, acting: Actor, now: datetime) -> None:
    """Give an application to somebody of the office to look at, or take it back with None.

    Raises:
        ReviewerUnknown: The account does not review at this office.
    """
    found = await find_application(application, acting=acting, now=now)
    fair = await fair_by_id(found.fair, now=now)
    acting.ensure_organizes(fair.office)
    if account is not None and account not in {member.account for member in await reviewers_of(fair.office)}:
        raise ReviewerUnknown
    async with transaction():
        await enter_fair(fair.id, Deed.PREPARE, now=now)
        await lock_application(application)
        await _share(application, account, acting=acting, now=now)
        await record_audit(
            acting, "application.given", subject="application", subject_id=application, office=fair.office,
            data={"account": account}, now=now,
        )  # fmt: skip


async def deal_applications(slug: str, accounts: Sequence[int], *, acting: Actor, now: datetime) -> int:
    """Deal the applications nobody looks at yet evenly among some of the office; gives how many were dealt.

    Raises:
        ReviewerUnknown: Nobody was chosen, or somebody who does not review at this office.
    """
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    chosen = sorted(set(accounts))
    if not chosen or not set(chosen) <= {member.account for member in await reviewers_of(fair.office)}:
        raise ReviewerUnknown
    async with transaction():
        await enter_fair(fair.id, Deed.PREPARE, now=now)
        # Two who deal at one moment take turns: the second finds nothing left.
        await fetch("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"deal:{fair.id}")
        open_ones = await fetch(
            "SELECT a.id FROM booth_application a LEFT JOIN application_share s ON s.application = a.id"
            " WHERE a.fair = $1 AND a.state IN ('submitted', 'more_information') AND s.id IS NULL"
            " ORDER BY a.submitted_at, a.id",
            fair.id,
        )
        loads = await fetch(
            "SELECT s.account, count(*) AS n FROM application_share s JOIN booth_application a ON a.id = s.application"
            " WHERE a.fair = $1 AND a.state IN ('submitted', 'more_information') GROUP BY s.account",
            fair.id,
        )
        by_account = {row["account"]: row["n"] for row in loads}
        dealt = deal([row["id"] for row in open_ones], {account: by_account.get(account, 0) for account in chosen})
        for application, account in dealt.items():
            await _share(application, account, acting=acting, now=now)
        data = {"applications": len(dealt), "accounts": chosen}
        await record_audit(
            acting, "applications.dealt", subject="fair", subject_id=fair.id, office=fair.office, data=data, now=now
        )
        return len(dealt)


async def _write(application: int, answer: CheckInput, *, acting: Actor, now: datetime) -> None:
    if not answer.answer:
        await fetch("DELETE FROM application_check WHERE application = $1 AND item = $2", application, answer.item)
        return
    check = {
        "application": application,
        "item": answer.item,
        "answer": answer.answer,
        "remark": answer.remark.strip(),
        "checked_by": acting.name[:120],
        "checked_at": now,
    }
    await insert_or_update(ApplicationCheck, check, unique=["application", "item"])


async def _share(application: int, account: int | None, *, acting: Actor, now: datetime) -> None:
    if account is None:
        await fetch("DELETE FROM application_share WHERE application = $1", application)
        return
    share = {"application": application, "account": account, "given_by": acting.name[:120], "given_at": now}
    await insert_or_update(ApplicationShare, share, unique=["application"])
