"""What asking again brings: which dossiers are behind the archive, how many hits wait, and what a re-run found that is new.

Reads what `searches` keeps. Nothing here names a message that is private or destroyed: those are counted when a search runs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, F, Func, Max, QuerySet, Subquery
from django.db.models.functions import Coalesce

from archive.models import Batch, Message, TopicVersion
from archive.querysets.messages import MessageQuerySet
from archive.sealing.growth import last_number
from archive.search.expressions import QueryProblem
from archive.search.query import find
from woo_portal.dossiers.models import Dossier, RecordedSearch, Rerun, SearchResult

_EACH = Func(F("messages"), function="unnest", output_field=BigIntegerField())
UNANSWERABLE = (TopicVersion.DoesNotExist, QueryProblem)
"""What a search that was kept raises when it can no longer be asked: a name in it is of nothing that may be read by now."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many messages came into the archive since the last run of a search, answer to it and are not in the dossier yet;
    None for a search that can no longer be asked.
    """

    search: RecordedSearch
    hits: int | None


def latest_runs(dossier: Dossier) -> list[RecordedSearch]:
    """Of everything that was asked for a dossier the last run, in the order of the first ones."""
    runs = dossier.searches.order_by("query", "-pk").distinct("query").select_related("batch", "by", "rerun")
    return sorted(runs, key=first_of)


def first_of(search: RecordedSearch) -> int:
    """The id of the search that asked the same first."""
    return search.rerun.first_id if hasattr(search, "rerun") else search.pk


def imports_since(dossiers: Iterable[int]) -> dict[int, int]:
    """By dossier (id) how many imports came in since each of its searches was last asked; those that are up to date are left
    out. One query for any number.
    """
    last = Coalesce(Subquery(Batch.objects.order_by("-number").values("number")[:1]), 0)
    runs = RecordedSearch.objects.filter(dossier__in=list(dossiers)).order_by()
    asked = runs.values("dossier", "query").annotate(seen=Max(Coalesce("batch__number", 0)), last=last)
    behind: Counter[int] = Counter()
    for row in asked:
        behind[row["dossier"]] = max(behind[row["dossier"]], row["last"] - row["seen"])
    return {dossier: imports for dossier, imports in behind.items() if imports}


def waiting(dossier: Dossier) -> list[Waiting]:
    """For each search that is behind the archive what waits; one query a search."""
    last = last_number()
    return [Waiting(run, _waiting_hits(dossier, run)) for run in latest_runs(dossier) if run.number < last]


def _waiting_hits(dossier: Dossier, run: RecordedSearch) -> int | None:
    try:
        return outside(find(run.asked).arrived_after(run.number), dossier).count()
    except UNANSWERABLE:
        return None


def new_messages(rerun: Rerun) -> MessageQuerySet:
    """The hits of a re-run that the run before did not have, as far as they may be read now."""
    results = SearchResult.objects.in_bulk([rerun.search_id, rerun.before_id])
    if len(results) == 2:
        found, known = _ids(rerun.search_id), _ids(rerun.before_id)
        return Message.objects.visible().filter(pk__in=found).exclude(pk__in=known)
    arrived = find(rerun.search.asked).arrived_after(rerun.before.number)
    return arrived.arrived_by(rerun.search.number)


def _ids(search: int) -> QuerySet[Any, Any]:
    """A query for the messages (ids) that a search found."""
    return SearchResult.objects.filter(pk=search).annotate(each=_EACH).values("each")


def outside(messages: MessageQuerySet, dossier: Dossier) -> MessageQuerySet:
    """Those that are not in the dossier."""
    return messages.exclude(pk__in=dossier.items.order_by().values("message"))


def different_hits(dossier: Dossier) -> int | None:
    """How many different messages the searches of a dossier found; None when of one it is only known how many."""
    results = SearchResult.objects.filter(search__dossier=dossier)
    if results.count() != dossier.searches.count():
        return None
    return results.annotate(each=_EACH).values("each").distinct().count()
