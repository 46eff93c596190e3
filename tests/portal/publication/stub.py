"""A server on this machine that behaves as the GPP-publicatiebank does, by the facts of its interface (version 2.1).

It keeps what it is sent, cuts files into small parts, holds to the rules of its states, and refuses what the real one refuses.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

TOKEN = "een-sleutel-voor-de-proef"
PUBLISHER = "https://identifier.overheid.nl/tooi/id/ministerie/mnre1130"
CATEGORY = "https://identifier.overheid.nl/tooi/def/thes/kern/c_3baef532"
AUDIT = ("audit-user-id", "audit-user-representation", "audit-remarks")
PART = 700
"""Bytes of a part: files of a test are in one or two."""
PAGE = 2
"""Rows on a page of a list."""
NEXT = {"concept": {"gepubliceerd"}, "gepubliceerd": {"ingetrokken"}, "ingetrokken": set()}


@dataclass(frozen=True)
class Asked:
    """A request as it came in, the names of its headers in small letters. `fields` are those of its body, of a form too."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    content_type: str
    fields: dict[str, Any]


class Refusal(Exception):
    """A status and the reason."""


@dataclass
class Stub:
    """What the publicatiebank knows, and what it was asked."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    publications: dict[str, dict[str, Any]] = field(default_factory=dict)
    documents: dict[str, dict[str, Any]] = field(default_factory=dict)
    parts: dict[str, dict[int, bytes]] = field(default_factory=dict)
    token: str = TOKEN
    organisations: dict[str, str] = field(default_factory=lambda: {PUBLISHER: str(uuid4())})
    categories: dict[str, str] = field(default_factory=lambda: {CATEGORY: str(uuid4())})
    created: list[str] = field(default_factory=list)
    """The name of each file for which a document was ever made."""

    def of(self, method: str, path: str = "") -> list[Asked]:
        """The requests with this method, to addresses that hold `path`."""
        return [asked for asked in self.asked if asked.method == method and path in asked.path]

    def files(self) -> dict[str, bytes]:
        """The name and content of each document that is there, the ones that are complete."""
        return {
            row["bestandsnaam"]: b"".join(self.parts[uuid][number] for number in sorted(self.parts[uuid]))
            for uuid, row in self.documents.items()
            if row["uploadVoltooid"]
        }

    def answer(self, asked: Asked) -> tuple[int, Any]:
        """Do what is asked."""
        self.asked.append(asked)
        if asked.headers.get("authorization") != f"Token {self.token}":
            raise Refusal(401, {"detail": "Ongeldige sleutel."})
        for header in AUDIT:
            if not asked.headers.get(header):
                raise Refusal(400, {"detail": f"{header} ontbreekt"})
        match asked.path.removeprefix("/api/v2/").split("/"):
            case ["informatiecategorieen" | "organisaties" as kind]:
                known = self.categories if kind == "informatiecategorieen" else self.organisations
                rows = [{"uuid": uuid, "identifier": uri, "naam": "x"} for uri, uuid in known.items()]
                return 200, self._page([row for row in rows if row["identifier"] == asked.query["identifier"]], asked)
            case ["publicaties", *rest]:
                return self._publications(asked, rest)
            case ["documenten", *rest]:
                return self._documents(asked, rest)
        raise Refusal(404, {"detail": "Niet gevonden."})

    def _page(self, rows: list[dict[str, Any]], asked: Asked) -> dict[str, Any]:
        page = int(asked.query.get("page", "1"))
        more = len(rows) > page * PAGE
        shown = rows[(page - 1) * PAGE : page * PAGE]
        return {"count": len(rows), "next": f"{self.url}/x?page={page + 1}" if more else None, "results": shown}

    def _publications(self, asked: Asked, rest: list[str]) -> tuple[int, Any]:
        if not rest and asked.method == "POST":
            return 201, self._new_publication(asked.fields)
        if not rest:
            wanted = {"kenmerk": asked.query["kenmerk"], "bron": asked.query["bron"]}
            found = [row for row in self.publications.values() if wanted in row["kenmerken"]]
            return 200, self._page(found, asked)
        row = self._known(self.publications, rest[0])
        if asked.method == "PATCH":
            self._move(row, asked.fields["publicatiestatus"])
        if asked.method == "DELETE":
            del self.publications[rest[0]]
            for uuid in [uuid for uuid, of in self.documents.items() if of["publicatie"] == rest[0]]:
                del self.documents[uuid]
            return 204, None
        return 200, row

    def _new_publication(self, fields: dict[str, Any]) -> dict[str, Any]:
        status = fields.get("publicatiestatus", "gepubliceerd")
        needed = {"officieleTitel"} if status == "concept" else {"officieleTitel", "informatieCategorieen", "publisher"}
        self._complete(fields, needed)
        for uuid in fields.get("informatieCategorieen", []):
            self._expect(uuid in self.categories.values(), "informatieCategorieen")
        self._expect(fields.get("publisher") in (None, *self.organisations.values()), "publisher")
        self._marks(fields)
        row = fields | {"uuid": str(uuid4()), "publicatiestatus": status, "urlPublicatieExtern": ""}
        self.publications[row["uuid"]] = row
        return row

    def _move(self, row: dict[str, Any], status: str) -> None:
        if status == row["publicatiestatus"]:
            return
        self._expect(status in NEXT[row["publicatiestatus"]], "publicatiestatus")
        row["publicatiestatus"] = status
        if status == "gepubliceerd":
            row["urlPublicatieExtern"] = f"https://open.example.nl/publicaties/{row['uuid']}"
        for document in self.documents.values():
            if document["publicatie"] == row["uuid"] and status in NEXT[document["publicatiestatus"]]:
                document["publicatiestatus"] = status

    def _documents(self, asked: Asked, rest: list[str]) -> tuple[int, Any]:
        match rest:
            case [] if asked.method == "POST":
                return 201, self._new_document(asked.fields)
            case []:
                self._expect(asked.query["publicatie"] in self.publications, "publicatie")
                rows = [row for row in self.documents.values() if row["publicatie"] == asked.query["publicatie"]]
                return 200, self._page(rows, asked)
            case [uuid] if asked.method == "DELETE":
                del self.documents[self._known(self.documents, uuid)["uuid"]]
                return 204, None
            case [uuid]:
                return 200, self._known(self.documents, uuid)
            case [uuid, "bestandsdelen", part]:
                return 200, {"documentUploadVoltooid": self._receive(uuid, part, asked)}
        raise Refusal(404, {"detail": "Niet gevonden."})

    def _new_document(self, fields: dict[str, Any]) -> dict[str, Any]:
        self._complete(fields, {"publicatie", "officieleTitel", "creatiedatum", "bestandsnaam", "bestandsomvang"})
        self._expect(fields["publicatie"] in self.publications, "publicatie")
        self._expect(bool(date.fromisoformat(fields["creatiedatum"])), "creatiedatum")
        self._expect(fields.get("aanleveringBestand", "ontvangen") == "ontvangen", "aanleveringBestand")
        self._marks(fields)
        publication = self.publications[fields["publicatie"]]
        self._expect(publication["publicatiestatus"] != "ingetrokken", "publicatie")
        row = fields | {
            "uuid": str(uuid4()),
            "publicatiestatus": publication["publicatiestatus"],
            "uploadVoltooid": False,
        }
        size = fields["bestandsomvang"]
        parts = [
            {
                "uuid": str(uuid4()),
                "url": "https://elders.example.nl/",
                "volgnummer": number,
                "omvang": min(PART, size - at),
            }
            for number, at in enumerate(range(0, size, PART), start=1)
        ]
        self.documents[row["uuid"]], self.parts[row["uuid"]] = row | {"_parts": parts}, {}
        self.created.append(row["bestandsnaam"])
        return row | {"bestandsdelen": parts[::-1]}

    def _receive(self, uuid: str, part_uuid: str, asked: Asked) -> bool:
        row = self._known(self.documents, uuid)
        self._expect(not row["uploadVoltooid"], "vergrendeling")
        [part] = [part for part in row["_parts"] if part["uuid"] == part_uuid]
        self._expect(len(asked.fields["inhoud"]) == part["omvang"], "inhoud")
        self.parts[uuid][part["volgnummer"]] = asked.fields["inhoud"]
        row["uploadVoltooid"] = len(self.parts[uuid]) == len(row["_parts"])
        return row["uploadVoltooid"]

    def _known(self, rows: dict[str, dict[str, Any]], uuid: str) -> dict[str, Any]:
        if uuid not in rows:
            raise Refusal(404, {"detail": "Niet gevonden."})
        return rows[uuid]

    def _complete(self, fields: dict[str, Any], needed: set[str]) -> None:
        for name in needed:
            self._expect(bool(fields.get(name)), name)
        for name in ("officieleTitel", "bestandsnaam", "bestandsformaat"):
            self._expect(len(fields.get(name, "")) <= 255, name)

    def _marks(self, fields: dict[str, Any]) -> None:
        for mark in fields.get("kenmerken", []):
            self._expect(
                set(mark) == {"kenmerk", "bron"} and all(len(text) <= 40 for text in mark.values()), "kenmerken"
            )

    def _expect(self, is_right: bool, name: str) -> None:
        if not is_right:
            raise Refusal(400, {name: ["Niet geldig."]})


@contextmanager
def publicatiebank() -> Iterator[Stub]:
    """A publicatiebank with nothing in it."""
    stub, lock = Stub(), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            kind = self.headers.get("Content-Type", "")
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            asked = Asked(
                self.command,
                parts.path,
                query,
                {name.lower(): value for name, value in self.headers.items()},
                kind,
                _fields(kind, body),
            )
            try:
                with lock:
                    status, told = stub.answer(asked)
            except Refusal as refusal:
                status, told = refusal.args
            content = b"" if told is None else json.dumps(told, default=str).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_PUT = do_PATCH = do_DELETE = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    stub.url = f"http://127.0.0.1:{server.server_port}/api/v2"
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()


def _fields(kind: str, body: bytes) -> dict[str, Any]:
    if kind.startswith("multipart/form-data"):
        message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
        return {
            part.get_param("name", header="content-disposition"): part.get_payload(decode=True)
            for part in message.iter_parts()
        }
    return json.loads(body) if body else {}
