"""Letters as people read them: the office's, the demonstration's, and the page that stops a kind of letters."""

from datetime import timedelta
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.enums import MediaType
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.router import Router

from events_app.outreach import operations, queries
from events_app.outreach.errors import MailNotFound
from events_app.outreach.mail_settings import mail_settings
from events_app.outreach.rules import SECRET_TOPICS, MailState, OptOutKind, read_opt_out_token
from events_app.outreach.schemas import MailView
from events_app.platform.actor import Actor
from events_app.platform.i18n import N_, _
from events_app.platform.listing import read_window
from events_app.platform.web.auth import Acting, Now, organizer
from events_app.platform.web.exports import excel
from events_app.platform.web.templates import Page, page, see_other
from events_app.platform.web.wiring import wiring_of

AnyRequest = Request[Actor, Any, Any]

STATES = {
    MailState.QUEUED: (N_("Waiting"), "wait"),
    MailState.SENDING: (N_("Being sent"), "soon"),
    MailState.SENT: (N_("Sent"), "open"),
    MailState.FAILED: (N_("Failed"), "stop"),
    MailState.KEPT: (N_("Kept, not sent"), "plain"),
}
TOPICS = {
    "account.signed_up": N_("Confirmation of an address"),
    "account.sign_up_repeated": N_("Account exists"),
    "account.reset_requested": N_("New password"),
    "account.password_changed": N_("Password changed"),
    "account.email_change_requested": N_("New address"),
    "account.email_changed": N_("Address changed"),
    "account.invited": N_("Invitation to the office"),
    "fair.moved": N_("Fair moved"),
    "fair.postponed": N_("Fair postponed"),
    "fair.cancelled": N_("Fair cancelled"),
    "fair.holders_told": N_("Message to all holders"),
    "application.submitted": N_("Application arrived"),
    "application.more_information": N_("More information asked for"),
    "application.approved": N_("Application approved"),
    "application.waitlisted": N_("Waiting list"),
    "application.declined": N_("Application declined"),
    "application.offered": N_("Booth offered"),
    "application.lapsed": N_("Offer lapsed"),
    "application.withdrawn": N_("Application withdrawn"),
    "application.comment": N_("Words on an application"),
    "application.taken_back": N_("Decision taken back"),
    "application.draft_due": N_("Draft before its deadline"),
    "fee.received": N_("Fee received"),
    "fee.refunded": N_("Fee given back"),
    "stream_session.joined": N_("Added to a livestream"),
    "booth.held": N_("Booth held"),
    "booth.hold_extended": N_("Hold extended"),
    "booth.hold_expired": N_("Hold expired"),
    "booth.released": N_("Booth released"),
    "booth.assigned": N_("Booth assigned"),
    "booth.moved": N_("Booth moved"),
    "pass.issued": N_("Pass"),
    "pass_list.given": N_("Passes from a list"),
    "pass_invitation.sent": N_("Invitation to a fair"),
    "stream_session.scheduled": N_("Livestream planned"),
    "stream_session.moved": N_("Livestream moved"),
    "stream_session.unscheduled": N_("Livestream without a time"),
    "stream_session.cancelled": N_("Livestream cancelled"),
    "stream_order.placed": N_("Livestream order"),
    "stream_order.answered": N_("Livestream order answered"),
    "stream_order.corrected": N_("Livestream answer corrected"),
    "stream_session.orders_closed": N_("Livestream orders closed"),
}
AUDIENCES = {
    "pass_holders": N_("pass holders"),
    "fair_producers": N_("producers"),
    "pass_list": N_("people on a list"),
    "closed_orders": N_("buyers"),
    "closed_producers": N_("producers"),
}
STOPPED = {
    OptOutKind.FAIR_NEWS: N_("news about fairs you have a pass for"),
    OptOutKind.REMINDERS: N_("reminders"),
}
# The letter is our own HTML, but it is shown as if it were anybody's: no scripts, no requests, links open on top.
_FRAME_POLICY = (
    "sandbox allow-top-navigation-by-user-activation; default-src 'none'; style-src 'unsafe-inline'; "
    "frame-ancestors 'self'"
)
_LATELY = timedelta(days=3)


@get("/organizer/mails", guards=[organizer])
async def show_mails(
    acting: Acting,
    now: Now,
    request: AnyRequest,
    standing: Annotated[MailState | None, QueryParameter(name="state")] = None,
    q: FromQuery[str] = "",
    cursor: FromQuery[str | None] = None,
) -> Page:
    """List what the offices of the asker wrote."""
    offices = acting.organized_offices
    return page(
        "outreach/mails.html",
        mails=await queries.list_mails(offices, read_window(50, cursor), state=standing, search=q),
        counts=await queries.count_mails(offices),
        notices=await queries.list_fan_outs(offices, since=now - _LATELY),
        offices=offices,
        state=standing,
        q=q,
        is_first=cursor is None,
        keeps=mail_settings(wiring_of(request.app).settings).keeps,
        sealed=SECRET_TOPICS,
        **_words(),
    )


