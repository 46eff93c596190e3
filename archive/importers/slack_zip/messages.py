"""One record of a Slack conversation as a message.

Reads records as Slack's export writes them, those of the reference of message events. A value of an unexpected type raises what
Python raises for it; the plug-in then keeps the record as unreadable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from archive.importers.slack_zip.changes import DELETION, EDIT, History, is_change, target, versions
from archive.importers.slack_zip.events import CALLS, is_event, sentence, subtype_of
from archive.importers.slack_zip.people import SLACKBOT, People
from archive.importers.slack_zip.words import Words, shares
from archive.importing import (
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
from archive.reading.emoji_names import emoji_named
from archive.reading.json_records import Json
from archive.reading.moments import TAKEN_IN_SINCE, from_seconds, is_plausible
from archive.reading.phrases import LONG_AGO_OR_AHEAD, NO_SENDER, unknown_kind, unknown_record, unnamed_reactions

_AUTHORED = ("", "me_message", "bot_message", "file_share", "file_mention", "file_comment", "slackbot_response")
_REPLIES = ("thread_broadcast", "reply_broadcast")
_FILE_ID = re.compile(r"(?:^|/)(F[A-Z0-9]{7,})(?=[/_.-])")
_NAMELESS_FILES = {
    "tombstone": "bestand (verwijderd)",
    "hidden_by_limit": "bestand (boven de limiet van het abonnement op Slack)",
}


class Messages:
    """Turns records into messages, with what is known of the workspace and of the files beside the export."""

    def __init__(self, people: People, words: Words, members: Iterable[str]) -> None:
        self._people, self._words = people, words
        self._files = {found[1]: member for member in members if (found := _FILE_ID.search(member))}
        self._now = datetime.now(UTC)
        self.named: set[str] = set()

    def message(self, record: Json, conversation: str, unit: int, *, deleted: bool = False) -> ParsedMessage:
        """The message of a record, or that it was `deleted`, with what was kept of it.

        Raises `NotReadable` for one without a plausible moment, without an author or of a kind that is not known.
        """
        if record.get("type") != "message":
            raise NotReadable(unknown_record(record.get("type")))
        kind, event, text = self._content(record)
        if deleted:
            kind, event = MessageKind.DELETED, None
        shared = shares(record)
        return ParsedMessage(
            conversation=conversation,
            first_unit=unit,
            last_unit=unit,
            sent_at=self._moment(record),
            precision=0.001,
            zone="UTC",
            kind=kind,
            sender=self._sender(record, kind),
            text=text,
            source_id=str(record["ts"]),
            edited="edited" in record,
            quote=self._quote(record),
            attachments=() if kind is MessageKind.SYSTEM else tuple(map(self._attachment, _all_files(record))),
            reactions=tuple(self._reactions(record)),
            warnings=tuple(_warnings(record)),
            event=event,
            forwarded=bool(shared),
            forwarded_from=str(shared[0].get("author_name") or "") if shared else "",
        )

    def changed(self, record: Json, history: History, conversation: str, unit: int) -> ParsedMessage:
        """A message with its earlier texts, or as it was before it was deleted; `record` is one of the export that has it."""
        base = record if history.carrier is None else history.latest
        states = versions(history, record if history.carrier is None else None)
        last = {"type": "message"} | base | (states[-1][1] if states else {}) | {"ts": target(record)}
        if is_change(last):
            del last["subtype"]
        message = self.message(last, conversation, unit, deleted=history.deleted)
        earlier = tuple(ParsedVersion(self._words.body(state), moment) for moment, state in states[:-1])
        return message._replace(edited=message.edited or bool(earlier), versions=earlier)

    def _sender(self, record: Json, kind: MessageKind) -> ParsedHandle | None:
        """Who wrote a record; a comment on a file is of who commented. Of what is deleted the export may not say it."""
        if kind is MessageKind.SYSTEM or record.get("subtype") == "tombstone":
            return None
        comment = record.get("comment")
        author = self._people.author(comment if isinstance(comment, dict) and comment.get("user") else record)
        if author is None and kind is not MessageKind.DELETED:
            raise NotReadable(NO_SENDER)
        return author

    def _moment(self, record: Json) -> datetime:
        moment = from_seconds(record["ts"])
        if not is_plausible(moment, now=self._now, since=TAKEN_IN_SINCE):
            raise NotReadable(LONG_AGO_OR_AHEAD)
        return moment

    def _content(self, record: Json) -> tuple[MessageKind, SystemEvent | None, str]:
        subtype = subtype_of(record)
        if is_event(record) or subtype in CALLS:
            return sentence(record, self._people, self._words)
        if subtype == "tombstone":
            return MessageKind.DELETED, None, ""
        if subtype == "ekm_access_denied":
            return MessageKind.UNSUPPORTED, None, "De sleutel van dit bericht is ingetrokken; de inhoud is er niet"
        if subtype == "file_comment":
            return MessageKind.TEXT, None, self._words.text((record.get("comment") or {}).get("comment"))
        kind = MessageKind.MEDIA if _all_files(record) else MessageKind.TEXT
        return kind, None, "\n".join(filter(None, (self._words.body(record), *self._shared_beside_the_quote(record))))

    def _shared_beside_the_quote(self, record: Json) -> Iterator[str]:
        """The shared messages of which the quote is none: there is one quote, and inside a thread it is what is answered."""
        for part in shares(record)[0 if _is_reply(record) else 1 :]:
            yield f"Gedeeld bericht van {part.get('author_name') or 'iemand'}: {self._words.shared(part)}"

    def _quote(self, record: Json) -> ParsedQuote | None:
        """What is answered in a thread, or the message of somebody else that is shared."""
        if _is_reply(record):
            root = record.get("root")
            root = root if isinstance(root, dict) else {}
            author = root.get("user") or record.get("parent_user_id")
            # What was deleted is Slackbot's from then on.
            author = None if author == SLACKBOT else author
            return ParsedQuote(
                self._words.text(root.get("text")),
                self._people.handle(str(author)) if author else None,
                str(record["thread_ts"]),
            )
        for part in shares(record)[:1]:
            author = part.get("author_id")
            return ParsedQuote(
                self._words.shared(part),
                self._people.handle(str(author), {"real_name": part.get("author_name")}) if author else None,
                str(part.get("ts") or ""),
            )
        return None

    def _attachment(self, file: Json) -> ParsedAttachment:
        """A file by its own name; Slack's exports hold links only, but some tools put the files beside it, by their id."""
        named = file.get("name") or file.get("title") or _NAMELESS_FILES.get(str(file.get("mode")), "bestand")
        member = self._files.get(str(file.get("id")))
        if member:
            self.named.add(member)
        return ParsedAttachment(str(named), member)

    def _reactions(self, record: Json) -> Iterator[ParsedReaction]:
        for reaction in record.get("reactions") or []:
            for number in reaction.get("users") or []:
                yield ParsedReaction(emoji_named(str(reaction["name"])), self._people.handle(str(number)))


def _is_reply(record: Json) -> bool:
    return bool(record.get("thread_ts")) and record["thread_ts"] != record["ts"]


def _files(record: Json) -> list[Json]:
    files = record.get("files") or ([record["file"]] if record.get("file") else [])
    return [file for file in files if isinstance(file, dict)]


def _all_files(record: Json) -> list[Json]:
    """The files of a record, and those of the messages it shares."""
    return [*_files(record), *(file for part in shares(record) for file in _files(part))]


def _warnings(record: Json) -> Iterator[str]:
    subtype = subtype_of(record)
    known = subtype in (*_AUTHORED, *_REPLIES, *CALLS, "tombstone", "ekm_access_denied") or is_event(record)
    if not known and subtype not in (EDIT, DELETION):
        yield unknown_kind(subtype)
    nameless = []
    for reaction in record.get("reactions") or []:
        count = int(reaction.get("count") or 0) - len(reaction.get("users") or [])
        nameless += [f"{emoji_named(str(reaction['name']))} {count}"] * (count > 0)
    yield from unnamed_reactions(nameless)
