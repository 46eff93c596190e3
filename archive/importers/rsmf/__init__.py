"""RSMF, the Relativity Short Message Format, versions 1.0 and 2.0: what archiving and e-discovery vendors exchange chats in.

Reads an e-mail (.rsmf) with the manifest and attachments in a zip, that zip, or the manifest alone, and several of these
together. A conversation that is cut over several files (one a day is usual) is one conversation again.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from archive.importers.rsmf.events import Events
from archive.importers.rsmf.manifests import (
    Head,
    Place,
    count_events,
    events,
    export_members,
    places,
    read_head,
    serious_problems,
    without_nulls,
)
from archive.importers.rsmf.people import handles_of, platform_key
from archive.importing import (
    ImportOptions,
    Item,
    LocalTimes,
    Notice,
    NotReadable,
    ParsedConversation,
    ParsedHandle,
    ParsedMessage,
    Unreadable,
    importers,
)
from archive.reading.containers import Container
from archive.reading.json_records import Json, shown
from archive.reading.nested_containers import SEPARATOR, NestedContainer, look_inside
from archive.reading.notices import times_without_zone
from archive.reading.rsmf_fields import GROUP, PREFIX, SOURCE_ID, values_of
from archive.storable import storable, storable_id

_SHORTEST_ID = 8
"""Characters of an id of a conversation that can be an app's own; shorter ones count the conversations of one manifest."""


@importers.register
class Rsmf:
    """Reads RSMF. Several conversations a file; units are the events of its manifests."""

    name = "rsmf"
    label = "RSMF"
    unit = "gebeurtenissen"
    keeps_files_below = False
    never_contains: tuple[str, ...] = (
        "Wat de leverancier niet heeft meegegeven: RSMF zegt niet of een export volledig is.",
        "Of een bericht is doorgestuurd; peilingen en locaties staan er als gewone tekst in.",
        "Wanneer iemand een reactie (emoji) gaf; in versie 1.0 ook de eerdere teksten van een bewerkt bericht.",
    )

    def exports(self, container: Container) -> list[str]:
        """The RSMF manifests, and the e-mails with one."""
        return export_members(container)

    def count_units(self, container: Container) -> int:
        """The number of events in all manifests."""
        with look_inside(container) as opened:
            return sum(count_events(opened, place) for place in places(opened))

    def parse(self, container: Container, options: ImportOptions) -> Iterator[Item]:
        """Yield all conversations, then the events of each manifest in order, then what the report should say."""
        with look_inside(container) as opened:
            reading = _Reading(opened, options.zone)
            yield from reading.conversations()
            yield from reading.events()
            yield from reading.notices()


@dataclass(frozen=True, slots=True)
class _Manifest:
    """A manifest with its number and its people; `keys` are the conversations of the whole export by the id they have in it."""

    number: int
    place: Place
    head: Head
    handles: Mapping[str, ParsedHandle]
    keys: Mapping[str, str]


