"""One chat item of a Signal export as a message: what was said, quoted, attached, edited and reacted.

Reads items as libsignal writes them (backup.proto as JSON: numbers of 64 bits and bytes are strings, defaults are left out).
A value of an unexpected type raises what Python raises for it; the plug-in then keeps the whole frame as unreadable.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import PurePosixPath

from archive.importers.signal_jsonl.people import People
from archive.importers.signal_jsonl.updates import event_of, is_call, sentence
from archive.importing import (
    MessageKind,
    NotReadable,
    ParsedAttachment,
    ParsedHandle,
    ParsedMessage,
    ParsedQuote,
    ParsedReaction,
    ParsedVersion,
)
from archive.reading.event_sentences import PollOption, deleted_by_admin, poll_text
from archive.reading.json_records import Json
from archive.reading.message_content import Content
from archive.reading.moments import from_milliseconds, plausible
from archive.reading.phrases import unknown_message, unnamed_file

TEXTSECURE_BEGAN = datetime(2010, 1, 1, tzinfo=UTC)
"""Signal's predecessor, whose messages it holds."""
_ENVELOPE = frozenset(
    {
        *("chatId", "authorId", "dateSent", "expireStartDate", "expiresInMs", "revisions", "sms", "pinDetails"),
        *("incoming", "outgoing", "directionless"),
    }
)
LONG_TEXT = "dit is het begin van een lange tekst; de rest staat in een bijlage"
NOT_SENT = "niet verzonden: bij geen enkele ontvanger is het verzenden gelukt"
_NOT_SENT = frozenset({"pending", "failed", "skipped"})
STORY_REPLY = "antwoord op een verhaal (story), dat niet in de export staat"


