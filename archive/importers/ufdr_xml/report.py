"""Reads report.xml as a stream of models: reports exceed 1 GB, so one message at a time is in memory.

A report is decodedData > modelType > model; a model has fields, and models in its fields (a chat has messages, a message has
parties and attachments). A document type is refused: it can make a small file grow without end, and a report has none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, BinaryIO

from archive.reading.containers import ImportRefused
from archive.reading.xml_parsing import PieceParser, Refusals, begins_as, too_long
from archive.reading.xml_repair import Repair

MAX_DEPTH = 100
"""Elements in one another; a reply to a reply with an attachment has some twenty."""
MAX_MODEL_CHARACTERS = 32 * 1024**2
"""Of one message with all that is in it, or of one chat without its messages."""
CHAT, CALL = "Chat", "Call"
LOOSE = frozenset({"SMS", "MMS", "InstantMessage"})
"""Messages that may stand outside every chat."""
_FIELDS = frozenset({"field", "modelField", "multiField", "multiModelField", "nodeField", "dataField"})
_NAMESPACE = "http://pa.cellebrite.com/report/"
_REFUSALS = Refusals(
    document_type="«{name}» bevat een documenttype (DOCTYPE). Een UFDR-rapport heeft dat niet, en het kan kwaad; het bestand "
    "wordt niet ingelezen.",
    damaged="«{name}» is beschadigd of onvolledig: de XML breekt af of klopt niet (regel {line}). Er is niets ingelezen. Maak "
    "het rapport opnieuw, of kopieer het nog eens.",
)


@dataclass(slots=True)
class Model:
    """One model: its attributes, its values by field, and the models in its fields."""

    type: str
    attributes: dict[str, str]
    values: dict[str, list[str]] = field(default_factory=dict)
    models: dict[str, list[Model]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The value of a field as it stands; "" when it is empty."""
        return next(iter(self.values.get(name, ())), "")

    def word(self, name: str) -> str:
        """The value of a field without the white space around it."""
        return self.text(name).strip()

    def is_true(self, name: str) -> bool:
        """Whether a field says so."""
        return self.word(name).lower() == "true"

    def first(self, name: str) -> Model | None:
        """The first model in a field."""
        return next(iter(self.models.get(name, ())), None)

    def as_json(self) -> str:
        """All of it, to show."""
        return json.dumps(self._plain(), ensure_ascii=False)

    def _plain(self) -> dict[str, Any]:
        inner = {name: [model._plain() for model in found] for name, found in self.models.items()}
        values = {name: found[0] if len(found) == 1 else found for name, found in self.values.items()}
        return {"model": self.type} | self.attributes | values | inner


class Step(Enum):
    """What was met in the report."""

    CHAT_BEGINS = auto()
    MESSAGE = auto()
    """A message of the chat that has begun, or a call among them."""
    CHAT_ENDS = auto()
    """With the chat, without its messages."""
    LOOSE = auto()
    """A message outside every chat."""
    OTHER = auto()
    """A model of another kind, or one of the models of a kind that stands alone."""


