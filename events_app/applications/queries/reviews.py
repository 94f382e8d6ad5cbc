"""Reads checklists and shares; a reviewer sees the share and nothing beside it."""

from datetime import datetime

from events_app.accounts.queries import list_staff
from events_app.accounts.schemas import MemberView
from events_app.applications.errors import ApplicationNotFound
from events_app.applications.queries.applications import call_of, find_application
from events_app.applications.rules.applications import ApplicationState
from events_app.applications.schemas import Application, CheckView, ReviewedApplication
from events_app.fairs.queries import fair_by_id
from events_app.fairs.schemas import Fair
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.platform.i18n import Bilingual
from events_app.producers.queries import read_paper_for_office
from events_app.producers.schemas import PaperFile

REVIEWING = ("owner", "organizer", "reviewer")


async def find_reviewed(application: int, *, acting: Actor, now: datetime) -> tuple[Application, Fair]:
    """An application the asker reviews: an organizer's any, a reviewer's own share.

    Raises:
        ApplicationNotFound: It is none of theirs; its producer reviews nothing either.
    """
    found = await find_application(application, acting=acting, now=now)
    fair = await fair_by_id(found.fair, now=now)
    if not acting.organizes(fair.office) and not (acting.reviews(fair.office) and found.reviewer == acting.id):
        raise ApplicationNotFound
    return found, fair


async def checklist_of(application: Application) -> list[CheckView]:
    """The items of the call with what was found; items a changed call no longer has stay when they were answered."""
    rows = await fetch("SELECT * FROM application_check WHERE application = $1 ORDER BY id", application.id)
    call = await call_of(application.fair)
    answered = {
        row["item"]: CheckView(
            item=row["item"],
            answer=row["answer"],
            remark=row["remark"],
            checked_by=row["checked_by"],
            checked_at=row["checked_at"],
        )
        for row in rows
    }
    items = [*(call.items if call else []), *answered]
    return [
        answered.get(item, CheckView(item=item, answer="", remark="", checked_by="", checked_at=None))
        for item in dict.fromkeys(items)
    ]


async def read_applied_paper(application: int, paper: int, *, acting: Actor, now: datetime) -> PaperFile:
    """A paper that goes with an application, for whoever reviews it.

    Raises:
        ApplicationNotFound: The application is not theirs to review.
        PaperNotFound: The paper is not of its producer, or the office may not read it.
    """
    found, fair = await find_reviewed(application, acting=acting, now=now)
    return await read_paper_for_office(paper, found.producer, fair.office)


async def share_of(*, acting: Actor) -> list[ReviewedApplication]:
    """The applications given to the asker, those still to be looked at first."""
    rows = await fetch(
        """
        SELECT a.id, a.state, a.submitted_at, f.slug, f.title_vi, f.title_en, p.name,
               coalesce(cardinality(c.papers) + cardinality(c.checklist), 0) AS items,
               (SELECT count(*) FROM application_check k WHERE k.application = a.id) AS checked
        FROM application_share s JOIN booth_application a ON a.id = s.application JOIN fair f ON f.id = a.fair
        JOIN producer p ON p.id = a.producer LEFT JOIN application_call c ON c.fair = a.fair
        WHERE s.account = $1 AND f.office = ANY($2) AND a.state NOT IN ('draft', 'withdrawn')
        ORDER BY a.state NOT IN ('submitted', 'more_information'), f.starts_on DESC NULLS LAST, p.sort_key, a.id
        LIMIT 1000
        """,
        acting.id,
        acting.reviewed_offices,
    )
    return [
        ReviewedApplication(
            id=row["id"],
            slug=row["slug"],
            fair=Bilingual(row["title_vi"], row["title_en"]),
            producer_name=row["name"],
            state=ApplicationState(row["state"]),
            submitted_at=row["submitted_at"],
            items=row["items"],
            checked=row["checked"],
        )
        for row in rows
    ]


async def reviewers_of(office: int) -> list[MemberView]:
    """Whom applications at an office may be given to."""
    return [member for member in await list_staff(office) if member.role in REVIEWING]
