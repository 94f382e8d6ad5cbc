"""The office: what it prints on its pages, and who works for it."""

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from events_app.accounts import operations, queries
from events_app.accounts.pages.cookies import AnyRequest
from events_app.accounts.rules import Role
from events_app.accounts.schemas import OfficeProfile, OfficeView
from events_app.platform.actor import Actor
from events_app.platform.errors import DomainError, InvalidInput, StaleRevision
from events_app.platform.i18n import N_, Bilingual, Locale, _
from events_app.platform.outbox import list_dead
from events_app.platform.web.auth import Acting, Now, organizer
from events_app.platform.web.errors import status_of
from events_app.platform.web.exports import excel
from events_app.platform.web.forms import Form, blank_form, read_form
from events_app.platform.web.templates import Page, page, see_other

ROLES = (
    (Role.ORGANIZER, N_("Organizer"), N_("Plans fairs, places producers, sends notices")),
    (Role.REVIEWER, N_("Reviewer"), N_("Looks at the applications of their share, sees nothing else")),
    (Role.GATE, N_("Gate staff"), N_("Scans passes, sees nothing else")),
    (Role.OWNER, N_("Owner"), N_("Everything, and who works for the office")),
)
ROLE_NAMES = {str(role): label for role, label, _text in ROLES}


class OfficeForm(msgspec.Struct):
    """What the office prints."""

    name_vi: str
    revision: int
    name_en: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""


class InviteForm(msgspec.Struct):
    """Who shall work for the office."""

    invited_email: str
    invited_name: str
    role: Role
    locale: Locale = "vi"


class RoleForm(msgspec.Struct):
    """Another role."""

    role: Role


@get("/organizer/office", guards=[organizer])
async def show_office(acting: Acting, now: Now, office: FromQuery[int | None] = None) -> Page:
    """Show the office and its people."""
    return await _office_page(office or acting.organized_offices[0], acting=acting, now=now)


@post("/organizer/office/{office:int}/profile", guards=[organizer], status_code=303)
async def edit_office(request: AnyRequest, office: FromPath[int], acting: Acting, now: Now) -> Page | Response[None]:
    """Save what the office prints."""
    form = await read_form(request, OfficeForm)
    if form.data is not None:
        typed = form.data
        try:
            await operations.edit_office(
                office,
                OfficeProfile(
                    name=Bilingual(vi=typed.name_vi, en=typed.name_en),
                    address=typed.address,
                    email=typed.email,
                    phone=typed.phone,
                    website=typed.website,
                ),
                revision=typed.revision,
                acting=acting,
                now=now,
            )
            return see_other(_home(office), flash=_("Saved."))
        except StaleRevision as error:
            form.values["revision"] = str(error.data["revision"])
            form.refuse(error)
        except DomainError as error:
            form.refuse(error)
    return await _office_page(office, profile=form, acting=acting, now=now)


@post("/organizer/office/{office:int}/staff", guards=[organizer], status_code=303)
async def invite(request: AnyRequest, office: FromPath[int], acting: Acting, now: Now) -> Page | Response[None]:
    """Invite somebody."""
    form = await read_form(request, InviteForm)
    if form.data is not None:
        typed = form.data
        try:
            await operations.invite_staff(
                office,
                email=typed.invited_email,
                name=typed.invited_name,
                role=typed.role,
                locale=typed.locale,
                acting=acting,
                now=now,
            )
            return see_other(
                _home(office), flash=_("The invitation is on its way to %(email)s.", email=typed.invited_email)
            )
        except InvalidInput as error:
            form.refuse(InvalidInput({f"invited_{name}": wrongs for name, wrongs in error.fields.items()}))
        except DomainError as error:
            form.refuse(error)
    return await _office_page(office, invitation=form, acting=acting, now=now)


@post("/organizer/office/{office:int}/staff/{account:int}/role", guards=[organizer], status_code=303)
async def change_role(
    request: AnyRequest, office: FromPath[int], account: FromPath[int], acting: Acting, now: Now
) -> Response[None]:
    """Give somebody another role."""
    form = await read_form(request, RoleForm)
    if form.data is not None:
        await operations.change_role(office, account, form.data.role, acting=acting, now=now)
    return see_other(_home(office), flash=_("The role is changed; it works at once."))


@post("/organizer/office/{office:int}/staff/{account:int}/remove", guards=[organizer], status_code=303)
async def remove(office: FromPath[int], account: FromPath[int], acting: Acting, now: Now) -> Response[None]:
    """Take somebody off the staff."""
    await operations.remove_staff(office, account, acting=acting, now=now)
    if account == acting.id:
        return see_other("/account", flash=_("You no longer work for the office."))
    return see_other(_home(office), flash=_("This person no longer works for the office."))


@post("/organizer/office/{office:int}/invitations/{link:int}/withdraw", guards=[organizer], status_code=303)
async def withdraw(office: FromPath[int], link: FromPath[int], acting: Acting, now: Now) -> Response[None]:
    """Close an open invitation."""
    await operations.withdraw_invitation(office, link, acting=acting, now=now)
    return see_other(_home(office), flash=_("The invitation is withdrawn."))


@post("/organizer/office/{office:int}/undelivered/{delivery:int}/retry", guards=[organizer], status_code=303)
async def retry(office: FromPath[int], delivery: FromPath[int], acting: Acting, now: Now) -> Response[None]:
    """Have work in the background that was given up tried again."""
    await operations.retry_undelivered(office, delivery, acting=acting, now=now)
    return see_other(_home(office), flash=_("It is being tried again."))


@get("/organizer/office/{office:int}/staff.xlsx", guards=[organizer])
async def export_staff(office: FromPath[int], acting: Acting) -> Response[bytes]:
    """Give the staff as an Excel file."""
    acting.ensure_organizes(office)
    staff = await queries.list_staff(office)
    columns = [_("Name"), _("E-mail"), _("Role"), _("Since"), _("Last seen")]
    rows = [
        (member.name, member.email, _(ROLE_NAMES[member.role]), member.since, member.last_seen_at) for member in staff
    ]
    return excel(_("Staff"), columns, rows)


async def _office_page(
    office: int,
    *,
    profile: Form[Any] | None = None,
    invitation: Form[Any] | None = None,
    acting: Actor,
    now: Now,
) -> Page:
    acting.ensure_organizes(office)
    view = await queries.load_office(office)
    sent = profile or invitation
    status = 200 if sent is None else status_of(sent.error) if sent.error else 422
    return page(
        "accounts/office.html",
        status=status,
        office=view,
        offices=await queries.load_offices(acting.organized_offices),
        is_owner=acting.owns_office(office),
        undelivered=await list_dead() if acting.owns_office(office) else [],
        profile=profile or _as_typed(view),
        invitation=invitation or blank_form(role="organizer", locale="vi"),
        staff=await queries.list_staff(office),
        invitations=await queries.list_invitations(office, now),
        roles=[(str(role), _(label), _(text)) for role, label, text in ROLES],
        role_names={role: _(label) for role, label in ROLE_NAMES.items()},
    )


def _as_typed(view: OfficeView) -> Form[Any]:
    return blank_form(
        name_vi=view.name.vi,
        name_en=view.name.en,
        address=view.address,
        email=view.email,
        phone=view.phone,
        website=view.website,
        revision=str(view.revision),
    )


def _home(office: int) -> str:
    return f"/organizer/office?office={office}"


HANDLERS = [show_office, edit_office, invite, change_role, remove, withdraw, retry, export_staff]
