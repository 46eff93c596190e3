"""One record of a messages.json as a message: what was said, attached, edited, deleted and reacted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from archive.importers.google_chat.dates import read_date
from archive.importing import (
    HandleKind,
    MessageKind,
    NotReadable,
    ParsedAttachment,
    ParsedHandle,
    ParsedMessage,
    ParsedQuote,
    ParsedReaction,
    ParsedVersion,
)
from archive.reading.json_records import Json
from archive.reading.moments import is_plausible
from archive.reading.phrases import (
    EXPORT,
    NO_MOMENT,
    UNDATED_VERSION,
    impossible_moment,
    reaction_of_nobody,
    sender_not_in,
)
from archive.storable import storable, storable_id

WHEN_DELETED = "het tijdstip is dat van het verwijderen; wanneer het verstuurd is, staat niet in de export"
WHEN_EDITED = "het tijdstip is dat van de laatste bewerking; wanneer het verstuurd is, staat niet in de export"
_DELETED_BY = {
    "CREATOR": "verwijderd door de afzender",
    "CREATOR_VIA_APP": "verwijderd door de afzender, via een app",
    "SPACE_OWNER": "verwijderd door de eigenaar van de ruimte",
    "SPACE_MEMBER": "verwijderd door een lid van de ruimte",
    "ADMIN": "verwijderd door een beheerder",
    "APP_MESSAGE_EXPIRY": "verwijderd door een app, na afloop van een termijn",
}
_MEMBERSHIP = "membership"


@dataclass(frozen=True, slots=True)
class Group:
    """A conversation: its files by their name, and its people by address in small letters."""

    key: str
    files: Mapping[str, str]
    people: Mapping[str, ParsedHandle]


def person(user: object) -> ParsedHandle | None:
    """Somebody as Takeout names them: by address, or by name when the account is gone or a bot's. None for nobody."""
    if not isinstance(user, dict):
        return None
    name, address = (storable(_text(user, field)).strip() for field in ("name", "email"))
    if address:
        return ParsedHandle(HandleKind.EMAIL, address.lower(), name or address)
    return ParsedHandle(HandleKind.CONTACT_NAME, name, name) if name else None


class Messages:
    """Turns the records of one conversation into messages."""

    def __init__(self, group: Group) -> None:
        self._group = group
        self._now = datetime.now(UTC)

    def message(self, record: Json, *, unit: int) -> ParsedMessage:
        """The message of a record. Raises `NotReadable`."""
        sent_at, date_warnings = self._sent_at(record)
        sender = person(record.get("creator"))
        attachments = tuple(self._attachment(item) for item in _records(record, "attached_files"))
        is_deleted = _text(record, "message_state") == "DELETED"
        kind, text = self._content(record, has_files=bool(attachments))
        versions, version_warnings = self._versions(record, sent_at)
        return ParsedMessage(
            conversation=self._group.key,
            first_unit=unit,
            last_unit=unit,
            sent_at=sent_at,
            precision=1,
            zone="UTC",
            kind=MessageKind.DELETED if is_deleted else kind,
            sender=sender,
            text=text,
            source_id=storable_id(_text(record, "message_id")),
            edited=bool(versions or record.get("updated_date") or record.get("previous_message_versions")),
            quote=_quote(record),
            attachments=attachments,
            reactions=tuple(self._reactions(record)),
            versions=versions,
            warnings=(
                *([] if sender else [sender_not_in(EXPORT)]),
                *(_deletion(record) if is_deleted else []),
                *date_warnings,
                *version_warnings,
                *_unnamed_reactions(record),
            ),
        )

    def _sent_at(self, record: Json) -> tuple[datetime, tuple[str, ...]]:
        """When a message was sent: of an edited one that stands with its first version; of a deleted one nowhere."""
        if _text(record, "created_date"):
            return self._moment(record, "created_date")
        for version in _records(record, "previous_message_versions"):
            if _text(version, "created_date"):
                return self._moment(version, "created_date")
        for field, warning in (("deleted_date", WHEN_DELETED), ("updated_date", WHEN_EDITED)):
            if _text(record, field):
                moment, warnings = self._moment(record, field)
                return moment, (warning, *warnings)
        raise NotReadable(NO_MOMENT)

    def _moment(self, record: Json, field: str) -> tuple[datetime, tuple[str, ...]]:
        written = _text(record, field)
        try:
            moment, warnings = read_date(written)
        except (ValueError, OverflowError) as error:
            raise NotReadable(
                f"een datum in een taal of vorm die niet bekend is («{written[:60]}»); Nederlands, Engels en Duits wel"
            ) from error
        if not is_plausible(moment, now=self._now):
            raise NotReadable(impossible_moment(written[:60]))
        return moment, warnings

    def _content(self, record: Json, *, has_files: bool) -> tuple[MessageKind, str]:
        """The kind and the text; of a message without text what its annotations say."""
        text = _text(record, "text")
        annotations = _records(record, "annotations")
        if any("call_data" in _record(item, "gsuite_integration_metadata") for item in annotations):
            return MessageKind.CALL, text or "\n".join(_told(annotations))
        if text or has_files:
            return MessageKind.MEDIA if has_files else MessageKind.TEXT, text
        told = "\n".join(dict.fromkeys(_told(annotations)))
        is_text = not told or _is_link(annotations)
        return MessageKind.TEXT if is_text else MessageKind.UNSUPPORTED, told

    def _attachment(self, item: Json) -> ParsedAttachment:
        """A file by its own name. Takeout writes "?" and "&" of a name as "_"."""
        exported, original = _text(item, "export_name"), _text(item, "original_name")
        names = (exported, exported.replace("?", "_"), exported.replace("?", "_").replace("&", "_"), original)
        member = next((self._group.files[name] for name in names if name and name in self._group.files), None)
        return ParsedAttachment(original or exported or "bijlage zonder naam", member)

    def _reactions(self, record: Json) -> Iterable[ParsedReaction]:
        for reaction in _records(record, "reactions"):
            for address in _addresses(reaction):
                known = self._group.people.get(address.lower())
                yield ParsedReaction(
                    _emoji(reaction), known or ParsedHandle(HandleKind.EMAIL, address.lower(), address)
                )

    def _versions(self, record: Json, sent_at: datetime) -> tuple[tuple[ParsedVersion, ...], list[str]]:
        """The earlier texts in the order they were written, and what a reader should know of them."""
        found: list[tuple[datetime, str]] = []
        warnings: list[str] = []
        for version in _records(record, "previous_message_versions"):
            field = "created_date" if _text(version, "created_date") else "updated_date"
            if _text(version, field):
                at, _ = self._moment(version, field)
            else:
                at = sent_at
                warnings = [UNDATED_VERSION]
            found.append((at, _text(version, "text")))
        if not warnings:
            found.sort(key=lambda pair: pair[0])
        return tuple(ParsedVersion(text, at) for at, text in found), warnings