class _Reading:
    """Reads the heads of all manifests, then their events, and keeps the counts the notices need."""

    def __init__(self, container: NestedContainer, zone: str) -> None:
        self._container, self._zone = container, zone
        self._chats: dict[str, tuple[Json, dict[ParsedHandle, None]]] = {}
        self._named_alike: dict[str, list[str]] = {}
        self._manifests = [self._manifest(number, place) for number, place in enumerate(places(container), start=1)]
        self._without_zone = self._receipts = 0
        self._extra: Counter[str] = Counter()

    def _manifest(self, number: int, place: Place) -> _Manifest:
        head = read_head(self._container, place)
        handles = handles_of(head)
        keys = {}
        for chat_id, chat in head.conversations.items():
            own = dict.fromkeys(handles[person] for person in chat["participants"])
            keys[chat_id] = self._key(chat, head, number, own)
            _, people = self._chats.setdefault(keys[chat_id], (chat, {}))
            people |= own
        return _Manifest(number, place, head, handles, keys)

    def _key(self, chat: Json, head: Head, number: int, people: Collection[ParsedHandle]) -> str:
        """One key for the same conversation in several files. Where no file says that they belong together, what is called
        the same is the same only among the same people.
        """
        called = _called(chat, head, number)
        if head.collection:
            return called
        alike = self._named_alike.setdefault(called, [])
        for key in alike:
            other, known = self._chats[key]
            is_group = _is_group(chat, len(people)) or _is_group(other, len(known))
            if _are_the_same(set(people), set(known), is_group=is_group, has_own_id=len(chat["id"]) >= _SHORTEST_ID):
                return key
        alike.append(f"{called} {len(alike)}")
        return alike[-1]

    def conversations(self) -> Iterator[ParsedConversation]:
        """Every conversation, with who takes part in it in any of the files."""
        for key, (chat, people) in self._chats.items():
            own = values_of(chat)
            is_portals = GROUP in own
            yield ParsedConversation(
                key=key,
                app=platform_key(chat),
                title=chat.get("display", "") if is_portals else _title(chat, list(people)),
                is_group=own[GROUP] == "true" if is_portals else _is_group(chat, len(people)),
                source_id=storable_id(own.get(SOURCE_ID, "") if is_portals else chat["id"]),
                participants=tuple(people),
                has_local_id=not is_portals and len(chat["id"]) < _SHORTEST_ID,
            )

    def events(self) -> Iterator[Item]:
        """The items of all events: each takes one unit."""
        unit = 0
        for manifest in self._manifests:
            reader = Events(
                manifest.handles, members=self._files(manifest.place), folder=manifest.place.folder, zone=self._zone
            )
            for event in events(self._container, manifest.place):
                unit += 1
                yield self._item(event, manifest, reader, unit)
            self._without_zone += reader.without_zone

    def _files(self, place: Place) -> frozenset[str]:
        """The addresses of the files beside a manifest."""
        if not place.mail:
            return frozenset(self._container.members)
        inside = place.folder.removesuffix(SEPARATOR)
        return frozenset(f"{place.folder}{member}" for member in self._container.inside(inside).members)

    def _item(self, event: object, manifest: _Manifest, reader: Events, unit: int) -> Item:
        try:
            record = without_nulls(event)
            if problems := serious_problems(manifest.head, "event", record):
                raise NotReadable("; ".join(problem.text for problem in problems[:3]))
            message = reader.message(record, conversation=_conversation(record, manifest), unit=unit)
        except NotReadable as reason:
            return Unreadable(unit, unit, shown(event), f"geen geldige gebeurtenis: {reason}")
        except RecursionError:
            return Unreadable(unit, unit, shown(event), "geen geldige gebeurtenis: te diep genest")
        self._count(record, message)
        return message._replace(part=manifest.number)

    def _count(self, record: Json, message: ParsedMessage) -> None:
        self._receipts += len(record.get("read_receipts") or ())
        edits = len(record.get("edits") or ())
        told = {f"Edit{number}" for number in range(1, edits + 1)}
        self._extra.update(name for name in values_of(record) if not name.startswith(PREFIX) and name not in told)

    def notices(self) -> Iterator[Notice | LocalTimes]:
        """What a person should know about the file as a whole."""
        for manifest in self._manifests:
            yield from self._about_mail(manifest)
        yield from times_without_zone(
            self._without_zone, what="Gebeurtenissen", zone=self._zone, who_knows="de leverancier"
        )
        if tolerated := sum(manifest.head.tolerated for manifest in self._manifests):
            yield Notice(
                "Records die van de RSMF-specificatie afwijken op punten die niets verbergen (een lege waarde, een ontbrekende "
                f"grootte): {tolerated}. Ze zijn gelezen."
            )
        if self._receipts:
            yield Notice(
                f"Ontvangst- en leesbevestigingen, met tijdstip, die alleen in het origineel staan: {self._receipts}."
            )
        if self._extra:
            named = ", ".join(f"«{storable(name)[:60]}» ({count})" for name, count in self._extra.most_common(20))
            yield Notice(f"Extra gegevens bij gebeurtenissen, die alleen in het origineel staan: {named}.")

    def _about_mail(self, manifest: _Manifest) -> Iterator[Notice]:
        """Where the e-mail around a manifest says something else than the manifest."""
        mail = self._container.inside(manifest.place.mail).mail if manifest.place.mail else None
        if mail is None:
            return
        version = mail.headers.text("X-RSMF-Version")
        if version[:1] != manifest.head.version[:1]:
            yield Notice(
                f"«{manifest.place.name}» zegt in de kop versie {version[:20]} te zijn en in het manifest "
                f"{manifest.head.version[:20]}; het is gelezen als het laatste."
            )


def _called(chat: Json, head: Head, number: int) -> str:
    """What is the same of a conversation in several files, else of this file only.

    Ids are unique within a manifest only. Files belong together when they say so (`eventcollectionid`), or when the
    conversation has the same id and the same name in both, and about the same people.
    """
    if not (head.collection or chat.get("display")):
        return json.dumps([number, chat["id"]])
    return json.dumps([head.collection, chat["id"], chat["platform"], chat.get("display", ""), chat.get("type", "")])


def _are_the_same(people: set[ParsedHandle], others: set[ParsedHandle], *, is_group: bool, has_own_id: bool) -> bool:
    """Whether conversations that are called the same are one, by who is in them: a day may have some of a group only.

    Of a conversation of two each file has the same two. One person in common says little of a group, for whoever delivers
    the files is in all of them; beside an id of the app it is enough.
    """
    shared = people & others
    if people <= others or others <= people:
        return True
    return is_group and bool(shared) and (has_own_id or len(shared) > 1)


def _conversation(event: Json, manifest: _Manifest) -> str:
    named = event.get("conversation", "")
    if named in manifest.keys:
        return manifest.keys[named]
    if named:
        raise NotReadable(f"verwijst naar een gesprek dat niet in het manifest staat («{named}»)")
    if len(manifest.keys) == 1:
        return next(iter(manifest.keys.values()))
    raise NotReadable("zegt niet bij welk gesprek het hoort")


def _title(chat: Json, people: list[ParsedHandle]) -> str:
    if display := storable(chat.get("display", "")).strip():
        return display
    return ", ".join(person.shown for person in people[:6]) or storable(chat["id"])


def _is_group(chat: Json, people: int) -> bool:
    """A channel is one; a direct conversation is one from three people on."""
    return chat.get("type") == "channel" or people > 2
