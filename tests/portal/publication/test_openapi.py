"""Everything the portal asks of a publicatiebank, held against the real description of its interface; that is no part of the
project.

CHAT_SAMPLES names the folder of samples (`samples` in the shared folder beside the project when not set). Without it, or
without a reader of YAML, the run says so loudly.
"""

from __future__ import annotations

import os
import re
import warnings
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker, ValidationError

from tests.portal.publication.conftest import a_package, work
from tests.portal.publication.stub import Asked, Stub
from woo_portal.accounts.models import User
from woo_portal.dossiers.models import Dossier
from woo_portal.publication.asking import ask, send
from woo_portal.publication.models import PublicationState

pytestmark = pytest.mark.django_db
SAMPLES = Path(os.environ.get("CHAT_SAMPLES", Path(__file__).parents[3].parent / "shared" / "samples"))
FILE = SAMPLES / "publication" / "gpp_publicatiebank_openapi.yaml"


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    if not FILE.exists():
        said = f"NOT TRIED: no description of the publicatiebank at {FILE}; set CHAT_SAMPLES to the folder of samples."
        warnings.warn(said, stacklevel=1)
        pytest.skip(said)
    return yaml.safe_load(FILE.read_text())


@pytest.fixture
def asked(description: dict[str, Any], bank: Stub, released: Dossier, coordinator: User) -> list[Asked]:
    """What is asked on every road: put ready, cut off, published, replaced, withdrawn, thrown away."""
    first = send(released, by=coordinator)
    work()
    ask(first, PublicationState.PUBLISHED, by=coordinator)
    work()
    a_package(released, coordinator)
    newer = send(released, by=coordinator, reason="Opnieuw beoordeeld.")
    work()
    bank.created.clear()
    newer.refresh_from_db()
    newer.files.filter(name="besluit.pdf").update(remote=None, parts=[], is_complete=False)
    newer.files.filter(name="inventarislijst.pdf").update(is_complete=False)
    type(newer).objects.filter(pk=newer.pk).update(state=PublicationState.SENDING)
    send(released, by=coordinator)
    work()
    ask(newer, PublicationState.PUBLISHED, by=coordinator)
    work()
    ask(newer, PublicationState.WITHDRAWN, by=coordinator, reason="Fout")
    work()
    last = send(released, by=coordinator)
    work()
    ask(last, PublicationState.DISCARDED, by=coordinator)
    work()
    return bank.asked


def operation_of(description: dict[str, Any], asked: Asked) -> dict[str, Any] | None:
    for path, operations in description["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), asked.path):
            return operations.get(asked.method.lower())
    return None


def test_every_request_is_one_that_the_interface_knows(description, asked):
    kinds = {(request.method, re.sub(r"[0-9a-f-]{36}", "…", request.path)) for request in asked}
    assert len(kinds) == 12
    assert not [request for request in asked if operation_of(description, request) is None]


def test_every_request_has_the_headers_and_no_other_questions_than_the_interface_knows(description, asked):
    for request in asked:
        parameters = operation_of(description, request)["parameters"]
        needed = {row["name"].lower() for row in parameters if row["in"] == "header" and row.get("required")}
        assert len(needed) == 3
        assert needed <= request.headers.keys()
        assert request.query.keys() <= {row["name"] for row in parameters if row["in"] == "query"}
        assert request.headers["authorization"].startswith("Token ")


def test_every_body_is_what_the_interface_describes(description, asked):
    checked = 0
    for request in asked:
        if not (body := operation_of(description, request).get("requestBody")) or not request.fields:
            continue
        kind = request.content_type.partition(";")[0]
        fields = {name: "…" if isinstance(value, bytes) else value for name, value in request.fields.items()}
        schema = written(description, body["content"][kind]["schema"], fields, is_partial=request.method == "PATCH")
        names = {name for part in schema["allOf"] for name in part.get("properties", {})}
        assert fields.keys() <= names, f"{request.path}: {fields.keys() - names}"
        Draft202012Validator(schema, format_checker=FormatChecker()).validate(fields)
        checked += 1
    assert checked > 20


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/api/v2/publicaties", {"publicatiestatus": "concept"}),
        ("/api/v2/publicaties", {"publicatiestatus": "gepubliceerd", "officieleTitel": "Besluit"}),
        (
            "/api/v2/documenten",
            {"aanleveringBestand": "ontvangen", "officieleTitel": "Besluit", "creatiedatum": "gisteren"},
        ),
    ],
)
def test_a_body_that_lacks_something_is_noticed(description, path, fields):
    schema = description["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"]
    with pytest.raises(ValidationError):
        Draft202012Validator(
            written(description, schema, fields, is_partial=False), format_checker=FormatChecker()
        ).validate(fields)


def written(
    description: dict[str, Any], schema: dict[str, Any], fields: dict[str, Any], *, is_partial: bool
) -> dict[str, Any]:
    """The schema of what is sent, as JSON Schema: the kind that its own field chooses, and nothing asked that is only read."""
    resolved = resolve(description, schema)
    if "discriminator" in resolved:
        chosen = resolved["discriminator"]
        reference = chosen["mapping"][fields[chosen["propertyName"]]]
        return written(description, {"$ref": reference}, fields, is_partial=is_partial)
    parts = [translated(description, part) for part in resolved.get("allOf", [resolved])]
    for part in parts:
        only_read = {name for name, field in part.get("properties", {}).items() if field.get("readOnly")}
        needed = [name for name in part.get("required", []) if name not in only_read]
        part["required"] = [] if is_partial else needed
        part["properties"] = {
            name: field for name, field in part.get("properties", {}).items() if name not in only_read
        }
    return {"allOf": parts}


def resolve(description: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = description["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def translated(description: dict[str, Any], schema: Any) -> Any:
    """OpenAPI 3.0 as JSON Schema: references filled in, and what may be null."""
    if isinstance(schema, list):
        return [translated(description, part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: translated(description, part) for name, part in resolve(description, schema).items()}
    if found.pop("nullable", False) is True and "type" in found:
        found["type"] = [found["type"], "null"]
    return found
