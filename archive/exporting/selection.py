"""Reads what is to be exported from the archive: a conversation, or chosen messages, as records with their provenance.

What is private is left out: what is exported is what may be read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from functools import partial
from zoneinfo import ZoneInfo

from django.db.models import Count

from archive import content
from archive.exporting.records import ExportedConversation, ExportedFile, ExportedMessage, Provenance
from archive.importing import (
    HandleKind,
    MessageKind,
    ParsedAttachment,
    ParsedConversation,
    ParsedHandle,
    ParsedMessage,
    ParsedQuote,
    ParsedReaction,
    ParsedVersion,
    SystemEvent,
)
from archive.models import Attachment, Capture, Conversation, Handle, Message, Reaction, Source
from archive.querysets.messages import MessageQuerySet
from archive.sealing.integrity import source_told

_CHUNK = 1000


def whole_conversation(conversation: Conversation) -> ExportedConversation:
    """A conversation with all its messages that may be read."""
    return _exported(conversation, Message.objects.visible().in_conversation(conversation))


def chosen_messages(ids: Collection[int]) -> list[ExportedConversation]:
    """The conversations that messages are of, each with those messages only, and saying how many it has in all.

    Ids that are no message, or one that is private, are left out: whoever asks compares the counts.
    """
    conversations = (
        Conversation.objects.visible()
        .filter(messages__in=Message.objects.visible().filter(pk__in=ids))
        .distinct()
        .order_by("pk")
    )
    return [
        _exported(conversation, Message.objects.visible().in_conversation(conversation).filter(pk__in=ids))
        for conversation in conversations
    ]


def _exported(conversation: Conversation, messages: MessageQuerySet) -> ExportedConversation:
    names = _Names(conversation)
    return ExportedConversation(
        id=_lasting_id(conversation),
        conversation=ParsedConversation(
            key=str(conversation.pk),
            app=conversation.app,
            title=conversation.title,
            is_group=conversation.is_group,
            source_id=conversation.source_id,
            participants=tuple(names.participants()),
        ),
        messages=partial(_messages, messages),
        people=names.people(),
        provenance=_origin(conversation, messages),
    )


def _lasting_id(conversation: Conversation) -> str:
    """An id that no other archive gives: the number here, and the beginning of the hash of the first message to read."""
    first = Message.objects.visible().in_conversation(conversation).values_list("content_hash", flat=True).first()
    return f"C{conversation.pk}-{bytes(first or b'').hex()[:12]}"


class _Names:
    """Under which names the handles of a conversation are shown in it."""

    def __init__(self, conversation: Conversation) -> None:
        self._shown: dict[int, Counter[str]] = {}
        readable = conversation.messages.visible()
        wrote = readable.exclude(sender=None).order_by().values_list("sender_id", "sender_shown")
        reacted = Reaction.objects.filter(message__in=readable.values("pk")).order_by()
        for names in (wrote, reacted.values_list("handle_id", "shown")):
            for handle_id, shown, count in names.annotate(count=Count("id")):
                self._shown.setdefault(handle_id, Counter())[shown] += count
        self._listed = list(conversation.participants.order_by("pk").values_list("handle_id", flat=True))
        self._handles: Mapping[int, Handle] = Handle.objects.select_related("person").in_bulk(
            {*self._shown, *self._listed}
        )

    def participants(self) -> Iterator[ParsedHandle]:
        """Who takes part, each under the name shown most."""
        for handle_id in self._listed:
            shown = self._shown.get(handle_id)
            handle = self._handles[handle_id]
            yield parsed_handle(handle, shown.most_common(1)[0][0] if shown else handle.value)

    def people(self) -> dict[ParsedHandle, Provenance]:
        """Whose each handle is, according to the archive."""
        return {
            parsed_handle(handle, shown): (("person", handle.person.name), ("person_id", str(handle.person_id)))
            for handle_id, handle in self._handles.items()
            for shown in (*self._shown.get(handle_id, ()), handle.value)
        }


def parsed_handle(handle: Handle, shown: str) -> ParsedHandle:
    """A stored handle in the terms of the importer contract."""
    return ParsedHandle(HandleKind(handle.kind), handle.value, shown)


def _origin(conversation: Conversation, messages: MessageQuerySet) -> Provenance:
    """Where a conversation came from, and how much of it this is."""
    readable = conversation.messages.visible().values("pk")
    sources = Source.objects.filter(captures__message__in=readable).distinct().order_by("pk")
    chosen, all_of_it = messages.count(), conversation.message_count
    return (
        ("conversation_id", str(conversation.pk)),
        ("messages", f"{chosen} van {all_of_it}"),
        *(("source", f"sealed:{source_told(source)} {source.file_name}") for source in sources),
    )


def _messages(messages: MessageQuerySet) -> Iterator[ExportedMessage]:
    rows = messages.select_related("sender", "reply_to__sender").prefetch_related(
        "attachments", "reactions__handle", "versions", "captures__source"
    )
    for row in rows.iterator(chunk_size=_CHUNK):
        yield ExportedMessage(
            id=_id(row.pk),
            message=_message(row),
            files=tuple(_file(attachment) for attachment in row.attachments.all()),
            reply_to=_id(row.reply_to_id) if row.reply_to_id else "",
            provenance=(
                ("message_id", str(row.pk)),
                ("content_hash", bytes(row.content_hash).hex()),
                *(("capture", _place(capture)) for capture in row.captures.all()),
            ),
        )


def _id(pk: int) -> str:
    return f"m{pk}"


def _place(capture: Capture) -> str:
    """Where in an original a message stands. Of the original is told what the chain tells: whoever had its SHA-256, and all
    of it but a word that was not exported, could guess that word.
    """
    return f"sealed:{source_told(capture.source)} {capture.first_unit}-{capture.last_unit}"


def _message(row: Message) -> ParsedMessage:
    return ParsedMessage(
        conversation=str(row.conversation_id),
        first_unit=0,
        last_unit=0,
        sent_at=row.sent_at.astimezone(ZoneInfo(row.zone)),
        precision=row.precision,
        zone=row.zone,
        kind=MessageKind(row.kind),
        sender=parsed_handle(row.sender, row.sender_shown) if row.sender else None,
        text=row.text,
        source_id=row.source_id,
        edited=row.edited,
        quote=_quote(row),
        attachments=tuple(
            ParsedAttachment(attachment.file_name, attachment.sha256 or None) for attachment in row.attachments.all()
        ),
        reactions=tuple(
            ParsedReaction(reaction.emoji, parsed_handle(reaction.handle, reaction.shown), reaction.reacted_at)
            for reaction in row.reactions.all()
        ),
        versions=tuple(ParsedVersion(version.text, version.sent_at) for version in row.versions.all()),
        warnings=tuple(row.warnings),
        event=SystemEvent(row.event) if row.event else None,
        forwarded=row.forwarded,
        forwarded_from=row.forwarded_from,
    )


def _quote(row: Message) -> ParsedQuote | None:
    """What a message answers. The archive knows a quoted author by name; the answered message says who that is."""
    answered = row.reply_to
    if answered is None and not (row.quote_text or row.quote_author):
        return None
    author = None
    if answered and answered.sender:
        author = parsed_handle(answered.sender, row.quote_author or answered.sender_shown)
    elif row.quote_author:
        author = ParsedHandle(HandleKind.CONTACT_NAME, row.quote_author, row.quote_author)
    return ParsedQuote(row.quote_text, author, answered.source_id if answered else "")


def _file(attachment: Attachment) -> ExportedFile | None:
    """The bytes of an attachment; None when no source held them, or when they are no longer in the store."""
    if not attachment.sha256:
        return None
    path = content.path_of(attachment.sha256)
    if not path.exists():
        return None
    return ExportedFile(lambda: path.open("rb"), path.stat().st_size, attachment.sha256)
