"""One event of a Matrix room as a message, with what later events did to it.

Reads events as Element Web's export writes them: decrypted, in the form of the Matrix specification. A value of an unexpected
type raises what Python raises for it; the plug-in then keeps the event as unreadable.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from archive.importers.matrix_json.bodies import (
    POLLS,
    answered,
    caption,
    mapping,
    message_text,
    place_text,
    poll_text,
    relation,
    split_reply,
)
from archive.importers.matrix_json.events import sentence
from archive.importers.matrix_json.media import Media
from archive.importers.matrix_json.survey import Change, Survey, is_edit
from archive.importing import (
    WRONG_FORM,
    HandleKind,
    MessageKind,
    NotReadable,
    ParsedAttachment,
    ParsedHandle,
    ParsedMessage,
    ParsedQuote,
    ParsedReaction,
    ParsedVersion,
    SystemEvent,
)
from archive.reading.json_records import Json
from archive.reading.moments import from_milliseconds, is_plausible
from archive.reading.phrases import unknown_kind, unnamed_reactions

MATRIX_BEGAN = datetime(2014, 1, 1, tzinfo=UTC)
_FILES = ("m.image", "m.video", "m.audio", "m.file")
_ENDED = ("m.poll.end", "org.matrix.msc3381.poll.end")
_BEACONS = ("m.beacon", "org.matrix.msc3672.beacon")
_LIVE = ("m.beacon_info", "org.matrix.msc3672.beacon_info")
EMPTY = "zonder inhoud, waarschijnlijk omdat het verwijderd is"
FIRST_TEXT_IS_GONE = "de eerste tekst van dit bericht staat niet in de export"
UNDECRYPTED = "Bericht dat bij het exporteren niet te ontsleutelen was"


@dataclass(frozen=True, slots=True)
class Content:
    """What an event says, apart from who said it and when."""

    kind: MessageKind
    text: str = ""
    file_name: str = ""
    event: SystemEvent | None = None
    warnings: tuple[str, ...] = ()


class Messages:
    """Turns events into messages, with what the first reading found and the files beside the export.

    `seen` are the messages with edits that were read, `spoiled` the edits of them that could not be.
    """

    def __init__(self, conversation: str, survey: Survey, media: Media) -> None:
        self._conversation, self._survey, self._media = conversation, survey, media
        self._now = datetime.now(UTC)
        self.seen: set[str] = set()
        self.spoiled: set[str] = set()
        self.files_found = 0

    def handle(self, user: object) -> ParsedHandle:
        """The handle of a Matrix id, which is one anywhere ("@jan:example.org")."""
        return ParsedHandle(HandleKind.ACCOUNT, str(user), self._survey.name(user))

    def message(self, event: Json, unit: int) -> ParsedMessage:
        """The message of an event. Raises `NotReadable` for one without a plausible moment or of a kind that is not known."""
        number, sender = str(event["event_id"]), event["sender"]
        if not isinstance(sender, str) or not sender.startswith("@"):
            raise TypeError(sender)
        sent_at = self._moment(event["origin_server_ts"])
        content = event.get("content", {})
        if not isinstance(content, dict):
            raise TypeError(content)
        said = self._said(event, content)
        message = ParsedMessage(
            conversation=self._conversation,
            first_unit=unit,
            last_unit=unit,
            sent_at=sent_at,
            precision=0.001,
            zone="UTC",
            kind=said.kind,
            sender=None if said.kind is MessageKind.SYSTEM else self.handle(sender),
            text=said.text,
            source_id=number,
            quote=self._quote(content),
            attachments=self._attachments(said.file_name, content, str(event["type"]), sent_at),
            reactions=tuple(self._reactions(number)),
            warnings=(*said.warnings, *_nameless(event)),
            event=said.event,
        )
        if number in self._survey.edits:
            self.seen.add(number)
        return self._redacted(self._edited(message, event, content), event)

    def edit_alone(self, event: Json, unit: int) -> ParsedMessage:
        """An edit of a message that the export does not have, as that message."""
        whole = event | {
            "content": event["content"]["m.new_content"],
            "event_id": relation(event["content"])["event_id"],
        }
        message = self.message(whole, unit)
        return message._replace(edited=True, versions=(), warnings=(*message.warnings, FIRST_TEXT_IS_GONE))

    def _moment(self, value: object) -> datetime:
        moment = from_milliseconds(value)
        if not is_plausible(moment, now=self._now, since=MATRIX_BEGAN):
            raise NotReadable("tijdstip dat niet kan kloppen: vóór Matrix bestond of in de toekomst")
        return moment

    def _said(self, event: Json, content: Json) -> Content:
        kind = str(event["type"])
        if kind in _LIVE:
            return Content(
                MessageKind.LOCATION, "\n".join(("Locatie die een tijd gedeeld wordt", place_text(content))).strip()
            )
        if "state_key" in event:
            told, text = sentence(event, self._survey)
            return Content(MessageKind.SYSTEM, text, event=told)
        if kind == "m.room.message":
            return self._message(event, content)
        if kind == "m.sticker" and content:
            name = str(content.get("body") or "sticker")
            return Content(MessageKind.STICKER, name, name)
        if kind in POLLS:
            return Content(MessageKind.POLL, poll_text(content, self._votes(event)) if content else "")
        if kind in _ENDED:
            name = self._survey.name(event["sender"])
            return Content(MessageKind.SYSTEM, f"{name} heeft een peiling beëindigd", event=SystemEvent.OTHER)
        if kind in _BEACONS:
            return Content(MessageKind.LOCATION, place_text(content))
        if kind == "m.sticker":
            return Content(MessageKind.STICKER)
        if kind == "m.room.encrypted":
            return Content(MessageKind.UNSUPPORTED, UNDECRYPTED)
        if kind in ("m.call.invite", "m.rtc.notification", "org.matrix.msc4075.rtc.notification"):
            return Content(MessageKind.CALL, _call(kind, content))
        raise NotReadable(f"onbekend soort gebeurtenis ({kind})")

    def _message(self, event: Json, content: Json) -> Content:
        if not content:
            return Content(MessageKind.UNSUPPORTED, warnings=(EMPTY,))
        kind = str(content.get("msgtype") or "")
        if kind in _FILES:
            name, text = caption(content)
            voice = "org.matrix.msc3245.voice" in content or "org.matrix.msc3245.voice.v2" in content
            return Content(MessageKind.MEDIA, text, name or ("spraakbericht" if voice else "bestand"))
        if kind == "m.location":
            return Content(MessageKind.LOCATION, place_text(content))
        if kind == "m.bad.encrypted":
            return Content(MessageKind.UNSUPPORTED, UNDECRYPTED)
        if kind == "m.key.verification.request":
            text = f"{self._survey.name(event['sender'])} heeft gevraagd om elkaar te verifiëren"
            return Content(MessageKind.SYSTEM, text, event=SystemEvent.OTHER)
        text, otherwise = message_text(content)
        warnings = [f"de platte tekst van dit bericht luidt anders: «{otherwise}»"] if otherwise else []
        if kind == "m.emote":
            return Content(MessageKind.TEXT, f"* {self._survey.name(event['sender'])} {text}", warnings=tuple(warnings))
        if kind not in ("m.text", "m.notice", "m.server_notice"):
            warnings.append(unknown_kind(kind))
        return Content(MessageKind.TEXT, text, warnings=tuple(warnings))

    def _quote(self, content: Json) -> ParsedQuote | None:
        target = answered(content)
        if not target:
            return None
        _, text, author = split_reply(content)
        return ParsedQuote(text, self.handle(author) if author else None, target)

    def _attachments(self, name: str, content: Json, kind: str, sent_at: datetime) -> tuple[ParsedAttachment, ...]:
        """A file by its own name; Element names the one it stores after the body of the message."""
        if not name:
            return ()
        kind = kind if kind == "m.sticker" else str(content.get("msgtype"))
        member = self._media.member(kind, str(content.get("body") or name), sent_at)
        member = member or self._media.member(kind, name, sent_at)
        self.files_found += member is not None
        return (ParsedAttachment(name, member),)

    def _reactions(self, number: str) -> Iterator[ParsedReaction]:
        for change in self._survey.kept(self._survey.reactions.get(number, ())):
            if isinstance(change.value, str) and change.sender:
                yield ParsedReaction(change.value, self.handle(change.sender), change.at)

    def _votes(self, event: Json) -> dict[str, list[str]] | None:
        """Who chose what, by the last vote of each; None when the export holds no votes at all."""
        if not self._survey.votes:
            return None
        chosen: dict[str, list[str]] = {}
        for change in self._survey.kept(self._survey.votes.get(str(event["event_id"]), {}).values()):
            for answer in change.value:
                chosen.setdefault(answer, []).append(self._survey.name(change.sender))
        return chosen

    def _edited(self, message: ParsedMessage, event: Json, content: Json) -> ParsedMessage:
        """The message with its last text, and those before it."""
        changes, stub = self._edits(event)
        own = [change for change in changes if change.sender == event["sender"]]
        warnings = message.warnings
        if len(own) < len(changes):
            warnings += ("een bewerking door iemand anders dan de schrijver is niet overgenomen",)
        if not own:
            if stub:
                warnings += ("bewerkt; of dit de eerste of de laatste tekst is, zegt de export niet",)
            return message._replace(edited=stub, warnings=warnings)
        texts = [(message.text, message.sent_at)]
        for change in own:
            try:
                texts.append((self._said(event, mapping(change.value)).text, change.at))
            except WRONG_FORM:
                self.spoiled.add(change.event_id)
        if len(own) == 1 and _bundled(event) and texts[-1] == (message.text, own[0].at):
            # The server that told of the edit had put it in the place of what was said first.
            return message._replace(edited=True, warnings=(*warnings, FIRST_TEXT_IS_GONE))
        versions = tuple(ParsedVersion(text, at) for text, at in texts[:-1])
        return message._replace(text=texts[-1][0], edited=True, versions=versions, warnings=warnings)

    def _edits(self, event: Json) -> tuple[list[Change], bool]:
        """The edits of an event in order of time, and whether the server only says that there was one."""
        changes = {change.event_id: change for change in self._survey.edits.get(str(event["event_id"]), ())}
        bundled = _bundled(event)
        content = mapping(bundled.get("content"))
        if is_edit(content):
            number = str(bundled.get("event_id"))
            at = from_milliseconds(bundled.get("origin_server_ts"))
            changes.setdefault(number, Change(number, str(bundled.get("sender")), at, content["m.new_content"]))
        kept = self._survey.kept(changes.values())
        return sorted(kept, key=lambda change: change.at), bool(bundled) and not changes

    def _redacted(self, message: ParsedMessage, event: Json) -> ParsedMessage:
        """A message that was deleted; its text is kept where the export still has it."""
        because = mapping(mapping(event.get("unsigned")).get("redacted_because"))
        known = self._survey.redacted.get(message.source_id)
        if (not because and known is None) or message.kind is MessageKind.SYSTEM:
            return message
        by = str(because.get("sender") or (known.sender if known else ""))
        reason = mapping(because.get("content")).get("reason") or (known.value if known else None)
        warnings = [warning for warning in message.warnings if warning != EMPTY]
        warnings += [f"verwijderd door {self._survey.name(by)}"] if by and by != event["sender"] else []
        warnings += [f"reden van de verwijdering: {reason}"] if reason else []
        gone = message.text if mapping(event.get("content")) and message.kind is not MessageKind.UNSUPPORTED else ""
        return message._replace(kind=MessageKind.DELETED, text=gone, warnings=tuple(warnings))


def _bundled(event: Json) -> Json:
    """The last edit of an event, as the server tells of it in the event itself."""
    return mapping(mapping(mapping(event.get("unsigned")).get("m.relations")).get("m.replace"))


def _call(kind: str, content: Json) -> str:
    if kind != "m.call.invite":
        return "Groepsgesprek"
    return "Video-oproep" if "m=video" in str(mapping(content.get("offer")).get("sdp")) else "Spraakoproep"


def _nameless(event: Json) -> tuple[str, ...]:
    """Reactions that the server counted without saying whose they are (before 2023)."""
    bundled = mapping(mapping(mapping(event.get("unsigned")).get("m.relations")).get("m.annotation"))
    return unnamed_reactions(
        f"{part['key']} {part.get('count', 1)}" for part in bundled.get("chunk") or [] if "key" in part
    )
