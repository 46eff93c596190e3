"""The searches and the events of a dossier as its pages tell them: nothing that became private is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Sum
from django.db.models.functions import Coalesce

from woo_portal.audit import events as audit
from woo_portal.audit.models import Event
from woo_portal.dossiers.models import Dossier, RecordedSearch, Rerun
from woo_portal.dossiers.reruns import first_of
from woo_portal.dossiers.wording import TopicAsked, names_in, sentence


@dataclass(frozen=True, slots=True)
class Told:
    """A search as it may be told. `place` numbers what was asked, `run` how often it was asked by then, both from 1; `added`
    is how many messages came into the dossier from it, and `rerun` what it found against the run before, None for a first.
    """

    search: RecordedSearch
    place: int
    run: int
    sentence: str
    added: int
    rerun: Rerun | None


def searches_of(dossier: Dossier) -> list[Told]:
    """The searches of a dossier in the order they were first asked, each followed by its re-runs; three queries or so."""
    kept = dossier.searches.select_related("by", "batch", "rerun").annotate(
        added=Coalesce(Sum("additions__messages"), 0)
    )
    hidden, told, runs = concealed(dossier), [], Counter[int]()
    places: dict[int, int] = {}
    for search in sorted(kept, key=lambda search: (first_of(search), search.pk)):
        line = first_of(search)
        place = places.setdefault(line, len(places) + 1)
        runs[line] += 1
        shown = hidden.get(search.sentence, search.sentence)
        told.append(Told(search, place, runs[line], shown, search.added, getattr(search, "rerun", None)))
    return told


def concealed(dossier: Dossier) -> dict[str, str]:
    """The searches of a dossier that name a conversation or a person of whom nobody may know by now: each sentence as it was
    kept, and as it may be told. What was searched stays accounted for; the log is told with these too.
    """
    kept = list(dossier.searches.all())
    names = names_in(search.asked for search in kept)
    hidden = [search for search in kept if names.hide(search.asked)]
    return {search.sentence: sentence(search.asked, topics_of(search), names) for search in hidden}


def lines_of(dossier: Dossier, events: Iterable[Event]) -> list[tuple[Event, str]]:
    """Events of a dossier in their order, each with its sentence."""
    told, lines = concealed(dossier), []
    for event in events:
        if (what := event.details.get("what")) in told:
            event.details |= {"what": told[what]}
        lines.append((event, audit.sentence(event)))
    return lines


def topics_of(search: RecordedSearch) -> list[TopicAsked]:
    """The topics in a search as they were when it was asked."""
    return [TopicAsked(**topic) for topic in search.topics]
