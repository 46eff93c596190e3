"""Holds: what may not be destroyed for the time being, because a request runs or is expected, until a person ends it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, TextField
from django.utils import timezone

from archive.days import end_of_day, start_of_day
from archive.models import Attachment, Hold, MessageIndex, Participant, Person
from archive.querysets.messages import MessageQuerySet
from archive.search.conditions import Lexemes, ask
from archive.search.expressions import Expression, QueryProblem, Term, leaves
from archive.search.index import CONFIGURATION
from archive.search.language import parse
from archive.standstill import stand_still


class HoldTooWide(Exception):
    """Nothing is filled in that says what is held, so that it would be the whole archive."""


@transaction.atomic
def set_hold(hold: Hold, *, persons: Sequence[Person]) -> Hold:
    """Store a new hold; from then on nothing it covers is destroyed. Raises `HoldTooWide`, and as `words_of` does."""
    has_words = bool(ask(words_of(hold.words)).query)
    if not (persons or hold.conversation_id or hold.first_day or hold.last_day or has_words):
        raise HoldTooWide
    stand_still()
    hold.save()
    hold.persons.set(persons)
    return hold


@transaction.atomic
def end_hold(hold: Hold, *, reason: str, by: str) -> None:
    """End a hold. One that has ended stays as it is."""
    locked = Hold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
    if locked.ended_at is None:
        locked.ended_at, locked.ended_by, locked.end_reason = timezone.now(), by, reason
        locked.save(update_fields=["ended_at", "ended_by", "end_reason"])


def words_of(typed: str) -> Expression:
    """What the words of a hold ask. Raises `QueryProblem`, also for fields: a hold has those of its own."""
    asked = parse(typed)
    for leaf in leaves(asked):
        if isinstance(leaf, Term):
            raise QueryProblem("Hier staan alleen woorden; voor het andere zijn er eigen velden.", leaf.start, leaf.end)
    return asked


def active_holds() -> QuerySet[Hold]:
    """The holds that have not ended, with their persons."""
    return Hold.objects.filter(ended_at=None).select_related("conversation").prefetch_related("persons")


def on(person: Person) -> list[Hold]:
    """The active holds on a person, also under a name that was merged into this one."""
    return [hold for hold in active_holds() if any(named.standing_id == person.pk for named in hold.persons.all())]


def keep_for(persons: Iterable[Person], held: Iterable[Hold]) -> list[Hold]:
    """Hold for each of these persons, who were one or shared a name until now, what `held` held for them together.

    Each gets a hold of its own, with the same reason, so that ending one leaves the other. The holds that are new.
    """
    return [
        set_hold(_same_as(hold), persons=[person])
        for hold in held
        for person in persons
        if not any(_conditions(other) == _conditions(hold) for other in on(person))
    ]


def equal_to(hold: Hold, *, persons: Iterable[Person]) -> Hold | None:
    """The active hold that says the same as this one, which is not stored, and was set by the same person."""
    asked = {person.pk for person in persons}
    return next(
        (
            other
            for other in active_holds()
            if _conditions(other) == _conditions(hold)
            and other.set_by == hold.set_by
            and {person.pk for person in other.persons.all()} == asked
        ),
        None,
    )


def _conditions(hold: Hold) -> tuple[object, ...]:
    """What is held and why, but for whose it is."""
    return hold.reason, hold.conversation_id, hold.first_day, hold.last_day, hold.words


def _same_as(hold: Hold) -> Hold:
    return Hold(
        reason=hold.reason,
        conversation_id=hold.conversation_id,
        first_day=hold.first_day,
        last_day=hold.last_day,
        words=hold.words,
        set_by=hold.set_by,
    )


def held(messages: MessageQuerySet) -> MessageQuerySet:
    """Those of the messages that an active hold covers."""
    condition = Q(pk=None)
    for hold in active_holds():
        condition |= covered_by(hold)
    written = Func(F("text"), function="archive_composed", output_field=TextField())
    return messages.annotate(words=SearchVector(written, config=CONFIGURATION)).filter(condition)


def covered_by(hold: Hold) -> Q:
    """Condition on messages that have `words` (see `held`): what the hold covers, rather too much than too little.

    Taking part in the conversation is enough for a person to be involved. What the search index leaves out (private
    messages, system lines) is read for its words here; a file of such a message, of which the words are not known, counts.
    Words that are no search any more, since the language changed, leave nothing out.
    """
    condition = Q()
    if named := list(hold.persons.all()):
        # Of a person who was merged since, the messages are those of who that is now.
        persons = {pk for person in named for pk in (person.pk, person.standing_id)}
        part = Participant.objects.filter(conversation=OuterRef("conversation"), handle__person__in=persons)
        condition &= Q(Exists(part)) | Q(sender__person__in=persons)
    if hold.conversation_id is not None:
        condition &= Q(conversation=hold.conversation_id)
    if hold.first_day is not None:
        condition &= Q(sent_at__gte=start_of_day(hold.first_day))
    if hold.last_day is not None:
        condition &= Q(sent_at__lt=end_of_day(hold.last_day))
    if terms := _tsquery(hold.words):
        asked = Lexemes(terms)
        has_file = Q(Exists(Attachment.objects.filter(message=OuterRef("pk"))))
        row = MessageIndex.objects.filter(message=OuterRef("pk"), sent_at=OuterRef("sent_at"))
        condition &= Exists(row.filter(tsv=asked)) | (~Exists(row) & (Q(words=asked) | has_file))
    return condition


def _tsquery(typed: str) -> str:
    try:
        return ask(words_of(typed)).query
    except QueryProblem:
        return ""
