"""One chatMessage of Microsoft Graph as a message: what was said, attached, quoted, forwarded and reacted.

Records are in camel case. A value of an unexpected type raises what Python raises for it; the plug-in then keeps the whole
record as unreadable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from archive.importers.teams_json.cards import card_text, shown, unpacked
from archive.importers.teams_json.events import read_event
from archive.importers.teams_json.people import People
from archive.importing import MessageKind, NotReadable, ParsedAttachment, ParsedMessage, ParsedQuote, ParsedReaction
from archive.reading.html_text import read_html
from archive.reading.json_records import Json
from archive.reading.moments import TAKEN_IN_SINCE, from_iso, is_plausible
from archive.reading.phrases import IMPORTANT, IMPOSSIBLE_SINCE_2000, unnamed_file

REACTIONS = {"like": "👍", "heart": "❤️", "laugh": "😆", "surprised": "😮", "sad": "😢", "angry": "😠"}
NO_SENDER = "de export noemt geen afzender"
BLOCKED = "door beleid tegen gegevensverlies gemarkeerd of geblokkeerd"
REACTION_WITHDRAWN = "een reactie is later ingetrokken"
NO_CHAT = "de export noemt geen chat of kanaal"
IMPORTANCE = {"high": IMPORTANT, "urgent": "als urgent gemarkeerd"}
_WITHOUT_CONTENT = {
    "application/vnd.microsoft.card.codesnippet": "codefragment",
    "application/vnd.microsoft.card.fluidEmbedCard": "Loop-onderdeel",
    "application/vnd.microsoft.card.fluid": "Loop-onderdeel",
}
"""Attachments that are kept elsewhere, though they look like cards."""


@dataclass(slots=True)
class Content:
    """What a message says, gathered from its body and its attachments."""

    lines: list[str] = field(default_factory=list)
    files: list[ParsedAttachment] = field(default_factory=list)
    quotes: list[ParsedQuote] = field(default_factory=list)
    forwarded: bool = False
    forwarded_from: str = ""
    hidden_links: int = 0

    @property
    def text(self) -> str:
        """The lines, without the empty ones around them."""
        return "\n".join(filter(None, self.lines)).strip("\n")


class Messages:
    """Turns records into messages, with what is known of the people and of the files beside the export."""

    def __init__(self, people: People, files: Mapping[str, str]) -> None:
        """`files` are members of the container by the names of attachments that can only be theirs."""
        self._people = people
        self._files = files
        self._now = datetime.now(UTC)
        self.hidden_links = 0

    def message(self, record: Json, *, conversation: str, unit: int, warnings: tuple[str, ...] = ()) -> ParsedMessage:
        """The message of a record. Raises `NotReadable` for a moment that cannot be right."""
        sent_at = self._moment(record.get("createdDateTime"))
        if is_event(record):
            return self._event(record, sent_at, conversation, unit)
        content = self.content(record)
        self.hidden_links += content.hidden_links
        sender = self._people.sender(record.get("from"))
        deleted = record.get("deletedDateTime") is not None
        kind = MessageKind.DELETED if deleted else MessageKind.MEDIA if content.files else MessageKind.TEXT
        return ParsedMessage(
            conversation=conversation,
            first_unit=unit,
            last_unit=unit,
            sent_at=sent_at,
            precision=0.001,
            zone="UTC",
            kind=kind,
            sender=sender,
            text=content.text,
            source_id=str(record["id"]),
            edited=record.get("lastEditedDateTime") is not None,
            quote=self._quote(record, content),
            attachments=tuple(content.files),
            reactions=self._reactions(record),
            warnings=(*(() if sender else (NO_SENDER,)), *_warnings(record), *warnings),
            forwarded=content.forwarded,
            forwarded_from=content.forwarded_from,
        )

    def _event(self, record: Json, sent_at: datetime, conversation: str, unit: int) -> ParsedMessage:
        event = read_event(record.get("eventDetail") or {}, self._people)
        said = self.content(record).text
        return ParsedMessage(
            conversation=conversation,
            first_unit=unit,
            last_unit=unit,
            sent_at=sent_at,
            precision=0.001,
            zone="UTC",
            kind=event.kind,
            sender=event.caller,
            text=said or event.text,
            source_id=str(record["id"]),
            event=event.event,
        )

    def _moment(self, value: object) -> datetime:
        try:
            moment = from_iso(value)
        except ValueError:
            raise NotReadable("het tijdstip ontbreekt of is niet te lezen") from None
        if not is_plausible(moment, now=self._now, since=TAKEN_IN_SINCE):
            raise NotReadable(IMPOSSIBLE_SINCE_2000)
        return moment

    def content(self, record: Json) -> Content:
        """What a record says, in the order a reader saw it: title, text, what was forwarded, cards."""
        content = Content()
        self._body(record, content)
        for attachment in record.get("attachments") or []:
            self._attachment(attachment, content)
        for quote in content.quotes[1:]:
            author = f"{quote.author.shown}: " if quote.author else ""
            content.lines.append(_quotation(f"{author}{quote.text}"))
        if not content.text:
            content.lines.append(shown(str(record.get("summary") or "")))
        return content

    def _body(self, record: Json, content: Content) -> None:
        body = record.get("body") or {}
        written = str(body.get("content") or "")
        content.lines.append(str(record.get("subject") or "").strip())
        if str(body.get("contentType") or "html").lower() == "text":
            content.lines.append(written.replace("\r\n", "\n"))
            return
        read = read_html(written, mentioned=_mentioned(record))
        content.lines.append(read.text)
        content.hidden_links = read.hidden_links
        content.files.extend(ParsedAttachment(alt or "afbeelding", None) for alt in read.images)

    def _attachment(self, attachment: Json, content: Content) -> None:
        kind = str(attachment.get("contentType") or "")
        if kind == "messageReference":
            content.quotes.append(self._quoted(attachment))
        elif kind == "forwardedMessageReference":
            self._forward(attachment, content)
        elif kind == "reference" or kind in _WITHOUT_CONTENT:
            content.files.append(self._file(attachment, kind))
        elif words := card_text(attachment.get("content")):
            content.lines.append(words)
        else:
            content.files.append(self._file(attachment, kind))

    def _quoted(self, attachment: Json) -> ParsedQuote:
        reference = reference_of(attachment)
        return ParsedQuote(
            shown(str(reference.get("messagePreview") or "")),
            self._people.sender(author_of_reference(attachment)),
            str(reference.get("messageId") or attachment.get("id") or ""),
        )

    def _forward(self, attachment: Json, content: Content) -> None:
        """A forwarded message; below a text of one's own it stands as a quotation."""
        original = read_html(str(reference_of(attachment).get("originalMessageContent") or ""))
        author = self._people.sender(author_of_reference(attachment))
        content.lines.append(_quotation(original.text) if content.text else original.text)
        content.files.extend(ParsedAttachment(alt or "afbeelding", None) for alt in original.images)
        content.hidden_links += original.hidden_links
        content.forwarded = True
        content.forwarded_from = content.forwarded_from or (author.shown if author else "")

    def _file(self, attachment: Json, kind: str) -> ParsedAttachment:
        name = file_name(attachment)
        if kind in _WITHOUT_CONTENT:
            name = name or str(reference_of(attachment).get("name") or "")
            return ParsedAttachment(" ".join(filter(None, (_WITHOUT_CONTENT[kind], name))), None)
        return ParsedAttachment(name or unnamed_file(kind), self._files.get(name))

    def _quote(self, record: Json, content: Content) -> ParsedQuote | None:
        """The message this one answers: the one it quotes, else the one whose thread in a channel it stands in."""
        if content.quotes:
            return content.quotes[0]
        root = record.get("replyToId")
        return ParsedQuote("", None, str(root)) if root else None

    def _reactions(self, record: Json) -> tuple[ParsedReaction, ...]:
        found = []
        for reaction in record.get("reactions") or []:
            by = self._people.sender(reaction.get("user"))
            if by is None:
                raise NotReadable("een reactie waarvan niet staat van wie")
            kind = str(reaction.get("reactionType") or "")
            emoji = str(reaction.get("displayName") or kind) if kind == "custom" else REACTIONS.get(kind, kind)
            at = reaction.get("createdDateTime")
            found.append(ParsedReaction(emoji, by, from_iso(at) if at else None))
        return tuple(found)