class Report:
    """A report, read from the start each time it is walked through."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.repaired = 0
        """Characters that XML does not allow and that were replaced, in the last walk."""

    def walk(self, stream: BinaryIO, *, with_messages: bool) -> Iterator[tuple[Step, Model]]:
        """What the report holds, in order. Without messages these are empty models, and quicker.

        Raises `ImportRefused` where the XML is damaged, and for a document type.
        """
        builder = _Builder(self._name, with_messages=with_messages)
        repair = Repair()
        for chunk in repair.chunks(stream):
            yield from builder.feed(chunk)
        yield from builder.feed("", final=True)
        self.repaired = repair.count


class _Builder:
    """Builds the models that are wanted from the events of the parser."""

    def __init__(self, name: str, *, with_messages: bool) -> None:
        self._name, self._with_messages = name, with_messages
        self._found: list[tuple[Step, Model]] = []
        self._stack: list[Model] = []
        self._fields: list[str] = []
        self._skipped = 0
        """How many models deep we are in one that is not built."""
        self._depth = self._characters = 0
        self._value: list[str] | None = None
        self._parser = PieceParser(name, _REFUSALS, start=self._start, end=self._end, data=self._data)

    def feed(self, chunk: str | bytes, *, final: bool = False) -> list[tuple[Step, Model]]:
        """Parse some more, and give what it completed."""
        self._parser.feed(chunk, final=final)
        found, self._found = self._found, []
        return found

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ImportRefused(f"«{self._name}» is zo diep genest dat het geen UFDR-rapport kan zijn.")
        tag = tag.rpartition(":")[2]
        if tag == "model":
            self._start_model(attributes)
        elif self._skipped or not self._stack:
            return
        elif tag in _FIELDS:
            self._fields.append(attributes.get("name", ""))
        elif tag == "value" and self._fields:
            self._value = []

    def _start_model(self, attributes: dict[str, str]) -> None:
        model = Model(attributes.get("type", ""), attributes)
        if self._skipped:
            self._skipped += 1
        elif not self._stack and not self._is_wanted(model):
            self._found.append((Step.OTHER, model))
            self._skipped = 1
        elif self._is_message(model) and not self._with_messages:
            self._found.append((Step.MESSAGE, model))
            self._skipped = 1
        else:
            if not self._stack and model.type == CHAT:
                self._found.append((Step.CHAT_BEGINS, model))
            if not self._stack or self._is_message(model):
                self._characters = 0
            self._stack.append(model)
            self._fields.append("")

    def _is_wanted(self, model: Model) -> bool:
        return model.type == CHAT or (model.type in LOOSE and self._with_messages)

    def _is_message(self, model: Model) -> bool:
        """Whether a model that begins now is one of a chat's messages."""
        in_chat = len(self._stack) == 1 and self._stack[0].type == CHAT
        return in_chat and (self._fields[-1] == "Messages" or model.type == CALL)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        tag = tag.rpartition(":")[2]
        if tag == "model":
            self._end_model()
        elif self._skipped or not self._stack:
            return
        elif tag in _FIELDS:
            self._fields.pop()
        elif tag == "value" and self._value is not None:
            self._stack[-1].values.setdefault(self._fields[-1], []).append("".join(self._value))
            self._value = None

    def _end_model(self) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        model = self._stack.pop()
        self._fields.pop()
        if not self._stack:
            self._found.append((Step.CHAT_ENDS if model.type == CHAT else Step.LOOSE, model))
        elif self._is_message(model):
            self._found.append((Step.MESSAGE, model))
        else:
            self._stack[-1].models.setdefault(self._fields[-1], []).append(model)

    def _data(self, data: str) -> None:
        if self._value is None:
            return
        self._characters += len(data)
        if self._characters > MAX_MODEL_CHARACTERS:
            raise too_long(self._name)
        self._value.append(data)


def count_models(stream: BinaryIO, name: str) -> int:
    """How many chats, messages of chats and other models a report has, counted from its tags alone.

    Raises `ImportRefused` where the XML is damaged.
    """
    counter = _Counter()
    parser = PieceParser(name, _REFUSALS, start=counter.start, end=counter.end)
    for chunk in Repair().chunks(stream):
        parser.feed(chunk)
    parser.feed("", final=True)
    return counter.count


class _Counter:
    """Counts models by where they are."""

    def __init__(self) -> None:
        self.count = 0
        self._models: list[str] = []
        self._fields: list[str] = []
        """Those of the outermost model that are open."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A tag that begins."""
        tag = tag.rpartition(":")[2]
        if tag == "model":
            kind = attributes.get("type", "")
            in_chat = self._models == [CHAT] and (self._fields[-1:] == ["Messages"] or kind == CALL)
            self.count += not self._models or in_chat
            self._models.append(kind)
        elif tag in _FIELDS and len(self._models) == 1:
            self._fields.append(attributes.get("name", ""))

    def end(self, tag: str) -> None:
        """A tag that ends."""
        tag = tag.rpartition(":")[2]
        if tag == "model":
            self._models.pop()
        elif tag in _FIELDS and len(self._models) == 1:
            self._fields.pop()


def begins_as_report(head: bytes) -> bool:
    """Whether a file begins as a report of Cellebrite's: with its root element in its namespace.

    One with a document type is taken for a report when it names that namespace, so that it can be refused in words.
    """

    def root(tag: str, attributes: dict[str, str]) -> bool:
        spaces = [value for name, value in attributes.items() if name.startswith("xmlns")]
        is_project = tag.rpartition(":")[2] == "project"
        return is_project and any(space.startswith(_NAMESPACE) for space in spaces)

    return begins_as(head, start=root, with_document_type=_NAMESPACE.encode() in head)
