"""Looks at the file as a container before any of it is believed: its kind, its unpacked size, what it hides."""

import io
import zipfile

from events_app.platform.spreadsheet.limits import MAX_BYTES, MAX_PARTS, MAX_UNPACKED_REST, MAX_UNPACKED_SHEETS
from events_app.platform.spreadsheet.problems import UnreadableFileError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED_FLAG = 0x1


def open_container(content: bytes) -> zipfile.ZipFile:
    """Open the archive of an .xlsx file.

    Raises:
        UnreadableFileError: It is something else, dangerous, or unpacks to more than a list can be.
    """
    if not content:
        raise UnreadableFileError("empty_file")
    if len(content) > MAX_BYTES:
        raise UnreadableFileError("too_large")
    if content.startswith(_OLE):
        raise UnreadableFileError("encrypted" if _ENCRYPTED_STREAM in content else "old_workbook")
    archive = _archive(content)
    _ensure_workbook(archive)
    _ensure_harmless(archive)
    return archive


def _archive(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile as error:
        damaged = content.startswith(b"PK\x03\x04")
        raise UnreadableFileError("broken_workbook" if damaged else "not_a_workbook") from error


def _ensure_workbook(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if "xl/workbook.bin" in names:
        raise UnreadableFileError("binary_workbook")
    if "mimetype" in names and archive.read("mimetype").startswith(b"application/vnd.oasis"):
        raise UnreadableFileError("open_document")
    if "[Content_Types].xml" not in names or not any(name.endswith("workbook.xml") for name in names):
        raise UnreadableFileError("renamed_zip")


def _ensure_harmless(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if any(part.flag_bits & _ENCRYPTED_FLAG for part in parts):
        raise UnreadableFileError("encrypted")
    if any(
        part.filename.lower().endswith("vbaproject.bin") or "/macrosheets/" in part.filename.lower() for part in parts
    ):
        raise UnreadableFileError("macros")
    sheets = sum(part.file_size for part in parts if "/worksheets/" in part.filename)
    rest = sum(part.file_size for part in parts) - sheets
    if len(parts) > MAX_PARTS or sheets > MAX_UNPACKED_SHEETS or rest > MAX_UNPACKED_REST:
        raise UnreadableFileError("unpacks_too_large")
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            _ensure_no_document_type(archive, part)


def _ensure_no_document_type(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """No part of an honest workbook declares entities, which could grow without end."""
    try:
        with archive.open(part) as file:
            start = file.read(2048)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError) as error:
        raise UnreadableFileError("broken_workbook") from error
    if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
        raise UnreadableFileError("broken_workbook")
