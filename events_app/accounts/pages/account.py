"""A person's own page: who they are, how they get in, from where they are signed in."""

from typing import Any, Literal

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from events_app.accounts import operations, queries
from events_app.accounts.api import visit_of
from events_app.accounts.errors import LinkSpent
from events_app.accounts.pages.cookies import AnyRequest, locale_cookie
from events_app.accounts.pages.sign_up import NO_TRACE, link_spent_page
from events_app.accounts.rules import SHORTEST_PASSWORD, Purpose, Scope
from events_app.platform.actor import Actor
from events_app.platform.errors import DomainError, InvalidInput
from events_app.platform.i18n import N_, _
from events_app.platform.web.auth import SESSION_COOKIE, Acting, Now, signed_in
from events_app.platform.web.errors import status_of
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other
from events_app.platform.web.wiring import wiring_of

SCOPES = (
    (Scope.READ, N_("Read"), N_("See what you see, change nothing")),
    (Scope.WRITE, N_("Read and change"), N_("Everything you may do")),
    (Scope.GATE, N_("Gate only"), N_("Record check-ins, nothing else")),
)
KEY_LIVES = ((30, N_("30 days")), (90, N_("90 days")), (365, N_("1 year")))


class ProfileForm(msgspec.Struct):
    """Who I am."""

    name: str
    locale: Literal["vi", "en"]
    phone: str = ""


class PasswordForm(msgspec.Struct):
    """A new password, with the current one as proof."""

    current: str
    new: str


class EmailForm(msgspec.Struct):
    """A new address, with the password as proof."""

    email: str
    password: str


class KeyForm(msgspec.Struct):
    """A key for a program."""

    key_name: str
    scope: Scope
    days: Literal[30, 90, 365] = 90


@get("/account", guards=[signed_in])
async def show_account(request: AnyRequest, acting: Acting, now: Now) -> Page:
    """Show everything about the person on one page."""
    return await _account_page(request, acting=acting, now=now)


@post("/account/profile", guards=[signed_in], status_code=303)
async def change_profile(request: AnyRequest, acting: Acting, now: Now) -> Page | Response[None]:
    """Save name, telephone and language."""
    form = await read_form(request, ProfileForm)
    if form.data is not None:
        try:
            await operations.change_profile(**msgspec.structs.asdict(form.data), acting=acting, now=now)
            return see_other("/account", flash=_("Saved."), cookies=[locale_cookie(form.data.locale)])
        except DomainError as error:
            form.refuse(error)
    return await _account_page(request, profile=form, acting=acting, now=now)


@post("/account/password", guards=[signed_in], status_code=303)
async def change_password(request: AnyRequest, acting: Acting, now: Now) -> Page | Response[None]:
    """Set another password; every other device is signed out."""
    form = await read_form(request, PasswordForm)
    if form.data is not None:
        try:
            await operations.change_password(
                current=form.data.current,
                new=form.data.new,
                keep_token=request.cookies.get(SESSION_COOKIE),
                address=visit_of(request).address,
                demo=wiring_of(request.app).settings.demo,
                acting=acting,
                now=now,
            )
            return see_other("/account", flash=_("Your new password is set. Every other device was signed out."))
        except DomainError as error:
            form.refuse(error)
    return await _account_page(request, password=form, acting=acting, now=now)


@post("/account/email", guards=[signed_in], status_code=303)
async def ask_email_change(request: AnyRequest, acting: Acting, now: Now) -> Page | Response[None]:
    """Send the link that proves the new address."""
    form = await read_form(request, EmailForm)
    if form.data is not None:
        try:
            await operations.request_email_change(
                email=form.data.email,
                password=form.data.password,
                address=visit_of(request).address,
                acting=acting,
                now=now,
            )
            flash = _(
                "We wrote to %(email)s. Open the link there; until then your address stays.", email=form.data.email
            )
            return see_other("/account", flash=flash)
        except DomainError as error:
            form.refuse(error)
    return await _account_page(request, email=form, acting=acting, now=now)


@get("/account/email/confirm")
async def show_email_confirm(now: Now, token: FromQuery[str] = "") -> Page:
    """Ask once more; reading the link spends nothing."""
    link = await queries.load_open_link(token, Purpose.CHANGE_EMAIL, now)
    if link is None:
        return link_spent_page()
    return page("accounts/email_confirm.html", headers=NO_TRACE, link=link, token=token)