@get("/organizer/mails.xlsx", guards=[organizer])
async def export_mails(acting: Acting) -> Response[bytes]:
    """Give the letters as an Excel file."""
    columns = [
        _("Written at"),
        _("Recipient"),
        _("Address"),
        _("Subject"),
        _("Topic"),
        _("State"),
        _("Sent"),
        _("Reason"),
    ]
    rows = (
        (
            mail.created_at,
            mail.recipient_name,
            mail.recipient,
            mail.subject,
            _(TOPICS.get(mail.topic, mail.topic)),
            _(STATES[MailState(mail.state)][0]),
            mail.sent_at,
            mail.last_error,
        )
        for mail in await queries.all_mails(acting.organized_offices)
    )
    return excel(_("E-mails"), columns, rows)


@get("/organizer/mails/{mail:int}", guards=[organizer])
async def show_mail(mail: FromPath[int], acting: Acting, request: AnyRequest) -> Page:
    """Show one letter with its state."""
    view = await queries.load_mail(mail, acting=acting)
    keeps = mail_settings(wiring_of(request.app).settings).keeps
    return page("outreach/mail.html", mail=view, base="/organizer/mails", keeps=keeps, **_words())


@get("/organizer/mails/{mail:int}/html", guards=[organizer], media_type=MediaType.HTML)
async def show_mail_body(mail: FromPath[int], acting: Acting) -> Response[str]:
    """Give the letter itself for its frame."""
    return _body(await queries.load_mail(mail, acting=acting))


@post("/organizer/mails/{mail:int}/send", guards=[organizer], status_code=303)
async def send_mail_again(mail: FromPath[int], acting: Acting, now: Now, request: AnyRequest) -> Response[None]:
    """Send a letter once more."""
    await operations.send_again(mail, mail_settings(wiring_of(request.app).settings), acting=acting, now=now)
    return see_other(f"/organizer/mails/{mail}", flash=_("The e-mail is on its way again."))


@get("/demo/mails")
async def show_demo_mails(request: AnyRequest, cursor: FromQuery[str | None] = None) -> Page:
    """List every letter of the demonstration."""
    _ensure_demo(request)
    mails = await queries.list_demo_mails(read_window(50, cursor))
    return page("outreach/demo_mails.html", mails=mails, is_first=cursor is None, sealed=(), **_words())


@get("/demo/mails/{mail:int}")
async def show_demo_mail(request: AnyRequest, mail: FromPath[int]) -> Page:
    """Show one letter of the demonstration."""
    _ensure_demo(request)
    return page("outreach/demo_mail.html", mail=await queries.load_demo_mail(mail), base="/demo/mails", **_words())


@get("/demo/mails/{mail:int}/html", media_type=MediaType.HTML)
async def show_demo_mail_body(request: AnyRequest, mail: FromPath[int]) -> Response[str]:
    """Give a letter of the demonstration for its frame."""
    _ensure_demo(request)
    return _body(await queries.load_demo_mail(mail))


@get("/mails/stop")
async def show_stop(request: AnyRequest) -> Page:
    """Ask once: mail scanners open every link of a letter."""
    token = request.query_params.get("for", "")
    email, kind = read_opt_out_token(token, secret=wiring_of(request.app).settings.secret)
    return page("outreach/stop.html", email=email, kind=_(STOPPED[kind]), token=token, done=False)


@post("/mails/stop", status_code=200, exclude_from_csrf=True)
async def stop(request: AnyRequest, now: Now) -> Page:
    """Stop a kind of letters. Mail programs post here by themselves (RFC 8058): the signed link is the proof."""
    token = request.query_params.get("for", "")
    email, kind = read_opt_out_token(token, secret=wiring_of(request.app).settings.secret)
    await operations.opt_out(email, kind, now=now)
    return page("outreach/stop.html", email=email, kind=_(STOPPED[kind]), token=token, done=True)


def _ensure_demo(request: AnyRequest) -> None:
    if not wiring_of(request.app).settings.demo:
        raise MailNotFound


def _body(mail: MailView) -> Response[str]:
    framed = mail.body_html.replace("<head>", '<head><base target="_top">', 1)
    headers = {"Content-Security-Policy": _FRAME_POLICY, "Cache-Control": "private, no-store"}
    return Response(framed, media_type=MediaType.HTML, headers=headers)


def _words() -> dict[str, Any]:
    return {
        "states": {str(state): (_(label), tone) for state, (label, tone) in STATES.items()},
        "topics": {topic: _(label) for topic, label in TOPICS.items()},
        "audiences": {audience: _(label) for audience, label in AUDIENCES.items()},
    }


pages_router = Router(
    path="/",
    include_in_schema=False,
    route_handlers=[
        show_mails,
        export_mails,
        show_mail,
        show_mail_body,
        send_mail_again,
        show_demo_mails,
        show_demo_mail,
        show_demo_mail_body,
        show_stop,
        stop,
    ],
)