def _quote(record: Json) -> ParsedQuote | None:
    """What a message answers: the message it quotes, else the first of its thread.

    The id of a message is "space/topic/message"; the first of a topic has the topic's own id as its last part.
    """
    quoted = _record(record, "quoted_message_metadata")
    if quoted:
        return ParsedQuote(
            _text(quoted, "text"), person(quoted.get("creator")), storable_id(_text(quoted, "message_id"))
        )
    parts = _text(record, "message_id").split("/")
    if len(parts) == 3 and parts[1] == _text(record, "topic_id") and parts[2] != parts[1]:
        return ParsedQuote("", None, storable_id(f"{parts[0]}/{parts[1]}/{parts[1]}"))
    return None


def _deletion(record: Json) -> list[str]:
    kind = _text(_record(record, "deletion_metadata"), "deletion_type")
    return [_DELETED_BY.get(kind, f"verwijderd ({storable(kind)[:60]})")] if kind else []


def _addresses(reaction: Json) -> list[str]:
    """Whose a reaction is. Raises `NotReadable` when there is something else than addresses."""
    found = reaction.get("reactor_emails")
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(address, str) for address in found):
        raise NotReadable("het veld «reactor_emails» is geen lijst van adressen")
    return [storable(address).strip() for address in found if address.strip()]


def _emoji(reaction: Json) -> str:
    """The emoji, or the name of one that an organisation made itself."""
    emoji = _record(reaction, "emoji")
    custom = _record(emoji, "custom_emoji")
    return storable(_text(emoji, "unicode") or _text(custom, "shortcode") or "(eigen emoji)")


def _unnamed_reactions(record: Json) -> list[str]:
    return [
        reaction_of_nobody(_emoji(reaction)) for reaction in _records(record, "reactions") if not _addresses(reaction)
    ]


def _is_link(annotations: list[Json]) -> bool:
    """Whether all that is there is a link or a file on Drive, which is what a person sent."""
    return any(
        _record(item, name) for item in annotations for name in ("url_metadata", "drive_metadata", "youtube_metadata")
    )


def _told(annotations: list[Json]) -> Iterable[str]:
    """What annotations say, for a message that has no text of its own."""
    for item in annotations:
        link = _record(item, "url_metadata")
        drive, video = _record(item, "drive_metadata"), _record(item, "youtube_metadata")
        meeting = _record(_record(item, "video_call_metadata"), "meeting_space")
        suite = _record(item, "gsuite_integration_metadata")
        yield from filter(None, [_text(link, "title"), _address(link)])
        yield from filter(
            None, [_text(drive, "title") or (f"Bestand in Google Drive ({_text(drive, 'id')})" if drive else "")]
        )
        yield from filter(None, [f"https://youtu.be/{_text(video, 'id')}" if video else ""])
        yield from filter(None, [f"Videogesprek: {_text(meeting, 'meeting_url')}" if meeting else ""])
        yield from _suite(suite)
        yield from (f"Gebeurtenis in Google Chat ({name})" for name in item if _MEMBERSHIP in name)


def _suite(suite: Json) -> Iterable[str]:
    """What another Google app put in the conversation."""
    if "call_data" in suite:
        status = _text(_record(suite, "call_data"), "call_status")
        yield "Gemiste oproep" if "MISSED" in status else f"Oproep ({status or 'zonder nadere gegevens'})"
    event = _record(_record(suite, "calendar_event_data"), "calendar_event")
    if event:
        start = _record(event, "start_time")
        yield f"Afspraak: {_text(event, 'title')} ({_text(start, 'timed') or _text(start, 'all_day')})"
    if "tasks_data" in suite:
        task = _record(_record(suite, "tasks_data"), "task_properties")
        yield f"Taak: {_text(task, 'title')}"


def _address(link: Json) -> str:
    return _text(_record(link, "url"), "private_do_not_access_or_else_safe_url_wrapped_value")


def _text(record: Json, field: str) -> str:
    """A text field; "" when it is absent. Raises `NotReadable` when there is something else."""
    value = record.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise NotReadable(f"het veld «{field}» is geen tekst")
    return value


def _record(record: Json, field: str) -> Json:
    value = record.get(field)
    return value if isinstance(value, dict) else {}


def _records(record: Json, field: str) -> list[Json]:
    """The records in a list field. Raises `NotReadable` when there is something else."""
    value = record.get(field)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise NotReadable(f"het veld «{field}» is geen lijst van records")
    return value
