"""What the log of events tells of the archive, held against the archive: certificates, and marks of what is private."""

from __future__ import annotations

from collections.abc import Iterator

from archive.models import Conversation, Destruction, DestructionState, Message, PrivateMark
from woo_portal.audit.models import Event, Verb


def differences_with_log() -> Iterator[str]:
    """What the archive says otherwise than the log, as Dutch sentences."""
    yield from _certificates()
    yield from _marks()


def _certificates() -> Iterator[str]:
    """A certificate without the event that tells of it was made by nobody; an event without its certificate lost it."""
    told = {
        event.details.get("destruction"): event.details.get("sha256", "")
        for event in Event.objects.filter(verb=Verb.DESTROYED).order_by("pk")
    }
    completed = dict(
        Destruction.objects.filter(state=DestructionState.COMPLETED).values_list("pk", "certificate_sha256")
    )
    numbers = dict(Destruction.objects.values_list("pk", "number"))
    for pk in sorted(told.keys() | completed.keys()):
        what = f"Verklaring {numbers.get(pk) or '?'} (vernietigingslijst {pk})"
        if pk not in told:
            yield f"{what} staat niet in het logboek: volgens het logboek is er niets vernietigd."
        elif pk not in completed:
            yield f"{what} staat in het logboek en niet in het archief."
        elif told[pk] != completed[pk]:
            yield f"{what} heeft een ander controlegetal dan in het logboek staat."


def _marks() -> Iterator[str]:
    """A mark is lifted and never removed; it goes only with the message or the conversation it is on."""
    there = set(PrivateMark.objects.values_list("pk", flat=True))
    told = Event.objects.filter(verb=Verb.PRIVATE_MARKED, details__has_key="marks").order_by("pk")
    for event in told.iterator():
        lost = [mark for mark in _told_in(event) if mark[0] not in there]
        chats = {conversation for _, _, conversation in lost}
        chats = set(Conversation.objects.filter(pk__in=chats).values_list("pk", flat=True))
        messages = {message for _, message, _ in lost if message is not None}
        standing = set(Message.objects.filter(pk__in=messages).values_list("pk", flat=True))
        for pk, message, conversation in lost:
            if conversation in chats and (message is None or message in standing):
                yield f"Privémarkering {pk} van gesprek {conversation} staat in het logboek en is weg."


def _told_in(event: Event) -> Iterator[tuple[int, int | None, int]]:
    """The marks an event tells of: number, message and conversation. Earlier ones name their one conversation apart."""
    for pk, message, *conversation in event.details["marks"]:
        yield pk, message, conversation[0] if conversation else event.details["conversation"]
