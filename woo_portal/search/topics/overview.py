"""What the pages of topics show: of each how much it finds, and of one what it finds when, of whom, and how it changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from archive.models import Message, Person, Topic, TopicVersion, VersionState
from archive.search.expressions import OnTopic
from archive.search.facets import facets
from archive.search.query import highlighted
from archive.search.suggesting import Suggestion
from archive.topics.editing import what_asks
from archive.topics.hits import newest, per_month, totals
from archive.topics.suggestions import suggested
from archive.topics.terms import Term
from woo_portal.jobs.models import Job
from woo_portal.presentation.histogram import Histogram
from woo_portal.search.fragments import Fragment, fragments
from woo_portal.search.histogram import by_month
from woo_portal.search.topics.changes import changes
from woo_portal.search.topics.editing import job_of

NEWEST = 10
"""So many of the newest messages on a topic are shown."""
PERSONS = 15
VERSIONS = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A topic in the list: its newest version, how many messages are on it, and how far it is."""

    topic: Topic
    version: TopicVersion
    total: int
    is_in_use: bool
    is_building: bool


@dataclass(frozen=True, slots=True)
class Writers:
    """Who writes about a topic most, with how often; `since` is from when on that was counted, None for all."""

    persons: tuple[tuple[Person, int], ...]
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Edit:
    """A version with what it changed, in Dutch clauses."""

    version: TopicVersion
    changes: tuple[str, ...]


def listed(topics: QuerySet[Topic]) -> list[Row]:
    """The topics of a list, by name; four queries."""
    versions = TopicVersion.objects.prefetch_related("term_rows")
    counts, rows = totals(), []
    for topic in topics.prefetch_related(Prefetch("versions", versions)):
        states = {version.state for version in topic.versions.all()}
        rows.append(
            Row(
                topic,
                topic.versions.all()[0],
                counts.get(topic.pk, 0),
                VersionState.SERVING in states,
                VersionState.BUILDING in states,
            )
        )
    return rows


def trend(topic: Topic, *, leads_to_hits: bool) -> tuple[Histogram | None, int]:
    """The messages on a topic over time, and how many there are; each bar leads to its hits for who may search."""
    months = dict(per_month(topic.pk))
    search = reverse("search") if leads_to_hits else None
    drawn = by_month(months, {"onderwerp": str(topic.pk)}, page=search, counted=("bericht", "berichten"))
    return drawn, sum(months.values())


def writers(topic: Topic) -> Writers:
    """Who writes about a topic most."""
    counted = facets(OnTopic(topic.pk))
    most = sorted(counted.persons.items(), key=lambda row: (-row[1], row[0]))[:PERSONS]
    persons = Person.objects.visible().prefetch_related("functions").in_bulk([pk for pk, _ in most])
    return Writers(tuple((persons[pk], number) for pk, number in most if pk in persons), counted.since)


def newest_hits(topic: Topic) -> list[Fragment]:
    """The newest messages on a topic in their conversation, what its terms find marked in them."""
    found = Message.objects.visible().filter(pk__in=newest(topic.pk, NEWEST)).for_reading().newest_first()
    return fragments(list(highlighted(found, OnTopic(topic.pk))), topics=[topic.pk])


def edits(topic: Topic) -> list[Edit]:
    """The versions of a topic, the newest first, each with what it changed."""
    versions = list(topic.versions.prefetch_related("term_rows")[: VERSIONS + 1])
    asked: Sequence = [what_asks(version) for version in versions]
    return [
        Edit(version, tuple(changes(before, after)))
        for version, after, before in zip(versions, asked, [*asked[1:], None], strict=True)
    ][:VERSIONS]


def work_on(topic: Topic) -> tuple[TopicVersion | None, Job | None]:
    """The version that is being put into use, if any, and the work on it."""
    version = topic.versions.filter(state=VersionState.BUILDING).first()
    return version, job_of(version) if version else None


def grouped(terms: Sequence[Term], topic: Topic | None) -> list[tuple[str, list[Suggestion]]]:
    """The words that may be put beside these terms, under the Dutch name of their kind."""
    found = suggested(terms, topic.pk if topic else None)
    return [(kind.label, list(alike)) for kind, alike in groupby(found, key=lambda suggestion: suggestion.kind)]
