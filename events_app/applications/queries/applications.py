"""Reads calls, applications and the waiting list."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from events_app.applications.errors import ApplicationNotFound
from events_app.applications.rules.applications import (
    ApplicationState,
    AppliedProduct,
    comes_from_there,
    elsewhere,
    what_is_missing,
)
from events_app.applications.schemas import Application, ApplicationEvent, Call, OfferedBooth
from events_app.booths.queries import is_live
from events_app.floor_plans.rules import Utility
from events_app.places.queries import areas_of_places
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.platform.errors import FieldError
from events_app.platform.i18n import Bilingual
from events_app.platform.i18n.formats import VIETNAM
from events_app.producers.queries import places_of_producers, products_of, standing_papers
from events_app.producers.rules.papers import lacking

_SELECT = """
SELECT a.*, p.name AS producer_name, f.office, s.account AS reviewer,
       ARRAY(SELECT z.name_vi FROM unnest(a.zones) WITH ORDINALITY AS w (zone, place) JOIN zone z ON z.id = w.zone
             ORDER BY w.place) AS zone_names
FROM booth_application a
JOIN producer p ON p.id = a.producer JOIN fair f ON f.id = a.fair
LEFT JOIN application_share s ON s.application = a.id
"""


async def call_of(fair: int) -> Call | None:
    """The call of a fair, when it has one."""
    rows = await fetch(
        "SELECT c.*, coalesce(r.support_percent, 0) AS support_percent, coalesce(r.pay_within, 7) AS pay_within"
        " FROM application_call c LEFT JOIN fee_rule r ON r.fair = c.fair WHERE c.fair = $1",
        fair,
    )
    if not rows:
        return None
    row = rows[0]
    return Call(
        is_open=row["is_open"],
        closes_at=row["closes_at"],
        opens_at=row["opens_at"],
        min_stars=row["min_stars"],
        groups=list(row["groups"]),
        booths_most=row["booths_most"],
        support_percent=row["support_percent"],
        offer_hours=row["offer_hours"],
        places=list(row["places"]),
        papers=list(row["papers"]),
        checklist=list(row["checklist"]),
        pay_within=row["pay_within"],
    )


async def areas_of_producer(producer: int) -> frozenset[int]:
    """Every place a producer lies in, then and today."""
    place = (await places_of_producers([producer])).get(producer)
    return frozenset() if place is None else (await areas_of_places([place]))[place]


async def find_application(application: int, *, acting: Actor, now: datetime) -> Application:
    """One application, for its producer, its office and the reviewer it was given to.

    Raises:
        ApplicationNotFound: There is none, or it is somebody else's.
    """
    rows = await fetch(_SELECT + "WHERE a.id = $1", application)
    if not rows or not (
        acting.organizes(rows[0]["office"]) or acting.acts_for(rows[0]["producer"]) or _is_share_of(rows[0], acting)
    ):
        raise ApplicationNotFound
    if rows[0]["state"] == ApplicationState.DRAFT and not acting.acts_for(rows[0]["producer"]):
        raise ApplicationNotFound
    return (await _with_offers(rows, now))[0]


async def application_of(fair: int, producer: int, *, now: datetime) -> Application | None:
    """The application a producer has at a fair, withdrawn ones left out."""
    rows = await fetch(_SELECT + "WHERE a.fair = $1 AND a.producer = $2 AND a.state <> 'withdrawn'", fair, producer)
    return (await _with_offers(rows, now))[0] if rows else None


async def list_applications(
    fair: int, *, office: int, acting: Actor, now: datetime, state: ApplicationState | None = None
) -> list[Application]:
    """The applications the asker may read, by the office's own points, then time.

    The office sees all that were submitted, a reviewer the share, a producer its own.
    """
    rows = await fetch(
        _SELECT
        + """
        WHERE a.fair = $1 AND ($2::text IS NULL OR a.state = $2)
          AND CASE WHEN $3 THEN a.state <> 'draft' OR a.producer = ANY($4)
                       ELSE a.producer = ANY($4) OR ($5 AND s.account = $6 AND a.state <> 'draft') END
        ORDER BY a.state = 'withdrawn', a.score DESC, a.submitted_at NULLS LAST, a.id
        """,
        fair,
        state,
        acting.organizes(office),
        sorted(acting.producer_ids),
        acting.reviews(office),
        acting.id,
    )
    return await _with_offers(rows, now)


async def history_of_application(application: int) -> list[ApplicationEvent]:
    """What happened to an application, the latest first."""
    rows = await fetch("SELECT * FROM application_event WHERE application = $1 ORDER BY id DESC LIMIT 100", application)
    return [
        ApplicationEvent(
            at=row["at"], actor_name=row["actor_name"], state=ApplicationState(row["state"]), words=row["words"]
        )
        for row in rows
    ]


async def applied_products(producer: int, products: Sequence[int], on: date) -> list[AppliedProduct]:
    """Those of a producer's products an application names, with the star each may show."""
    wanted = set(products)
    known = await products_of(producer, on)
    return [AppliedProduct(each.id, each.name, each.group_code, each.stars) for each in known if each.id in wanted]


