"""Who may ask, composed from the slices that know: a session's owner, a key's owner, a paired phone."""

from datetime import datetime

from events_app.accounts import operations as accounts_operations
from events_app.accounts import queries as accounts_queries
from events_app.accounts.rules import scopes_allow
from events_app.accounts.schemas import Authenticated
from events_app.passes import queries as passes_queries
from events_app.platform.actor import Actor, MissingScope
from events_app.platform.i18n import parse_locale
from events_app.platform.web.wiring import AnyConnection
from events_app.producers import queries as producers_queries


async def authenticate_cookie(token: str, _: AnyConnection, now: datetime) -> Actor | None:
    """A page's visitor by session cookie."""
    return await _as_actor(await accounts_queries.authenticate_cookie(token, now), now)


async def authenticate_person(token: str, connection: AnyConnection, now: datetime) -> Actor | None:
    """A program by a person's bearer token or API key.

    Raises:
        MissingScope: The key was not made for this kind of request.
    """
    person = await accounts_queries.authenticate_bearer(token, now)
    if person is not None and person.scopes is not None:
        method = str(connection.scope.get("method", "GET"))
        if not scopes_allow(person.scopes, method=method, path=connection.url.path):
            raise MissingScope(scope="read" if method in {"GET", "HEAD"} else "write")
    return await _as_actor(person, now)


async def authenticate_device(token: str, _: AnyConnection, now: datetime) -> Actor | None:
    """A paired gate device by its own key."""
    return await passes_queries.find_device_actor(token, now)


async def _as_actor(person: Authenticated | None, now: datetime) -> Actor | None:
    if person is None:
        return None
    if person.touch_due:
        await accounts_operations.note_use(person, now=now)
    members_of = await producers_queries.producers_of_account(person.account)
    return Actor(
        kind="person",
        id=person.account,
        name=person.name,
        email=person.email,
        office_roles=person.office_roles,
        producer_ids=frozenset(members_of),
        scopes=person.scopes,
        locale=parse_locale(person.locale),
    )
