"""How well the portal finds, by what persons decided about it: each detector's precision and each kind's recall, by month.

Counted over all dossiers, and no passage is named: who may redact may see it. A decision counts in the Dutch month it was taken.
What nobody decided on counts nowhere, nor does what followed from another decision: on the same words, or on the same message in
another dossier. What nobody saw is unknown: recall is of what was withheld in the end, not of all there was to find.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from archive.days import LOCAL_ZONE
from redaction.choices import BY_HAND, EARLIER, FOLLOWED, IN_FIELD, Status
from redaction.detecting import Label
from redaction.label_names import LABEL_NAMES
from redaction.models import Redaction

MONTHS = 12
"""So many months are told, the newest that have decisions."""
_NAMES = {
    "participants": "namen van deelnemers en bekenden",
    "person_names": "namen volgens lijsten en regels",
    "learned_names": "namen volgens het model",
    "second_opinion": "namen volgens een ander model",
    "named_in_full": "achternamen van wie elders voluit genoemd is",
    IN_FIELD: "afzenders, reageerders en wie is geciteerd",
}


@dataclass(frozen=True, slots=True)
class Precision:
    """Of the proposals of one detector in one month: how many were withheld, and how many were shown."""

    detector: str
    right: int
    wrong: int

    @property
    def decided(self) -> int:
        """How many there were."""
        return self.right + self.wrong


@dataclass(frozen=True, slots=True)
class Recall:
    """Of what was withheld of one kind in one month: how much was proposed, and how much a person added."""

    kind: str
    proposed: int
    added: int

    @property
    def withheld(self) -> int:
        """How much there was."""
        return self.proposed + self.added


@dataclass(frozen=True, slots=True)
class MonthFound:
    """The first day of a Dutch month, and what was decided in it."""

    month: date
    precisions: tuple[Precision, ...]
    recalls: tuple[Recall, ...]


def found_by_month() -> tuple[MonthFound, ...]:
    """The newest `MONTHS` months in which passages were decided on, the newest first; one query."""
    followed = Q(found_by__in=(FOLLOWED, EARLIER))
    decided = Redaction.objects.exclude(status=Status.PROPOSED).exclude(followed).exclude(decided_at=None)
    rows = (
        decided.order_by()
        .annotate(month=TruncMonth("decided_at", tzinfo=LOCAL_ZONE))
        .values_list("month", "found_by", "label", "status")
        .annotate(count=Count("pk"))
    )
    by_detector: dict[date, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    by_kind: dict[date, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for moment, found_by, label, status, count in rows:
        month, is_by_hand = moment.date(), found_by == BY_HAND
        if not is_by_hand:
            by_detector[month][found_by][status != Status.ACCEPTED] += count
        if status == Status.ACCEPTED:
            by_kind[month][label][is_by_hand] += count
    months = sorted(by_detector.keys() | by_kind.keys(), reverse=True)[:MONTHS]
    return tuple(
        MonthFound(
            month,
            tuple(sorted((Precision(name_of(key), *counts) for key, counts in by_detector[month].items()), key=_name)),
            tuple(Recall(LABEL_NAMES[label], *by_kind[month][label]) for label in Label if label in by_kind[month]),
        )
        for month in months
    )


def _name(row: Precision) -> str:
    return row.detector


def name_of(detector: str) -> str:
    """What a reviewer calls a detector: the kind of data it finds, or how it finds names."""
    if detector in _NAMES:
        return _NAMES[detector]
    label = detector.upper()
    return LABEL_NAMES[Label(label)] if label in Label.__members__ else detector
