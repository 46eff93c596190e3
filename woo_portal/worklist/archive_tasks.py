"""What waits for who keeps the archive: imports that ask, run or were refused, persons nobody has said anything of, and
lists of what somebody else wants destroyed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from archive.models import Destruction, DestructionState, ImportRun, ImportState, Person
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability

REFUSED_SINCE = timedelta(days=14)
"""A file that was refused longer ago is history; the list of imports has it."""
LISTED = 25


@dataclass(frozen=True, slots=True)
class ArchiveTasks:
    """The imports by what they wait for, the oldest question first, and how many persons have no function."""

    asking: list[ImportRun]
    running: list[ImportRun]
    unread: list[ImportRun]
    """Broken off, or refused not long ago."""
    unidentified: int

    def __bool__(self) -> bool:
        return bool(self.asking or self.running or self.unread or self.unidentified)


def archive_tasks() -> ArchiveTasks:
    """The archive's open ends; four queries. Each list has `LISTED` imports at most."""
    runs = ImportRun.objects.select_related("source__holder")
    broken_off = Q(state=ImportState.FAILED)
    refused = Q(state=ImportState.REFUSED, finished_at__gte=timezone.now() - REFUSED_SINCE)
    return ArchiveTasks(
        asking=list(runs.filter(state=ImportState.QUESTION).order_by("pk")[:LISTED]),
        running=list(runs.filter(state__in=(ImportState.WAITING, ImportState.RUNNING)).order_by("pk")[:LISTED]),
        unread=list(runs.filter(broken_off | refused)[:LISTED]),
        unidentified=Person.objects.unidentified().count(),
    )


def lists_to_approve(user: User) -> list[Destruction]:
    """The lists that wait for this account's approval, the oldest first: somebody else proposed them."""
    if not user.may(Capability.APPROVE_DESTRUCTION):
        return []
    waiting = Destruction.objects.filter(state=DestructionState.PROPOSED).exclude(proposed_by_id=user.pk)
    return list(waiting.with_totals().order_by("pk")[:LISTED])
