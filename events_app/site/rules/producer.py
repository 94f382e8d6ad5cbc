"""What a producer does next."""

from datetime import date

from events_app.booths.schemas import ComingBooth
from events_app.platform.i18n import N_
from events_app.producers.schemas import CertificateStanding
from events_app.site.rules.desk import in_order
from events_app.site.rules.limits import CERTIFICATE_WARNING, NOW, SOON
from events_app.site.schemas import (
    Sentence,
    Todo,
)


def producer_steps(
    claims: list[ComingBooth], papers: list[CertificateStanding], orders: int, today: date
) -> list[Todo]:
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


def paper_is_lapsing(paper: CertificateStanding, today: date) -> bool:
    """Whether a certificate ended or ends within 60 days."""
    return paper.expires_on is not None and paper.expires_on - today <= CERTIFICATE_WARNING


def _paper_step(paper: CertificateStanding, today: date) -> Todo:
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