@post("/account/email/confirm", status_code=303)
async def confirm_email_change(request: AnyRequest, now: Now) -> Page | Response[None]:
    """Change the address."""
    form = await request.form()
    try:
        email = await operations.confirm_new_email(str(form.get("token", "")), now=now)
    except LinkSpent:
        return link_spent_page()
    return see_other("/account", flash=_("Your address is %(email)s now.", email=email))


@post("/account/sessions/{session:int}/end", guards=[signed_in], status_code=303)
async def end_session(session: FromPath[int], acting: Acting, now: Now) -> Response[None]:
    """Sign one device out."""
    await operations.revoke_session(session, acting=acting, now=now)
    return see_other("/account#sessions", flash=_("That device is signed out."))


@post("/account/sessions/end-others", guards=[signed_in], status_code=303)
async def end_other_sessions(request: AnyRequest, acting: Acting, now: Now) -> Response[None]:
    """Sign every other device out."""
    await operations.sign_out_everywhere(acting=acting, keep_token=request.cookies.get(SESSION_COOKIE), now=now)
    return see_other("/account#sessions", flash=_("Every other device was signed out."))


@post("/account/keys", guards=[signed_in])
async def make_key(request: AnyRequest, acting: Acting, now: Now) -> Page:
    """Make a key and show it, this once."""
    form = await read_form(request, KeyForm)
    if form.data is not None:
        try:
            made = await operations.make_api_key(
                name=form.data.key_name, scopes=[form.data.scope], days=form.data.days, acting=acting, now=now
            )
        except InvalidInput as error:
            form.refuse(InvalidInput({f"key_{name}": wrongs for name, wrongs in error.fields.items()}))
        except DomainError as error:
            form.refuse(error)
        else:
            headers = {"Cache-Control": "private, no-store"}
            return page("accounts/key_made.html", status=200, headers=headers, made=made, name=form.data.key_name)
    return await _account_page(request, key=form, acting=acting, now=now)


@post("/account/keys/{key:int}/revoke", guards=[signed_in], status_code=303)
async def revoke_key(key: FromPath[int], acting: Acting, now: Now) -> Response[None]:
    """Kill a key."""
    await operations.revoke_api_key(key, acting=acting, now=now)
    return see_other("/account#keys", flash=_("The key works no more."))


async def _account_page(
    request: AnyRequest,
    *,
    profile: Form[Any] | None = None,
    password: Form[Any] | None = None,
    email: Form[Any] | None = None,
    key: Form[Any] | None = None,
    acting: Actor,
    now: Now,
) -> Page:
    account = await queries.load_account(acting.id)
    sessions = await queries.list_sessions(acting.id, now)
    sent = next((form for form in (profile, password, email, key) if form is not None), None)
    stands = blank_form(name=account.name, phone=account.phone, locale=account.locale) if account else blank_form()
    return page(
        "accounts/account.html",
        status=_status(sent),
        account=account,
        profile=profile or stands,
        password=password or blank_form(),
        email=email or blank_form(),
        key=key or blank_form(scope="read", days="90"),
        sessions=sessions,
        devices={session.id: device_name(session.user_agent) for session in sessions},
        this_session=await queries.find_session(request.cookies.get(SESSION_COOKIE, "")),
        keys=await queries.list_api_keys(acting.id, now),
        offices=await queries.list_office_roles(acting.id),
        scopes=[(str(scope), _(label), _(text)) for scope, label, text in SCOPES],
        lives=[(str(days), _(label)) for days, label in KEY_LIVES],
        least=SHORTEST_PASSWORD,
    )


_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("Edg/", "Edge"),
    ("coc_coc", "Cốc Cốc"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)


def device_name(user_agent: str) -> str:
    """Say in two words what somebody signed in with."""
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    if browser and system:
        return f"{browser} · {system}"
    return browser or system or user_agent.partition(" ")[0][:40] or _("Unknown device")


def _status(form: Form[Any] | None) -> int:
    if form is None:
        return 200
    return status_of(form.error) if form.error else 422


HANDLERS = [
    show_account,
    change_profile,
    change_password,
    ask_email_change,
    show_email_confirm,
    confirm_email_change,
    end_session,
    end_other_sessions,
    make_key,
    revoke_key,
]
