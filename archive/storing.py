"""Moves staged messages into the archive: one statement for each table, on what `archive.captures.matching` recognised."""

from __future__ import annotations

import mimetypes
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple, TypeVar

from django.db import connection

from archive.importing import ParsedHandle
from archive.models import Attachment, Conversation, Handle, Reaction, Source, Version
from archive.sealing.integrity import file_entry
from archive.staging import NOT_RECOGNISED, Details, Staging, details_of
from archive.statistics import table_grew

BATCH = 5000
Keep = Callable[[str | None], tuple[str, int | None]]
"""Keeps a member of the container and tells its SHA-256 and its size."""
T = TypeVar("T")

_COPIED = (
    "sent_at, precision, zone, kind, sender_shown, event, text, source_id, edited, forwarded, forwarded_from, "
    "quote_author, quote_text, warnings"
)
_MESSAGES = f"""
INSERT INTO archive_message (id, conversation_id, position, {_COPIED}, sender_id, content_hash, twin_id)
SELECT s.message_id, %(conversation)s, %(last)s + row_number() OVER (ORDER BY s.message_id), {_COPIED},
    h.handle_id, s.digest, t.message_id
FROM staged s LEFT JOIN staged_handle h ON h.sender = s.sender LEFT JOIN twins t ON t.staged_id = s.message_id
WHERE s.chat = %(chat)s AND {NOT_RECOGNISED} ORDER BY s.message_id
"""
# An id counts in its own source first: it may be another message's in another file, or on another phone. What the source
# itself has not is looked for with the others, unless these are seen to give the messages they share other ids. Of several
# the nearest before the answer counts. Where an id came twice in parts of the source (the manifests of an export), no id
# says anything outside its own part.
_IDS_ARE_OF_A_PART = """EXISTS (
    SELECT 1 FROM staged p WHERE p.chat = %(chat)s AND p.source_id <> '' GROUP BY p.source_id HAVING count(DISTINCT p.part) > 1
)"""
_REPLIES = f"""
WITH answers AS MATERIALIZED (
    SELECT s.message_id, s.quote_id, s.sent_at, s.part FROM staged s
    WHERE s.chat = %(chat)s AND s.quote_id <> '' AND {NOT_RECOGNISED}
), own AS MATERIALIZED (
    SELECT DISTINCT ON (s.message_id) s.message_id, coalesce(r.message_id, q.message_id) AS quoted
    FROM answers s JOIN staged q ON q.chat = %(chat)s AND q.source_id = s.quote_id AND q.message_id <> s.message_id
    LEFT JOIN recognised r ON r.staged_id = q.message_id
    WHERE q.part = s.part OR NOT {_IDS_ARE_OF_A_PART}
    ORDER BY s.message_id, q.message_id > s.message_id, abs(q.message_id - s.message_id)
), of_others AS (
    SELECT DISTINCT ON (s.message_id) s.message_id, m.id AS quoted
    FROM answers s JOIN archive_message m ON m.conversation_id = %(conversation)s AND m.source_id = s.quote_id
        AND NOT EXISTS (SELECT 1 FROM staged n WHERE n.message_id = m.id)
    WHERE s.message_id NOT IN (SELECT message_id FROM own) AND (s.part = 0 OR NOT {_IDS_ARE_OF_A_PART}) AND NOT EXISTS (
        SELECT 1 FROM recognised r JOIN staged k ON k.message_id = r.staged_id JOIN archive_message n ON n.id = r.message_id
        WHERE r.chat = %(chat)s AND k.source_id <> '' AND n.source_id <> '' AND k.source_id <> n.source_id
    )
    ORDER BY s.message_id, m.sent_at > s.sent_at, abs(extract(epoch FROM m.sent_at - s.sent_at)), m.id
)
UPDATE archive_message SET reply_to_id = replies.quoted FROM (SELECT * FROM own UNION ALL SELECT * FROM of_others) replies
WHERE replies.message_id = archive_message.id
"""
_CAPTURES_OF_NEW = f"""
INSERT INTO archive_capture (message_id, source_id, first_unit, last_unit, sender_id, sent_at, kind, edited)
SELECT s.message_id, %(source)s, s.first_unit, s.last_unit, h.handle_id, s.sent_at, '', s.edited
FROM staged s LEFT JOIN staged_handle h ON h.sender = s.sender WHERE s.chat = %(chat)s AND {NOT_RECOGNISED}
"""
_CAPTURES_OF_KNOWN = """
INSERT INTO archive_capture (message_id, source_id, first_unit, last_unit, sender_id, sent_at, kind, text, edited)
SELECT m.id, %(source)s, s.first_unit, s.last_unit, h.handle_id, s.sent_at, CASE WHEN s.kind = m.kind THEN '' ELSE s.kind END,
    CASE WHEN s.text <> m.text AND (s.kind <> m.kind OR strpos(s.text, '@\u2068') > 0) THEN s.text END, s.edited
FROM recognised r JOIN staged s ON s.message_id = r.staged_id JOIN archive_message m ON m.id = r.message_id
LEFT JOIN staged_handle h ON h.sender = s.sender WHERE r.chat = %(chat)s
"""
# A message with another text is a message of its own, so that it is found, judged and redacted like any other. That its
# twin is shown differently by this source is noted with the twin as well.
_CAPTURES_OF_TWINS = """
INSERT INTO archive_capture (message_id, source_id, first_unit, last_unit, sender_id, sent_at, kind, text, edited)
SELECT m.id, %(source)s, s.first_unit, s.last_unit, h.handle_id, s.sent_at, CASE WHEN s.kind = m.kind THEN '' ELSE s.kind END,
    s.text, s.edited
FROM twins t JOIN staged s ON s.message_id = t.staged_id JOIN archive_message m ON m.id = t.message_id
LEFT JOIN staged_handle h ON h.sender = s.sender WHERE s.chat = %(chat)s
"""
# What hangs on a message is sealed with it as the first source had it; what a later one adds stands in its original.
_TOLD_MORE = """
SELECT m.id FROM recognised r JOIN staged s ON s.message_id = r.staged_id JOIN archive_message m ON m.id = r.message_id
WHERE r.chat = %(chat)s AND ((s.quote_text <> '' AND m.quote_text = '') OR (s.forwarded AND NOT m.forwarded))
"""


