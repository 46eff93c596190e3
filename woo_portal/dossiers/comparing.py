"""Two searches of a dossier side by side, asked of the archive as it is now: a comparison of two moments would mislead."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices

from archive.querysets.messages import MessageQuerySet
from archive.search.query import find
from woo_portal.dossiers.models import RecordedSearch


class Part(TextChoices):
    """Which of the messages that two searches find."""

    ONLY_FIRST = "eerste", "alleen de eerste"
    ONLY_SECOND = "tweede", "alleen de tweede"
    BOTH = "beide", "allebei"


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many messages only the first search finds, only the second, and both."""

    only_first: int
    only_second: int
    both: int


def overlap(first: RecordedSearch, second: RecordedSearch) -> Overlap:
    """The counts; three queries. Raises one of `reruns.UNANSWERABLE`."""
    both = part_of(first, second, Part.BOTH).count()
    return Overlap(find(first.asked).count() - both, find(second.asked).count() - both, both)


def part_of(first: RecordedSearch, second: RecordedSearch, part: Part) -> MessageQuerySet:
    """The messages. Raises one of `reruns.UNANSWERABLE`."""
    if part == Part.ONLY_SECOND:
        return part_of(second, first, Part.ONLY_FIRST)
    other = find(second.asked).order_by().values("pk")
    return find(first.asked).filter(pk__in=other) if part == Part.BOTH else find(first.asked).exclude(pk__in=other)
