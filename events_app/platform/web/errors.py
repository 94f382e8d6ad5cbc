"""The one map from errors of the field to HTTP: RFC 9457 problem details for the API, a friendly page for people."""

import logging
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import MediaType, Request, Response, route
from litestar.exceptions import (
    HTTPException,
    PermissionDeniedException,
    ValidationException,
)
from litestar.params import FromPath
from litestar.status_codes import HTTP_500_INTERNAL_SERVER_ERROR
from litestar.utils.scope.state import ScopeState

from events_app.platform.db import translate_database_error
from events_app.platform.errors import (
    Conflict,
    DomainError,
    Expired,
    FieldError,
    InvalidInput,
    NotAllowed,
    NotFound,
    SignInRequired,
    TooMany,
    Unavailable,
)
from events_app.platform.i18n import N_, _, current_locale, use_locale
from events_app.platform.web.auth import kept_form_cookie
from events_app.platform.web.decoding import explain_decoding
from events_app.platform.web.locale import locale_of
from events_app.platform.web.templates import page
from events_app.platform.web.wiring import wiring_of

logger = logging.getLogger(__name__)

AnyRequest = Request[Any, Any, Any]

_STATUS: dict[type[DomainError], int] = {
    SignInRequired: 401,
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    Expired: 410,
    InvalidInput: 422,
    TooMany: 429,
    Unavailable: 503,
}

_TITLES = {
    400: N_("That request could not be read"),
    401: N_("Please sign in"),
    403: N_("Not permitted"),
    404: N_("Not found"),
    405: N_("That cannot be done here"),
    409: N_("It clashes with the current state"),
    410: N_("No longer there"),
    413: N_("Too large"),
    422: N_("Please check what you entered"),
    429: N_("A little slower, please"),
    500: N_("Something went wrong on our side"),
    503: N_("Back in a moment"),
}


class FormExpired(NotAllowed):
    code = "form_expired"
    message = N_(
        "This form was open for too long. Go back, reload the page and send it again: the browser keeps what you typed."
    )


class TooLarge(InvalidInput):
    code = "too_large"
    message = N_("That is larger than we accept. Shorten it or choose a smaller file.")


class WrongMethod(InvalidInput):
    code = "method_not_allowed"
    message = N_("This address does not take that kind of request.")


class Unreadable(InvalidInput):
    code = "unreadable"
    message = N_("The request could not be read.")


class Broken(DomainError):
    code = "internal_error"
    message = N_(
        "Something broke on our side. What was saved before is safe; please try again. "
        "If it happens again, tell us when it happened."
    )


_BY_STATUS: dict[int, type[DomainError]] = {
    401: SignInRequired,
    403: NotAllowed,
    404: NotFound,
    405: WrongMethod,
    413: TooLarge,
    429: TooMany,
}


def status_of(error: DomainError) -> int:
    """The HTTP status of an error's family."""
    return next((status for family, status in _STATUS.items() if isinstance(error, family)), 400)


def answer_domain_error(request: AnyRequest, error: DomainError) -> Response[Any]:
    """Answer a refusal in the form its asker reads."""
    return _answer(request, error, status_of(error))


def answer_http_exception(request: AnyRequest, error: HTTPException) -> Response[Any]:
    """Put the framework's own refusals into our words."""
    translated, status = _translate_http(error)
    return _answer(request, translated, status, headers=error.headers)


def answer_unexpected(request: AnyRequest, error: Exception) -> Response[Any]:
    """Log what nobody foresaw and say so without showing its insides.

    Reads outside a transaction go through Piccolo, so a database that went away arrives here untranslated.
    """
    if (said := translate_database_error(error)) is not None:
        return answer_domain_error(request, said)
    if isinstance(error, UnicodeDecodeError) and not _is_utf8(ScopeState.from_scope(request.scope).body):
        return answer_domain_error(request, InvalidInput(explain_decoding("invalid utf-8")))
    logger.error("Unhandled error on %s %s", request.method, request.url.path, exc_info=error)
    return _answer(request, Broken(), HTTP_500_INTERNAL_SERVER_ERROR)


def _is_utf8(body: object) -> bool:
    """Whether a body can be text; the framework lets one that cannot fall through to us."""
    try:
        _ = isinstance(body, bytes) and body.decode()
    except UnicodeDecodeError:
        return False
    return True


