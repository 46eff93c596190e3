"""The open data of the Tweede Kamer: a set of questions by the number of its case (OData v4, gegevensmagazijn).

Asks one server, that of the base address in the settings (`woo_portal.other_servers`). Knows no database.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from woo_portal.other_servers import Answer, Limits, Refused, Server, TooLarge, Unreachable, UnsafeAddress
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
        try:
            self._server = Server(base_url)
        except UnsafeAddress as error:
            raise ChamberDataProblem(
                "Het adres van de open data van de Tweede Kamer is niet goed ingesteld: het moet met https beginnen. Meld "
                f"dit aan uw beheerder. {_NOTHING}"
            ) from error
        self._until = time.monotonic() + PATIENCE

    def json(self, path: str) -> Any:
        """An answer in JSON."""
        answer = self._get(path, MAX_ANSWER, "application/json")
        try:
            return json.loads(answer.content)
        except (ValueError, RecursionError) as error:
            raise _strange() from error

    def document(self, path: str) -> tuple[bytes, str]:
        """A document, and its media type."""
        answer = self._get(path, MAX_BYTES, "*/*")
        return answer.content, answer.media_type

    def _get(self, path: str, most: int, accept: str) -> Answer:
        try:
            return self._server.ask(path, Limits(TIMEOUT, self._until, most), headers={"Accept": accept})
        except Refused as error:
            raise ChamberDataProblem(
                f"De open data van de Tweede Kamer gaven geen antwoord (fout {error.status}). Probeer het later, of lever het "
                f"stuk zelf in. {_NOTHING}"
            ) from error
        except TooLarge as error:
            raise ChamberDataProblem(
                f"Het antwoord van de Tweede Kamer is te groot om te lezen. Lever het stuk zelf in. {_NOTHING}"
            ) from error
        except Unreachable as error:
            raise ChamberDataProblem(
                "De open data van de Tweede Kamer zijn nu niet te bereiken. Probeer het later, of lever het stuk zelf in. "
                f"{_NOTHING}"
            ) from error
