"""Pure decisions of the composed pages: what a fair's state is called, what is in danger, what waits for whom."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from lunar_vn import solar_to_lunar

from events_app.fairs.rules import Deadline, Phase, Status, Step
from events_app.fairs.schemas import Fair, FairForOffice
from events_app.platform.i18n import N_
from events_app.site.schemas import (
    Claim,
    FairFigures,
    LapsingCertificates,
    NearDay,
    Paper,
    Sentence,
    Tag,
    Todo,
    UnreadySession,
    WaitingImport,
)

NOW, SOON, LATER = 0, 1, 2
HALF_A_YEAR = 183
DOSSIER_WARNING = timedelta(days=21)
PLAN_WANTED = timedelta(days=45)
HALF_TAKEN_WANTED = timedelta(days=14)
CERTIFICATE_WARNING = timedelta(days=60)
NOTICE_OWED = timedelta(days=30)
HOLD_WARNING = timedelta(hours=1)
_LUNAR_MONTHS_AROUND_TET = {12, 1}


def lunar_matters(first: date | None) -> bool:
    """Whether people print the lunar date beside this one: in the months before and after Tết."""
    if first is None:
        return False
    return solar_to_lunar(first).month in _LUNAR_MONTHS_AROUND_TET


def months_ahead(today: date, count: int = 12) -> list[date]:
    """The first days of this month and of those that follow.

    >>> months_ahead(date(2026, 11, 24), 3)
    [datetime.date(2026, 11, 1), datetime.date(2026, 12, 1), datetime.date(2027, 1, 1)]
    """
    start = today.year * 12 + today.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(start, start + count)]


def local_today(fair: Fair, now: datetime) -> date:
    """The day it is at the fair's venue."""
    return now.astimezone(ZoneInfo(fair.time_zone)).date()


def opening_on(fair: Fair, day: date) -> tuple[str, str] | None:
    """When the doors open and close on a day, by the venue's clock."""
    own = [hours for hours in fair.opening_hours if hours.on == day]
    usual = [hours for hours in fair.opening_hours if hours.on is None]
    for hours in own or usual:
        return hours.opens.removeprefix("0"), hours.closes.removeprefix("0")
    return None


_PHASE_TAGS = {
    Phase.CANCELLED: Tag("stop", Sentence(N_("Cancelled"))),
    Phase.UNDATED: Tag("wait", Sentence(N_("Postponed · new date to come"))),
    Phase.DRAFT: Tag("wait", Sentence(N_("Draft, not public"))),
    Phase.PAST: Tag("done", Sentence(N_("Over"))),
}


def tag_of(fair: Fair, today: date, *, free_booths: int = 0) -> Tag:
    """A fair's state in a few words."""
    if fair.phase in _PHASE_TAGS:
        return _PHASE_TAGS[fair.phase]
    return _running(fair, today) if fair.phase is Phase.RUNNING else _coming(fair, today, free_booths)


def _coming(fair: Fair, today: date, free_booths: int) -> Tag:
    if fair.starts_on is None:
        return _PHASE_TAGS[Phase.UNDATED]
    if fair.status is Status.POSTPONED:
        return Tag("wait", Sentence(N_("Postponed to %(day)s"), {"day": fair.starts_on}))
    days = (fair.starts_on - today).days
    if days == 1:
        return Tag("soon", Sentence(N_("Opens tomorrow")))
    if free_booths:
        return Tag("open", Sentence(N_("Booths open to producers · %(days)s days left"), {"days": days}))
    near = NearDay(fair.starts_on) if days < HALF_A_YEAR else fair.starts_on
    return Tag("soon", Sentence(N_("Opens %(day)s"), {"day": near}))


