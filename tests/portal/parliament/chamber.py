"""A server on this machine that answers as the open data of the Tweede Kamer do, with cases that were made up."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = tuple[int, dict[str, str], bytes]
QUESTIONS_ID, ANSWERS_ID = "11111111-2222-3333-4444-555555555555", "66666666-2222-3333-4444-555555555555"
DOCUMENT = """\
2026Z03456
(ingezonden 2 maart 2026)
Vragen van het lid De Graaf-Timmer (PvdR) aan de minister van Water en Ruimte over dijk 12.

1
Wat is er met dijk 12?

2
Wanneer wordt hij hersteld?
"""


def case(**changes: Any) -> dict[str, Any]:
    """A case of questions with who asks, who is asked, and its documents."""
    facts = {
        "Id": "aaaaaaaa-0000-4000-8000-000000000001",
        "Nummer": "2026Z03456",
        "Soort": "Schriftelijke vragen",
        "Titel": "Dijk 12",
        "Onderwerp": "Dijk 12 bij Maasdrecht",
        "GestartOp": "2026-03-02T00:00:00+01:00",
        "Vergaderjaar": "2025-2026",
        "Afgedaan": False,
        "Verwijderd": False,
        "ZaakActor": [
            _actor("S. van der Zee", "Lijst Noord", "Tweede Kamerlid", "Medeindiener"),
            _actor("T.A. de Graaf-Timmer", "PvdR", "Tweede Kamerlid", "Indiener"),
            _actor("T. Brandsma", None, "minister van Water en Ruimte", "Gericht aan"),
        ],
        "Document": [
            _document(ANSWERS_ID, "Antwoord schriftelijke vragen", "2026D09999", "2026-03-23"),
            _document(QUESTIONS_ID, "Schriftelijke vragen", "2026D08765", "2026-03-02"),
        ],
    }
    return facts | changes


def _actor(name: str, party: str | None, function: str, relation: str) -> dict[str, Any]:
    return {"ActorNaam": name, "ActorFractie": party, "Functie": function, "Relatie": relation, "Verwijderd": False}


def _document(key: str, kind: str, number: str, on: str) -> dict[str, Any]:
    return {"Id": key, "Soort": kind, "DocumentNummer": number, "Datum": f"{on}T00:00:00+01:00", "Verwijderd": False}


def odata(*rows: dict[str, Any]) -> Answer:
    """An answer with these rows."""
    body = {
        "@odata.context": "https://gegevensmagazijn.tweedekamer.nl/OData/v4/2.0/$metadata#Zaak",
        "value": list(rows),
    }
    return 200, {"Content-Type": "application/json; odata.metadata=minimal"}, json.dumps(body).encode()


def text(data: str = DOCUMENT) -> Answer:
    """A document."""
    return 200, {"Content-Type": "text/plain; charset=utf-8"}, data.encode()


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Who asked may hang up before the answer is out; that is what some tests are about."""


@contextmanager
def chamber(answers: Callable[[str], Answer]) -> Iterator[tuple[str, list[str]]]:
    """The address of a server that gives these answers by path and query, and what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            status, headers, body = answers(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = _Quiet(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/OData/v4/2.0", asked
    finally:
        server.shutdown()
        server.server_close()


def usual(*rows: dict[str, Any], document: Answer | None = None) -> Callable[[str], Answer]:
    """A server with these cases (one when none is given), and a document."""

    def answer(path: str) -> Answer:
        if path.startswith("/OData/v4/2.0/Zaak?"):
            wanted = parse_qs(urlsplit(path).query)["$filter"][0]
            found = [row for row in rows or (case(),) if f"'{row['Nummer']}'" in wanted]
            return odata(*found)
        if path == f"/OData/v4/2.0/Document({QUESTIONS_ID})/resource":
            return document or text()
        return 404, {}, b""

    return answer
