"""What the phones of a conversation do not agree on: the list of messages, its totals, and as a table for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from archive.captures import comparing
from archive.captures.differences import DifferenceKind
from archive.models import Capture, Conversation, DifferenceCount, Message, Person
from archive.querysets.messages import MessageQuerySet
from woo_portal.intake.difference_notes import KINDS, note
from woo_portal.intake.reading import AS_WRITTEN, Phone, with_captures
from woo_portal.presentation import keyset
from woo_portal.presentation.dutch import local

PAGE = 100
AT_ONCE = 500
"""So many messages are fetched at a time for a table."""
HEADINGS = (
    "Bericht",
    "Dag",
    "Tijd",
    "Afzender",
    "Verschil",
    "Telefoon",
    "Toelichting",
    "Tekst in het archief",
    "Tekst op deze telefoon",
    "Export",
    "SHA-256 van de export",
    "Regel of record",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which differences: of one kind or all, on one phone (the id of its source) or all."""

    kind: DifferenceKind | None = None
    source: int | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """How many messages differ in a way."""

    kind: DifferenceKind
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Called:
    """What phones call a person in a conversation: for each phone, in their order, the names and how many messages stand
    under each.
    """

    person: Person
    names: tuple[tuple[tuple[str, int], ...], ...]


def in_words(asked: Asked, phones: Sequence[Phone]) -> str:
    """What was asked for; empty when it is everything."""
    parts = [KINDS[asked.kind]] if asked.kind else []
    return ", ".join([*parts, *(phone.label for phone in phones if phone.source_id == asked.source)])


def differing(conversation: Conversation, phones: Sequence[Phone], asked: Asked) -> MessageQuerySet:
    """The messages that were asked for."""
    reached = [phone.reach for phone in phones]
    return comparing.differing(conversation, reached, kind=asked.kind, source=asked.source)


def page(
    conversation: Conversation, phones: Sequence[Phone], asked: Asked, parameters: Mapping[str, str]
) -> keyset.Page[Message]:
    """Some of them, in the order they were written."""
    found = with_captures(differing(conversation, phones, asked))
    return keyset.page(found, AS_WRITTEN, parameters, size=PAGE)


def totals(conversation: Conversation, phones: Sequence[Phone]) -> list[Total]:
    """How many messages differ in each way; the ways in which none does as well."""
    counts = comparing.counts(conversation, [phone.reach for phone in phones])
    return [Total(kind, KINDS[kind], count) for kind, count in counts.items()]


def called(conversation: Conversation, phones: Sequence[Phone]) -> list[Called]:
    """What each phone calls each sender; two queries for any number."""
    rows = (
        Capture.objects.filter(message__in=Message.objects.visible().filter(conversation=conversation).values("pk"))
        .exclude(sender=None)
        .order_by("sender__person", "source", "sender__value")
        .values_list("sender__person", "source", "sender__value")
        .annotate(count=Count("pk"))
    )
    names: dict[int, dict[int, list[tuple[str, int]]]] = {}
    for person, source, value, count in rows:
        names.setdefault(person, {}).setdefault(source, []).append((value, count))
    persons = Person.objects.in_bulk(list(names))
    found = [
        Called(persons[pk], tuple(tuple(by_phone.get(phone.source_id, ())) for phone in phones))
        for pk, by_phone in names.items()
    ]
    return sorted(found, key=lambda one: (one.person.name.casefold(), one.person.pk))


def table(conversation: Conversation, phones: Sequence[Phone], asked: Asked) -> Iterator[tuple[object, ...]]:
    """A row for each difference that was asked for, under its headings. Reads messages while it goes."""
    labels = {phone.source_id: phone.label for phone in phones}
    reached = [phone.reach for phone in phones]
    yield HEADINGS
    found = with_captures(differing(conversation, phones, asked)).order_by(*AS_WRITTEN.names())
    for message in found.iterator(chunk_size=AT_ONCE):
        captures = {capture.source_id: capture for capture in message.captures.all()}
        for one in comparing.differences_of(message, reached):
            if asked.kind in (None, one.kind) and asked.source in (None, one.source):
                said = note(one, labels[one.source], kind=message.kind).sentence
                there = captures.get(one.source)
                yield (
                    *_of_message(message),
                    KINDS[one.kind],
                    labels[one.source],
                    said,
                    message.text,
                    one.text or "",
                    *_where(there),
                )


def _of_message(message: Message) -> tuple[object, ...]:
    at = local(message.sent_at)
    sender = message.sender.person.name if message.sender else ""
    return message.pk, f"{at:%Y-%m-%d}", f"{at:%H:%M:%S}", sender


def _where(capture: Capture | None) -> tuple[str, str, str]:
    """Where in which file it stands; nothing where it is missing."""
    if capture is None:
        return "", "", ""
    first, last = capture.first_unit, capture.last_unit
    return capture.source.file_name, capture.source.sha256, str(first) if first == last else f"{first}–{last}"


def counts_of(conversations: Iterable[int]) -> dict[int, int]:
    """How many messages differ in each of these conversations (ids) that has any, as was counted after the last import."""
    rows = DifferenceCount.objects.filter(conversation__in=list(conversations))
    return dict(rows.values_list("conversation", "messages"))
