"""A device with a key, whose every answer is held against the description of the interface."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.test import Client

import jsonschema
import pytest

from archive.models import Person
from tests.portal.intake.conftest import EXPORT, GROUP
from woo_portal.accounts.roles import Role
from woo_portal.intake import tokens
from woo_portal.intake.api.views import OPENAPI
from woo_portal.intake.models import DeviceToken

DESCRIPTION = json.loads(OPENAPI.read_text())
ROOT = "/api/v1"
DATA = EXPORT.encode()


def anywhere() -> str:
    """An address no other test, and no earlier run of this one, came from: wrong keys are counted by address."""
    return f"2001:db8:{secrets.token_hex(2)}:{secrets.token_hex(2)}::1"


def sha256(data: bytes = DATA) -> str:
    return hashlib.sha256(data).hexdigest()


def described(path: str) -> str:
    """The path of the description that an address is of."""
    return re.sub(r"/[0-9a-f-]{36}$", "/{id}", path.removeprefix(ROOT))


def resolved(node: dict[str, Any]) -> dict[str, Any]:
    """What a reference in the description leads to."""
    while "$ref" in node:
        target: Any = DESCRIPTION
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        node = target
    return node


def agrees(method: str, path: str, answer: HttpResponse) -> None:
    """Fail when the description does not know this answer to this request."""
    operation = DESCRIPTION["paths"][described(path)][method.lower()]
    response = resolved(operation["responses"][str(answer.status_code)])
    media_type = answer["Content-Type"].partition(";")[0]
    assert media_type in response["content"], f"{media_type} is not described"
    schema = {"components": DESCRIPTION["components"], **response["content"][media_type]["schema"]}
    jsonschema.validate(answer.json(), schema, format_checker=jsonschema.FormatChecker())
    for name, header in response.get("headers", {}).items():
        jsonschema.validate(
            int(answer[name]) if resolved(header)["schema"]["type"] == "integer" else answer[name],
            resolved(header)["schema"],
        )
    assert answer["Cache-Control"] == "no-store"


@dataclass
class Device:
    """Archiving software on a telephone."""

    key: str
    row: DeviceToken
    client: Client = field(default_factory=lambda: Client(REMOTE_ADDR=anywhere()))

    def call(self, method: str, path: str, **request: Any) -> HttpResponse:
        """One request with the key, held against the description."""
        headers = {"Authorization": f"Bearer {self.key}"} | request.pop("headers", {})
        answer = self.client.generic(method, path, headers=headers, **request)
        agrees(method, path, answer)
        return answer

    def announce(self, data: bytes = DATA, **fields: Any) -> HttpResponse:
        body = {"file_name": GROUP, "size": len(data), "sha256": sha256(data)} | fields
        return self.call(
            "POST",
            f"{ROOT}/exports",
            data=json.dumps({name: value for name, value in body.items() if value is not ...}),
            content_type="application/json",
        )

    def send(self, url: str, offset: object, data: bytes, **request: Any) -> HttpResponse:
        return self.call(
            "PATCH",
            url,
            data=data,
            content_type="application/octet-stream",
            headers={"Upload-Offset": str(offset)},
            **request,
        )

    def deliver(self, data: bytes = DATA, **fields: Any) -> str:
        """Announce and send in one piece; the address of the delivery."""
        url = self.announce(data, **fields).json()["url"]
        assert self.send(url, 0, data).status_code == 200
        return url

    def state(self, url: str) -> dict[str, Any]:
        return self.call("GET", url).json()


@pytest.fixture
def device(user) -> Device:
    row, key = tokens.create(name="Telefoon van Kofi", holder=None, by=user(Role.ADMINISTRATOR))
    return Device(key, row)


@pytest.fixture
def kofi(db) -> Person:
    return Person.objects.create(name="Kofi Mensah")


@pytest.fixture
def kofis_device(user, kofi) -> Device:
    row, key = tokens.create(name="Telefoon van Kofi", holder=kofi, by=user(Role.ADMINISTRATOR))
    return Device(key, row)
