"""A row of a file of messages in a Threema backup as a message, with the reactions that other tables hold."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC, datetime

from archive.importers.threema_csv.chats import LIST, Chats
from archive.importers.threema_csv.contents import Contents
from archive.importers.threema_csv.tables import Row, rows
from archive.importing import MessageKind, ParsedHandle, ParsedMessage, ParsedQuote, ParsedReaction
from archive.reading.containers import Container
from archive.reading.message_content import Content
from archive.reading.moments import from_milliseconds, known_milliseconds, plausible
from archive.reading.phrases import BACKUP, NOT_SENT, deleted_at, sender_not_told

THREEMA_BEGAN = datetime(2012, 1, 1, tzinfo=UTC)
_NOT_SENT = {
    "SENDFAILED": NOT_SENT,
    "PENDING": "dit bericht was nog niet verzonden",
    "SENDING": "dit bericht was nog niet verzonden",
}
_AGREED = {"USERACK": "👍", "USERDEC": "👎"}
"""Until 2024 a person could only agree or disagree, which the app keeps as the state of a message."""


class Reactions:
    """The reactions of a backup, by the conversation as the table names it and the id of the message."""

    def __init__(self, container: Container, folder: str, chats: Chats) -> None:
        self._found: dict[tuple[str, str], list[ParsedReaction]] = defaultdict(list)
        for row in rows(container, f"{folder}contact_reactions.csv"):
            self._add(row, row.get("identity", ""), chats)
        for row in rows(container, f"{folder}group_reactions.csv"):
            self._add(row, f"{row.get('api_group_id', '')}-{row.get('group_creator_identity', '')}", chats)

    def of(self, conversation: str, message: str) -> tuple[ParsedReaction, ...]:
        """The reactions to a message."""
        return tuple(self._found.get((conversation, message), ()))

    def _add(self, row: Row, conversation: str, chats: Chats) -> None:
        if not row.get("sender_identity"):
            return
        moment = known_milliseconds(row.get("reacted_at", ""))
        who = chats.person(row["sender_identity"])
        reaction = ParsedReaction(row.get("emoji_sequence", ""), who, moment)
        self._found[conversation, row.get("api_message_id", "")].append(reaction)


class Messages:
    """Turns the rows of one file into messages. `kind` is that of the conversation, `key` its key."""

    def __init__(
        self, chats: Chats, contents: Contents, reactions: Reactions, *, key: str, kind: str, number: str
    ) -> None:
        self._chats, self._contents, self._all_reactions = chats, contents, reactions
        self._key, self._kind = key, kind
        self._partner = chats.partner(kind, number)
        self._named = self._partner.value if self._partner else chats.group_of(kind, number)

    def message(self, row: Row, unit: int) -> ParsedMessage:
        """The message of a row. Raises `NotReadable`, or what Python raises for a body of another form."""
        deleted = row.get("deleted_at", "")
        content = self._deleted(row) if deleted else self._contents.content(row, self._kind)
        sender = self._sender(row)
        system = content.kind is MessageKind.SYSTEM
        warnings = [*content.warnings]
        if when := known_milliseconds(deleted):
            warnings.append(deleted_at(when))
        if row["isoutbox"] == "1" and (not_sent := _NOT_SENT.get(row.get("messagestae", ""))):
            warnings.append(not_sent)
        if sender is None and content.kind not in (MessageKind.SYSTEM, MessageKind.CALL):
            warnings.append(sender_not_told(BACKUP))
        quoted = row.get("quoted_message_apiid", "")
        return ParsedMessage(
            conversation=self._key,
            first_unit=unit,
            last_unit=unit,
            # Of a message that came in: when it was sent, not when this phone got it.
            sent_at=plausible(from_milliseconds(row["posted_at"] or row["created_at"]), since=THREEMA_BEGAN),
            precision=0.001,
            zone="UTC",
            kind=content.kind,
            sender=None if system else sender,
            text=content.text,
            source_id=row["apiid"],
            edited=bool(row.get("edited_at")),
            quote=ParsedQuote("", None, quoted) if quoted else None,
            attachments=content.attachments,
            reactions=self._reactions(row, sender),
            warnings=tuple(warnings),
            event=content.event,
        )

    def _deleted(self, row: Row) -> Content:
        """A deleted message, with its text if that was kept; the body of any other type is no text but keys."""
        return Content(MessageKind.DELETED, self._chats.with_names(row["body"]) if row["type"] == "TEXT" else "")

    def _sender(self, row: Row) -> ParsedHandle | None:
        if row["isoutbox"] == "1" or self._kind == LIST:
            return self._chats.owner
        identity = row.get("identity", "")
        return self._partner or (self._chats.person(identity) if identity else None)

    def _reactions(self, row: Row, sender: ParsedHandle | None) -> tuple[ParsedReaction, ...]:
        found = [*self._all_reactions.of(self._named, row["apiid"])] if row["apiid"] else []
        if self._partner and (emoji := _AGREED.get(row.get("messagestae", ""))):
            found.append(ParsedReaction(emoji, self._partner if sender is self._chats.owner else self._chats.owner))
        states = row.get("g_msg_states", "")
        for identity, state in json.loads(states).items() if states else ():
            if emoji := _AGREED.get(str(state)):
                found.append(ParsedReaction(emoji, self._chats.person(str(identity))))
        return tuple({(reaction.emoji, reaction.by): reaction for reaction in reversed(found)}.values())[::-1]
