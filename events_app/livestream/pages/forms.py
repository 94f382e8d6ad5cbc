"""The form of a session as people type it: a day and two times of day, in the zone of Vietnam."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from events_app.livestream.errors import SlotTaken
from events_app.livestream.queries import list_hosts, list_studios
from events_app.livestream.schemas import Host, Platform, Session, SessionInput, SessionPatch
from events_app.livestream.words import PLATFORMS
from events_app.platform.actor import Actor
from events_app.platform.errors import DomainError, InvalidInput
from events_app.platform.i18n import Bilingual, _
from events_app.platform.i18n.formats import VIETNAM
from events_app.platform.web.forms import Form, blank_form

TimeOfDay = Annotated[str, Meta(pattern=r"^([01]?\d|2[0-3]):[0-5]\d$")]
_FIELDS = {"title": "title_vi", "summary": "summary_vi", "starts_at": "starts", "ends_at": "ends", "line_up": ""}


class SessionForm(Struct, kw_only=True):
    """What the form sends."""

    title_vi: Annotated[str, Meta(max_length=200)]
    title_en: Annotated[str, Meta(max_length=200)] = ""
    summary_vi: Annotated[str, Meta(max_length=5000)] = ""
    summary_en: Annotated[str, Meta(max_length=5000)] = ""
    day: date
    starts: TimeOfDay
    ends: TimeOfDay
    studio: int | None = None
    new_studio: Annotated[str, Meta(max_length=120)] = ""
    host: int | None = None
    new_host: Annotated[str, Meta(max_length=120)] = ""
    platform: Platform = "facebook"
    stream_url: Annotated[str, Meta(max_length=500)] = ""
    fair: str | None = None
    office: int | None = None
    revision: int = 0

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.day, _time(self.starts), VIETNAM)

    @property
    def ends_at(self) -> datetime:
        """On the same day; an end before the start is after midnight."""
        end = datetime.combine(self.day, _time(self.ends), VIETNAM)
        return end if end > self.starts_at else end + timedelta(days=1)

    def common(self) -> dict[str, Any]:
        """What a new session and an edited one have in common."""
        return {
            "title": Bilingual(self.title_vi, self.title_en),
            "summary": Bilingual(self.summary_vi, self.summary_en),
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
            "studio": self.new_studio or self.studio,
            "host": self.new_host or self.host,
            "platform": self.platform,
            "stream_url": self.stream_url,
            "fair": self.fair or None,
        }


def _time(text: str) -> time:
    hour, minute = text.split(":")
    return time(int(hour), int(minute))


def as_input(form: SessionForm, *, draft: bool) -> SessionInput:
    """A new session from the form."""
    return SessionInput(**form.common(), office=form.office, status="draft" if draft else "scheduled")


def as_patch(form: SessionForm) -> SessionPatch:
    """An edit from the form."""
    return SessionPatch(**form.common(), revision=form.revision)


def filled_form(session: Session) -> Form[Any]:
    """The form of a session as it is now."""
    starts, ends = session.starts_at.astimezone(VIETNAM), session.ends_at.astimezone(VIETNAM)
    return blank_form(
        title_vi=session.title.vi,
        title_en=session.title.en,
        summary_vi=session.summary.vi,
        summary_en=session.summary.en,
        day=starts.date().isoformat(),
        starts=f"{starts:%H:%M}",
        ends=f"{ends:%H:%M}",
        studio=session.studio_id or "",
        host=session.host_id or "",
        platform=session.platform,
        stream_url=session.stream_url or "",
        fair=session.fair or "",
        revision=session.revision,
    )


def take_free_time(form: Form[SessionForm], chosen: str) -> None:
    """The button "take this time": the same length from the time that was offered."""
    if form.data is None:
        return
    lasts = form.data.ends_at - form.data.starts_at
    try:
        starts = datetime.fromisoformat(chosen).astimezone(VIETNAM)
    except ValueError:
        return
    typed = {"day": starts.date(), "starts": f"{starts:%H:%M}", "ends": f"{starts + lasts:%H:%M}"}
    form.data = msgspec.structs.replace(form.data, **typed)
    form.values |= typed | {"day": starts.date().isoformat()}


def refuse(form: Form[SessionForm], error: DomainError) -> None:
    """Say what an operation refused at the field people typed it in; a clash also offers the free time."""
    form.refuse(error)
    if isinstance(error, SlotTaken):
        form.errors = {_FIELDS.get(error.field, error.field): [error.text()]}
    elif isinstance(error, InvalidInput):
        form.errors = {_FIELDS.get(name, name): texts for name, texts in form.errors.items()}


async def choices(acting: Actor) -> dict[str, Any]:
    """What the form's lists offer."""
    return {
        "studios": [(studio.id, studio.name) for studio in await list_studios(acting.organized_offices)],
        "hosts": [(host.id, _host_label(host)) for host in await list_hosts(acting.organized_offices)],
        "platforms": [(key, _(word)) for key, word in PLATFORMS.items()],
    }


def _host_label(host: Host) -> str:
    return host.name if host.identity_checked_on else _("%(name)s (identity not checked yet)", name=host.name)
