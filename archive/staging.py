"""The messages of one source while they are on their way into the archive: a temporary table, filled in one pass.

So memory does not grow with the file, and whatever compares messages with those of the archive is one statement. The table
lives as long as the import's transaction.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from types import TracebackType
from typing import Any, Self

from django.db import connection

from archive.importing import ParsedHandle, ParsedMessage, ParsedReaction, ParsedVersion
from archive.sealing.hashing import canonical, digest_of
from archive.storable import MAX_ID, is_storable, storable, storable_id, stored_name
from archive.streaming import streamed

_WARNING = "bevat een teken dat niet bewaard kan worden; het staat er als �"
_COLUMNS = (
    "chat", "first_unit", "last_unit", "sent_at", "precision", "zone", "kind", "event", "sender", "sender_shown", "text",
    "source_id", "edited", "forwarded", "forwarded_from", "quote_author", "quote_text", "quote_id", "part", "warnings",
    "details", "digest",
)  # fmt: skip
_COMPARED = "message_id, chat, sent_at, kind, sender, source_id, quote_id, details, digest"
"""What statements choose and join messages by: the planner is told of these columns alone."""

# The id a message gets if it turns out to be new; those of known ones are left unused.
_CREATE = """
DROP TABLE IF EXISTS pg_temp.staged, pg_temp.staged_handle, pg_temp.recognised, pg_temp.twins;
CREATE TEMPORARY TABLE staged (
    message_id bigint PRIMARY KEY DEFAULT nextval('{sequence}'),
    chat int NOT NULL, first_unit int NOT NULL, last_unit int NOT NULL, sent_at timestamptz NOT NULL,
    precision float8 NOT NULL, zone text NOT NULL, kind text NOT NULL, event text NOT NULL, sender int,
    sender_shown text NOT NULL, text text NOT NULL, source_id text NOT NULL, edited boolean NOT NULL,
    forwarded boolean NOT NULL, forwarded_from text NOT NULL, quote_author text NOT NULL, quote_text text NOT NULL,
    quote_id text NOT NULL, part int NOT NULL, warnings jsonb NOT NULL, details text, digest bytea NOT NULL
) ON COMMIT DROP;
CREATE TEMPORARY TABLE staged_handle (sender int PRIMARY KEY, handle_id bigint NOT NULL) ON COMMIT DROP;
CREATE TEMPORARY TABLE recognised (staged_id bigint PRIMARY KEY, message_id bigint NOT NULL UNIQUE, chat int NOT NULL)
    ON COMMIT DROP;
CREATE TEMPORARY TABLE twins (staged_id bigint PRIMARY KEY, message_id bigint NOT NULL) ON COMMIT DROP;
"""
NOT_RECOGNISED = "NOT EXISTS (SELECT 1 FROM recognised r WHERE r.staged_id = s.message_id)"
"""That the archive has not this very message `s` yet, as far as is known by then."""
# Messages of one chat that are equal in every respect follow one another: the second gets the hash of the first and its
# place among them (`archive.sealing.hashing.repeated`).
_TELL_APART = """
UPDATE staged SET digest = sha256(staged.digest || int4send(equals.place::int))
FROM (
    SELECT message_id, row_number() OVER (PARTITION BY chat, digest ORDER BY message_id) - 1 AS place FROM staged
    WHERE (chat, digest) IN (SELECT chat, digest FROM staged GROUP BY chat, digest HAVING count(*) > 1)
) equals
WHERE equals.message_id = staged.message_id AND equals.place > 0
"""


@dataclass(frozen=True, slots=True)
class Details:
    """What hangs on a staged message: its attachments, its reactions and its earlier texts."""

    message_id: int
    attachments: tuple[tuple[str, str | None], ...]
    """File name, and member of the container."""
    reactions: tuple[tuple[int, str, str, str | None], ...]
    """Number of the handle, name as shown, emoji, moment in ISO 8601."""
    versions: tuple[tuple[str, str], ...]
    """Text, and moment in ISO 8601."""


class Staging:
    """Writes messages to the table; a context manager, in which the connection is busy with nothing else."""

    def __init__(self) -> None:
        self.handles: dict[ParsedHandle, int] = {}
        """Every handle that wrote or reacted, numbered."""
        self._numbers_by_chat: defaultdict[int, dict[int, None]] = defaultdict(dict)
        with connection.cursor() as cursor:
            # Looked up here: as part of the default it would be for every row again.
            cursor.execute("SELECT pg_get_serial_sequence('archive_message', 'id')")
            cursor.execute(_CREATE.format(sequence=cursor.fetchone()[0]))

    def __enter__(self) -> Self:
        self._cursor = connection.cursor()
        self._copying = self._cursor.copy(f"COPY staged ({', '.join(_COLUMNS)}) FROM STDIN")
        self._copy = self._copying.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._copying.__exit__(kind, error, trace)
            if error is None:
                self._cursor.execute(f"ANALYZE staged ({_COMPARED})")
                self._cursor.execute(_TELL_APART)
        finally:
            self._cursor.close()

    def write(self, chat: int, parsed: ParsedMessage) -> None:
        """Add a message of the chat with this number."""
        message = as_stored(parsed)
        form = canonical(message)
        self._copy.write_row(
            (
                chat,
                message.first_unit,
                message.last_unit,
                form["sent_at"],
                form["precision"],
                message.zone,
                form["kind"],
                form["event"],
                self._number(chat, parsed.sender) if parsed.sender else None,
                message.sender.shown if message.sender else "",
                message.text,
                message.source_id,
                message.edited,
                message.forwarded,
                message.forwarded_from,
                *form["quote"],
                storable_id(parsed.quote.source_id) if parsed.quote else "",
                message.part,
                json.dumps(message.warnings) if message.warnings else "[]",
                self._details(chat, parsed, message),
                digest_of(form),
            )
        )

    def handles_of(self, chat: int) -> Iterable[ParsedHandle]:
        """The handles that wrote or reacted in one chat, in the order in which they did."""
        handles = list(self.handles)
        return [handles[number] for number in self._numbers_by_chat[chat]]

    def _number(self, chat: int, handle: ParsedHandle) -> int:
        number = self.handles.setdefault(handle, len(self.handles))
        self._numbers_by_chat[chat][number] = None
        return number

    def _details(self, chat: int, parsed: ParsedMessage, message: ParsedMessage) -> str | None:
        """What hangs on the message, as JSON in ASCII, which can hold a member's name whatever is in it."""
        if not (parsed.attachments or parsed.reactions or parsed.versions):
            return None
        files = [[item.file_name, item.member] for item in message.attachments]
        reactions = [
            [self._number(chat, given.by), item.by.shown, item.emoji, item.reacted_at and item.reacted_at.isoformat()]
            for given, item in zip(parsed.reactions, message.reactions, strict=True)
        ]
        versions = [[item.text, item.sent_at.isoformat()] for item in message.versions]
        return json.dumps([files, reactions, versions])


