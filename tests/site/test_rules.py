"""What a fair's state is called, which fair is in danger, and what waits for whom."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from events_app.booths.schemas import BoothFigures, ComingBooth
from events_app.fairs.rules import Deadline, Kind, Region, Status, Step, is_on, phase_of
from events_app.fairs.schemas import Fair, FairForOffice, OpeningHours, Venue
from events_app.platform.i18n import Bilingual, use_locale
from events_app.producers.schemas import CertificateStanding
from events_app.site.rules import (
    dangers_of,
    fair_todos,
    in_order,
    lunar_matters,
    months_ahead,
    opening_on,
    producer_steps,
    tag_of,
)
from events_app.site.schemas import FairFigures
from tests.clock import NOW

TODAY = date(2026, 11, 24)


def a_fair(**changes) -> Fair:
    starts_on = changes.get("starts_on", date(2026, 12, 12))
    ends_on = changes.get("ends_on", starts_on and starts_on + timedelta(days=4))
    status = changes.get("status", Status.PUBLISHED)
    fair = Fair(
        id=1, office=1, slug="hoi-cho", kind=Kind.FAIR, title=Bilingual("Hội chợ", "Fair"), summary=Bilingual(""),
        starts_on=starts_on, ends_on=ends_on, previous_starts_on=None, previous_ends_on=None, opening_hours=[],
        venue=Venue(Bilingual("Quần Ngựa"), "", None, None, None, None, "Asia/Ho_Chi_Minh"),
        region=Region.NORTHERN_MOUNTAINS, capacity=None, status=status,
        phase=phase_of(status, starts_on, ends_on, TODAY), reason=Bilingual(""), revision=1, changed_at=NOW,
        published_at=NOW, is_on=is_on(status, starts_on),
    )  # fmt: skip
    return msgspec.structs.replace(fair, **changes)


def about(fair: Fair, *deadlines: Deadline) -> FairForOffice:
    return FairForOffice(fair=fair, deadlines=list(deadlines), sessions=0, office_name=Bilingual("Văn phòng"))


@pytest.mark.parametrize(
    ("changes", "free", "tone", "words"),
    [
        ({}, 0, "soon", "Opens Sat 12 Dec"),
        ({}, 5, "open", "Booths open to producers · 18 days left"),
        ({"starts_on": date(2026, 11, 25)}, 5, "soon", "Opens tomorrow"),
        ({"starts_on": date(2026, 11, 22)}, 0, "live", "On now · 2 more days"),
        ({"starts_on": date(2026, 11, 20)}, 0, "live", "On now · last day"),
        ({"starts_on": date(2026, 11, 1)}, 0, "done", "Over"),
        ({"status": Status.CANCELLED}, 0, "stop", "Cancelled"),
        ({"status": Status.POSTPONED, "starts_on": None, "ends_on": None}, 0, "wait", "Postponed · new date to come"),
        ({"status": Status.POSTPONED}, 0, "wait", "Postponed to 12 Dec 2026"),
        ({"starts_on": date(2027, 9, 1)}, 0, "soon", "Opens 1 Sep 2027"),
    ],
)
def test_tag_says_the_state_in_words(changes, free, tone, words):
    tag = tag_of(a_fair(**changes), TODAY, free_booths=free)
    with use_locale("en"):
        assert (tag.tone, tag.words.text()) == (tone, words)


def test_days_own_hours_come_before_the_usual_ones():
    hours = [OpeningHours("08:30", "21:00"), OpeningHours("14:00", "22:00", date(2026, 12, 12))]
    fair = a_fair(opening_hours=hours)
    assert opening_on(fair, date(2026, 12, 12)) == ("14:00", "22:00")
    assert opening_on(fair, date(2026, 12, 13)) == ("8:30", "21:00")
    assert opening_on(a_fair(), date(2026, 12, 13)) is None


def test_lunar_dates_matter_only_around_tet():
    assert lunar_matters(date(2027, 1, 22))
    assert lunar_matters(date(2027, 2, 20))
    assert not lunar_matters(date(2026, 12, 12))
    assert not lunar_matters(None)


def test_months_run_over_the_end_of_the_year():
    assert months_ahead(date(2026, 12, 5), 2) == [date(2026, 12, 1), date(2027, 1, 1)]


def says(sentences) -> list[str]:
    with use_locale("en"):
        return [sentence.text() for sentence in sentences]


def test_late_dossier_is_a_danger_until_it_is_sent():
    late = Deadline(Step.DOSSIER, date(2026, 11, 12))
    figures = FairFigures(BoothFigures(total=10, taken=9, has_plan=True))
    assert says(dangers_of(about(a_fair(), late), figures, TODAY)) == [
        "The dossier to the Department is late: it was due 12 Nov 2026"
    ]
    sent = Deadline(Step.DOSSIER, date(2026, 11, 12), date(2026, 11, 10))
    assert says(dangers_of(about(a_fair(), sent), figures, TODAY)) == []


def test_fair_that_opens_soon_with_empty_booths_is_in_danger():
    soon = a_fair(starts_on=TODAY + timedelta(days=14))
    half = FairFigures(BoothFigures(total=10, taken=5, has_plan=True))
    assert says(dangers_of(about(soon), half, TODAY)) == []
    fewer = FairFigures(BoothFigures(total=10, taken=4, has_plan=True))
    assert says(dangers_of(about(soon), fewer, TODAY)) == ["Only 4 of 10 booths are taken"]
    assert says(dangers_of(about(soon), FairFigures(), TODAY)) == ["No floor plan yet"]


def test_cancelled_and_past_fairs_are_in_no_danger():
    late = Deadline(Step.DOSSIER, date(2026, 1, 1))
    for fair in (a_fair(status=Status.CANCELLED), a_fair(starts_on=date(2026, 2, 1))):
        assert says(dangers_of(about(fair, late), FairFigures(), TODAY)) == []


def test_report_is_asked_for_only_after_closing():
    report = Deadline(Step.REPORT, date(2026, 12, 7))
    running = a_fair(starts_on=date(2026, 11, 22))
    assert fair_todos(about(running, report), FairFigures(), TODAY, NOW) == []
    past = a_fair(starts_on=date(2026, 11, 1))
    [todo] = fair_todos(about(past, report), FairFigures(), TODAY, NOW)
    with use_locale("en"):
        assert (todo.title.text(), todo.text.text()) == (
            "Send the report of results",
            "Fair · by 7 Dec 2026, 13 days left",
        )


def test_what_ends_first_comes_first():
    def todo(urgency, minutes):
        until = NOW + timedelta(minutes=minutes) if minutes else None
        [step] = producer_steps([a_claim(expires_at=until or NOW)], [], 0, TODAY)
        return msgspec.structs.replace(step, urgency=urgency, until=until)

    mixed = [todo(1, None), todo(0, None), todo(0, 20), todo(0, 5)]
    assert [(each.urgency, each.until) for each in in_order(mixed)] == [
        (0, NOW + timedelta(minutes=5)), (0, NOW + timedelta(minutes=20)), (0, None), (1, None),
    ]  # fmt: skip


def a_claim(**changes) -> ComingBooth:
    claim = ComingBooth(
        booth=1, code="B17", state="held", expires_at=NOW + timedelta(minutes=20), hall=Bilingual("Sảnh A"),
        fair_title=Bilingual("Hội chợ", "Fair"), slug="hoi-cho", starts_on=None, ends_on=None,
        venue=Bilingual("Quần Ngựa"), status="published",
    )  # fmt: skip
    return msgspec.structs.replace(claim, **changes)


def test_producer_is_told_to_confirm_then_to_answer_then_to_renew():
    papers = [
        CertificateStanding(1, "Mật ong", 4, TODAY + timedelta(days=60), in_force=True),
        CertificateStanding(2, "Trà sen", 4, TODAY + timedelta(days=61), in_force=True),
        CertificateStanding(3, "Miến", 3, TODAY - timedelta(days=1), in_force=False),
        CertificateStanding(4, "Nón", 0, None, in_force=False),
    ]
    steps = producer_steps([a_claim(), a_claim(state="assigned", expires_at=None)], papers, 2, TODAY)
    with use_locale("en"):
        assert [step.title.text() for step in steps] == [
            "Confirm booth B17",
            "Orders wait for your answer: 2",
            "Have Mật ong graded again",
            "Have Miến graded again",
        ]


def test_sentence_chooses_the_readers_language_of_its_facts():
    held = FairFigures(BoothFigures(held=2, next_expiry=datetime(2026, 11, 24, 2, 30, tzinfo=UTC), has_plan=True))
    [todo] = fair_todos(about(a_fair()), held, TODAY, NOW)
    with use_locale("vi"):
        assert (todo.title.text(), todo.text.text()) == ("Gian đang giữ sắp hết giờ: 2", "Hội chợ")
    with use_locale("en"):
        assert todo.text.text() == "Fair"