def _running(fair: Fair, today: date) -> Tag:
    left = (fair.ends_on - today).days if fair.ends_on else 0
    if left == 0:
        return Tag("live", Sentence(N_("On now · last day")))
    return Tag("live", Sentence(N_("On now · %(days)s more days"), {"days": left}))


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
        if not figures.has_plan and left <= PLAN_WANTED and fair.kind in {"fair", "festival", "product_week"}:
            found.append(Sentence(N_("No floor plan yet")))
        elif figures.booths and left <= HALF_TAKEN_WANTED and figures.taken * 2 < figures.booths:
            found.append(
                Sentence(
                    N_("Only %(taken)s of %(booths)s booths are taken"),
                    {"taken": figures.taken, "booths": figures.booths},
                )
            )
    if fair.capacity and figures.inside > fair.capacity * 0.9:
        found.append(
            Sentence(
                N_("%(inside)s people inside, room for %(capacity)s"),
                {"inside": figures.inside, "capacity": fair.capacity},
            )
        )
    return found


def fair_todos(about: FairForOffice, figures: FairFigures, today: date, now: datetime) -> list[Todo]:
    """What waits for the office at one fair."""
    home = f"/organizer/fairs/{about.fair.slug}"
    todos = [
        todo for deadline in about.deadlines if (todo := _deadline_todo(deadline, about.fair, home, today)) is not None
    ]
    if figures.next_expiry is not None and figures.next_expiry > now:
        urgent = figures.next_expiry - now <= HOLD_WARNING
        todos.append(
            Todo(
                urgency=NOW if urgent else LATER,
                tone="wait",
                icon="hourglass",
                title=Sentence(N_("Booth holds run out: %(count)s"), {"count": figures.held}),
                text=Sentence("%(fair)s", {"fair": about.fair.title}),
                href=f"{home}/booths",
                action=N_("See the booths"),
                until=figures.next_expiry,
            )
        )
    if figures.conflicts:
        todos.append(
            Todo(
                urgency=NOW,
                tone="stop",
                icon="shield-alert",
                title=Sentence(
                    N_("Passes admitted at two gates without network: %(count)s"), {"count": figures.conflicts}
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


def office_todos(
    imports: list[WaitingImport], lapsing: LapsingCertificates, sessions: list[UnreadySession]
) -> list[Todo]:
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
    if lapsing.count:
        todos.append(
            Todo(
                urgency=SOON,
                tone="wait",
                icon="award",
                title=Sentence(N_("Certificates end within 60 days: %(count)s"), {"count": lapsing.count}),
                text=Sentence(N_("The first on %(day)s. Notice is owed 30 days before."), {"day": lapsing.first}),
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


def producer_steps(claims: list[Claim], papers: list[Paper], orders: int, today: date) -> list[Todo]:
    """What a producer must do next, the most urgent first."""
    steps = [
        Todo(
            urgency=NOW,
            tone="wait",
            icon="hourglass",
            title=Sentence(N_("Confirm booth %(booth)s"), {"booth": claim.code}),
            text=Sentence(N_("%(fair)s. After that time it is free for others."), {"fair": claim.fair_title}),
            href=f"/producer/fairs/{claim.slug}",
            action=N_("Go to the booth"),
            until=claim.expires_at,
        )
        for claim in claims
        if claim.state in {"held", "offered"}
    ]
    if orders:
        steps.append(
            Todo(
                urgency=NOW,
                tone="live",
                icon="shopping-basket",
                title=Sentence(N_("Orders wait for your answer: %(count)s"), {"count": orders}),
                text=Sentence(N_("Buyers left their number during your livestream.")),
                href="/producer/livestreams",
                action=N_("See the orders"),
            )
        )
    steps += [_paper_step(paper, today) for paper in papers if paper_is_lapsing(paper, today)][:5]
    return in_order(steps)


def paper_is_lapsing(paper: Paper, today: date) -> bool:
    """Whether a certificate ended or ends within 60 days."""
    return paper.expires_on is not None and paper.expires_on - today <= CERTIFICATE_WARNING


def _paper_step(paper: Paper, today: date) -> Todo:
    over = paper.expires_on is not None and paper.expires_on < today
    return Todo(
        urgency=SOON,
        tone="stop" if over else "wait",
        icon="award",
        title=Sentence(N_("Have %(product)s graded again"), {"product": paper.name}),
        text=Sentence(
            N_("The certificate ended on %(day)s: its stars may not be shown.")
            if over
            else N_("The certificate ends on %(day)s; apply at least 30 days before."),
            {"day": paper.expires_on},
        ),
        href="/producer/products",
        action=N_("See the product"),
    )
