"""The open data of the Tweede Kamer: a set of questions by the number of its case (OData v4, gegevensmagazijn).

Asks one server, that of the base address in the settings, over https, and follows it nowhere else; plain http is for a
server on this machine. What it answers is read within limits of time and size. Knows no database.
"""

from __future__ import annotations

import ipaddress
import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from woo_portal.parliament.reading.addressees import ministers_in
from woo_portal.parliament.reading.contents import Member, Minister
from woo_portal.parliament.reading.dutch_dates import iso_day
from woo_portal.parliament.reading.reader import MAX_BYTES

CASE_NUMBER = re.compile(r"(?:19|20)\d{2}Z\d{4,6}")
TIMEOUT = 10
"""Seconds without an answer, or without the next piece of one."""
PATIENCE = 45
"""Seconds that all answers together may take."""
MAX_ANSWER = 2 * 1024**2
_KINDS = ("Schriftelijke vragen", "Mondelinge vragen")
_QUESTIONS = "Schriftelijke vragen"
_DOCUMENT_ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_BLOCK = 64 * 1024
_ENDINGS = {
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "text/html": ".html",
    "text/xml": ".xml",
    "application/xml": ".xml",
}
_NOTHING = "Er is niets ingenomen."


class ChamberDataProblem(Exception):
    """The case could not be fetched; the message is Dutch, says why and what to do."""


@dataclass(frozen=True, slots=True)
class ChamberCase:
    """A case as the Kamer registered it. `document` is that of the questions, as bytes; "" and empty where there is none."""

    number: str
    subject: str
    started_on: date | None
    members: tuple[Member, ...]
    ministers: tuple[Minister, ...]
    document_number: str
    file_name: str
    document: bytes


def fetch_case(number: str, *, base_url: str) -> ChamberCase:
    """The case with this number and the document of its questions. Raises `ChamberDataProblem`."""
    if not CASE_NUMBER.fullmatch(number):
        raise ChamberDataProblem(f"«{number}» is geen zaaknummer. Een zaaknummer ziet eruit als 2026Z01234. {_NOTHING}")
    connection = _Connection(base_url)
    row = _only_case(connection.json(_query(number)), number)
    actors, documents = _rows(row, "ZaakActor"), _rows(row, "Document")
    chosen = _document_of(documents, number)
    data, media_type = connection.document(f"Document({chosen['Id']})/resource")
    document_number = _text(chosen, "DocumentNummer")
    return ChamberCase(
        number=number,
        subject=_text(row, "Onderwerp") or _text(row, "Titel"),
        started_on=iso_day(_text(row, "GestartOp")),
        members=_members(actors),
        ministers=_ministers(actors),
        document_number=document_number,
        file_name=f"{number} {document_number or 'vragen'}{_ENDINGS.get(media_type, '')}",
        document=data,
    )


def _query(number: str) -> str:
    present = "$filter=Verwijderd eq false"
    parts = (
        f"$filter=Nummer eq '{number}' and Verwijderd eq false",
        f"$expand=ZaakActor({present}),Document({present})",
    )
    return f"Zaak?{'&'.join(quote(part, safe='=$(),') for part in parts)}"


def _only_case(answer: Any, number: str) -> Mapping[str, Any]:
    rows = answer.get("value") if isinstance(answer, dict) else None
    if not isinstance(rows, list):
        raise _strange()
    cases = [row for row in rows if isinstance(row, dict) and row.get("Nummer") == number]
    if not cases:
        raise ChamberDataProblem(
            f"De Tweede Kamer kent geen zaak {number}. Controleer het nummer; nieuwe vragen staan er soms pas na een dag. "
            f"{_NOTHING}"
        )
    if cases[0].get("Soort") not in _KINDS:
        raise ChamberDataProblem(f"Zaak {number} is geen set Kamervragen, maar: {_text(cases[0], 'Soort')}. {_NOTHING}")
    return cases[0]


def _document_of(documents: Sequence[Mapping[str, Any]], number: str) -> Mapping[str, Any]:
    """The document with the questions: not the answers, nor the notice of delay."""
    found = [row for row in documents if row.get("Soort") == _QUESTIONS and _DOCUMENT_ID.fullmatch(_text(row, "Id"))]
    if not found:
        raise ChamberDataProblem(
            f"Bij zaak {number} staat nog geen stuk met vragen. Lever het stuk zelf in, of probeer het later. {_NOTHING}"
        )
    return max(found, key=lambda row: _text(row, "Datum"))


