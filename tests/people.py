"""Who talks to the service in tests: somebody with a browser, and a program with a bearer key."""

import re
from datetime import datetime, timedelta
from typing import Any

import httpx

from events_app.accounts.tokens import hash_token, new_token
from events_app.platform.db import fetch
from events_app.platform.web.auth import SESSION_COOKIE

CSRF_COOKIE = "events_csrf"


async def open_session(account: int, channel: str, now: datetime) -> str:
    """A signed-in session, as the sign-in operation leaves it."""
    token = new_token()
    await fetch(
        "INSERT INTO login_session (account, token_hash, channel, created_at, last_seen_at, expires_at, address, "
        "user_agent) VALUES ($1, $2, $3, $4, $4, $5, '127.0.0.1', 'tests')",
        account, hash_token(token), channel, now, now + timedelta(hours=12),
    )  # fmt: skip
    return token


class Browser(httpx.AsyncClient):
    """A browser without JavaScript: cookies stay, redirects are shown, forms carry their CSRF token."""

    async def sign_in(self, account: int, now: datetime) -> None:
        self.cookies.set(SESSION_COOKIE, await open_session(account, "cookie", now))

    async def post_form(self, path: str, fields: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
        """Send a form as a page of this service would."""
        if CSRF_COOKIE not in self.cookies:
            await self.get("/language/vi")
        return await self.post(
            path, data=dict(fields or {}), headers={"x-csrftoken": self.cookies[CSRF_COOKIE]}, **more
        )

    async def confirm_form(self, path: str, fields: dict[str, Any] | None = None) -> httpx.Response:
        """Send a form that shows first what follows, read it, and press its button."""
        shown = await self.post_form(path, fields)
        mark = re.search(r'name="seen" value="([0-9a-f]+)"', shown.text)
        return shown if mark is None else await self.post_form(path, dict(fields or {}) | {"seen": mark[1]})


class ApiClient(httpx.AsyncClient):
    """A program; `as_` gives it a person's bearer token, `with_token` any token."""

    def __init__(self, *, clock: Any, **options: Any) -> None:
        super().__init__(**options)
        self._clock = clock
        self._options = options

    async def as_(self, account: int) -> "ApiClient":
        """A program of its own that acts for this person."""
        return self.with_token(await open_session(account, "bearer", self._clock.now()))

    def with_token(self, token: str) -> "ApiClient":
        other = ApiClient(clock=self._clock, **self._options)
        other.headers["authorization"] = f"Bearer {token}"
        return other
