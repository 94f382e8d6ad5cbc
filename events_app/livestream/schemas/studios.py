"""Studios and hosts."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from events_app.livestream.schemas.texts import Line

IdentityMethod = Literal["vneid", "in_person", "contract"]


class Named(Struct, frozen=True):
    """A studio or a host by number and name."""

    id: int
    name: str


class StudioInput(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A new studio."""

    name: Annotated[str, Meta(min_length=1, max_length=120)]
    address: Line = ""
    office: int | None = None


class Studio(Struct, frozen=True, kw_only=True):
    """A room an office streams from."""

    id: int
    office: int
    name: str
    address: str
    retired: bool


class HostInput(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A new host."""

    name: Annotated[str, Meta(min_length=1, max_length=120)]
    phone: Annotated[str, Meta(max_length=32)] = ""
    papers: Annotated[str, Meta(max_length=200)] = ""
    office: int | None = None


class HostCheck(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a host's identity was checked, and under which contract the host sells."""

    identity_method: IdentityMethod
    papers: Annotated[str, Meta(max_length=200)] = ""


class Host(Struct, frozen=True, kw_only=True):
    """Who stands before the camera."""

    id: int
    office: int
    name: str
    phone: str
    papers: str
    identity_method: IdentityMethod | None
    identity_checked_on: date | None
    retired: bool
