"""Addresses of invitations: whoever knows one may take the pass, as whoever holds a paper invitation may."""

from typing import Final

from events_app.passes.links import make_token, read_token

_PURPOSE: Final = b"events-app pass invitation "


def invitation_token(invitation: int, secret: str) -> str:
    """Return the token that opens an invitation; it opens no pass."""
    return make_token(invitation, secret, _PURPOSE)


def invitation_of_token(token: str, secret: str) -> int | None:
    """Return the invitation a token opens, or None when nobody here made it."""
    return read_token(token, secret, _PURPOSE)
