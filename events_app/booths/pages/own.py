"""Which producer somebody acts for on a page."""

from events_app.platform.actor import Actor


def own_producer(producer: int | None, acting: Actor) -> int:
    """The one named when somebody acts for it, else the first of their own."""
    return producer if producer is not None and producer in acting.producer_ids else min(acting.producer_ids)
