"""Telegram Desktop's export in JSON: `result.json`, of one chat or of a whole account, with the media in folders beside it.

Reads a file twice: once for its outline (`layout`), since the head of a chat may stand anywhere in it, and once to yield its
messages. Units are the records of the messages; contacts, sessions and what else an account's export holds are not read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import PurePosixPath

from archive.importers.telegram_json.actions import starts_timer
from archive.importers.telegram_json.layout import (
    CHATS,
    NUMBERED,
    Chat,
    Outline,
    count_messages,
    exports,
    open_export,
    records_path,
    survey,
)
from archive.importers.telegram_json.messages import Messages, poster
from archive.importers.telegram_json.people import DELETED_ACCOUNT, NAMELESS, handle
from archive.importing import (
    WRONG_FORM,
    ImportOptions,
    Item,
    LocalTimes,
    Notice,
    NotReadable,
    ParsedConversation,
    ParsedHandle,
    Unreadable,
    importers,
)
from archive.reading.containers import Container
from archive.reading.json_records import records
from archive.reading.notices import empty_conversations, quoted, unnamed_files

_TITLES = {"saved_messages": "Opgeslagen berichten", "replies": "Antwoorden", "verify_codes": "Verificatiecodes"}
_SECTIONS = {
    "contacts": "contacten",
    "frequent_contacts": "veelgebruikte contacten",
    "profile_pictures": "profielfoto's",
    "profile_music": "muziek bij het profiel",
    "stories": "verhalen (stories)",
    "sessions": "sessies",
    "web_sessions": "websessies",
    "other_data": "overige gegevens",
}


@importers.register
class TelegramJson:
    """Reads Telegram Desktop's JSON exports. Several conversations a file; units are the records of messages."""

    name = "telegram_json"
    label = "Telegram Desktop-export (JSON)"
    unit = "records"
    keeps_files_below = True
    never_contains: tuple[str, ...] = (
        "Verwijderde berichten: van wat verwijderd of automatisch verlopen is, staat er niets in.",
        "Eerdere teksten van een bewerkt bericht.",
        "Geheime chats: die staan alleen op de telefoon.",
        "De tekst van het bericht waarop iemand antwoordt, en wie wat stemde in een peiling.",
        "Media en bestanden die bij het exporteren niet zijn aangevinkt of die te groot waren.",
    )

    def exports(self, container: Container) -> list[str]:
        """The documents that begin as Telegram's."""
        return exports(container)

    def count_units(self, container: Container) -> int:
        """The number of messages in all chats, counted in the signs of the documents."""
        return sum(count_messages(container, member) for member in exports(container))

    def parse(self, container: Container, options: ImportOptions) -> Iterator[Item]:
        """Yield each chat and its messages in file order, and what a person should know of the file."""
        unit, named = 1, set[str]()
        for member in exports(container):
            reading = _Reading(container, member, options.zone)
            yield from reading.items(unit)
            unit += reading.units
            named |= reading.named | {member}
            yield from reading.notices()
        yield from unnamed_files(sum(_is_media(member) for member in container.members if member not in named))


