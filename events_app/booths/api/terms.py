"""Terms for programs."""

from litestar import get, put
from litestar.params import FromPath, JSONBody

from events_app.booths import operations, queries
from events_app.booths.errors import TermsNotFound
from events_app.booths.schemas.fees import Terms, TermsAcceptanceInput
from events_app.fairs.queries import find_fair
from events_app.platform.web.auth import Acting, Now


@put("/fairs/{slug:str}/terms-acceptance", status_code=204)
async def accept_terms(slug: FromPath[str], data: JSONBody[TermsAcceptanceInput], acting: Acting, now: Now) -> None:
    """Accept the terms of the fair for your producer, at the version you read; booths are confirmed after it."""
    acting.ensure_known()
    await operations.accept_terms(slug, data.producer, data.version, channel="program", acting=acting, now=now)


@get("/fairs/{slug:str}/terms")
async def read_terms(slug: FromPath[str], acting: Acting, now: Now) -> Terms:
    """The terms of the fair as they stand."""
    fair = await find_fair(slug, acting=acting, now=now)
    terms = await queries.terms_of(fair.id)
    if terms is None:
        raise TermsNotFound
    return terms


HANDLERS = [read_terms, accept_terms]
