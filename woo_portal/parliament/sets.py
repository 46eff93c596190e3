"""The sets of questions as they are listed: with their term, the most pressing first, and the drafts that wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from woo_portal.accounts.models import User
from woo_portal.dossiers.access import visible_to
from woo_portal.dossiers.assigning import with_assignee
from woo_portal.dossiers.header import tone_of
from woo_portal.dossiers.models import Dossier, Kind
from woo_portal.dossiers.states import State
from woo_portal.dossiers.terms import TermFacts, terms_of
from woo_portal.parliament.models import QuestionSet, Reading
from woo_portal.parliament.reading.contents import Contents, Member, Minister
from woo_portal.parliament.taking_in import draft_of

ANSWERED = 50
"""So many sets that were released are listed; the list of dossiers has them all."""


@dataclass(frozen=True, slots=True)
class SetRow:
    """A set in the list; `questions` is how many it has, None where they were not taken in."""

    dossier: Dossier
    term: TermFacts
    tone: str
    ministers: tuple[Minister, ...]
    questions: int | None


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A document that was taken in and waits to be looked at and confirmed."""

    reading: Reading
    contents: Contents

    @property
    def title(self) -> str:
        """What it is about, or else its file."""
        return self.contents.subject or self.reading.file_name


def sets_for(user: User) -> tuple[list[SetRow], list[SetRow]]:
    """The sets this account sees: those to be answered, by their last day; and those released, the newest first."""
    seen = _with_questions(with_assignee(visible_to(user).filter(kind=Kind.PARLIAMENT)))
    to_answer = _rows(seen.exclude(state=State.RELEASED))
    answered = _rows(seen.filter(state=State.RELEASED)[:ANSWERED])
    return sorted(to_answer, key=lambda row: (row.term.last_day, row.dossier.number)), answered


def _with_questions(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    return dossiers.select_related("question_set").annotate(questions=Count("question_set__questions"))


def _rows(dossiers: QuerySet[Dossier]) -> list[SetRow]:
    found: Sequence[Dossier] = list(dossiers)
    terms = terms_of(found)
    return [
        SetRow(
            dossier=dossier,
            term=terms[dossier.pk],
            tone=tone_of(dossier),
            ministers=ministers_of(question_set_of(dossier)),
            questions=getattr(dossier, "questions", 0) if question_set_of(dossier) else None,
        )
        for dossier in found
    ]


def question_set_of(dossier: Dossier) -> QuestionSet | None:
    """The questions of a dossier; None where they were not taken in."""
    return getattr(dossier, "question_set", None)


def members_of(question_set: QuestionSet | None) -> tuple[Member, ...]:
    """Who asks."""
    return tuple(Member(**row) for row in question_set.members) if question_set else ()


def ministers_of(question_set: QuestionSet | None) -> tuple[Minister, ...]:
    """Whom the questions are put to."""
    return tuple(Minister(**row) for row in question_set.ministers) if question_set else ()


def drafts() -> list[DraftRow]:
    """The documents that wait to be confirmed, the newest first."""
    waiting = Reading.objects.filter(question_set=None).select_related("taken_in_by").defer("found")
    return [DraftRow(reading, draft_of(reading)) for reading in waiting]
