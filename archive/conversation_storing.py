"""Stores a conversation of an import: it meets what other phones hold of it, and is then hashed, searchable and threaded.

What was read waits in the tables of `archive.staging`; all of this is part of the one transaction of an import.
"""

from __future__ import annotations

from django.db.models import Count, F, Max, Min

from archive import content
from archive.captures.comparing import count_differences
from archive.captures.matching import recognise_messages, same_persons
from archive.captures.same_chat import find_conversation, own_id_of
from archive.identity import Introduced, last_handle, named_since, resolve_handles, scope_of
from archive.importing import ParsedConversation, ParsedHandle
from archive.models import Conversation, Handle, Participant, Source
from archive.privacy import as_logged, cover_twins
from archive.reading.containers import Container
from archive.reporting import ImportReport
from archive.search.index import index_staged
from archive.staging import Staging
from archive.storable import stored_name
from archive.storing import Stored, store_messages
from archive.thread_places import assign_threads


class Storing:
    """Stores the conversations of one import, and tells the report and `introduced` what they added."""

    def __init__(
        self, source: Source, container: Container, staging: Staging, report: ImportReport, introduced: Introduced
    ) -> None:
        """`container` is the source's, for the files of its messages."""
        self._source, self._staging = source, staging
        self._attachments = _Attachments(container)
        self._report, self._introduced = report, introduced

    def store(self, chat: int, parsed: ParsedConversation) -> None:
        """Store a conversation, by its number among those staged: what is new of it, and that this source holds the rest."""
        known = find_conversation(parsed, chat, taken=[stored["id"] for stored in self._report.conversations])
        conversation = known or Conversation.objects.create(
            app=parsed.app,
            title=stored_name(parsed.title),
            is_group=parsed.is_group,
            source_id=own_id_of(parsed),
        )
        if known:
            recognise_messages(known, chat)
        last = last_handle()
        handles = self._handles(chat, parsed)
        stored = store_messages(
            conversation, self._source, chat, staging=self._staging, handles=handles, keep=self._attachments.keep
        )
        self._introduced.persons |= named_since(last, handles.values())
        self._introduced.marks += as_logged(cover_twins(conversation, self._source))
        index_staged(conversation, chat)
        before = _taking_part(conversation)
        _summarise(conversation, self._source, handles, parsed)
        if known and _taking_part(conversation) - before:
            self._introduced.conversations.add(known.pk)
        assign_threads(conversation.pk)
        count_differences(conversation.pk)
        self._tell(conversation, stored)

    def _handles(self, chat: int, parsed: ParsedConversation) -> dict[ParsedHandle, Handle]:
        """Everybody in a conversation as who the archive knows them to be."""
        numbered = {number: handle for handle, number in self._staging.handles.items()}
        return resolve_handles(
            [*parsed.participants, *self._staging.handles_of(chat)],
            scope=scope_of(self._source),
            same_persons={numbered[number]: person for number, person in same_persons(chat).items()},
        )

    def _tell(self, conversation: Conversation, stored: Stored) -> None:
        self._report.messages_new += stored.new
        self._report.messages_known += stored.known
        self._report.told_more += stored.told_more
        self._report.conversations.append(
            {"id": conversation.pk, "title": conversation.title, "new": stored.new, "known": stored.known}
        )


class _Attachments:
    """Keeps the files of a container, and those packed in its members, in the content store, each once."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._kept: dict[str, tuple[str, int]] = {}

    def keep(self, member: str | None) -> tuple[str, int | None]:
        """SHA-256 and size of a member; ("", None) for a file the container lacks."""
        if member is None:
            return "", None
        if member not in self._kept:
            with self._container.open(member) as stream:
                self._kept[member] = content.store(stream)
        return self._kept[member]


def _taking_part(conversation: Conversation) -> set[int]:
    return set(Participant.objects.filter(conversation=conversation).values_list("handle__person", flat=True))


def _summarise(
    conversation: Conversation, source: Source, handles: dict[ParsedHandle, Handle], parsed: ParsedConversation
) -> None:
    """Bring the conversation's counts, bounds and participants up to date."""
    facts = conversation.messages.aggregate(first=Min("sent_at"), last=Max("sent_at"), count=Count("id"))
    Conversation.objects.filter(pk=conversation.pk).update(
        first_at=facts["first"],
        last_at=facts["last"],
        message_count=facts["count"],
        is_group=F("is_group") if not parsed.is_group else True,
    )
    written = dict(
        conversation.messages.exclude(sender=None)
        .values_list("sender")
        .annotate(n=Count("id"))
        .values_list("sender", "n")
    )
    listed = {handles[participant].pk for participant in parsed.participants if participant in handles}
    Participant.objects.bulk_create(
        [
            Participant(conversation=conversation, handle_id=handle_id, message_count=written.get(handle_id, 0))
            for handle_id in sorted(listed | set(written))
        ],
        update_conflicts=True,
        unique_fields=["conversation", "handle"],
        update_fields=["message_count"],
    )
    Participant.objects.filter(conversation=conversation, source=None).update(source=source)
