"""Keeping what is searched for a dossier, and asking it again: what was found, on which archive, and what differs since.

Who asks the same for a dossier once more asks it again, whether by a button here or by typing it: each search but the first
is a re-run of that first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, Max
from django.urls import reverse

from archive.models import Message
from archive.sealing.growth import ArchiveState, fates_of, state
from archive.search.hits import answering
from archive.search.pinning import pinned
from archive.search.query import Query, find
from woo_portal.accounts.models import User
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.dossiers.composing import MOST_AT_ONCE, locked_open
from woo_portal.dossiers.figures import jobs_of
from woo_portal.dossiers.models import Dossier, RecordedSearch, Rerun, SearchResult
from woo_portal.dossiers.reruns import UNANSWERABLE, latest_runs
from woo_portal.dossiers.wording import TopicAsked, sentence, topics_asked
from woo_portal.jobs.models import ACTIVE, Job
from woo_portal.jobs.queue import enqueue

ASK_ALL_AGAIN = "ask_all_again"
"""The kind of the job that asks every search of a dossier again."""


class CannotAskAgain(Exception):
    """The search can no longer be asked as it was; the message is Dutch."""


@dataclass(frozen=True, slots=True)
class _Found:
    """The hits of a search on the archive as it stood, in how many conversations, and how many were in the dossier already.

    `messages` are their ids, None where they are too many to keep.
    """

    hits: int
    conversations: int
    in_dossier: int
    messages: frozenset[int] | None


@transaction.atomic
def record_search(dossier: Dossier, query: Query, *, by: User) -> RecordedSearch:
    """Keep a search for the account of the search. The same search by the same person on the same archive is kept once.

    Raises `QueryProblem` as `archive.search.query.find` does.
    """
    # Two tabs that open at once would otherwise both find nothing and keep it twice.
    Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
    archive, topics, asked = state(), topics_asked(query), replace(query, words=pinned(query.words))
    same = dossier.searches.filter(
        by=by,
        query=_stored(asked),
        topics=[asdict(topic) for topic in topics],
        batch=archive.batch,
        archive_size=archive.messages,
        archive_private=archive.private,
    )
    return same.last() or _keep(dossier, asked, sentence(query, topics), topics, archive, by)


@transaction.atomic
def ask_again(search: RecordedSearch, *, by: User) -> RecordedSearch:
    """Ask a kept search again and keep that as well, whatever it finds: that nothing came in is an answer too.

    Raises `CannotAskAgain`, and `composing.DossierClosed`.
    """
    dossier, query = locked_open(search.dossier), search.asked
    try:
        topics = topics_asked(query)
        return _keep(dossier, query, sentence(query, topics), topics, state(), by)
    except UNANSWERABLE as error:
        raise CannotAskAgain(
            "Deze zoekvraag kan niet meer zo worden gesteld: wat erin is genoemd, staat niet meer in het archief of is "
            "privé, of de woorden zijn niet meer te lezen. Er is niets gewijzigd; stel een nieuwe zoekvraag."
        ) from error


def ask_all_again(
    dossier: Dossier, *, by: User, after: int, progress: Callable[[int, int], None] = lambda done, total: None
) -> tuple[list[RecordedSearch], list[RecordedSearch]]:
    """Ask every search of the dossier again of which the last run is not newer than the search `after` (its id).

    So, cut off and called again, it goes on where it was. The new runs, and the searches that cannot be asked any more.
    """
    waiting = [run for run in latest_runs(dossier) if run.pk <= after]
    runs, failed = [], []
    for place, search in enumerate(waiting, start=1):
        try:
            runs.append(ask_again(search, by=by))
        except CannotAskAgain:
            failed.append(search)
        progress(place, len(waiting))
    return runs, failed


def request_all_again(dossier: Dossier, *, by: User) -> Job:
    """Queue a job that asks every search of the dossier again; one that still waits or runs is returned instead. Raises
    `composing.DossierClosed`.
    """
    with transaction.atomic():
        locked_open(dossier)
        if under_way := jobs_of(dossier).filter(kind=ASK_ALL_AGAIN, state__in=ACTIVE).first():
            return under_way
        last = dossier.searches.aggregate(last=Max("pk"))["last"] or 0
        return enqueue(
            ASK_ALL_AGAIN,
            subject=f"Zoekvragen opnieuw stellen voor dossier {dossier.number}",
            by=by,
            url=reverse("dossier-searches", args=[dossier.number]),
            dossier=dossier.pk,
            by_id=by.pk,
            after=last,
        )


def _keep(
    dossier: Dossier, query: Query, told: str, topics: Sequence[TopicAsked], archive: ArchiveState, by: User
) -> RecordedSearch:
    found = _find(dossier, query, archive)
    earlier = dossier.searches.filter(query=_stored(query))
    first, before = earlier.filter(rerun=None).first(), earlier.last()
    search = RecordedSearch.objects.create(
        dossier=dossier,
        by=by,
        by_role=by.get_role_display(),
        query=_stored(query),
        topics=[asdict(topic) for topic in topics],
        sentence=told,
        batch_id=archive.batch,
        archive_size=archive.messages,
        archive_private=archive.private,
        hits=found.hits,
        conversations=found.conversations,
        in_dossier=found.in_dossier,
    )
    if found.messages is not None:
        SearchResult.objects.create(search=search, messages=sorted(found.messages))
    if first is not None and before is not None:
        Rerun.objects.create(search=search, first=first, before=before, **_changes(before, search, query, found))
    record(
        Verb.SEARCHED,
        by=by,
        subject=dossier.number,
        dossier_id=dossier.pk,
        what=search.sentence,
        hits=found.hits,
        again=first is not None,
    )
    return search


def _find(dossier: Dossier, query: Query, archive: ArchiveState) -> _Found:
    """What the search finds on exactly this archive: an import may end while it looks.

    Of more hits than can be kept, what there is now; it is then the same but for an import of this very moment.
    """
    rows = answering(query.expression())
    found = dict(rows.values_list("message", "conversation")[: MOST_AT_ONCE + 1])
    if len(found) > MOST_AT_ONCE:
        counts = rows.aggregate(hits=Count("message"), conversations=Count("conversation", distinct=True))
        inside = find(query).filter(pk__in=dossier.items.order_by().values("message")).count()
        return _Found(counts["hits"], counts["conversations"], inside, None)
    for late in find(query).arrived_after(archive.number).values_list("pk", flat=True):
        found.pop(late, None)
    inside = len(found.keys() & set(dossier.items.order_by().values_list("message_id", flat=True)))
    return _Found(len(found), len(set(found.values())), inside, frozenset(found))


def _changes(before: RecordedSearch, search: RecordedSearch, query: Query, found: _Found) -> dict[str, int | None]:
    """What differs from the run before, as the fields of `Rerun`."""
    known = SearchResult.objects.filter(search=before).first()
    if found.messages is None or known is None:
        return {"arrived": find(query).arrived_after(before.number).arrived_by(search.number).count()}
    new, gone = found.messages - set(known.messages), set(known.messages) - found.messages
    arrived = Message.objects.visible().filter(pk__in=new).arrived_after(before.number).count()
    fates = fates_of(gone)
    return {
        "arrived": arrived,
        "appeared": len(new) - arrived,
        "private": fates.private,
        "destroyed": fates.destroyed,
        "dropped": len(gone) - fates.private - fates.destroyed,
    }


def _stored(query: Query) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(query).items()}
