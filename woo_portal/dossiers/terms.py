"""The term of a dossier as it is told to people: its last day, how many days are left, and why it ends there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from woo_portal.dossiers.deadlines import WOO, Pause, Term, counted_to, deadline, parliamentary
from woo_portal.dossiers.models import Dossier, Kind, Suspension, holidays_between
from woo_portal.dossiers.states import State

_LONGEST_MOVE = timedelta(days=14)
"""No row of weekends and holidays is longer."""
_WEEKEND = {5: "zaterdag", 6: "zondag"}


@dataclass(frozen=True, slots=True)
class TermFacts:
    """The term of one dossier. All days are Dutch days.

    `counted_to` is the last day as counted; `moved_over` are the days from there that were passed over, each with what it
    is ("zaterdag", "Tweede paasdag"), and `last_day` is where the term ends. `first_last_day` is the same without the
    extension. `days_left` is negative when the term has passed, and None when the dossier was released. `suspensions` are all
    of the dossier, the earliest first; `resumes_on` is the day the term runs again when it does not run today.
    """

    first_day: date
    counted_to: date
    moved_over: tuple[tuple[date, str], ...]
    last_day: date
    first_last_day: date
    weeks: int
    extension_weeks: int
    days_left: int | None
    suspensions: tuple[Suspension, ...] = ()
    resumes_on: date | None = None

    @property
    def tone(self) -> str:
        """How pressing it is, as the tone of a badge."""
        if self.days_left is None or self.days_left > 7:
            return "neutral"
        return "error" if self.days_left < 0 else "warning"


def term_for(kind: str) -> Term:
    """The term of a kind of dossier: the law's, or the Kamer's as the settings have it."""
    if kind == Kind.WOO:
        return WOO
    return parliamentary(settings.QUESTIONS_WEEKS, settings.QUESTIONS_EXTENSION_WEEKS)


def is_extended_in_time(dossier: Dossier, sent_on: date, last_day: date) -> bool:
    """Whether a notice of extension sent on this day counts, for a term that ends on `last_day` without it."""
    return sent_on <= last_day or not term_for(dossier.kind).extended_in_time


def term_of(dossier: Dossier) -> TermFacts:
    """The term of one dossier today; two queries."""
    return terms_of([dossier])[dossier.pk]


def terms_of(dossiers: Iterable[Dossier]) -> dict[int, TermFacts]:
    """The terms of these dossiers today, by primary key; two queries however many there are."""
    rows = list(dossiers)
    if not rows:
        return {}
    suspensions: dict[int, list[Suspension]] = defaultdict(list)
    for suspension in Suspension.objects.filter(dossier__in=[row.pk for row in rows]):
        suspensions[suspension.dossier_id].append(suspension)
    pauses = {row.pk: pauses_of(suspensions[row.pk]) for row in rows}
    ends = [
        counted_to(term_for(row.kind), row.received_on, extended=extended, pauses=pauses[row.pk])
        for row in rows
        for extended in (False, True)
    ]
    moves = 1 + max(map(len, pauses.values()))
    holidays = holidays_between(min(ends), max(ends) + moves * _LONGEST_MOVE)
    today = timezone.localdate()
    return {row.pk: _facts(row, suspensions[row.pk], holidays, today) for row in rows}


def last_day_with(dossier: Dossier, suspensions: Sequence[Suspension]) -> date:
    """The last day of a dossier's term if it had these suspensions and no others; one query."""
    term, pauses = term_for(dossier.kind), pauses_of(suspensions)
    counted = counted_to(term, dossier.received_on, extended=dossier.extended, pauses=pauses)
    holidays = holidays_between(dossier.received_on, counted + (1 + len(pauses)) * _LONGEST_MOVE)
    return deadline(term, dossier.received_on, extended=dossier.extended, holidays=holidays, pauses=pauses)


def pauses_of(suspensions: Iterable[Suspension]) -> tuple[Pause, ...]:
    """The days on which a term does not run."""
    return tuple(Pause(row.first_day, row.resumes_on) for row in suspensions)


def _facts(dossier: Dossier, suspensions: Sequence[Suspension], holidays: Mapping[date, str], today: date) -> TermFacts:
    term, received_on, pauses = term_for(dossier.kind), dossier.received_on, pauses_of(suspensions)
    counted = counted_to(term, received_on, extended=dossier.extended, pauses=pauses, holidays=holidays)
    last = deadline(term, received_on, extended=dossier.extended, holidays=holidays, pauses=pauses)
    passed = [counted + timedelta(days=number) for number in range((last - counted).days)]
    is_open = dossier.state != State.RELEASED
    return TermFacts(
        first_day=received_on + timedelta(days=1),
        counted_to=counted,
        moved_over=tuple((day, holidays.get(day) or _WEEKEND[day.weekday()]) for day in passed),
        last_day=last,
        first_last_day=deadline(term, received_on, extended=False, holidays=holidays, pauses=pauses),
        weeks=term.days // 7,
        extension_weeks=term.extension // 7,
        days_left=(last - today).days if is_open else None,
        suspensions=tuple(suspensions),
        resumes_on=_resumes_on(pauses, today) if is_open else None,
    )


def _resumes_on(pauses: Iterable[Pause], today: date) -> date | None:
    """The day from which a term runs again that does not run today; one pause may follow on another."""
    resumes_on = None
    for pause in sorted(pauses):
        if pause.first_day <= (resumes_on or today) < pause.resumes_on:
            resumes_on = pause.resumes_on
    return resumes_on