def is_event(record: Json) -> bool:
    """Whether Teams wrote the message, not a person. The export tool calls the type of an event "unknownFutureValue"."""
    kind = record.get("messageType")
    if kind in ("systemEventMessage", "chatEvent") or record.get("eventDetail"):
        return True
    return kind == "unknownFutureValue" and not record.get("from")


def reference_of(attachment: Json) -> Json:
    """What an attachment refers to: the fields of its content, none when it has no such content."""
    reference = unpacked(attachment.get("content"))
    return reference if isinstance(reference, dict) else {}


def author_of_reference(attachment: Json) -> object:
    """The identity set of who wrote the message an attachment quotes or forwards, None for any other attachment."""
    field_of_kind = {"messageReference": "messageSender", "forwardedMessageReference": "originalMessageSender"}
    name = field_of_kind.get(str(attachment.get("contentType")))
    return reference_of(attachment).get(name) if name else None


def file_name(attachment: Json) -> str:
    """The name of an attached file, else the last part of its address, "" when there is neither."""
    name = attachment.get("name")
    if isinstance(name, str) and name.strip():
        return name.strip()
    address = attachment.get("contentUrl")
    try:
        return PurePosixPath(unquote(urlsplit(address).path)).name if isinstance(address, str) else ""
    except ValueError:
        return ""


def _quotation(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _mentioned(record: Json) -> dict[str, str]:
    """Whom each mention in the body is about, by the number it has there."""
    found = {}
    for mention in record.get("mentions") or []:
        user = (mention.get("mentioned") or {}).get("user") or {}
        found[str(mention.get("id"))] = str(user.get("id") or "")
    return found


def _warnings(record: Json) -> tuple[str, ...]:
    """What a reader should know; without names, for it is printed with the message."""
    found = [IMPORTANCE[kind]] if (kind := record.get("importance")) in IMPORTANCE else []
    if record.get("policyViolation"):
        found.append(BLOCKED)
    if any(part.get("actions") == "reactionRemoved" for part in record.get("messageHistory") or []):
        found.append(REACTION_WITHDRAWN)
    return tuple(found)
