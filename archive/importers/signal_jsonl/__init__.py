"""Signal Desktop's plaintext export: `main.jsonl`, one frame of libsignal's backup a line, beside `metadata.json` and files.

The first line holds a key to the account's backups. It, and every other key, stays out of all that is yielded.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from archive.importers.signal_jsonl.chat_items import ChatItems
from archive.importers.signal_jsonl.people import People
from archive.importers.signal_jsonl.secrets import without_keys
from archive.importers.signal_jsonl.updates import sets_timer
from archive.importing import (
    WRONG_FORM,
    Bookkeeping,
    ImportOptions,
    Item,
    Notice,
    NotReadable,
    ParsedConversation,
    Unreadable,
    importers,
)
from archive.reading.containers import Container
from archive.reading.export_members import candidates, the_one
from archive.reading.json_lines import as_text, count_lines, first_object, lines
from archive.reading.json_records import Json
from archive.reading.notices import disappearing_messages
from archive.reading.phrases import EMPTY_LINE, HEAD_OF_EXPORT, unknown_record

_DROPPED = (
    "Signal laat bij het exporteren elk bericht met een vervaldatum weg, zonder dat te melden. Deze export kan dus "
    "onvolledig zijn; hoeveel er ontbreekt, is niet te zien."
)
_BOOKKEEPING = {
    "stickerPack": "stickers",
    "adHocCall": "gesprek via een link",
    "notificationProfile": "meldingen",
    "chatFolder": "map met gesprekken",
}


@importers.register
class SignalJsonl:
    """Reads Signal Desktop's plaintext export. Several conversations a file; units are the lines, one frame each."""

    name = "signal_jsonl"
    label = "Signal Desktop-export"
    unit = "records"
    keeps_files_below = True
    never_contains: tuple[str, ...] = (
        "Berichten met een vervaldatum: Signal laat ze bij het exporteren weg.",
        "Foto's en video's die één keer te zien waren.",
        "Bijlagen die niet op de computer stonden of die niet zijn meegenomen.",
    )

    def exports(self, container: Container) -> list[str]:
        """The files that begin with the head of a Signal backup in JSON."""
        return _exports(container)

    def count_units(self, container: Container) -> int:
        """The number of lines, counted in the bytes."""
        with container.open(_export(container)) as stream:
            return count_lines(stream)

    def parse(self, container: Container, options: ImportOptions) -> Iterator[Item]:
        """Yield each conversation where it is declared, the messages in file order, and what Signal left out."""
        reading = _Reading(container)
        with container.open(_export(container)) as stream:
            for unit, raw in lines(stream, name=container.name):
                yield from reading.items(unit, raw)
        yield from reading.notices()


class _Reading:
    """Reads frames in order; what a frame refers to stands before it (backup.proto)."""

    def __init__(self, container: Container) -> None:
        self._people = People()
        self._chat_items = ChatItems(self._people, container.members)
        self._conversations: dict[str, ParsedConversation] = {}
        self._with_timer: set[str] = set()

    def items(self, unit: int, raw: bytes) -> Iterator[Item]:
        """The items of one line: together they take it, and it alone."""
        try:
            line = raw.decode("utf-8")
            frame = json.loads(line) if line.strip() else {}
            if not isinstance(frame, dict):
                raise TypeError(type(frame))
            yield from self._frame(unit, frame)
        except NotReadable as reason:
            yield _unreadable(unit, raw, str(reason))
        except WRONG_FORM:
            yield _unreadable(unit, raw, "geen record van een Signal-export, of beschadigd")

    def _frame(self, unit: int, frame: Json) -> Iterator[Item]:
        if not frame:
            yield Bookkeeping(unit, unit, EMPTY_LINE)
        elif "backupTimeMs" in frame:
            yield Bookkeeping(unit, unit, HEAD_OF_EXPORT)
        elif "account" in frame:
            self._people.learn_account(frame["account"])
            yield Bookkeeping(unit, unit, "account van de eigenaar van de telefoon")
        elif "recipient" in frame:
            self._people.learn(frame["recipient"])
            yield Bookkeeping(unit, unit, "persoon of groep")
        elif "chat" in frame:
            yield self._conversation(frame["chat"])
            yield Bookkeeping(unit, unit, "gesprek")
        elif "chatItem" in frame:
            yield self._chat_item(unit, frame["chatItem"])
        elif what := _BOOKKEEPING.get(name := next(iter(frame))):
            yield Bookkeeping(unit, unit, what)
        else:
            raise NotReadable(unknown_record(name))

    def _conversation(self, chat: Json) -> ParsedConversation:
        recipient = str(chat["recipientId"])
        members = self._people.group_members(recipient)
        conversation = ParsedConversation(
            key=str(chat["id"]),
            app="signal",
            title=self._people.title(recipient),
            is_group=members is not None,
            source_id=self._people.stable_id(recipient),
            participants=members if members is not None else (self._people.handle(recipient),),
        )
        self._conversations[conversation.key] = conversation
        if chat.get("expirationTimerMs") not in (None, "0", 0):
            self._with_timer.add(conversation.key)
        return conversation

    def _chat_item(self, unit: int, item: Json) -> Item:
        key = str(item["chatId"])
        if key not in self._conversations:
            raise NotReadable("hoort bij een gesprek dat niet in de export staat")
        message = self._chat_items.message(item, conversation=key, unit=unit)
        update: Any = item.get("updateMessage")
        if update and sets_timer(update):
            self._with_timer.add(key)
        return message

    def notices(self) -> Iterator[Notice]:
        """What the export leaves out, and of which conversations surely something."""
        yield Notice(_DROPPED)
        yield from disappearing_messages(
            chat.title for key, chat in self._conversations.items() if key in self._with_timer
        )


def _unreadable(unit: int, raw: bytes, reason: str) -> Unreadable:
    return Unreadable(unit, unit, without_keys(as_text(raw)), reason)


def _exports(container: Container) -> list[str]:
    """The members that are an export: called main.jsonl at any depth, or the one file there is."""
    called = candidates(container, lambda member: PurePosixPath(member).name == "main.jsonl")
    return [member for member in called if _begins_as_backup(container, member)]


def _export(container: Container) -> str:
    return the_one(container, _exports(container), "Signal-exports")


def _begins_as_backup(container: Container, member: str) -> bool:
    with container.open(member) as stream:
        head = first_object(stream) or {}
    return "version" in head and "backupTimeMs" in head
