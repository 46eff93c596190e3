"""Writes parsed messages to the database in bulk: COPY for the messages, one statement a kind for what hangs on them."""

from __future__ import annotations

import json
import mimetypes
import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, is_dataclass, replace
from typing import Any

from django.db import connection

from archive.importing import Item, ParsedAttachment, ParsedHandle, ParsedMessage
from archive.models import Attachment, Capture, Conversation, Handle, Message, Reaction, Source, Version

BATCH = 5000
_NOT_STORABLE = re.compile("[\0\ud800-\udfff]")
CHANGED = "bevat een teken dat niet bewaard kan worden; het staat er als �"
_COLUMNS = (
    "id", "conversation_id", "position", "sent_at", "precision", "zone", "kind", "sender_id", "sender_shown", "event",
    "text", "source_id", "edited", "forwarded", "forwarded_from", "quote_author", "quote_text", "reply_to_id", "warnings",
    "content_hash",
)  # fmt: skip

Keep = Callable[[str | None], tuple[str, int | None]]
"""Keeps a member of the container and tells its SHA-256 and its size."""


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message that is new to its conversation: its place in the source's list, and its content hash."""

    index: int
    message: ParsedMessage
    digest: bytes


def storable(text: str) -> tuple[str, bool]:
    """The text with what PostgreSQL cannot hold (NUL, lone surrogates) replaced by U+FFFD, and whether that was needed."""
    clean = _NOT_STORABLE.sub("\ufffd", text)
    return clean, clean != text


def storable_item(item: Item) -> Item:
    """An item of an importer with every string in it storable; a message whose text was changed says so."""
    clean = _storable_value(item)
    if clean is item:
        return item
    if isinstance(clean, ParsedMessage) and isinstance(item, ParsedMessage) and clean.text != item.text:
        return replace(clean, warnings=(*clean.warnings, CHANGED))
    return clean


def _storable_value(value: Any) -> Any:
    """A value with the strings in it storable; the very same object when nothing had to be changed."""
    if isinstance(value, str):
        return storable(value)[0] if _NOT_STORABLE.search(value) else value
    if isinstance(value, tuple):
        parts = tuple(map(_storable_value, value))
        return value if all(map(operator.is_, parts, value)) else parts
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            name: clean
            for name in type(value).__dataclass_fields__
            if (clean := _storable_value(before := getattr(value, name))) is not before
        }
        return replace(value, **changed) if changed else value
    return value


def store_messages(
    conversation: Conversation,
    source: Source,
    messages: Sequence[ParsedMessage],
    *,
    fresh: Sequence[StoredMessage],
    found: Mapping[int, Message],
    handles: Mapping[ParsedHandle, Handle],
    keep: Keep,
) -> None:
    """Write what is new, and a capture for every message of the source, new or found again."""
    ids = dict(zip((item.index for item in fresh), _new_ids(len(fresh)), strict=True))
    last = conversation.messages.order_by("-position").values_list("position", flat=True).first() or 0
    by_source_id = {messages[index].source_id: pk for index, pk in ids.items() if messages[index].source_id}
    by_source_id |= {message.source_id: message.pk for message in found.values() if message.source_id}
    with connection.cursor() as cursor, cursor.copy(_copy_statement()) as copy:
        for place, item in enumerate(fresh, start=last + 1):
            copy.write_row(_row(item, ids[item.index], conversation.pk, place, handles, by_source_id))
    _store_details([(ids[item.index], item.message) for item in fresh], handles, keep)
    _complete_attachments([(message, messages[index]) for index, message in found.items()], keep)
    all_ids = ids | {index: message.pk for index, message in found.items()}
    Capture.objects.bulk_create(
        (
            Capture(
                message_id=all_ids[index],
                source=source,
                first_unit=message.first_unit,
                last_unit=message.last_unit,
                sender=handles[message.sender] if message.sender else None,
                sent_at=message.sent_at,
            )
            for index, message in enumerate(messages)
        ),
        batch_size=BATCH,
        ignore_conflicts=True,
    )


def _copy_statement() -> str:
    columns = ", ".join(f'"{column}"' for column in _COLUMNS)
    return f"COPY {Message._meta.db_table} ({columns}) FROM STDIN"


def _new_ids(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [Message._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def _row(
    item: StoredMessage,
    pk: int,
    conversation_id: int,
    position: int,
    handles: Mapping[ParsedHandle, Handle],
    by_source_id: Mapping[str, int],
) -> tuple[object, ...]:
    message, quote = item.message, item.message.quote
    reply_to = by_source_id.get(quote.source_id) if quote and quote.source_id else None
    return (
        pk,
        conversation_id,
        position,
        message.sent_at,
        message.precision,
        message.zone,
        message.kind.value,
        handles[message.sender].pk if message.sender else None,
        storable(message.sender.shown)[0][:300] if message.sender else "",
        message.event.value if message.event else "",
        message.text,
        message.source_id[:200],
        message.edited,
        message.forwarded,
        storable(message.forwarded_from)[0][:300],
        storable(quote.author.shown)[0][:300] if quote and quote.author else "",
        storable(quote.text)[0] if quote else "",
        reply_to if reply_to != pk else None,
        json.dumps(list(message.warnings)),
        item.digest,
    )


def _store_details(
    stored: Iterable[tuple[int, ParsedMessage]], handles: Mapping[ParsedHandle, Handle], keep: Keep
) -> None:
    attachments: list[Attachment] = []
    reactions: list[Reaction] = []
    versions: list[Version] = []
    for pk, message in stored:
        attachments += [_attachment(pk, number, item, keep) for number, item in enumerate(message.attachments)]
        reactions += [
            Reaction(
                message_id=pk,
                handle=handles[reaction.by],
                shown=storable(reaction.by.shown)[0][:300],
                emoji=storable(reaction.emoji)[0][:64],
                reacted_at=reaction.reacted_at,
            )
            for reaction in message.reactions
        ]
        versions += [
            Version(message_id=pk, number=number, text=storable(version.text)[0], sent_at=version.sent_at)
            for number, version in enumerate(message.versions)
        ]
    Attachment.objects.bulk_create(attachments, batch_size=BATCH)
    Reaction.objects.bulk_create(reactions, batch_size=BATCH)
    Version.objects.bulk_create(versions, batch_size=BATCH)


def _attachment(pk: int, number: int, attachment: ParsedAttachment, keep: Keep) -> Attachment:
    sha256, size = keep(attachment.member)
    return Attachment(
        message_id=pk,
        number=number,
        file_name=storable(attachment.file_name)[0][:300],
        sha256=sha256,
        size=size,
        media_type=mimetypes.guess_type(attachment.file_name)[0] or "",
    )


def _complete_attachments(found: Sequence[tuple[Message, ParsedMessage]], keep: Keep) -> None:
    """A file that an earlier source only named, and this one holds, is kept now."""
    brought = [(message.pk, parsed) for message, parsed in found if any(item.member for item in parsed.attachments)]
    known = {
        (row.message_id, row.number): row for row in Attachment.objects.filter(message__in=[pk for pk, _ in brought])
    }
    complete = [
        _attachment(pk, number, item, keep)
        for pk, parsed in brought
        for number, item in enumerate(parsed.attachments)
        if item.member and not ((pk, number) in known and known[pk, number].sha256)
    ]
    Attachment.objects.bulk_create(
        complete,
        update_conflicts=True,
        unique_fields=["message", "number"],
        update_fields=["file_name", "sha256", "size", "media_type"],
    )
