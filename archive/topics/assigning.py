"""Which messages are on which topic, in the database: set when messages come in, and looked for anew when a topic is edited.

An assignment follows from a message's search row and a version's terms alone, so that it can be made again at any time. What
has no search row, such as what is private, is on no topic. What a topic asks stands in `archive.topics.editing`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from archive.models import LIVE, Topic, TopicAssignment, TopicVersion, VersionState
from archive.search.quarters import Quarter, quarters
from archive.standstill import stand_still
from archive.statistics import table_grew

Progress = Callable[[int, int], None]

ASSIGNING, CHANGING = 7310, 7311
"""Keys of advisory locks: of who assigns versions to messages, and of who changes search rows that are there."""
PATIENCE = 0.2
"""Seconds between two looks at whether those who are waited for are done."""
REMOVED_AT_ONCE = 20_000


def found(*, versions: str, rows: str, terms: str = "archive_topicterm") -> str:
    """SQL: which of these rows of the search table are on the topics of these versions, with their scores and hits."""
    return f"""
SELECT i.message_id, v.id AS version_id, i.sent_at, sum(t.weight) AS score, array_agg(t.number ORDER BY t.number) AS hits
FROM {versions} v
JOIN {rows} i ON i.tsv @@ v.any_term AND NOT coalesce(i.tsv @@ v.no_term, false)
JOIN {terms} t ON t.version_id = v.id AND NOT t.excludes AND i.tsv @@ t.query
GROUP BY i.message_id, v.id, i.sent_at, v.threshold HAVING sum(t.weight) >= v.threshold
"""


def assigning(*, rows: str, versions: str = "") -> str:
    """SQL: put these rows of the search table on the topics they are about, as every version asks that serves or is built.

    Whoever adds rows says so first (`announce`).
    """
    live = ", ".join(f"'{state}'" for state in LIVE)
    versions = versions or f"(SELECT * FROM archive_topicversion WHERE state IN ({live}))"
    return (
        "INSERT INTO archive_topicassignment (message_id, version_id, sent_at, score, hits)"
        f"{found(versions=versions, rows=rows)} ON CONFLICT (message_id, version_id) DO NOTHING"
    )


_IN_PERIOD = "sent_at >= %(since)s AND sent_at < %(until)s"
_OF_PERIOD = assigning(
    rows=f"(SELECT * FROM archive_messageindex WHERE {_IN_PERIOD})",
    versions="(SELECT * FROM archive_topicversion WHERE id = %(version)s)",
)
_CLEAR_PERIOD = f"DELETE FROM archive_topicassignment WHERE version_id = %(version)s AND {_IN_PERIOD}"
_REMOVE_PAST = """
DELETE FROM archive_topicassignment WHERE (message_id, version_id) IN (
    SELECT message_id, version_id FROM archive_topicassignment WHERE version_id = %s LIMIT %s
)
"""
_WHO_ASSIGN = """
SELECT virtualtransaction FROM pg_locks
WHERE locktype = 'advisory' AND classid = 0 AND objid = %s AND objsubid = 1 AND granted AND pid <> pg_backend_pid()
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def announce() -> None:
    """Say that this transaction will add search rows: a version that is made meanwhile may not be seen, and waits for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [ASSIGNING])


def hold_rows() -> None:
    """Until this transaction, which will change or remove search rows, ends nobody reads these for a new version."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [CHANGING])


def withdraw(messages: Collection[int]) -> None:
    """Take messages (ids) off every topic, as their search rows are gone."""
    TopicAssignment.objects.filter(message__in=list(messages)).delete()


def assign_version(version_id: int, *, progress: Progress) -> bool:
    """Find the messages of a version and put it into use in place of the one before; False if it was replaced meanwhile.

    A quarter at a time, the newest messages first: it may be cut off anywhere and called again, and then goes on where it was.
    Nobody waits for it longer than a quarter takes. Of a version that is in use everything is looked for anew.
    """
    version = TopicVersion.objects.get(pk=version_id)
    if version.state == VersionState.SERVING:
        TopicVersion.objects.filter(pk=version_id).update(reached=None)
        version.reached = None
    _wait_for_who_assigns_without_it()
    wanted = list(quarters())
    for done, quarter in enumerate(wanted, start=1):
        if version.reached is None or quarter.start < version.reached:
            while (is_done := _assign_quarter(version_id, quarter)) is None:
                time.sleep(PATIENCE)
            if not is_done:
                return False
        progress(done, len(wanted))
    return _put_into_use(version_id)


def assign_all(*, progress: Progress) -> None:
    """Look for the messages of every version in use, and of what was to replace it, anew."""
    versions = list(TopicVersion.objects.filter(state__in=LIVE).order_by("pk").values_list("pk", flat=True))
    for done, version in enumerate(versions, start=1):
        assign_version(version, progress=lambda quarter, of: None)
        progress(done, len(versions))
    remove_past()


def remove_past() -> None:
    """Remove the assignments of versions that are used no more."""
    for version in TopicVersion.objects.filter(state=VersionState.PAST).values_list("pk", flat=True):
        removed = REMOVED_AT_ONCE
        while removed == REMOVED_AT_ONCE:
            with connection.cursor() as cursor:
                cursor.execute(_REMOVE_PAST, [version, REMOVED_AT_ONCE])
                removed = cursor.rowcount


def _wait_for_who_assigns_without_it() -> None:
    """Until every transaction has ended that assigns topics now: it may have looked which versions there are before this one."""
    with connection.cursor() as cursor:
        cursor.execute(_WHO_ASSIGN, [ASSIGNING])
        before = cursor.fetchall()
        while before:
            time.sleep(PATIENCE)
            cursor.execute(_WHO_ASSIGN, [ASSIGNING])
            before = list(set(before) & set(cursor.fetchall()))


@transaction.atomic
def _assign_quarter(version_id: int, quarter: Quarter) -> bool | None:
    """Assign a version to the messages of a quarter; False, and nothing is done, if it was replaced; None to try again."""
    # Nothing becomes private, is destroyed or gets other words between what is read here and what is written. Who changes
    # rows may be long about it, and is not to be kept waiting by who waits for him.
    stand_still()
    parameters: dict[str, Any] = {"version": version_id, "since": quarter.start, "until": quarter.until}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [CHANGING])
        if not cursor.fetchone()[0]:
            return None
        if not TopicVersion.objects.filter(pk=version_id, state__in=LIVE).exists():
            return False
        cursor.execute(_CLEAR_PERIOD, parameters)
        cursor.execute(_OF_PERIOD, parameters)
        table_grew("archive_topicassignment", cursor.rowcount)
    TopicVersion.objects.filter(pk=version_id).update(reached=quarter.start)
    return True


@transaction.atomic
def _put_into_use(version_id: int) -> bool:
    """Let a version that is complete serve; False if it was replaced."""
    topic = Topic.objects.select_for_update().get(versions=version_id)
    version = topic.versions.get(pk=version_id)
    if version.state not in LIVE:
        return False
    topic.versions.filter(state=VersionState.SERVING).exclude(pk=version.pk).update(state=VersionState.PAST)
    version.state, version.assigned_at, version.found = (
        VersionState.SERVING,
        timezone.now(),
        version.assignments.count(),
    )
    version.save(update_fields=["state", "assigned_at", "found"])
    return True
