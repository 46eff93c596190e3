"""What software sends, read and checked: an announcement in JSON, and a piece of a file."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, UnreadablePostError

from archive.models import Person
from archive.zones import is_zone
from woo_portal.intake.api.problems import Problem
from woo_portal.intake.models import DeviceToken
from woo_portal.intake.receiving import shortened

PIECE_BYTES = 8 * 1024**2
"""The largest piece: it is held in memory until all of it is there."""
_ANNOUNCEMENT_BYTES = 16 * 1024
_FIELDS = {"file_name", "size", "sha256", "holder", "zone"}
_FILE_NAME = re.compile(r"[^/\\\x00-\x1f\x7f]{1,255}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NUMBER = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class Announcement:
    """A file that is going to be sent. `size` is in bytes; `zone` is that of its local times, "" when it was not said."""

    file_name: str
    size: int
    sha256: str
    holder: Person | None
    zone: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of bytes of a file and where it begins."""

    offset: int
    data: bytes


def read_announcement(request: HttpRequest, token: DeviceToken) -> Announcement:
    """The announcement in the body. Raises `Problem`."""
    fields = _json(request)
    if unknown := sorted(set(fields) - _FIELDS):
        raise _wrong("fields", f"Onbekend veld: {', '.join(unknown)}.")
    name, size, sha256 = fields.get("file_name"), fields.get("size"), fields.get("sha256")
    if not isinstance(name, str) or not _FILE_NAME.fullmatch(name) or name in (".", "..") or not _is_text(name):
        raise _wrong("file_name", "file_name moet een bestandsnaam zijn, zonder map, van hoogstens 255 tekens.")
    if not isinstance(size, int) or isinstance(size, bool) or size < 1:
        raise _wrong("size", "size moet het aantal bytes zijn, ten minste 1.")
    if not isinstance(sha256, str) or not _SHA256.fullmatch(sha256):
        raise _wrong("sha256", "sha256 moet de SHA-256 van het bestand zijn: 64 hexadecimale cijfers, kleine letters.")
    if size > settings.UPLOAD_MAX_BYTES:
        raise Problem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "too_large",
            f"Een export mag hoogstens {settings.UPLOAD_MAX_BYTES} bytes groot zijn. Lever hem in delen, of via de beheerder.",
        )
    return Announcement(shortened(name), size, sha256, _holder(fields.get("holder"), token), _zone(fields.get("zone")))


def read_piece(request: HttpRequest) -> Piece:
    """The bytes in the body and the offset in the head. Raises `Problem`, also when the connection breaks half-way."""
    if request.content_type != "application/octet-stream":
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "content_type", "Stuur de bytes als application/octet-stream.")
    offset, length = request.headers.get("Upload-Offset", ""), request.headers.get("Content-Length", "")
    if not _NUMBER.fullmatch(offset):
        raise Problem(
            HTTPStatus.BAD_REQUEST, "offset", "De kop Upload-Offset moet zeggen bij welke byte dit stuk begint."
        )
    if not _NUMBER.fullmatch(length) or int(length) < 1:
        raise Problem(
            HTTPStatus.LENGTH_REQUIRED, "length", "De kop Content-Length moet het aantal bytes zeggen, ten minste 1."
        )
    if int(length) > PIECE_BYTES:
        raise Problem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "piece_too_large",
            f"Een stuk mag hoogstens {PIECE_BYTES} bytes groot zijn.",
        )
    return Piece(int(offset), _body(request, int(length)))


def _body(request: HttpRequest, length: int) -> bytes:
    try:
        data = request.read(length)
    except UnreadablePostError:
        data = b""
    if len(data) != length:
        raise Problem(HTTPStatus.BAD_REQUEST, "incomplete", "Het verzoek is afgebroken. Er is niets van bewaard.")
    return data


def _json(request: HttpRequest) -> dict[str, Any]:
    if request.content_type != "application/json":
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "content_type", "Stuur de aankondiging als application/json.")
    length = request.headers.get("Content-Length", "")
    if not _NUMBER.fullmatch(length) or not 0 < int(length) <= _ANNOUNCEMENT_BYTES:
        raise Problem(HTTPStatus.BAD_REQUEST, "json", "Een aankondiging is een JSON-object van hoogstens 16 kB.")
    try:
        fields = json.loads(_body(request, int(length)))
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise Problem(HTTPStatus.BAD_REQUEST, "json", "De aankondiging is geen JSON-object.")
    return fields


def _holder(name: object, token: DeviceToken) -> Person | None:
    """The person who was named, or the key's own when nobody was."""
    if name is None:
        return token.holder
    if not isinstance(name, str) or not name.strip() or len(name) > 200 or not _is_text(name):
        raise _wrong("holder", "holder moet de volledige naam van een persoon zijn.")
    if token.holder is not None:
        if not Person.objects.named(name.strip()).filter(pk=token.holder.standing_id).exists():
            raise _wrong("other_holder", "Deze sleutel hoort bij de telefoon van iemand anders.")
        return token.holder.standing
    found = list(Person.objects.named(name.strip())[:2])
    if len(found) != 1:
        raise _wrong(
            "unknown_holder",
            "Er is niet precies één persoon van deze naam in het archief. Vraag de archivaris, of laat holder weg.",
        )
    return found[0]


def _zone(name: object) -> str:
    if name is None:
        return ""
    if not isinstance(name, str) or not is_zone(name):
        raise _wrong("zone", "zone moet de naam van een tijdzone zijn, zoals Europe/Amsterdam of America/Curacao.")
    return name


def _is_text(value: str) -> bool:
    """Whether a string from JSON can be stored: it may hold half a character, or a zero."""
    return not any("\ud800" <= character <= "\udfff" or character == "\0" for character in value)


def _wrong(code: str, detail: str) -> Problem:
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, code, detail)
