"""Which messages are on which topic, and by which terms: what a search, a facet and a page ask.

Every topic is as its version in use has it. Nothing that is private is on a topic, and what is shown of a message is read
elsewhere, through `MessageQuerySet.visible`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, OuterRef, QuerySet

from archive.days import LOCAL_ZONE
from archive.models import TopicAssignment, TopicVersion, VersionState

# Month by month: counting a range is a walk along the index, where a month for each row is a sum for each row.
_PER_MONTH = """
WITH bounds AS (
    SELECT date_trunc('month', min(sent_at) AT TIME ZONE %(zone)s) AS first, max(sent_at) AT TIME ZONE %(zone)s AS last
    FROM archive_topicassignment WHERE version_id = %(version)s
), months AS (
    SELECT start, (
        SELECT count(*) FROM archive_topicassignment a WHERE a.version_id = %(version)s
        AND a.sent_at >= start AT TIME ZONE %(zone)s AND a.sent_at < (start + interval '1 month') AT TIME ZONE %(zone)s
    ) AS messages FROM bounds, generate_series(bounds.first, bounds.last, interval '1 month') AS start
)
SELECT start::date, messages FROM months WHERE messages > 0 ORDER BY start
"""


@dataclass(frozen=True, slots=True)
class TopicHit:
    """That a message is on a topic, and by which terms: "Hoogwater (hoogwater, dijk*)"."""

    topic: int
    name: str
    terms: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name} ({', '.join(self.terms)})"


def version_in_use(topic: int) -> TopicVersion | None:
    """The version of a topic (id) that its messages are assigned to; None while there is none."""
    return TopicVersion.objects.filter(topic=topic, state=VersionState.SERVING).first()


def assigned_to(version: int) -> QuerySet[TopicAssignment]:
    """For a subquery: that the outer row, which has a `sent_at`, is of a message on the topic of a version (id)."""
    return TopicAssignment.objects.filter(version=version, message=OuterRef("pk"), sent_at=OuterRef("sent_at"))


def topic_counts(messages: QuerySet) -> dict[int, int]:
    """How many of these messages (a query for their ids) are on each topic (id); topics with none are left out."""
    counted = _in_use().filter(message__in=messages).values_list("version__topic")
    return dict(counted.annotate(number=Count("message")))


def totals() -> dict[int, int]:
    """How many messages are on each topic (id); topics with none are left out."""
    return dict(_in_use().values_list("version__topic").annotate(number=Count("message")))


def per_month(topic: int) -> list[tuple[date, int]]:
    """How many messages on a topic (id) fall in each Dutch month, in order, months without any left out."""
    version = version_in_use(topic)
    if version is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_PER_MONTH, {"version": version.pk, "zone": LOCAL_ZONE.key})
        return cursor.fetchall()


def newest(topic: int, size: int) -> list[int]:
    """The ids of the newest messages on a topic (id), the newest first."""
    found = _in_use().filter(version__topic=topic).order_by("-sent_at", "-message_id")
    return list(found.values_list("message", flat=True)[:size])


def topics_of(messages: Collection[int], topics: Collection[int] | None = None) -> dict[int, list[TopicHit]]:
    """For those of these messages (ids) that are on topics, or on some of these, which and why, by name; two queries."""
    rows = _in_use().filter(message__in=list(messages)).select_related("version")
    if topics is not None:
        rows = rows.filter(version__topic__in=topics)
    found: dict[int, list[TopicHit]] = defaultdict(list)
    for row in rows.order_by("version__name").prefetch_related("version__term_rows"):
        texts = tuple(term.text for term in row.version.term_rows.all() if term.number in row.hits)
        found[row.message_id].append(TopicHit(row.version.topic_id, row.version.name, texts))
    return dict(found)


def _in_use() -> QuerySet[TopicAssignment]:
    return TopicAssignment.objects.filter(version__state=VersionState.SERVING)