async def lacks(call: Call, producer: int, products: Sequence[AppliedProduct], *, now: datetime) -> list[FieldError]:
    """What a producer lacks for a call: of its products, its papers, its place; in sentences."""
    papers = (await standing_papers([producer], on=now.astimezone(VIETNAM).date())).get(producer, [])
    elsewhere_said = [] if comes_from_there(call.terms, await areas_of_producer(producer)) else [elsewhere()]
    return [*what_is_missing(call.terms, products), *lacking(call.papers, papers), *elsewhere_said]


def _is_share_of(row: Any, acting: Actor) -> bool:
    return acting.kind == "person" and row["reviewer"] == acting.id and acting.reviews(row["office"])


async def _with_offers(rows: Sequence[Any], now: datetime) -> list[Application]:
    if not rows:
        return []
    offers = await fetch(
        f"""
        SELECT c.fair, c.producer, c.booth, c.state, c.expires_at, b.code, z.name_vi, z.name_en
        FROM booth_claim c JOIN booth b ON b.id = c.booth LEFT JOIN zone z ON z.id = b.zone
        WHERE c.fair = ANY($1) AND c.producer = ANY($2)
          AND c.state IN ('offered', 'assigned') AND {is_live("c", "$3")} ORDER BY b.code
        """,
        sorted({row["fair"] for row in rows}),
        sorted({row["producer"] for row in rows}),
        now,
    )
    return [_application(row, offers) for row in rows]


def _application(row: Any, offers: Sequence[Any]) -> Application:
    return Application(
        id=row["id"],
        fair=row["fair"],
        producer=row["producer"],
        producer_name=row["producer_name"],
        state=ApplicationState(row["state"]),
        booths_wanted=row["booths_wanted"],
        utilities=[Utility(name) for name in row["utilities"]],
        zones=list(row["zone_names"]),
        products=list(row["products"]),
        near=list(row["near"]),
        note=row["note"],
        score=row["score"],
        reply=row["reply"],
        revision=row["revision"],
        submitted_at=row["submitted_at"],
        changed_at=row["changed_at"],
        answer_until=row["answer_until"],
        reviewer=row["reviewer"],
        offered=[
            OfferedBooth(
                booth=offer["booth"],
                code=offer["code"],
                zone=Bilingual(offer["name_vi"], offer["name_en"]) if offer["name_vi"] else None,
                state=offer["state"],
                expires_at=offer["expires_at"],
            )
            for offer in offers
            if (offer["fair"], offer["producer"]) == (row["fair"], row["producer"])
        ],
    )


async def zone_wishes(fair: int, *, now: datetime) -> dict[int, list[str]]:
    """Per number of a zone the producers whose standing application wishes it, by name.

    A draft left at the deadline wishes nothing any more.
    """
    rows = await fetch(
        """
        SELECT wished.zone, array_agg(p.name ORDER BY p.name) AS names
        FROM booth_application a JOIN producer p ON p.id = a.producer, unnest(a.zones) AS wished (zone)
        WHERE a.fair = $1 AND a.state NOT IN ('withdrawn', 'declined', 'refused', 'lapsed')
          AND (a.state <> 'draft'
               OR EXISTS (SELECT FROM application_call c WHERE c.fair = a.fair AND c.is_open AND c.closes_at > $2))
        GROUP BY wished.zone
        """,
        fair,
        now,
    )
    return {row["zone"]: list(row["names"]) for row in rows}


async def applicants_of(applications: Sequence[int]) -> list[int]:
    """The producers of some applications."""
    rows = await fetch(
        "SELECT DISTINCT producer FROM booth_application WHERE id = ANY($1) ORDER BY producer", applications
    )
    return [row["producer"] for row in rows]