class _Reading:
    """The second reading of one file, along its outline."""

    def __init__(self, container: Container, member: str, zone: str) -> None:
        self._container, self._member, self._zone = container, member, zone
        self._files = frozenset(container.members)
        self._outline: Outline = survey(container, member)
        self._timed: list[str] = []
        self._cleared: list[str] = []
        self._reactions_without_moment = self._local_times = 0
        self.named: set[str] = set()
        self.units = 0

    def items(self, first_unit: int) -> Iterator[Item]:
        """The chats with their messages."""
        for path in CHATS:
            chats = [chat for chat in self._outline.chats[path] if chat.records]
            if not chats:
                continue
            with open_export(self._container, self._member) as stream:
                found = records(stream, records_path(path), name=self._member)
                for number, chat in enumerate(chats):
                    yield from self._chat(chat, f"{self._member}#{path}{number}", found, first_unit)

    def _chat(self, chat: Chat, key: str, found: Iterator[object], first_unit: int) -> Iterator[Item]:
        title = _title(chat)
        yield ParsedConversation(
            key=key,
            app="telegram",
            title=title,
            is_group=chat.is_group,
            source_id="" if chat.number is None else str(chat.number),
            participants=self._participants(chat),
        )
        folder = str(PurePosixPath(self._member).parent)
        messages = Messages(
            key, poster(chat), files=self._files, folder=folder, zone=self._zone, computer=self._outline.clock
        )
        for _ in range(chat.records):
            record = next(found)
            yield self._item(messages, record, first_unit + self.units, title)
            self.units += 1
        self.named |= messages.named
        self._reactions_without_moment += messages.reactions_without_moment

    def _item(self, messages: Messages, record: object, unit: int, title: str) -> Item:
        try:
            if not isinstance(record, dict):
                raise TypeError(type(record))
            message = messages.message(record, unit)
        except NotReadable as reason:
            return _unreadable(unit, record, str(reason))
        except WRONG_FORM:
            return _unreadable(unit, record, "geen bericht van Telegram, of beschadigd")
        self._local_times += "date_unixtime" not in record
        if starts_timer(record) and title not in self._timed:
            self._timed.append(title)
        if record.get("action") == "clear_history" and title not in self._cleared:
            self._cleared.append(title)
        return message

    def _participants(self, chat: Chat) -> tuple[ParsedHandle, ...]:
        """Of a chat of two: the other, whose id the chat has, and the owner of the account where the export names them."""
        if chat.kind not in ("personal_chat", "bot_chat") or chat.number is None:
            return ()
        other = handle(chat.name, f"user{chat.number}")
        owner = self._outline.owner
        name = f"{owner.get('first_name') or ''} {owner.get('last_name') or ''}".strip()
        own = handle(name, f"user{owner['user_id']}") if name and owner.get("user_id") else None
        return tuple(dict.fromkeys(filter(None, (other, own))))

    def notices(self) -> Iterator[Notice | LocalTimes]:
        """What the file leaves out, and what in it was not read."""
        chats = [chat for path in CHATS for chat in self._outline.chats[path]]
        if self._local_times:
            yield LocalTimes(self._local_times)
        yield from empty_conversations(_title(chat) for chat in chats if chat.listed and not chat.records)
        if self._timed:
            yield Notice(
                f"In {quoted(self._timed)} werden berichten na een tijd automatisch verwijderd: daar ontbreken "
                "waarschijnlijk berichten."
            )
        if self._cleared:
            yield Notice(f"In {quoted(self._cleared)} is de geschiedenis gewist: wat ervoor stond, ontbreekt.")
        for chat in chats:
            if chat.kind in NUMBERED and chat.missing > 0:
                yield Notice(
                    f"In «{_title(chat)}» ontbreken {chat.missing} nummers tussen het eerste en het laatste bericht. Dat zijn "
                    "meestal verwijderde berichten; ook een export van een deel van het gesprek laat nummers weg."
                )
        if not self._outline.clock.stood_in(self._zone):
            yield Notice(
                "De computer waarop de export is gemaakt, stond in een andere tijdzone dan "
                f"{self._zone}. De tijden van de berichten zijn exact; die van reacties zijn omgerekend waar dat zeker is."
            )
        if self._reactions_without_moment:
            yield Notice(
                f"Reacties waarvan het tijdstip is weggelaten: {self._reactions_without_moment}. Telegram schrijft het zonder "
                "tijdzone, en uit de berichten blijkt niet zeker welk moment het was. Wie reageerde en hoe, is bewaard; het "
                "tijdstip staat alleen in het oorspronkelijke bestand."
            )
        others = {name: count for name, count in self._outline.others.items() if count}
        if others:
            listed = ", ".join(f"{_SECTIONS.get(name, name)} ({count})" for name, count in others.items())
            yield Notice(f"De export bevat ook wat geen gesprek is; dat is niet overgenomen: {listed}.")


def _title(chat: Chat) -> str:
    absent = DELETED_ACCOUNT if chat.kind == "personal_chat" else NAMELESS
    return chat.name or _TITLES.get(chat.kind, absent)


def _is_media(member: str) -> bool:
    """Whether a file is no part of the page that Telegram makes of an export when asked for HTML as well."""
    path = PurePosixPath(member)
    return path.suffix != ".html" and path.parent.name not in ("css", "js", "images")


def _unreadable(unit: int, record: object, reason: str) -> Unreadable:
    return Unreadable(unit, unit, json.dumps(record, ensure_ascii=False), reason)
