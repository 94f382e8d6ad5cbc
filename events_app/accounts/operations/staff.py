"""Offices and the people who work for them."""

from collections.abc import Callable
from datetime import datetime

from events_app.accounts import errors, rules
from events_app.accounts.operations.links import spend_link, write_link
from events_app.accounts.operations.sessions import Visit, open_session
from events_app.accounts.operations.throttle import note_try, settle_try
from events_app.accounts.passwords import hash_password, password_matches
from events_app.accounts.queries import load_office, load_open_link
from events_app.accounts.rules import Purpose, Role
from events_app.accounts.schemas import NewSession, OfficeProfile, OpenLink
from events_app.accounts.tables import Account, Office, OfficeMember
from events_app.platform.actor import Actor, NotYourOffice
from events_app.platform.audit import record_audit
from events_app.platform.db import ensure_in_transaction, fetch, transaction
from events_app.platform.errors import InvalidInput, StaleRevision
from events_app.platform.i18n import N_, Bilingual, Locale
from events_app.platform.outbox import put_message
from events_app.platform.rows import ONE_MORE, insert_row, insert_unless_there, update_row


async def create_office(*, name: Bilingual, slug: str, owner: int, acting: Actor, now: datetime) -> int:
    """Open an office with its first owner; the installation's own command line does it."""
    if acting.kind != "system":
        raise NotYourOffice
    async with transaction():
        called = Bilingual(vi=rules.read_name(name.vi, longest=200), en=name.en)
        empty = {"address": "", "email": "", "phone": "", "website": ""}
        row = await insert_row(Office, {"slug": slug, "name": called, "created_at": now}, empty)
        office: int = row["id"]
        await insert_row(OfficeMember, {"office": office, "account": owner, "role": "owner", "created_at": now})
        await record_audit(acting, "office.created", subject="office", subject_id=office, office=office, now=now)
    return office


async def edit_office(office: int, profile: OfficeProfile, *, revision: int, acting: Actor, now: datetime) -> None:
    """Change what an office prints on its pages and letters.

    Raises:
        InvalidInput: With all fields that are wrong.
        StaleRevision: When somebody else changed it since the form was opened.
    """
    acting.ensure_owns_office(office)
    values = _checked_profile(profile)
    async with transaction():
        seen = {"id": office, "revision": revision}
        if await update_row(Office, values, {"revision": ONE_MORE}, where=seen) is None:
            current = await load_office(office)
            raise StaleRevision(current=current, revision=current.revision)
        await record_audit(acting, "office.edited", subject="office", subject_id=office, office=office, now=now)


def _checked_profile(profile: OfficeProfile) -> dict[str, str]:
    """Check every field before refusing."""
    wrong = InvalidInput()
    checks: dict[str, Callable[[], str]] = {
        "name_vi": lambda: rules.read_name(profile.name.vi, field="name_vi", longest=200),
        "name_en": lambda: (
            rules.read_name(profile.name.en, field="name_en", longest=200) if profile.name.en.strip() else ""
        ),
        "address": lambda: (
            rules.read_name(profile.address, field="address", longest=300) if profile.address.strip() else ""
        ),
        "email": lambda: rules.fold_email(profile.email) if profile.email.strip() else "",
        "phone": lambda: rules.clean_phone(profile.phone),
        "website": lambda: rules.clean_website(profile.website),
    }
    values: dict[str, str] = {}
    for name, check in checks.items():
        try:
            values[name] = check()
        except InvalidInput as error:
            wrong.fields.update(error.fields)
    if wrong.fields:
        raise wrong
    return values


async def _lock_staff(office: int, *, acting: Actor) -> dict[int, Role]:
    """Lock the office for changes of its staff and give the roles as they are now.

    The actor's roles were read when the request began; who was removed meanwhile changes nothing any more.
    """
    ensure_in_transaction()
    if not await fetch("SELECT 1 FROM office WHERE id = $1 FOR NO KEY UPDATE", office):
        raise errors.OfficeNotFound
    rows = await fetch("SELECT account, role FROM office_member WHERE office = $1", office)
    staff = {row["account"]: Role(row["role"]) for row in rows}
    if acting.kind != "system" and acting.id not in staff:
        raise NotYourOffice
    return staff


def _ensure_still_owner(staff: dict[int, Role], acting: Actor) -> None:
    if acting.kind != "system" and staff.get(acting.id) is not Role.OWNER:
        raise NotYourOffice


async def invite_staff(
    office: int, *, email: str, name: str, role: Role, locale: Locale, acting: Actor, now: datetime
) -> int:
    """Invite somebody to work for the office; they become a member by following the link of the letter.

    Inviting the same person again replaces the open invitation.

    Raises:
        AlreadyMember: When they work for the office already.
        InvalidInput: When the address or name cannot be one.
    """
    acting.ensure_owns_office(office)
    folded, cleaned = rules.fold_email(email), rules.read_name(name)
    async with transaction():
        staff = await _lock_staff(office, acting=acting)
        _ensure_still_owner(staff, acting)
        account = await _account_for(folded, cleaned, locale, now=now)
        if account in staff:
            raise errors.AlreadyMember(folded)
        facts = {"office": office, "role": str(role)}
        link = await write_link(Purpose.INVITATION, account=account, email=folded, data=facts, now=now)
        await record_audit(
            acting,
            "office.staff_invited",
            subject="account",
            subject_id=account,
            office=office,
            data={"role": str(role)},
            now=now,
        )
        await put_message("account.invited", {"account": account, "link": link, "by": acting.name}, now=now)
    return link


