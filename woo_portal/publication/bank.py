"""The GPP-publicatiebank, version 2 of its interface: what the portal asks of it, and what that says when it goes wrong.

Knows no database. It answers with uuids; every address asked is made here of the base address and a uuid, and never taken from
an answer, so that the key goes to one server only.
"""

from __future__ import annotations

import json
import secrets
import time
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from woo_portal.other_servers import Answer, Limits, Refused, Server, TooLarge, Unreachable, UnsafeAddress

TIMEOUT = 30
"""Seconds without an answer, or without the next piece of one."""
PATIENCE = 120
"""Seconds that one answer may take."""
MAX_ANSWER = 4 * 1024**2
SOURCE = "Woo-portaal"
"""The system in which the marks (kenmerken) of the portal are known."""
LONGEST_TITLE = 255
"""In characters, as are the others."""
LONGEST_MARK = 40
LONGEST_ADDRESS = 1000
_MOST_PAGES = 1000
_LONGEST_REFUSAL = 300


class BankProblem(Exception):
    """The publicatiebank did not do what was asked; the message is Dutch, says why and what to do."""


class Gone(BankProblem):
    """The publicatiebank does not have it, or not any more."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and what the log of the publicatiebank says about it: the account's name, the person's, a remark."""

    user_id: str
    name: str
    remark: str


@dataclass(frozen=True, slots=True)
class Part:
    """A piece in which a file is sent: its uuid there, and how many bytes it must have."""

    uuid: str
    size: int


@dataclass(frozen=True, slots=True)
class There:
    """A publication as it stands at the publicatiebank. `status` is "concept", "gepubliceerd" or "ingetrokken"; `address` is its
    page for the public, empty where none is told.
    """

    uuid: UUID
    status: str
    address: str


