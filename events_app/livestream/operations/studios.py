"""Studios and hosts of an office, and the check of a host's identity."""

from datetime import datetime

from msgspec import UNSET

from events_app.livestream import tables
from events_app.livestream.errors import FieldsWrong, HostNotFound, StudioNotFound
from events_app.livestream.queries import find_host, find_studio
from events_app.livestream.schemas import Host, HostCheck, HostInput, Studio, StudioInput
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import fetch, transaction
from events_app.platform.errors import FieldError
from events_app.platform.i18n import N_, nfc
from events_app.platform.i18n.formats import VIETNAM
from events_app.platform.rows import update_row


def office_for(office: int | None, acting: Actor) -> int:
    """The asker's office a new thing belongs to; somebody who works for one only need not say which.

    Raises:
        NotAllowed: It is not one of the asker's.
        FieldsWrong: The asker has several and named none.
    """
    acting.ensure_known()
    offices = acting.organized_offices
    if office is None and len(offices) > 1:
        raise FieldsWrong({"office": [FieldError("missing", N_("Say which of your offices plans it."))]})
    chosen = office if office is not None else next(iter(offices), 0)
    acting.ensure_organizes(chosen)
    return chosen


async def studio_for(wanted: int | str | None, office: int) -> int | None:
    """The office's studio by number or name, in the caller's transaction; a new name opens one.

    Raises:
        StudioNotFound: The number is not one of the office's studios in use.
    """
    if isinstance(wanted, int):
        rows = await fetch("SELECT id FROM studio WHERE id = $1 AND office = $2 AND retired_at IS NULL", wanted, office)
        if not rows:
            raise StudioNotFound
        return wanted
    return await _open_studio(nfc(wanted), "", office) if wanted and wanted.strip() else None


async def host_for(wanted: int | str | None, office: int) -> int | None:
    """The office's host by number or name, in the caller's transaction; a new name is a new, unchecked host.

    Raises:
        HostNotFound: The number is not one of the office's hosts in use.
    """
    if isinstance(wanted, int):
        rows = await fetch("SELECT id FROM host WHERE id = $1 AND office = $2 AND retired_at IS NULL", wanted, office)
        if not rows:
            raise HostNotFound
        return wanted
    if not wanted or not wanted.strip():
        return None
    rows = await fetch(
        "SELECT id FROM host WHERE office = $1 AND name = $2 AND retired_at IS NULL ORDER BY id LIMIT 1",
        office,
        nfc(wanted),
    )
    return int(rows[0]["id"]) if rows else await _enter_host(HostInput(name=nfc(wanted)), office)


async def add_studio(wanted: StudioInput, *, acting: Actor, now: datetime) -> Studio:
    """Open a studio; the same name again is the same studio."""
    office = office_for(wanted.office, acting)
    async with transaction():
        studio = await _open_studio(nfc(wanted.name), wanted.address.strip(), office)
        await record_audit(acting, "studio.opened", subject="studio", subject_id=studio, office=office, now=now)
    return await find_studio(studio)


async def add_host(wanted: HostInput, *, acting: Actor, now: datetime) -> Host:
    """Enter a host whose identity is still to be checked; the same name and phone again is the same host."""
    office = office_for(wanted.office, acting)
    async with transaction():
        host = await _enter_host(wanted, office)
        await record_audit(acting, "host.entered", subject="host", subject_id=host, office=office, now=now)
    return await find_host(host)


async def check_host_identity(host: int, wanted: HostCheck, *, acting: Actor, now: datetime) -> Host:
    """Note that and how a host's identity was checked; no picture of a paper is kept.

    Raises:
        HostNotFound: There is no such host.
    """
    async with transaction():
        office = await _office_of_host(host)
        acting.ensure_organizes(office)
        checked = {
            "identity_method": wanted.identity_method,
            "identity_checked_on": now.astimezone(VIETNAM).date(),
            "identity_checked_by": acting.id or None,
            "papers": wanted.papers.strip() or UNSET,
        }
        await update_row(tables.Host, checked, where={"id": host})
        await record_audit(
            acting,
            "host.identity_checked",
            subject="host",
            subject_id=host,
            office=office,
            data={"method": wanted.identity_method},
            now=now,
        )
    return await find_host(host)


async def retire_studio(studio: int, *, acting: Actor, now: datetime) -> None:
    """Offer a studio no more; its sessions stay.

    Raises:
        StudioNotFound: There is no such studio.
    """
    async with transaction():
        rows = await fetch("SELECT office FROM studio WHERE id = $1 FOR UPDATE", studio)
        if not rows:
            raise StudioNotFound
        acting.ensure_organizes(rows[0]["office"])
        await update_row(tables.Studio, {"retired_at": now}, where={"id": studio, "retired_at": None})
        await record_audit(
            acting, "studio.retired", subject="studio", subject_id=studio, office=rows[0]["office"], now=now
        )


async def retire_host(host: int, *, acting: Actor, now: datetime) -> None:
    """Offer a host no more; the sessions stay.

    Raises:
        HostNotFound: There is no such host.
    """
    async with transaction():
        office = await _office_of_host(host)
        acting.ensure_organizes(office)
        await update_row(tables.Host, {"retired_at": now}, where={"id": host, "retired_at": None})
        await record_audit(acting, "host.retired", subject="host", subject_id=host, office=office, now=now)


async def _open_studio(name: str, address: str, office: int) -> int:
    rows = await fetch(
        "INSERT INTO studio (office, name, address) VALUES ($1, $2, $3) ON CONFLICT (office, name)"
        " DO UPDATE SET retired_at = NULL,"
        " address = CASE WHEN excluded.address = '' THEN studio.address ELSE excluded.address END RETURNING id",
        office,
        name,
        address,
    )
    return int(rows[0]["id"])


async def _enter_host(wanted: HostInput, office: int) -> int:
    rows = await fetch(
        "INSERT INTO host (office, name, phone, papers) VALUES ($1, $2, $3, $4) ON CONFLICT (office, name, phone)"
        " DO UPDATE SET retired_at = NULL,"
        " papers = CASE WHEN excluded.papers = '' THEN host.papers ELSE excluded.papers END RETURNING id",
        office,
        nfc(wanted.name),
        wanted.phone.strip(),
        wanted.papers.strip(),
    )
    return int(rows[0]["id"])


async def _office_of_host(host: int) -> int:
    rows = await fetch("SELECT office FROM host WHERE id = $1 FOR UPDATE", host)
    if not rows:
        raise HostNotFound
    return int(rows[0]["office"])
