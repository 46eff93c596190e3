"""Slack's export of a workspace: a zip or folder with lists of channels and persons, and a JSON file for each channel and day.

Reads every conversation twice: once for the edits and deletions that stand as records of their own (`changes`), once to yield
its messages. Units are the records of the day files, conversation after conversation in the order of the lists.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from archive.importers.slack_zip.changes import DELETION, History, histories, is_change, note_presence, target
from archive.importers.slack_zip.messages import Messages
from archive.importers.slack_zip.people import People
from archive.importers.slack_zip.secrets import without_tokens
from archive.importers.slack_zip.words import Words
from archive.importers.slack_zip.workspace import (
    LISTS,
    USERS,
    Channel,
    beside,
    channels,
    conversation_lists,
    users,
)
from archive.importing import (
    WRONG_FORM,
    Bookkeeping,
    ImportOptions,
    Item,
    Notice,
    NotReadable,
    ParsedConversation,
    ParsedHandle,
    Unreadable,
    importers,
)
from archive.reading import phrases
from archive.reading.containers import Container
from archive.reading.export_members import counted_in
from archive.reading.json_records import Json, count_records, records
from archive.reading.notices import empty_conversations, first_of, quoted

SHOWN_AT_MOST = 10
"""How many files that are not read a notice names."""


@importers.register
class SlackZip:
    """Reads Slack's exports. Many conversations in one; units are the records of all day files."""

    name = "slack_zip"
    label = "Slack-export"
    unit = "records"
    keeps_files_below = True
    never_contains: tuple[str, ...] = (
        "Bestanden zelf: een Slack-export bevat alleen verwijzingen ernaar.",
        "Eerdere teksten en verwijderde berichten, behalve waar de werkruimte die bewaart en de export ze meeneemt.",
        "Privékanalen en directe berichten, als alleen openbare kanalen zijn geëxporteerd.",
        "Wie een bericht gelezen heeft, en wanneer iemand een reactie gaf.",
        "Berichten die de bewaartermijn of de limiet van het abonnement al had verwijderd.",
    )

    def exports(self, container: Container) -> list[str]:
        """Slack's lists of conversations."""
        return conversation_lists(container)

    def count_units(self, container: Container) -> int:
        """The number of records in the files of all days, counted in the signs of the documents."""
        days = (day for channel in channels(container) for day in channel.days)
        return counted_in(container, days, lambda stream, day: count_records(stream, "item", name=day))

    def parse(self, container: Container, options: ImportOptions) -> Iterator[Item]:
        """Yield each conversation and its messages, and what a person should know of the export."""
        reading = _Reading(container)
        for channel in reading.channels:
            yield from reading.items(channel)
        yield from reading.notices()


class _Reading:
    """What is known of the workspace, and how far the reading is."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self.channels = channels(container)
        self._people = People(users(container))
        words = Words(self._people, {channel.id: channel.name for channel in self.channels if channel.id})
        self._messages = Messages(self._people, words, container.members)
        self._unit = 1
        self._empty: list[str] = []

    def items(self, channel: Channel) -> Iterator[Item]:
        """A conversation with its messages; nothing for one without records."""
        changed = histories(self._records(channel))
        if changed:
            note_presence(changed, self._records(channel))
        begun = False
        for place, record in enumerate(self._records(channel)):
            if not begun:
                yield self._conversation(channel)
            begun = True
            yield self._item(record, channel.folder, changed, place)
            self._unit += 1
        if not begun:
            self._empty.append(self._title(channel))

    def _records(self, channel: Channel) -> Iterator[Any]:
        for day in channel.days:
            with self._container.open(day) as stream:
                yield from records(stream, "item", name=day)

    def _item(self, record: Any, key: str, changed: dict[str, History], place: int) -> Item:
        history = None
        try:
            if not isinstance(record, dict):
                raise TypeError(type(record))
            history = changed[target(record)] if is_change(record) else changed.get(str(record.get("ts")))
            if history is None:
                return self._messages.message(record, key, self._unit)
            if is_change(record) and history.carrier != place:
                return self._change(record, history)
            return self._messages.changed(record, history, key, self._unit)
        except NotReadable as error:
            reason = str(error)
        except WRONG_FORM:
            reason = "geen record van Slack, of beschadigd"
        if history:
            history.lost = True
        return Unreadable(self._unit, self._unit, without_tokens(json.dumps(record, ensure_ascii=False)), reason)

    def _change(self, record: Json, history: History) -> Bookkeeping:
        """An edit or deletion that its message tells of. Raises `NotReadable` when that message could not be read."""
        deletion = record["subtype"] == DELETION
        if history.lost:
            raise NotReadable(f"{'verwijdering' if deletion else 'bewerking'} van een bericht dat niet te lezen is")
        what = phrases.DELETION if deletion else phrases.EDIT
        return Bookkeeping(self._unit, self._unit, what)

    def _conversation(self, channel: Channel) -> ParsedConversation:
        return ParsedConversation(
            key=channel.folder,
            app="slack",
            title=self._title(channel),
            is_group=channel.kind != "direct",
            source_id=channel.id,
            participants=self._members(channel),
        )

    def _members(self, channel: Channel) -> tuple[ParsedHandle, ...]:
        return tuple(dict.fromkeys(map(self._people.handle, channel.members)))

    def _title(self, channel: Channel) -> str:
        """The name of a channel; direct messages are called after who is in them."""
        names = ", ".join(handle.shown for handle in self._members(channel))
        return names if channel.kind in ("direct", "group") and names else channel.name or channel.id

    def notices(self) -> Iterator[Notice]:
        """What is missing, and what in the export was not read."""
        absent = [name for name in LISTS if not any(member.endswith(name) for member in self._container.members)]
        if absent:
            yield Notice(
                f"Lijsten die de export niet heeft: {', '.join(absent)}. Zonder groups.json, mpims.json en dms.json is dit een "
                "export van alleen openbare kanalen."
            )
        if not any(member.endswith(USERS) for member in self._container.members):
            yield Notice("De export heeft geen lijst van personen: namen zijn de kenmerken die Slack gebruikt.")
        if unlisted := [channel.name for channel in self.channels if not channel.kind]:
            yield Notice(f"Gesprekken die in geen lijst staan; wel ingelezen: {quoted(unlisted)}.")
        yield from empty_conversations(self._empty)
        others = [member for member in beside(self._container) if member not in self._messages.named]
        if others:
            yield Notice(
                "Bestanden die geen gesprek zijn en door geen bericht worden genoemd, niet ingelezen: "
                f"{first_of(others, at_most=SHOWN_AT_MOST)}."
            )