def _members(actors: Sequence[Mapping[str, Any]]) -> tuple[Member, ...]:
    """Who asks, the first signatory first. Their names have initials here."""
    askers = [row for row in actors if _text(row, "Relatie").casefold() in ("indiener", "medeindiener")]
    askers.sort(key=lambda row: _text(row, "Relatie").casefold() != "indiener")
    return tuple(Member(_text(row, "ActorNaam"), _text(row, "ActorFractie")) for row in askers)


def _ministers(actors: Sequence[Mapping[str, Any]]) -> tuple[Minister, ...]:
    asked = (row for row in actors if _text(row, "Relatie").casefold() == "gericht aan")
    return tuple(dict.fromkeys(minister for row in asked for minister in ministers_in(_text(row, "Functie"))))


def _rows(row: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    rows = row.get(name) or []
    if not isinstance(rows, list) or not all(isinstance(item, dict) for item in rows):
        raise _strange()
    return rows


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return value.strip() if isinstance(value, str) else ""


def _strange() -> ChamberDataProblem:
    return ChamberDataProblem(f"De open data van de Tweede Kamer gaven een antwoord dat niet te lezen is. {_NOTHING}")


class _Connection:
    """Asks the one server, within the limits."""

    def __init__(self, base_url: str) -> None:
        self._base = base_url.rstrip("/")
        if not is_safe(self._base):
            raise ChamberDataProblem(
                "Het adres van de open data van de Tweede Kamer is niet goed ingesteld: het moet met https beginnen. Meld "
                f"dit aan uw beheerder. {_NOTHING}"
            )
        self._opener: OpenerDirector = build_opener(_SameServer(self._base))
        self._until = time.monotonic() + PATIENCE

    def json(self, path: str) -> Any:
        """An answer in JSON."""
        data, _ = self._get(path, MAX_ANSWER, "application/json")
        try:
            return json.loads(data)
        except (ValueError, RecursionError) as error:
            raise _strange() from error

    def document(self, path: str) -> tuple[bytes, str]:
        """A document, and its media type."""
        return self._get(path, MAX_BYTES, "*/*")

    def _get(self, path: str, most: int, accept: str) -> tuple[bytes, str]:
        request = Request(f"{self._base}/{path}", headers={"Accept": accept, "User-Agent": "Woo-portaal"})
        try:
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                return self._read(answer, most), answer.headers.get_content_type()
        except HTTPError as error:
            raise ChamberDataProblem(
                f"De open data van de Tweede Kamer gaven geen antwoord (fout {error.code}). Probeer het later, of lever het "
                f"stuk zelf in. {_NOTHING}"
            ) from error
        except (URLError, HTTPException, OSError, ValueError) as error:
            raise _unreachable() from error

    def _read(self, answer: IO[bytes], most: int) -> bytes:
        pieces, size = [], 0
        while piece := answer.read(_BLOCK):
            size += len(piece)
            if size > most:
                raise ChamberDataProblem(
                    f"Het antwoord van de Tweede Kamer is te groot om te lezen. Lever het stuk zelf in. {_NOTHING}"
                )
            if time.monotonic() > self._until:
                raise _unreachable()
            pieces.append(piece)
        return b"".join(pieces)


def _unreachable() -> ChamberDataProblem:
    return ChamberDataProblem(
        f"De open data van de Tweede Kamer zijn nu niet te bereiken. Probeer het later, of lever het stuk zelf in. {_NOTHING}"
    )


def is_safe(url: str) -> bool:
    """Whether an address may be asked: over https, or on this machine."""
    parts = urlsplit(url)
    if not parts.hostname or parts.username or parts.query or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts.hostname))


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class _SameServer(HTTPRedirectHandler):
    """Follows the server to another of its own addresses, and nowhere else."""

    max_redirections = 3

    def __init__(self, base_url: str) -> None:
        self._server = urlsplit(base_url)[:2]

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        """The request to follow with; raises for another server."""
        if urlsplit(newurl)[:2] != self._server:
            raise URLError("the server points elsewhere")
        return super().redirect_request(req, fp, code, msg, headers, newurl)