@route("/{missing:path}", http_method=["GET", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False)
async def answer_missing(missing: FromPath[str]) -> None:  # noqa: ARG001 - the route needs it
    """An address nobody serves, inside the middleware, so that the page knows who reads it."""
    raise NotFound


def wants_problem(request: AnyRequest) -> bool:
    """Whether the asker is a program: the API always answers problems, pages only to a script that asks for JSON."""
    asked = request.headers.get("accept", "")
    return request.url.path.startswith(("/api/", "/health")) or asked.startswith("application/json")


def _answer(
    request: AnyRequest, error: DomainError, status: int, headers: dict[str, str] | None = None
) -> Response[Any]:
    with use_locale(locale_of(request.scope)):  # a request that found no route never passed the middleware
        return _answer_in_locale(request, error, status, headers)


def _answer_in_locale(
    request: AnyRequest, error: DomainError, status: int, headers: dict[str, str] | None
) -> Response[Any]:
    headers = {name: value for name, value in (headers or {}).items() if name.lower() != "content-type"}
    if isinstance(error, Unavailable):
        headers["Retry-After"] = "5"
    if isinstance(error, TooMany) and "retry_after" in error.data:
        headers["Retry-After"] = str(error.data["retry_after"])
    if wants_problem(request):
        return problem(error, status, headers)
    if isinstance(error, SignInRequired):
        return _send_to_sign_in(request)
    if isinstance(error, FormExpired) and request.scope["state"].get("kept_form"):
        return _send_to_kept_form(request)
    return page("error.html", status=status, headers=headers, title=_(_TITLES.get(status, _TITLES[400])), error=error)


def problem(error: DomainError, status: int, headers: dict[str, str] | None = None) -> Response[Any]:
    """An `application/problem+json` answer (RFC 9457) with the facts of the case beside the sentence."""
    body: dict[str, Any] = {
        "type": f"urn:events-app:{error.code}",
        "title": _(_TITLES.get(status, _TITLES[400])),
        "status": status,
        "detail": error.text(),
        "code": error.code,
    }
    if isinstance(error, InvalidInput):
        body["errors"] = {
            name: [{"code": wrong.code, "detail": wrong.text()} for wrong in errors]
            for name, errors in error.fields.items()
        }
    for name, value in error.data.items():
        body.setdefault(name, value)
    return Response(
        msgspec.json.encode(body, enc_hook=str),
        status_code=status,
        media_type="application/problem+json",
        headers={"Content-Language": current_locale(), **(headers or {})},
    )


def _send_to_sign_in(request: AnyRequest) -> Response[Any]:
    """Ask for a sign-in and come back; a form whose session ended was kept and waits at `/kept-form`."""
    target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    kept = request.scope["state"].get("kept_form")
    location = f"/sign-in?{urlencode({'next': '/kept-form' if kept else target})}"
    return _go(request, location, kept)


def _send_to_kept_form(request: AnyRequest) -> Response[Any]:
    """What was typed into a form that expired waits on a page of its own, to be looked at and sent again."""
    user = request.scope.get("user")
    known = user is not None and user.is_known
    return _go(request, "/kept-form" if known else "/sign-in?next=/kept-form", request.scope["state"]["kept_form"])


def _go(request: AnyRequest, location: str, kept: str | None) -> Response[Any]:
    cookies = [kept_form_cookie(kept, secure=wiring_of(request.app).settings.secure_cookies)] if kept else []
    return Response(b"", status_code=303, media_type=MediaType.TEXT, headers={"Location": location}, cookies=cookies)


def _translate_http(error: HTTPException) -> tuple[DomainError, int]:
    """Say a refusal of the framework in our words; its status stays."""
    if isinstance(error, ValidationException):
        return InvalidInput(_fields_of(error)), 422
    if (misread := _misreading_behind(error)) is not None:
        return InvalidInput(explain_decoding(str(misread))), 422
    if isinstance(error, PermissionDeniedException) and "CSRF" in error.detail:
        return FormExpired(), 403
    if error.status_code >= HTTP_500_INTERNAL_SERVER_ERROR:
        logger.error("HTTP %s: %s", error.status_code, error.detail, exc_info=error)
        return Broken(), error.status_code
    return _BY_STATUS.get(error.status_code, Unreadable)(), error.status_code


def _field_name(entry: dict[str, Any]) -> str | None:
    """The caller's name for what was wrong; Litestar calls the whole body `data`."""
    key = str(entry.get("key", ""))
    return {"data": "body", "": None}.get(key, key)


def _misreading_behind(error: BaseException | None) -> BaseException | None:
    """What msgspec said, however often the framework wrapped it."""
    while error is not None:
        if isinstance(error, msgspec.MsgspecError):
            return error
        error = error.__cause__
    return None


def _fields_of(error: ValidationException) -> dict[str, list[FieldError]]:
    """Litestar lists what msgspec said per parameter or body field; say it again in the reader's words."""
    fields: dict[str, list[FieldError]] = {}
    for entry in error.extra if isinstance(error.extra, list) else ():
        explained = explain_decoding(str(entry.get("message", "")), key=_field_name(entry))
        for name, errors in explained.items():
            fields.setdefault(name, []).extend(errors)
    return fields or explain_decoding(error.detail)