def as_stored(message: ParsedMessage) -> ParsedMessage:
    """The message as the database will hold it: without what it cannot, names and ids cut to their columns.

    A text that changes says so in a warning. What this returns is what is hashed.
    """
    if _is_plain(message):
        return message
    return message._replace(
        text=storable(message.text),
        zone=message.zone[:40],
        sender=_as_shown(message.sender),
        source_id=storable_id(message.source_id),
        forwarded_from=stored_name(message.forwarded_from),
        quote=message.quote
        and replace(message.quote, text=storable(message.quote.text), author=_as_shown(message.quote.author)),
        attachments=tuple(replace(item, file_name=stored_name(item.file_name)) for item in message.attachments),
        reactions=tuple(_stored_reaction(item) for item in message.reactions),
        versions=tuple(ParsedVersion(storable(item.text), item.sent_at) for item in message.versions),
        warnings=(*map(storable, message.warnings), *(() if is_storable(message.text) else (_WARNING,))),
    )


def _is_plain(message: ParsedMessage) -> bool:
    """Whether it is a text by somebody with nothing on it that has to be cut or replaced: nearly all are."""
    sender = message.sender
    return not (
        message.quote
        or message.attachments
        or message.reactions
        or message.versions
        or message.warnings
        or message.forwarded_from
        or not is_storable(message.text)
        or not (len(message.source_id) <= MAX_ID and is_storable(message.source_id))
        or (sender and not (_is_plain_name(sender.shown) and _is_plain_name(sender.value)))
    )


@lru_cache(maxsize=4096)
def _is_plain_name(name: str) -> bool:
    return name == stored_name(name)


def _as_shown(handle: ParsedHandle | None) -> ParsedHandle | None:
    return replace(handle, value=stored_name(handle.value), shown=stored_name(handle.shown)) if handle else None


def _stored_reaction(reaction: ParsedReaction) -> ParsedReaction:
    by = replace(reaction.by, shown=stored_name(reaction.by.shown))
    return replace(reaction, by=by, emoji=storable(reaction.emoji)[:64])


def details_of(chat: int, *, known: bool) -> Iterator[Details]:
    """What hangs on the messages of a chat that are new, or (`known`) that the archive has; under the archive's id.

    Streams.
    """
    found = "recognised.message_id" if known else "staged.message_id"
    condition = "recognised.message_id IS NOT NULL" if known else "recognised.message_id IS NULL"
    query = (
        f"SELECT {found}, staged.details FROM staged LEFT JOIN recognised ON recognised.staged_id = staged.message_id "
        f"WHERE staged.chat = %s AND staged.details IS NOT NULL AND {condition} ORDER BY staged.message_id"
    )
    for message_id, details in streamed(query, [chat]):
        yield _read_details(message_id, json.loads(details))


def _read_details(message_id: int, details: Any) -> Details:
    files, reactions, versions = details
    return Details(
        message_id,
        tuple((name, member) for name, member in files),
        tuple((number, shown, emoji, at) for number, shown, emoji, at in reactions),
        tuple((text, at) for text, at in versions),
    )
