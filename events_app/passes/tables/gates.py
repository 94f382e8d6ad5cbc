"""Gates and the phones that scan there."""

from piccolo.columns import (
    BigSerial,
    Bytea,
    ForeignKey,
    Integer,
    OnDelete,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from events_app.fairs.tables import Fair


class Gate(Table, tablename="gate"):
    """A place where people come in or leave."""

    id = BigSerial(primary_key=True)
    fair = ForeignKey(Fair, null=False, on_delete=OnDelete.restrict, index=True)
    name = Varchar(length=80, null=False)
    created_at = Timestamptz(null=False, default=None)
    closed_at = Timestamptz(null=True, default=None)

    gate_unique_name = Unique([fair, name])
    gate_named = Check("length(btrim(name)) > 0")


class GateDevice(Table, tablename="gate_device"):
    """A paired phone. Its key opens the gates of one fair and nothing else, until somebody revokes it."""

    id = BigSerial(primary_key=True)
    gate = ForeignKey(Gate, null=False, on_delete=OnDelete.restrict, index=True)
    name = Varchar(length=80, null=False)
    token_hash = Bytea(null=False)
    created_at = Timestamptz(null=False, default=None)
    last_seen_at = Timestamptz(null=True, default=None)
    # Scans the phone said it still holds, and the age of the gate package it works with.
    waiting = Integer(null=False, default=0)
    package_at = Timestamptz(null=True, default=None)
    revoked_at = Timestamptz(null=True, default=None)

    gate_device_unique_token = Unique([token_hash])
    gate_device_token_is_hash = Check("octet_length(token_hash) = 32")
    gate_device_named = Check("length(btrim(name)) > 0")


class GatePairing(Table, tablename="gate_pairing"):
    """What the pairing QR carries: a code that turns into one device's key once, within minutes."""

    id = BigSerial(primary_key=True)
    gate = ForeignKey(Gate, null=False, on_delete=OnDelete.restrict, index=True)
    name = Varchar(length=80, null=False)
    code_hash = Bytea(null=False)
    created_at = Timestamptz(null=False, default=None)
    expires_at = Timestamptz(null=False, default=None)
    device = ForeignKey(GateDevice, null=True, default=None, on_delete=OnDelete.restrict)

    gate_pairing_unique_code = Unique([code_hash])
    gate_pairing_code_is_hash = Check("octet_length(code_hash) = 32")
