"""A certificate for the hall's own network, where no authority can vouch for an address like 192.168.1.20.

Phones use the camera only over HTTPS. The certificate signs itself; people compare the fingerprint once.
"""

import datetime as dt
import ipaddress
import os
import socket
from pathlib import Path
from typing import NamedTuple

import psutil
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_DAYS = 397  # the longest life phones accept in a server's certificate
_RENEW_DAYS = 30


class Certificate(NamedTuple):
    """A certificate and its key on disk; the fingerprint only of one we made."""

    path: Path
    key_path: Path
    fingerprint: str = ""


def own_addresses() -> list[str]:
    """Return this machine's IPv4 addresses, those of a network first and loopback last."""
    found = {
        address.address
        for addresses in psutil.net_if_addrs().values()
        for address in addresses
        if address.family == socket.AF_INET
    }
    ordered = sorted(found, key=lambda text: (ipaddress.ip_address(text).is_loopback, text))
    return ordered or ["127.0.0.1"]


def local_certificate(data_dir: Path) -> Certificate:
    """Return the certificate in the data directory; make one when missing, old, or for other addresses."""
    folder = data_dir / "tls"
    path, key_path = folder / "local.pem", folder / "local.key"
    addresses = own_addresses()
    if path.is_file() and key_path.is_file():
        kept = x509.load_pem_x509_certificate(path.read_bytes())
        if _still_good(kept, addresses):
            return Certificate(path, key_path, _fingerprint(kept))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    key = ec.generate_private_key(ec.SECP256R1())
    made = _self_signed(key, addresses)
    _write_private(
        key_path,
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )
    _write_private(path, made.public_bytes(serialization.Encoding.PEM))
    return Certificate(path, key_path, _fingerprint(made))


def _self_signed(key: ec.EllipticCurvePrivateKey, addresses: list[str]) -> x509.Certificate:
    now = dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "events-app in this hall")])
    names: list[x509.GeneralName] = [x509.DNSName("localhost"), x509.DNSName(socket.gethostname())]
    names += [x509.IPAddress(ipaddress.ip_address(address)) for address in addresses]
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=_DAYS - 1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )


def _still_good(certificate: x509.Certificate, addresses: list[str]) -> bool:
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    covered = {str(address) for address in names.get_values_for_type(x509.IPAddress)}
    renew_at = certificate.not_valid_after_utc - dt.timedelta(days=_RENEW_DAYS)
    return set(addresses) <= covered and dt.datetime.now(dt.UTC) < renew_at


def _fingerprint(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def _write_private(path: Path, content: bytes) -> None:
    draft = path.with_suffix(".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    draft.rename(path)