class Bank:
    """The publicatiebank at `base_url`, asked with `token` for `asker`. All its methods raise `BankProblem`."""

    def __init__(self, base_url: str, token: str, asker: Asker) -> None:
        try:
            self._server = Server(base_url)
        except UnsafeAddress as error:
            raise BankProblem(
                "Het adres van de publicatiebank (WOO_GPP_URL) is niet goed ingesteld: het moet met https beginnen. Meld dit "
                "aan uw beheerder."
            ) from error
        self._headers = {
            "Authorization": f"Token {_in_a_header(token)}",
            "Audit-User-ID": _in_a_header(asker.user_id),
            "Audit-User-Representation": _in_a_header(asker.name),
            "Audit-Remarks": _in_a_header(asker.remark),
            "Accept": "application/json",
        }

    def category(self, identifier: str) -> str:
        """The uuid of the information category with this URI."""
        return self._known("informatiecategorieen", identifier, "informatiecategorie")

    def organisation(self, identifier: str) -> str:
        """The uuid of the active organisation with this URI."""
        return self._known("organisaties", identifier, "actieve organisatie")

    def find_publication(self, mark: str) -> There | None:
        """The publication that the portal made there under this mark; None when there is none."""
        for row in self._rows("publicaties", kenmerk=mark, bron=SOURCE):
            if _mark(mark) in _marks(row):
                return _there(row)
        return None

    def create_publication(self, fields: Mapping[str, Any], mark: str) -> There:
        """A new publication as a concept, which nobody outside sees."""
        told = dict(fields) | {"publicatiestatus": "concept", "kenmerken": [_mark(mark)]}
        return _there(self._sent("POST", "publicaties", told))

    def publication(self, uuid: UUID) -> There:
        """A publication as it stands there. Raises `Gone`."""
        return _there(_object(self._ask("GET", f"publicaties/{uuid}")))

    def set_status(self, uuid: UUID, status: str) -> There:
        """Bring a publication into this state, "gepubliceerd" or "ingetrokken"; its documents follow it. Raises `Gone`."""
        return _there(self._sent("PATCH", f"publicaties/{uuid}", {"publicatiestatus": status}))

    def delete_publication(self, uuid: UUID) -> None:
        """Destroy a publication and its documents. Raises `Gone`."""
        self._ask("DELETE", f"publicaties/{uuid}")

    def documents(self, publication: UUID) -> list[str]:
        """The uuids of the documents that the portal made in a publication."""
        rows = self._rows("documenten", publicatie=str(publication))
        ours = (row for row in rows if any(mark.get("bron") == SOURCE for mark in _marks(row)))
        return [_uuid(row) for row in ours if row.get("publicatie") == str(publication)]

    def create_document(self, fields: Mapping[str, Any], mark: str) -> tuple[UUID, list[Part]]:
        """A new document: its uuid there, and the parts in which its file is asked for, in order."""
        told = dict(fields) | {"aanleveringBestand": "ontvangen", "kenmerken": [_mark(mark)]}
        made = self._sent("POST", "documenten", told)
        parts = made.get("bestandsdelen")
        if not isinstance(parts, list) or not all(_is_part(part) for part in parts):
            raise _strange()
        ordered = sorted(parts, key=lambda part: part["volgnummer"])
        return UUID(_uuid(made)), [Part(_uuid(part), part["omvang"]) for part in ordered]

    def delete_document(self, uuid: str) -> None:
        """Destroy a document. Raises `Gone`."""
        self._ask("DELETE", f"documenten/{UUID(uuid)}")

    def has_all_of(self, uuid: UUID) -> bool:
        """Whether every part of a document's file is there. Raises `Gone`."""
        return _object(self._ask("GET", f"documenten/{uuid}")).get("uploadVoltooid") is True

    def send_part(self, document: UUID, part: Part, content: bytes, file_name: str) -> bool:
        """Send a part of a file, of the size that was asked for; whether the file is complete with it."""
        boundary = secrets.token_hex(16)
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="inhoud"; filename="{file_name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        body = b"".join((head.encode("ascii"), content, f"\r\n--{boundary}--\r\n".encode()))
        path, kind = f"documenten/{document}/bestandsdelen/{part.uuid}", f"multipart/form-data; boundary={boundary}"
        return _object(self._ask("PUT", path, body, kind)).get("documentUploadVoltooid") is True

    def _known(self, what: str, identifier: str, name: str) -> str:
        for row in self._rows(what, identifier=identifier):
            if row.get("identifier") == identifier:
                return _uuid(row)
        raise BankProblem(
            f"De publicatiebank kent geen {name} {identifier}. Vraag de beheerder van de publicatiebank die toe te voegen, of "
            "laat de technisch beheerder de instelling WOO_PUBLISHER_URI nakijken."
        )

    def _rows(self, path: str, **query: str) -> Iterator[Mapping[str, Any]]:
        """The rows of all pages of a list."""
        for page in range(1, _MOST_PAGES + 1):
            asked = query if page == 1 else query | {"page": str(page)}
            answer = _object(self._ask("GET", f"{path}?{urlencode(asked)}"))
            rows = answer.get("results")
            if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                raise _strange()
            yield from rows
            if not answer.get("next"):
                return

    def _sent(self, method: str, path: str, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        return _object(self._ask(method, path, json.dumps(fields).encode(), "application/json"))

    def _ask(self, method: str, path: str, body: bytes | None = None, content_type: str = "") -> Answer:
        headers = self._headers | ({"Content-Type": content_type} if content_type else {})
        limits = Limits(TIMEOUT, time.monotonic() + PATIENCE, MAX_ANSWER)
        try:
            return self._server.ask(path, limits, headers=headers, method=method, body=body)
        except Refused as error:
            raise _problem(error) from error
        except TooLarge as error:
            raise _strange() from error
        except Unreachable as error:
            raise BankProblem("De publicatiebank is nu niet te bereiken. Probeer het later opnieuw.") from error


def _object(answer: Answer) -> Mapping[str, Any]:
    try:
        found = json.loads(answer.content)
    except (ValueError, RecursionError) as error:
        raise _strange() from error
    if not isinstance(found, dict):
        raise _strange()
    return found


def _there(row: Mapping[str, Any]) -> There:
    status, address = row.get("publicatiestatus"), row.get("urlPublicatieExtern")
    if not isinstance(status, str):
        raise _strange()
    if (
        not isinstance(address, str)
        or not address.startswith(("https://", "http://"))
        or len(address) > LONGEST_ADDRESS
    ):
        address = ""
    return There(UUID(_uuid(row)), status, address)


def _problem(refused: Refused) -> BankProblem:
    if refused.status in (401, 403):
        return BankProblem(
            "De publicatiebank weigert de sleutel van het portaal. Vraag de technisch beheerder de instelling WOO_GPP_TOKEN na "
            "te kijken; probeer het daarna opnieuw."
        )
    if refused.status == 404:
        return Gone("De publicatiebank kent dit niet (meer): misschien is het daar verwijderd.")
    if refused.status == 400:
        return BankProblem(f"De publicatiebank keurt het verzoek af: {_told(refused.body)}")
    return BankProblem(f"De publicatiebank meldt een storing (fout {refused.status}). Probeer het later opnieuw.")


def _told(body: bytes) -> str:
    """What a refusal says, on one line and not at length."""
    text = " ".join(body.decode("utf-8", "replace").split())
    return text if len(text) <= _LONGEST_REFUSAL else f"{text[:_LONGEST_REFUSAL]}…"


def _strange() -> BankProblem:
    return BankProblem("De publicatiebank gaf een antwoord dat niet te lezen is. Meld dit aan uw beheerder.")


def _uuid(row: Mapping[str, Any]) -> str:
    try:
        return str(UUID(row.get("uuid")))
    except (ValueError, TypeError, AttributeError) as error:
        raise _strange() from error


def _mark(mark: str) -> dict[str, str]:
    return {"kenmerk": mark[:LONGEST_MARK], "bron": SOURCE}


def _marks(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    marks = row.get("kenmerken")
    return [mark for mark in marks if isinstance(mark, dict)] if isinstance(marks, list) else []


def _is_part(part: object) -> bool:
    return isinstance(part, dict) and all(
        isinstance(part.get(key), int) and part[key] >= 0 for key in ("volgnummer", "omvang")
    )


def _in_a_header(text: str) -> str:
    """What a header can hold: Latin-1 on one line; another letter without its accent, or as a question mark."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return "".join(_latin(sign) for sign in unicodedata.normalize("NFC", line))


def _latin(sign: str) -> str:
    if ord(sign) < 256:
        return sign
    return unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode() or "?"