class ChatItems:
    """Turns chat items into messages, with what is known of the people and of the files beside the export."""

    def __init__(self, people: People, members: Iterable[str]) -> None:
        self._people = people
        # Only what stands in Signal's folder for files: the export itself, with its key, is never an attachment.
        paths = [path for path in map(PurePosixPath, members) if "files" in path.parts[:-1]]
        self._files: Mapping[str, str] = {path.name: str(path) for path in paths} | {
            path.stem: str(path) for path in paths
        }
        self._readers: Mapping[str, Callable[[Json], Content]] = {
            "standardMessage": self._standard,
            "contactMessage": self._contact,
            "stickerMessage": self._sticker,
            "remoteDeletedMessage": lambda detail: Content(MessageKind.DELETED),
            "adminDeletedMessage": self._admin_deleted,
            "viewOnceMessage": lambda detail: Content(MessageKind.VIEW_ONCE, reactions=self._reactions(detail)),
            "poll": self._poll,
            "directStoryReplyMessage": self._story_reply,
            "paymentNotification": _payment,
            "giftBadge": lambda detail: Content(MessageKind.UNSUPPORTED, "Donatiebadge van Signal"),
        }

    def message(self, item: Json, *, conversation: str, unit: int) -> ParsedMessage:
        """The message of a chat item. Raises `NotReadable` for a kind that is not known."""
        content = self._content(item)
        system = content.kind is MessageKind.SYSTEM
        revisions = item.get("revisions") or []
        first = revisions[0] if revisions else item
        return ParsedMessage(
            conversation=conversation,
            first_unit=unit,
            last_unit=unit,
            sent_at=moment(first["dateSent"]),
            precision=0.001,
            zone="UTC",
            kind=content.kind,
            sender=None if system else self._author(item),
            text=content.text,
            source_id=str(first["dateSent"]),
            edited=bool(revisions),
            quote=content.quote,
            attachments=content.attachments,
            reactions=content.reactions,
            versions=tuple(
                ParsedVersion(self._content(revision).text, moment(revision["dateSent"])) for revision in revisions
            ),
            warnings=(*content.warnings, *((NOT_SENT,) if _never_sent(item) else ())),
            event=content.event,
        )

    def _author(self, item: Json) -> ParsedHandle:
        return self._people.handle(str(item["authorId"]))

    def _content(self, item: Json) -> Content:
        for name, detail in item.items():
            if name in _ENVELOPE:
                continue
            if name == "updateMessage":
                text = sentence(detail, self._people, self._author(item).shown)
                if is_call(detail):
                    return Content(MessageKind.CALL, text)
                return Content(MessageKind.SYSTEM, text, event=event_of(detail))
            reader = self._readers.get(name)
            if reader is None:
                raise NotReadable(unknown_message(name))
            return reader(detail)
        return Content(MessageKind.UNSUPPORTED)

    def _standard(self, detail: Json) -> Content:
        attachments = [self._attachment(part["pointer"], part.get("flag")) for part in detail.get("attachments") or []]
        long_text = detail.get("longText")
        if long_text:
            attachments.append(self._attachment(long_text, "LONG_TEXT"))
        return Content(
            MessageKind.MEDIA if detail.get("attachments") else MessageKind.TEXT,
            self._text(detail.get("text")),
            tuple(attachments),
            (LONG_TEXT,) if long_text else (),
            quote=self._quote(detail.get("quote")),
            reactions=self._reactions(detail),
        )

    def _text(self, text: Json | None) -> str:
        """A body with its mentions as names. Their places are counted in UTF-16 units."""
        if not text:
            return ""
        body = str(text.get("body") or "")
        mentions = [part for part in text.get("bodyRanges") or [] if part.get("mentionAci")]
        if not mentions:
            return body
        units = body.encode("utf-16-le", "surrogatepass")
        for part in sorted(mentions, key=lambda part: -int(part.get("start") or 0)):
            start = 2 * int(part.get("start") or 0)
            name = f"@{self._people.name_of_aci(part['mentionAci'])}".encode("utf-16-le", "surrogatepass")
            units = units[:start] + name + units[start + 2 * int(part.get("length") or 0) :]
        return units.decode("utf-16-le", "surrogatepass")

    def _quote(self, quote: Json | None) -> ParsedQuote | None:
        if not quote:
            return None
        author = str(quote.get("authorId", ""))
        return ParsedQuote(
            self._text(quote.get("text")),
            self._people.handle(author) if self._people.knows(author) else None,
            str(quote.get("targetSentTimestamp") or ""),
        )

    def _attachment(self, pointer: Json, flag: object = None) -> ParsedAttachment:
        """A file by its own name; Signal stores it under a hash of its content and key, with the name's extension."""
        named = str(pointer.get("fileName") or "")
        placeholder = {"VOICE_MESSAGE": "spraakbericht", "LONG_TEXT": "lange tekst"}.get(str(flag), "bijlage")
        locator = pointer.get("locatorInfo") or {}
        member = None
        if locator.get("plaintextHash") and locator.get("localKey"):
            stored = base64.b64decode(locator["plaintextHash"]) + base64.b64decode(locator["localKey"])
            member = self._files.get(hashlib.sha256(stored).hexdigest())
        return ParsedAttachment(
            named or unnamed_file(pointer.get("contentType"), placeholder), member or self._files.get(named)
        )

    def _reactions(self, detail: Json) -> tuple[ParsedReaction, ...]:
        return tuple(
            ParsedReaction(
                str(reaction["emoji"]),
                self._people.handle(str(reaction["authorId"])),
                moment(reaction["sentTimestamp"]) if reaction.get("sentTimestamp") else None,
            )
            for reaction in detail.get("reactions") or []
        )

    def _sticker(self, detail: Json) -> Content:
        sticker = detail.get("sticker") or {}
        return Content(MessageKind.STICKER, str(sticker.get("emoji") or ""), reactions=self._reactions(detail))

    def _contact(self, detail: Json) -> Content:
        contact = detail.get("contact") or {}
        name = contact.get("name") or {}
        parts = ("prefix", "givenName", "middleName", "familyName", "suffix")
        lines = [" ".join(str(name[part]) for part in parts if name.get(part)), contact.get("organization")]
        for listed in ("number", "email"):
            lines += [part.get("value") for part in contact.get(listed) or []]
        for address in contact.get("address") or []:
            lines.append(", ".join(str(value) for key, value in address.items() if key not in ("type", "label")))
        return Content(MessageKind.CONTACT, "\n".join(filter(None, lines)), reactions=self._reactions(detail))

    def _poll(self, detail: Json) -> Content:
        options = []
        for option in detail.get("options") or []:
            voters = [self._people.handle(str(vote["voterId"])).shown for vote in option.get("votes") or []]
            options.append(PollOption(str(option.get("option", "")), len(voters), voters))
        text = poll_text(str(detail.get("question", "")), options)
        return Content(MessageKind.POLL, text, reactions=self._reactions(detail))

    def _story_reply(self, detail: Json) -> Content:
        reply = detail.get("textReply") or {}
        text = self._text(reply.get("text")) or str(detail.get("emoji") or "")
        return Content(MessageKind.TEXT, text, reactions=self._reactions(detail), warnings=(STORY_REPLY,))

    def _admin_deleted(self, detail: Json) -> Content:
        admin = self._people.handle(str(detail.get("adminId", ""))).shown
        return Content(MessageKind.DELETED, deleted_by_admin(admin))


def _never_sent(item: Json) -> bool:
    """Whether Signal says of every recipient that sending failed, waits or was passed over."""
    to = (item.get("outgoing") or {}).get("sendStatus") or []
    return bool(to) and all(_NOT_SENT & status.keys() for status in to)


def _payment(detail: Json) -> Content:
    parts = ("Betaling", detail.get("amountMob") and f"{detail['amountMob']} MOB", detail.get("note"))
    return Content(MessageKind.UNSUPPORTED, ": ".join(str(part) for part in parts if part))


def moment(milliseconds: object) -> datetime:
    """Milliseconds since 1970 as a moment in UTC. Raises `ValueError` for what no message can be of."""
    return plausible(from_milliseconds(milliseconds), since=TEXTSECURE_BEGAN)