async def _account_for(email: str, name: str, locale: Locale, *, now: datetime) -> int:
    """Find the account of an address, or make one that has no password yet."""
    invited = {"email": email, "name": name, "phone": "", "locale": locale, "password_hash": "", "created_at": now}
    await insert_unless_there(Account, invited, unique=("email",))
    rows = await fetch("SELECT id FROM account WHERE email = $1", email)
    account: int = rows[0]["id"]
    return account


async def withdraw_invitation(office: int, link: int, *, acting: Actor, now: datetime) -> None:
    """Close an open invitation.

    Raises:
        LinkSpent: When it was answered already.
    """
    acting.ensure_owns_office(office)
    async with transaction():
        rows = await fetch(
            "UPDATE one_time_token SET used_at = $4 WHERE id = $1 AND purpose = $2 AND data->>'office' = $3 "
            "AND used_at IS NULL RETURNING account",
            link,
            Purpose.INVITATION,
            str(office),
            now,
        )
        if not rows:
            raise errors.LinkSpent
        await record_audit(
            acting,
            "office.invitation_withdrawn",
            subject="account",
            subject_id=rows[0]["account"],
            office=office,
            now=now,
        )


async def accept_invitation(
    token: str, *, name: str, password: str, visit: Visit, demo: bool, acting: Actor, now: datetime
) -> NewSession:
    """Become a member of the office with the link of a letter, and sign in.

    Somebody new chooses a name and password. Somebody who has an account proves it with the password, unless they
    are signed in as that person.

    Raises:
        LinkSpent: When the link is used, replaced, withdrawn or past its time.
        InvalidInput: When the password is wrong, or not good enough for a new one.
    """
    link = await load_open_link(token, Purpose.INVITATION, now)
    if link is None:
        raise errors.LinkSpent
    fresh: tuple[str, str] | None = None
    if not link.has_password:
        cleaned = rules.read_name(name)
        rules.ensure_password_fits(password, email=link.email, demo=demo)
        fresh = cleaned, await hash_password(password)
    elif acting.id != link.account:
        await _prove_invited(link, password, visit=visit, now=now)
    async with transaction():
        proved = await spend_link(token, Purpose.INVITATION, now=now)
        if fresh is not None:
            await _begin_account(proved.account, *fresh, now=now)
        office = int(proved.data["office"])
        joining = {"office": office, "account": proved.account, "role": proved.data["role"], "created_at": now}
        await insert_unless_there(OfficeMember, joining, unique=("office", "account"))
        joined = Actor(kind="person", id=proved.account, name=fresh[0] if fresh else link.name)
        await record_audit(
            joined, "office.staff_joined", subject="account", subject_id=proved.account, office=office, now=now
        )
        return await open_session(proved.account, channel="cookie", visit=visit, now=now)


async def _prove_invited(link: OpenLink, password: str, *, visit: Visit, now: datetime) -> None:
    attempt = await note_try("password", email=link.email, address=visit.address, now=now)
    rows = await fetch("SELECT password_hash FROM account WHERE id = $1", link.account)
    if not await password_matches(rows[0]["password_hash"], password[: rules.LONGEST_PASSWORD]):
        await settle_try(attempt, "failed")
        raise errors.refused("password", "password_wrong", N_("This is not your current password."))
    await settle_try(attempt, "succeeded")


async def _begin_account(account: int, name: str, password_hash: str, *, now: datetime) -> None:
    """Give an invited person their first password; of two answers at once, one sets it."""
    changed = await fetch(
        "UPDATE account SET name = $2, password_hash = $3, confirmed_at = COALESCE(confirmed_at, $4) "
        "WHERE id = $1 AND password_hash = '' AND disabled_at IS NULL RETURNING id",
        account,
        name,
        password_hash,
        now,
    )
    if not changed:
        raise errors.LinkSpent


async def change_role(office: int, account: int, role: Role, *, acting: Actor, now: datetime) -> None:
    """Give a member of the staff another role.

    Raises:
        MemberNotFound: When they do not work for the office.
        LastOwner: When the office would have no owner.
    """
    acting.ensure_owns_office(office)
    async with transaction():
        staff = await _lock_staff(office, acting=acting)
        _ensure_still_owner(staff, acting)
        if account not in staff:
            raise errors.MemberNotFound
        rules.ensure_keeps_owner(owners=_owners(staff), member=account, becomes=role)
        await update_row(OfficeMember, {"role": role}, where={"office": office, "account": account})
        data = {"from": str(staff[account]), "to": str(role)}
        await record_audit(
            acting, "office.role_changed", subject="account", subject_id=account, office=office, data=data, now=now
        )


async def remove_staff(office: int, account: int, *, acting: Actor, now: datetime) -> None:
    """Take somebody off the staff; it works at once, since roles are read with every request. Anybody may leave.

    Raises:
        MemberNotFound: When they do not work for the office.
        LastOwner: When the office would have no owner.
    """
    if acting.id != account:
        acting.ensure_owns_office(office)
    async with transaction():
        staff = await _lock_staff(office, acting=acting)
        if acting.id != account:
            _ensure_still_owner(staff, acting)
        if account not in staff:
            raise errors.MemberNotFound
        rules.ensure_keeps_owner(owners=_owners(staff), member=account, becomes=None)
        await fetch("DELETE FROM office_member WHERE office = $1 AND account = $2", office, account)
        await record_audit(
            acting, "office.staff_removed", subject="account", subject_id=account, office=office, now=now
        )


def _owners(staff: dict[int, Role]) -> set[int]:
    return {account for account, role in staff.items() if role is Role.OWNER}
