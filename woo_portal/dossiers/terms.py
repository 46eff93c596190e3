"""The term of a dossier as it is told to people: its last day, how many days are left, and why it ends there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from woo_portal.dossiers.deadlines import WOO, Term, counted_to, deadline, parliamentary
from woo_portal.dossiers.models import Dossier, Kind, holidays_between
from woo_portal.dossiers.states import State

_LONGEST_MOVE = timedelta(days=14)
"""No row of weekends and holidays is longer."""
_WEEKEND = {5: "zaterdag", 6: "zondag"}


@dataclass(frozen=True, slots=True)
class TermFacts:
    """The term of one dossier. All days are Dutch days.

    `counted_to` is the last day as counted; `moved_over` are the days from there that were passed over, each with what it
    is ("zaterdag", "Tweede paasdag"), and `last_day` is where the term ends. `first_last_day` is the same without the
    extension. `days_left` is negative when the term has passed, and None when the dossier was released.
    """

    first_day: date
    counted_to: date
    moved_over: tuple[tuple[date, str], ...]
    last_day: date
    first_last_day: date
    weeks: int
    extension_weeks: int
    days_left: int | None

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


def term_of(dossier: Dossier) -> TermFacts:
    """The term of one dossier today; one query."""
    return terms_of([dossier])[dossier.pk]


def terms_of(dossiers: Iterable[Dossier]) -> dict[int, TermFacts]:
    """The terms of these dossiers today, by primary key; one query however many there are."""
    rows = list(dossiers)
    if not rows:
        return {}
    ends = [
        counted_to(term_for(row.kind), row.received_on, extended=extended) for row in rows for extended in (False, True)
    ]
    holidays = holidays_between(min(ends), max(ends) + _LONGEST_MOVE)
    today = timezone.localdate()
    return {row.pk: _facts(row, holidays, today) for row in rows}


def _facts(dossier: Dossier, holidays: Mapping[date, str], today: date) -> TermFacts:
    term, received_on = term_for(dossier.kind), dossier.received_on
    counted = counted_to(term, received_on, extended=dossier.extended)
    last = deadline(term, received_on, extended=dossier.extended, holidays=holidays)
    passed = [counted + timedelta(days=number) for number in range((last - counted).days)]
    return TermFacts(
        first_day=received_on + timedelta(days=1),
        counted_to=counted,
        moved_over=tuple((day, holidays.get(day) or _WEEKEND[day.weekday()]) for day in passed),
        last_day=last,
        first_last_day=deadline(term, received_on, extended=False, holidays=holidays),
        weeks=term.days // 7,
        extension_weeks=term.extension // 7,
        days_left=None if dossier.state == State.RELEASED else (last - today).days,
    )
