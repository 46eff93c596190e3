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
    for event in Event.objects.filter(verb=Verb.PRIVATE_MARKED, details__has_key="marks").order_by("pk"):
        lost = [(pk, message) for pk, message in event.details["marks"] if pk not in there]
        if not lost or not Conversation.objects.filter(pk=event.details["conversation"]).exists():
            continue
        messages = [message for _, message in lost if message is not None]
        standing = set(Message.objects.filter(pk__in=messages).values_list("pk", flat=True))
        for pk, message in lost:
            if message is None or message in standing:
                yield f"Privémarkering {pk} van gesprek {event.details['conversation']} staat in het logboek en is weg."
