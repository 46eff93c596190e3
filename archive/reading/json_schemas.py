"""Holds records against a JSON Schema in `archive.schemas` and says in Dutch what is wrong with them. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

_TYPES = {
    "string": "tekst",
    "integer": "een geheel getal",
    "number": "een getal",
    "boolean": "true of false",
    "array": "een lijst",
    "object": "een record",
    "null": "niets",
}
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a record. `place` is the path to it ("attachments.0"), `rule` the keyword of JSON Schema it
    breaks, `missing` the field that rule "required" asks for; `text` says it in Dutch.
    """

    place: str
    rule: str
    missing: str
    text: str


class Schema:
    """A schema with definitions, each of one kind of record."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        whole = Draft202012Validator(document)
        self._validators = {
            name: whole.evolve(schema=definition) for name, definition in document.get("$defs", {}).items()
        }

    def problems(self, definition: str, record: object) -> list[Problem]:
        """What is wrong with a record of this kind; nothing when it is valid."""
        errors: Iterable[ValidationError] = self._validators[definition].iter_errors(record)
        return list(dict.fromkeys(problem for error in errors for problem in _problems(error)))


@cache
def schema(name: str) -> Schema:
    """The schema in the file `name`.schema.json. Raises `FileNotFoundError`."""
    text = resources.files("archive.schemas").joinpath(f"{name}.schema.json").read_text(encoding="utf-8")
    return Schema(json.loads(text))


def _problems(error: ValidationError) -> Iterator[Problem]:
    """An error as problems; that of a record that lacks fields comes once for each, and names all of them each time."""
    place = ".".join(str(step) for step in error.absolute_path)
    rule = str(error.validator)
    if rule != "required":
        where = f"het veld «{place}»" if place else "het record"
        yield Problem(place, rule, "", f"{where} {_wrong(error)}")
        return
    for name in error.validator_value:
        if name not in error.instance:
            yield Problem(place, rule, name, f"het veld «{f'{place}.' if place else ''}{name}» ontbreekt")


def _wrong(error: ValidationError) -> str:
    """What is wrong with a value, after "het veld «…»"."""
    match error.validator:
        case "type":
            return f"is geen {_kinds(error.validator_value)}".replace("geen een ", "geen ")
        case "enum":
            return f"heeft de onbekende waarde {_quoted(error.instance)}"
        case "const":
            return f"is niet {_quoted(error.validator_value)}"
        case "minLength":
            return "is leeg"
        case "maxLength":
            return f"is langer dan {error.validator_value} tekens"
        case "additionalProperties":
            unknown = set(error.instance) - set(error.schema.get("properties", ()))
            return f"bevat een onbekend veld: {', '.join(sorted(map(_quoted, unknown)))[:_LONGEST]}"
        case _:
            return f"heeft een waarde die niet mag ({_quoted(error.instance)})"


def _kinds(types: str | list[str]) -> str:
    return " of ".join(_TYPES.get(name, name) for name in ([types] if isinstance(types, str) else types))


def _quoted(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return f"«{text[:_LONGEST]}{'…' if len(text) > _LONGEST else ''}»"
