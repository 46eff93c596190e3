"""One record of a portal-messages file as what the importer contract calls it. Every record is valid before it comes here."""

from __future__ import annotations

from collections.abc import Set
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from archive.app_names import app_key
from archive.importing import (
    HandleKind,
    MessageKind,
    NotReadable,
    ParsedAttachment,
    ParsedConversation,
    ParsedHandle,
    ParsedMessage,
    ParsedQuote,
    ParsedReaction,
    ParsedVersion,
    SystemEvent,
)
from archive.phone_numbers import e164
from archive.reading.json_records import Json
from archive.reading.moments import from_iso, is_plausible
from archive.storable import storable, storable_id


class Records:
    """What the lines read so far say, against which the next is read."""

    def __init__(self, header: Json, *, members: Set[str], folder: str) -> None:
        """`members` are the files there are; the paths of attachments start at `folder`."""
        self._app = _app(header["app"])
        self._members, self._folder = members, folder
        self._people: dict[str, ParsedHandle] = {}
        self._conversations: set[str] = set()
        self._now = datetime.now(UTC)

    def learn_participant(self, record: Json) -> None:
        """A person other lines refer to. Raises `NotReadable` for an id that came by before and for what is no number."""
        if record["id"] in self._people:
            raise NotReadable(f"er is al een deelnemer met id «{record['id']}»")
        kind, value = HandleKind(record["kind"]), storable(record["value"])
        if kind is HandleKind.PHONE and e164(value) != value:
            raise NotReadable(f"«{value}» is geen telefoonnummer in de vorm +31612345678")
        if kind is HandleKind.EMAIL:
            value = value.lower()
        self._people[record["id"]] = ParsedHandle(kind, value, storable(str(record.get("shown", record["value"]))))

    def conversation(self, record: Json) -> ParsedConversation:
        """A conversation, which messages after it may be of. Raises `NotReadable` for an id that came by before."""
        if record["id"] in self._conversations:
            raise NotReadable(f"er is al een gesprek met id «{record['id']}»")
        found = ParsedConversation(
            key=record["id"],
            app=_app(record["app"]) if "app" in record else self._app,
            title=storable(record["title"]),
            is_group=record["is_group"],
            source_id=storable_id(record.get("source_id", "")),
            participants=tuple(dict.fromkeys(self._person(key) for key in record.get("participants", ()))),
        )
        self._conversations.add(record["id"])
        return found

    def message(self, record: Json, *, unit: int) -> ParsedMessage:
        """A message of a conversation that was declared, its moment in the zone it names. Raises `NotReadable` for any other."""
        if record["conversation"] not in self._conversations:
            raise NotReadable(f"er is nog geen gesprek met id «{record['conversation']}»")
        kind = MessageKind(record["kind"])
        _check(record, kind)
        zone = record.get("zone", "UTC")
        return ParsedMessage(
            conversation=record["conversation"],
            first_unit=unit,
            last_unit=unit,
            sent_at=self._moment(record["sent_at"]).astimezone(_zone(zone)),
            precision=record.get("precision", 1),
            zone=zone,
            kind=kind,
            sender=self._person(record["sender"]) if "sender" in record else None,
            text=record.get("text", ""),
            source_id=storable_id(record.get("source_id", "")),
            edited=record.get("edited", False) or bool(record.get("versions")),
            quote=self._quote(record["quote"]) if "quote" in record else None,
            attachments=tuple(self._attachment(item) for item in record.get("attachments", ())),
            reactions=tuple(self._reaction(item) for item in record.get("reactions", ())),
            versions=tuple(
                ParsedVersion(item["text"], self._moment(item["sent_at"])) for item in record.get("versions", ())
            ),
            warnings=tuple(storable(phrase) for phrase in record.get("warnings", ())),
            event=SystemEvent(record["event"]) if "event" in record else None,
            forwarded=record.get("forwarded", False) or "forwarded_from" in record,
            forwarded_from=record.get("forwarded_from", ""),
        )

    def _person(self, key: str) -> ParsedHandle:
        if key not in self._people:
            raise NotReadable(f"er is nog geen deelnemer met id «{key}»")
        return self._people[key]

    def _moment(self, written: str) -> datetime:
        try:
            moment = from_iso(written)
        except (ValueError, OverflowError) as error:
            raise NotReadable(f"«{written}» is geen bestaand tijdstip") from error
        if not is_plausible(moment, now=self._now):
            raise NotReadable(f"«{written}» kan niet kloppen: vóór 1990 of in de toekomst")
        return moment

    def _quote(self, quote: Json) -> ParsedQuote:
        author = self._person(quote["author"]) if "author" in quote else None
        return ParsedQuote(quote.get("text", ""), author, storable_id(quote.get("source_id", "")))

    def _attachment(self, item: Json) -> ParsedAttachment:
        path = f"{self._folder}{item['path']}" if "path" in item else ""
        return ParsedAttachment(item["file_name"], path if path in self._members else None)

    def _reaction(self, item: Json) -> ParsedReaction:
        at = self._moment(item["reacted_at"]) if "reacted_at" in item else None
        return ParsedReaction(item["emoji"], self._person(item["by"]), at)


def _app(name: str) -> str:
    key = app_key(name)
    if not key:
        raise NotReadable("het veld «app» noemt geen app")
    return key


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError) as error:
        raise NotReadable(f"«{name[:60]}» is geen tijdzone, zoals Europe/Amsterdam er een is") from error


def _check(record: Json, kind: MessageKind) -> None:
    """What the schema cannot say of a message."""
    if kind is MessageKind.SYSTEM and "sender" in record:
        raise NotReadable("een systeemregel heeft geen afzender: wie iets deed, staat in de tekst")
    if kind is not MessageKind.SYSTEM and "event" in record:
        raise NotReadable("alleen een systeemregel heeft een «event»")
