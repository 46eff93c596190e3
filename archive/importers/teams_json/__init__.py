"""Microsoft Teams: the messages of Microsoft Graph (camel case, as a list or in pages) and of the export tool (Pascal case).

Reads the files twice: once to learn who and what there is (`conversations`), once to yield the messages. The export tool puts
a message in the file of each member of its chat: within one container it is one message.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from archive.importers.teams_json.conversations import Conversations, has_id, key_of
from archive.importers.teams_json.export import (
    Surroundings,
    as_graph,
    message_members,
    path_of_messages,
    recognised_members,
    surroundings,
)
from archive.importers.teams_json.messages import NO_CHAT, Messages
from archive.importers.teams_json.people import People
from archive.importing import WRONG_FORM, Bookkeeping, ImportOptions, Item, Notice, NotReadable, Unreadable, importers
from archive.reading.containers import Container
from archive.reading.doubles import Doubles, Meeting
from archive.reading.json_records import Json, count_records, records
from archive.reading.member_paths import by_unique_name
from archive.reading.notices import file_names, hidden_links

NO_MESSAGE = "geen bericht van Teams, of beschadigd"
CONTRADICTS = "staat in deze export ook met een andere inhoud"
_NAMED_AT_MOST = 10


@importers.register
class TeamsJson:
    """Reads Teams messages in JSON. Several conversations and files; units are the messages in them, replies included."""

    name = "teams_json"
    label = "Microsoft Teams (JSON van Graph of exporthulpmiddel)"
    unit = "records"
    keeps_files_below = True
    never_contains: tuple[str, ...] = (
        "Van een bewerkt bericht staat alleen de laatste tekst erin.",
        "Van een verwijderd bericht ontbreekt de tekst, tenzij het met bewaarde berichten (retained messages) is opgehaald.",
        "De bijgevoegde bestanden en de afbeeldingen in een bericht: alleen hun naam staat erin.",
        "Wie een bericht gelezen heeft, en wat er in een vergadering of gesprek is gezegd.",
    )

    def exports(self, container: Container) -> list[str]:
        """The files that begin with messages of Teams."""
        return recognised_members(container)

    def count_units(self, container: Container) -> int:
        """The number of messages and replies, counted from the signs of the JSON."""
        count = 0
        for member in message_members(container):
            path = path_of_messages(container, member)
            with container.open(member) as stream:
                count += count_records(stream, path, f"{path}.replies.item", f"{path}.Replies.item", name=member)
        return count

    def parse(self, container: Container, options: ImportOptions) -> Iterator[Item]:
        """Yield each conversation before its first message, the messages in file order, and what the report should say."""
        reading = _Reading(container)
        yield from reading.items()
        yield from reading.notices()


class _Reading:
    """Both readings of one export."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._members = message_members(container)
        self._beside: Surroundings = surroundings(container, self._members)
        self._people = People(self._beside.users)
        files = by_unique_name(self._beside.unread)
        self._conversations = Conversations(self._people, self._beside, set(files))
        self._contradicted: set[str] = set()
        self._survey()
        self._files = self._conversations.sure_files(files)
        self._messages = Messages(self._people, self._files)
        self._doubles = Doubles()
        self._known: set[str] = set()
        self._counts: Counter[str] = Counter()

    def _survey(self) -> None:
        """The first reading. A record of another form is passed over: the second reading keeps it as unreadable."""
        doubles = Doubles()
        for _, record, member in self._records():
            with suppress(*WRONG_FORM):
                record = as_graph(record)
                self._conversations.learn(record, member)
                if doubles.meet(identity := _identity(record, member), _said(record)) is Meeting.CONTRADICTS:
                    self._contradicted.add(identity)

    def _records(self) -> Iterator[tuple[int, Any, str]]:
        """Every message and reply with its unit and the file it stands in."""
        unit = 0
        for member in self._members:
            path = path_of_messages(self._container, member)
            with self._container.open(member) as stream:
                for record in records(stream, path, name=member):
                    for single in (record, *_replies(record)):
                        unit += 1
                        yield unit, single, member

    def items(self) -> Iterator[Item]:
        """The items of the second reading."""
        for unit, record, member in self._records():
            try:
                yield from self._item(unit, as_graph(record), member)
            except NotReadable as reason:
                yield Unreadable(unit, unit, _raw(record), str(reason))
            except WRONG_FORM:
                yield Unreadable(unit, unit, _raw(record), NO_MESSAGE)

    def _item(self, unit: int, record: Json, member: str) -> Iterator[Item]:
        if record.get("messageType") == "typing":
            yield Bookkeeping(unit, unit, "melding dat iemand typt")
            return
        self._counts["more replies"] += bool(record.get("replies@odata.nextLink"))
        key = key_of(record, member)
        identity = _identity(record, member)
        meeting = self._doubles.meet(identity, _said(record), _around(record))
        if meeting in (Meeting.DOUBLE, Meeting.DOUBLE_BUT_AROUND):
            self._counts["other reactions"] += meeting is Meeting.DOUBLE_BUT_AROUND
            yield Bookkeeping(unit, unit, "hetzelfde bericht, uit het bestand van een ander lid")
            return
        warnings = (*([] if has_id(record) else [NO_CHAT]), *([CONTRADICTS] if identity in self._contradicted else []))
        message = self._messages.message(record, conversation=key, unit=unit, warnings=warnings)
        if key not in self._known:
            self._known.add(key)
            yield self._conversations.conversation(key)
        yield message

    def notices(self) -> Iterator[Notice]:
        """What a person should know about the export as a whole."""
        yield from self._about_pages()
        if self._counts["more replies"]:
            yield Notice(
                f"Berichten waarvan niet alle antwoorden zijn opgehaald: {self._counts['more replies']}. De export is "
                "onvolledig."
            )
        if self._counts["other reactions"]:
            yield Notice(
                "Berichten die in verschillende bestanden met andere reacties staan: "
                f"{self._counts['other reactions']}. De reacties uit het eerste bestand zijn aangehouden."
            )
        yield from hidden_links(self._messages.hidden_links)
        unread = [member for member in self._beside.unread if member not in self._files.values()]
        if unread:
            named = file_names(unread, at_most=_NAMED_AT_MOST)
            yield Notice(
                f"Bestanden in de export die geen berichten bevatten en niet zijn ingelezen: {len(unread)} ({named})."
            )

    def _about_pages(self) -> Iterator[Notice]:
        following = [member for member in self._members if self._has_next_page(member)]
        if not following:
            return
        if len(following) == len(self._members):
            yield Notice(
                "De export is onvolledig: het bestand verwijst naar een volgende pagina (@odata.nextLink) die er niet bij zit. "
                "Haal alle pagina's op en lever ze samen in."
            )
        else:
            yield Notice(
                f"Van de {len(self._members)} bestanden verwijzen er {len(following)} naar een volgende pagina "
                "(@odata.nextLink). Controleer of die erbij zit; anders ontbreken berichten."
            )

    def _has_next_page(self, member: str) -> bool:
        if path_of_messages(self._container, member) == "item":
            return False
        with self._container.open(member) as stream:
            return any(records(stream, "@odata.nextLink", name=member))


def _replies(record: Any) -> list[Any]:
    """The answers that stand inside a message of a channel, where they were asked for with it."""
    found = []
    for name in ("replies", "Replies"):
        if isinstance(record, dict) and isinstance(replies := record.get(name), list):
            found += replies
    return found


def _identity(record: Json, member: str) -> str:
    """What a message is within its export: its chat or channel and its id. Raises `NotReadable` for one without."""
    if not (identity := record.get("id")):
        raise NotReadable("het bericht heeft geen id")
    return f"{key_of(record, member)} {identity}"


def _said(record: Json) -> str:
    """What makes a message what it is."""
    fields = (
        "createdDateTime",
        "deletedDateTime",
        "lastEditedDateTime",
        "from",
        "subject",
        "body",
        "attachments",
        "eventDetail",
    )
    return json.dumps([record.get(name) for name in fields], sort_keys=True)


def _around(record: Json) -> str:
    """What may be added to a message later."""
    return json.dumps([record.get(name) for name in ("reactions", "messageHistory")], sort_keys=True)


def _raw(record: Any) -> str:
    """A record as JSON; its whole text is what an unreadable one has."""
    return json.dumps(record, ensure_ascii=False)
