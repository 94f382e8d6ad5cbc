"""Pages from templates: one Jinja environment over all slices, with the words, formats and facts each page needs."""

import base64
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, select_autoescape
from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.response import Template
from litestar.response.base import ASGIResponse
from markupsafe import Markup

from events_app.platform.actor import ANONYMOUS
from events_app.platform.i18n import current_locale, use_locale
from events_app.platform.i18n import formats as f
from events_app.platform.i18n.catalogue import PACKAGE, look_up
from events_app.platform.web.assets import asset, icon
from events_app.platform.web.locale import locale_of, own_path
from events_app.platform.web.wiring import wiring_of

FLASH_COOKIE = "events_flash"


def make_environment(package: Path = PACKAGE) -> Environment:
    """Build the environment that finds every slice's own templates."""
    folders = sorted(package.glob("*/templates"))
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
        autoescape=select_autoescape(["html", "svg", "xml"]),
        undefined=StrictUndefined,
        auto_reload=False,  # a stat per template and request; a changed template wants a restart
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined] # added by the i18n extension
        look_up, _ngettext, newstyle=True
    )
    environment.filters.update(_filters())
    environment.globals.update({"asset": asset, "icon": icon})
    return environment


def _ngettext(singular: str, plural: str, n: int) -> str:
    return look_up(singular) if current_locale() == "vi" or n == 1 else plural


def _filters() -> dict[str, Any]:
    return {
        "day": lambda day: f.format_day(day, current_locale()),
        "weekday": lambda day: f.format_weekday(day, current_locale()),
        "days": lambda first, last: f.format_days(first, last, current_locale()),
        "moment": lambda moment, zone=f.VIETNAM: f.format_moment(moment, current_locale(), zone),
        "clock": lambda moment, zone=f.VIETNAM: f.format_clock(moment, zone),
        "local_date": lambda moment, zone=f.VIETNAM: moment.astimezone(zone).date(),
        "money": lambda dong: f.format_money(dong, current_locale()),
        "phone": f.format_phone,
        "number": lambda number: f.format_number(number, current_locale()),
        "minutes": lambda minutes: f.format_minutes(minutes, current_locale()),
        "daysleft": lambda day, today: f.format_days_left(day, today, current_locale()),
        "lunar": lambda day: f.format_lunar(day, current_locale()),
    }


class Page(Template):
    """A template that knows who reads it, when, and what was just done."""

    def create_template_context(self, request: Request[Any, Any, Any]) -> dict[str, Any]:
        context = super().create_template_context(request)
        app = request.app
        now = wiring_of(app).clock.now()
        return {
            "acting": request.scope.get("user") or ANONYMOUS,
            "locale": current_locale(),
            "now": now,
            "today": now.astimezone(f.VIETNAM).date(),
            "demo": wiring_of(app).settings.demo,
            "public_url": wiring_of(app).settings.public_url,
            "path": request.url.path,
            "flash": read_flash(request.cookies.get(FLASH_COOKIE)),
            **context,
            "csrf_input": Markup(context["csrf_input"]),  # noqa: S704 - Litestar escaped the token
        }

    def to_asgi_response(self, *args: Any, **kwargs: Any) -> ASGIResponse:
        request: Request[Any, Any, Any] = kwargs.get("request") or args[1]
        if FLASH_COOKIE in request.cookies:
            self.cookies = [*self.cookies, Cookie(key=FLASH_COOKIE, value="", path="/", max_age=0)]
        with use_locale(locale_of(request.scope)):
            self.headers.setdefault("Content-Language", current_locale())
            return super().to_asgi_response(*args, **kwargs)


def page(
    template: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    cookies: Iterable[Cookie] = (),
    **context: Any,
) -> Page:
    """Answer with a page; `context` is what the template shows."""
    return Page(
        template,
        context=context,
        status_code=status,
        headers=dict(headers or {}),
        cookies=list(cookies),
        media_type="text/html" if template.endswith(".html") else None,
    )


def see_other(path: str, *, flash: str = "", cookies: Iterable[Cookie] = ()) -> Response[None]:
    """Go on to another page after a form, so that reloading does not send it twice; `flash` is said there once."""
    jar = list(cookies)
    if flash:
        packed = base64.urlsafe_b64encode(flash.encode()).decode()
        jar.append(Cookie(key=FLASH_COOKIE, value=packed, path="/", max_age=60, httponly=True, samesite="lax"))
    return Response(None, status_code=303, headers={"Location": own_path(path)}, cookies=jar)


def read_flash(cookie: str | None) -> str:
    """What was just done, as a sentence; always escaped when shown, so a forged cookie only talks to its forger."""
    if not cookie:
        return ""
    try:
        return base64.urlsafe_b64decode(cookie).decode()
    except ValueError:
        return ""
