"""What is in danger, and what waits for an office."""

from datetime import date, datetime, timedelta

from events_app.fairs.rules import Deadline, Phase, Step
from events_app.fairs.schemas import Fair, FairForOffice
from events_app.livestream.schemas import UnreadySession
from events_app.platform.i18n import N_
from events_app.producers.schemas import OfficesRegister, WaitingImport
from events_app.site.rules.limits import (
    DOSSIER_WARNING,
    HALF_TAKEN_WANTED,
    HOLD_WARNING,
    LATER,
    NOW,
    PLAN_WANTED,
    SOON,
)
from events_app.site.schemas import (
    FairFigures,
    Sentence,
    Todo,
)


def dangers_of(about: FairForOffice, figures: FairFigures, today: date) -> list[Sentence]:
    """Why a fair will not go well if nobody acts; empty when nothing is wrong."""
    fair = about.fair
    if fair.phase not in {Phase.DRAFT, Phase.COMING, Phase.RUNNING} or fair.starts_on is None:
        return []
    left = fair.starts_on - today
    found = [
        Sentence(N_("The dossier to the Department is late: it was due %(day)s"), {"day": deadline.due_on})
        for deadline in about.deadlines
        if deadline.step is Step.DOSSIER and deadline.is_late(today) and left >= timedelta(0)
    ]
    if fair.phase is Phase.DRAFT and left <= timedelta(days=30):
        found.append(Sentence(N_("Opens in %(days)s days and is still a draft"), {"days": max(left.days, 0)}))
    if fair.phase is Phase.COMING:
        found += _empty_places(fair, figures, left)
    if fair.capacity and figures.passes.inside > fair.capacity * 0.9:
        full: dict[str, object] = {"inside": figures.passes.inside, "capacity": fair.capacity}
        found.append(Sentence(N_("%(inside)s people inside, room for %(capacity)s"), full))
    return found


def _empty_places(fair: Fair, figures: FairFigures, left: timedelta) -> list[Sentence]:
    if not figures.booths.has_plan and left <= PLAN_WANTED and fair.kind in {"fair", "festival", "product_week"}:
        return [Sentence(N_("No floor plan yet"))]
    booths = figures.booths
    if booths.total and left <= HALF_TAKEN_WANTED and booths.taken * 2 < booths.total:
        few: dict[str, object] = {"taken": booths.taken, "booths": booths.total}
        return [Sentence(N_("Only %(taken)s of %(booths)s booths are taken"), few)]
    return []


def fair_todos(about: FairForOffice, figures: FairFigures, today: date, now: datetime) -> list[Todo]:
    """What waits for the office at one fair."""
    home = f"/organizer/fairs/{about.fair.slug}"
    todos = [
        todo for deadline in about.deadlines if (todo := _deadline_todo(deadline, about.fair, home, today)) is not None
    ]
    if figures.booths.next_expiry is not None:
        urgent = figures.booths.next_expiry - now <= HOLD_WARNING
        todos.append(
            Todo(
                urgency=NOW if urgent else LATER,
                tone="wait",
                icon="hourglass",
                title=Sentence(N_("Booth holds run out: %(count)s"), {"count": figures.booths.held}),
                text=Sentence("%(fair)s", {"fair": about.fair.title}),
                href=f"{home}/booths",
                action=N_("See the booths"),
                until=figures.booths.next_expiry,
            )
        )
    if figures.passes.conflicts:
        todos.append(
            Todo(
                urgency=NOW,
                tone="stop",
                icon="shield-alert",
                title=Sentence(
                    N_("Passes admitted at two gates without network: %(count)s"), {"count": figures.passes.conflicts}
                ),
                text=Sentence("%(fair)s", {"fair": about.fair.title}),
                href=f"{home}/gates",
                action=N_("See the conflicts"),
            )
        )
    return todos


_STEP_TITLES = {
    Step.DOSSIER: N_("Send the registration dossier to the Department of Industry and Trade"),
    Step.ANSWER: N_("The Department's answer is due"),
    Step.REPORT: N_("Send the report of results"),
}


def _deadline_todo(deadline: Deadline, fair: Fair, home: str, today: date) -> Todo | None:
    left = deadline.due_on - today
    closed = fair.phase in {Phase.CANCELLED, Phase.UNDATED}
    over = deadline.step is not Step.REPORT and fair.ends_on is not None and fair.ends_on < today
    too_early = deadline.step is Step.REPORT and (fair.ends_on is None or fair.ends_on >= today)
    if deadline.done_on or closed or over or too_early or left > DOSSIER_WARNING:
        return None
    late = left < timedelta(0)
    when = N_("%(fair)s · was due %(day)s") if late else N_("%(fair)s · by %(day)s, %(days)s days left")
    return Todo(
        urgency=NOW if left <= timedelta(days=3) else SOON,
        tone="stop" if late else "wait",
        icon="landmark",
        title=Sentence(_STEP_TITLES[deadline.step]),
        text=Sentence(when, {"fair": fair.title, "day": deadline.due_on, "days": left.days}),
        href=home,
        action=N_("Open the fair"),
    )


def office_todos(imports: list[WaitingImport], register: OfficesRegister, sessions: list[UnreadySession]) -> list[Todo]:
    """What waits for the office outside any one fair."""
    todos = [
        Todo(
            urgency=SOON,
            tone="soon",
            icon="file-up",
            title=Sentence(N_("A list waits to be accepted: %(file)s"), {"file": waiting.filename}),
            text=Sentence(
                N_("%(rows)s rows read, %(wrong)s with errors"), {"rows": waiting.rows, "wrong": waiting.wrong}
            ),
            href=f"/organizer/imports/{waiting.id}",
            action=N_("See the preview"),
        )
        for waiting in imports
    ]
    if register.lapsing:
        todos.append(
            Todo(
                urgency=SOON,
                tone="wait",
                icon="award",
                title=Sentence(N_("Certificates end within 60 days: %(count)s"), {"count": register.lapsing}),
                text=Sentence(
                    N_("The first on %(day)s. Notice is owed 30 days before."), {"day": register.first_lapse}
                ),
                href="/organizer/producers?certificate=lapsing",
                action=N_("See the products"),
            )
        )
    todos += [_session_todo(session) for session in sessions]
    return todos


def _session_todo(session: UnreadySession) -> Todo:
    lacks = [
        message
        for lacking, message in (
            (session.no_slot, N_("%(title)s · %(when)s · no studio or host")),
            (session.no_identity, N_("%(title)s · %(when)s · the host's identity is not checked")),
            (bool(session.papers_unseen), N_("%(title)s · %(when)s · sellers' papers not seen: %(papers)s")),
            (session.no_address, N_("%(title)s · %(when)s · no stream address")),
        )
        if lacking
    ]
    return Todo(
        urgency=SOON,
        tone="wait",
        icon="radio",
        title=Sentence(N_("A livestream session is not ready")),
        text=Sentence(lacks[0], {"title": session.title, "when": session.starts_at, "papers": session.papers_unseen}),
        href=f"/organizer/livestreams/{session.id}",
        action=N_("Open the session"),
    )


def in_order(todos: list[Todo]) -> list[Todo]:
    """The most urgent first; what ends at an instant before what does not."""
    return sorted(todos, key=lambda todo: (todo.urgency, todo.until.timestamp() if todo.until else float("inf")))