class Stored(NamedTuple):
    """How many messages of a chat are new, and how many were known; of how many of these the source tells more than the
    archive keeps of them: reactions, earlier texts, a quotation or that they were forwarded.
    """

    new: int
    known: int
    told_more: int


def store_messages(
    conversation: Conversation,
    source: Source,
    chat: int,
    *,
    staging: Staging,
    handles: Mapping[ParsedHandle, Handle],
    keep: Keep,
) -> Stored:
    """Write what is new, and a capture for every message of the staged chat."""
    by_number = {staging.handles[parsed]: handle for parsed, handle in handles.items() if parsed in staging.handles}
    last = conversation.messages.order_by("-position").values_list("position", flat=True).first() or 0
    parameters = {"conversation": conversation.pk, "source": source.pk, "chat": chat, "last": last}
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO staged_handle (sender, handle_id) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [(number, handle.pk) for number, handle in by_number.items()],
        )
        cursor.execute("ANALYZE staged_handle, recognised, twins")
        cursor.execute(_MESSAGES, parameters)
        new = cursor.rowcount
        table_grew("archive_message", new)
        cursor.execute(_REPLIES, parameters)
        cursor.execute(_CAPTURES_OF_NEW, parameters)
        cursor.execute(_CAPTURES_OF_KNOWN, parameters)
        known = cursor.rowcount
        cursor.execute(_CAPTURES_OF_TWINS, parameters)
        cursor.execute(_TOLD_MORE, parameters)
        told_more = {row[0] for row in cursor.fetchall()}
    table_grew("archive_capture", new + known)
    for batch in batches(details_of(chat, known=False), BATCH):
        _store_details(batch, by_number, keep)
        _note_files(batch, source, keep)
    for batch in batches(details_of(chat, known=True), BATCH):
        _complete_attachments(batch, keep)
        _note_files(batch, source, keep)
        told_more |= _with_more(batch)
    return Stored(new, known, len(told_more))


def _with_more(found: Sequence[Details]) -> set[int]:
    """The messages (ids) of which a source has more reactions or earlier texts than the archive keeps."""
    ids = [details.message_id for details in found if details.reactions or details.versions]
    reactions = Counter(Reaction.objects.filter(message__in=ids).order_by().values_list("message", flat=True))
    versions = Counter(Version.objects.filter(message__in=ids).order_by().values_list("message", flat=True))
    return {
        details.message_id
        for details in found
        if len(details.reactions) > reactions[details.message_id]
        or len(details.versions) > versions[details.message_id]
    }


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of at most `size`."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def _store_details(stored: Sequence[Details], handles: Mapping[int, Handle], keep: Keep) -> None:
    attachments = [
        _attachment(details.message_id, number, file_name, *keep(member))
        for details in stored
        for number, (file_name, member) in enumerate(details.attachments)
    ]
    reactions = [
        Reaction(
            message_id=details.message_id,
            handle=handles[number],
            shown=shown,
            emoji=emoji,
            reacted_at=datetime.fromisoformat(at) if at else None,
        )
        for details in stored
        for number, shown, emoji, at in details.reactions
    ]
    versions = [
        Version(message_id=details.message_id, number=number, text=text, sent_at=datetime.fromisoformat(at))
        for details in stored
        for number, (text, at) in enumerate(details.versions)
    ]
    Attachment.objects.bulk_create(attachments)
    Reaction.objects.bulk_create(reactions)
    Version.objects.bulk_create(versions)


def _note_files(stored: Sequence[Details], source: Source, keep: Keep) -> None:
    """Note with each capture which attachments this source names, and which of them it brought along."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE archive_capture SET files = %s WHERE source_id = %s AND message_id = %s",
            [
                (
                    [
                        file_entry(number, keep(member)[0], file_name)
                        for number, (file_name, member) in enumerate(details.attachments)
                    ],
                    source.pk,
                    details.message_id,
                )
                for details in stored
                if details.attachments
            ],
        )


def _attachment(message_id: int, number: int, file_name: str, sha256: str, size: int | None) -> Attachment:
    return Attachment(
        message_id=message_id,
        number=number,
        file_name=file_name,
        sha256=sha256,
        size=size,
        media_type=mimetypes.guess_type(file_name)[0] or "",
    )


def _complete_attachments(found: Sequence[Details], keep: Keep) -> None:
    """A file that an earlier source only named, and this one holds, is kept now."""
    brought = [details for details in found if any(member for _, member in details.attachments)]
    known = {
        (row.message_id, row.number): row
        for row in Attachment.objects.filter(message__in=[details.message_id for details in brought])
    }
    complete = [
        _attachment(details.message_id, number, file_name, *keep(member))
        for details in brought
        for number, (file_name, member) in enumerate(details.attachments)
        if member and not ((row := known.get((details.message_id, number))) and row.sha256)
    ]
    Attachment.objects.bulk_create(
        complete,
        update_conflicts=True,
        unique_fields=["message", "number"],
        update_fields=["file_name", "sha256", "size", "media_type"],
    )
