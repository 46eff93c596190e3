"""Topics: making and changing them, and what a change would find.

Each edit is a version that stays to be read, for an account of a search refers to what was asked then. Which messages a
version finds is kept by `archive.topics.assigning` and told by `archive.topics.hits`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from archive.models import LIVE, Topic, TopicTerm, TopicVersion, VersionState
from archive.search.conditions import Lexemes
from archive.search.expressions import Or
from archive.search.stemming import stem
from archive.topics import terms as topic_terms
from archive.topics.assigning import found
from archive.topics.terms import LineProblem, Term, TermsRefused

PREVIEW_SECONDS = 5
"""Counting what terms would find is given up after so long."""
_CANCELLED = "57014"
"""PostgreSQL's code for a statement that took too long (query_canceled)."""
_PREVIEW = f"""
WITH term AS MATERIALIZED (
    SELECT 0 AS version_id, n AS number, weight, excludes, query::tsquery AS query
    FROM unnest(%(queries)s::text[], %(weights)s::int[], %(excludes)s::boolean[])
        WITH ORDINALITY AS t (query, weight, excludes, n)
), version AS MATERIALIZED (
    SELECT 0 AS id, %(threshold)s AS threshold, %(any_term)s::tsquery AS any_term,
        nullif(%(no_term)s, '')::tsquery AS no_term
), hit AS MATERIALIZED ({found(versions="version", rows="archive_messageindex", terms="term")})
SELECT NULL, count(*) FROM hit UNION ALL SELECT number, count(*) FROM hit, unnest(hits) AS number GROUP BY number
"""


class StaleTopic(Exception):
    """Somebody else made a version of the topic meanwhile."""


class NameTaken(Exception):
    """There is a topic of this name, case aside."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a topic is to ask. `theme` is a code of `archive.topics.themes`, or empty; `terms` passed `checked`."""

    name: str
    terms: tuple[Term, ...]
    threshold: int = 1
    theme: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """How many messages terms would find, and by each of these terms how many of them; `total` is None if counting took long."""

    total: int | None
    by_term: tuple[tuple[Term, int], ...] = ()


def checked(text: str) -> tuple[Term, ...]:
    """The terms in a text of lines, each of which finds something of its own. Raises `TermsRefused`."""
    numbered, problems = topic_terms.looked_through(text)
    problems += _without_use(numbered[: topic_terms.MOST_TERMS])
    if problems:
        raise TermsRefused(sorted(problems, key=lambda problem: problem.line))
    return tuple(term for _, term in topic_terms.read(text))


def _without_use(numbered: Sequence[tuple[int, Term]]) -> list[LineProblem]:
    """What is wrong with terms that find nothing, or nothing that another does not."""
    seen: dict[str, tuple[int, Term]] = {}
    problems: list[LineProblem] = []
    asked = _lexemes([term for _, term in numbered])
    for line, term in numbered:
        lexemes = asked[term]
        first_line, first = seen.setdefault(lexemes, (line, term))
        if not lexemes:
            problems.append(LineProblem(line, f"‘{term.text}’ is zo gewoon dat er niet op gezocht kan worden."))
        elif first_line != line:
            problems.append(
                LineProblem(line, f"‘{term.text}’ vindt hetzelfde als ‘{first.text}’ op regel {first_line}.")
            )
    return problems


def _lexemes(terms: Sequence[Term]) -> dict[Term, str]:
    """What the archive is asked for each term, as a tsquery of lexemes; empty for words that are too common."""
    stemmed = stem(Or(tuple(term.words for term in terms)))
    return {term: stemmed[term.words].query for term in terms}


def _any_of(lexemes: Mapping[Term, str], *, excludes: bool = False) -> str:
    """What finds any of the terms that may hit, or any of those that keep a message out."""
    return " | ".join(f"({query})" for term, query in lexemes.items() if query and term.excludes == excludes)


@transaction.atomic
def create(asked: Asked, *, by: str) -> TopicVersion:
    """A new topic with its first version, which is still to be assigned to messages. Raises `NameTaken`."""
    _refuse_taken(asked.name, except_for=None)
    with _giving_a_name():
        topic = Topic.objects.create(name=asked.name)
    return _add_version(topic, asked, reason="", by=by)


@transaction.atomic
def change(topic: Topic, asked: Asked, *, seen: int, reason: str, by: str) -> TopicVersion | None:
    """A new version of a topic, still to be assigned; None if it would ask the same under the same name.

    `seen` is the number of the newest version that the person saw. A topic that had ended is taken up again. Raises
    `StaleTopic` and `NameTaken`.
    """
    locked = Topic.objects.select_for_update().get(pk=topic.pk)
    latest = locked.versions.prefetch_related("term_rows").first()
    if latest is None or latest.number != seen:
        raise StaleTopic
    if locked.ended_at is None and asked == what_asks(latest):
        return None
    _refuse_taken(asked.name, except_for=locked)
    locked.name, locked.ended_at, locked.ended_by = asked.name, None, ""
    with _giving_a_name():
        locked.save(update_fields=["name", "ended_at", "ended_by"])
    locked.versions.filter(state=VersionState.BUILDING).update(state=VersionState.PAST)
    return _add_version(locked, asked, reason=reason, by=by)


@transaction.atomic
def end(topic: Topic, *, by: str) -> bool:
    """Take a topic out of use; what it asked stays to be read. False if it had ended already."""
    locked = Topic.objects.select_for_update().get(pk=topic.pk)
    if locked.ended_at is not None:
        return False
    locked.ended_at, locked.ended_by = timezone.now(), by
    locked.save(update_fields=["ended_at", "ended_by"])
    locked.versions.filter(state__in=LIVE).update(state=VersionState.PAST)
    return True


def _refuse_taken(name: str, *, except_for: Topic | None) -> None:
    others = Topic.objects.filter(name__iexact=name)
    if (others.exclude(pk=except_for.pk) if except_for else others).exists():
        raise NameTaken


@contextmanager
def _giving_a_name() -> Iterator[None]:
    """Of two who give the same name at the same moment neither sees the other's; the database does."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise NameTaken from error


def _add_version(topic: Topic, asked: Asked, *, reason: str, by: str) -> TopicVersion:
    lexemes = _lexemes(asked.terms)
    kept_out = _any_of(lexemes, excludes=True)
    latest = topic.versions.first()
    version = TopicVersion.objects.create(
        topic=topic,
        number=latest.number + 1 if latest else 1,
        name=asked.name,
        theme=asked.theme,
        threshold=asked.threshold,
        reason=reason,
        any_term=Lexemes(_any_of(lexemes)),
        no_term=Lexemes(kept_out) if kept_out else None,
        made_by=by,
    )
    TopicTerm.objects.bulk_create(
        TopicTerm(
            version=version,
            number=number,
            text=term.text,
            weight=term.weight,
            excludes=term.excludes,
            query=Lexemes(lexemes[term]),
        )
        for number, term in enumerate(asked.terms, start=1)
    )
    return version


@transaction.atomic
def stem_anew() -> None:
    """Ask for the terms of every version as words are read now: after that changed, `assign_all` finds their messages."""
    for version in TopicVersion.objects.prefetch_related("term_rows"):
        lexemes = _lexemes(version.terms)
        kept_out = _any_of(lexemes, excludes=True)
        TopicVersion.objects.filter(pk=version.pk).update(
            any_term=Lexemes(_any_of(lexemes)), no_term=Lexemes(kept_out) if kept_out else None
        )
        for row in version.term_rows.all():
            TopicTerm.objects.filter(pk=row.pk).update(query=Lexemes(lexemes[row.as_term()]))


def what_asks(version: TopicVersion) -> Asked:
    """What a version asks."""
    return Asked(version.name, tuple(version.terms), version.threshold, version.theme)


def preview(terms: Sequence[Term], threshold: int) -> Preview:
    """How many messages of the archive these terms would find."""
    lexemes = _lexemes(terms)
    parameters: dict[str, Any] = {
        "queries": [lexemes[term] for term in terms],
        "weights": [term.weight for term in terms],
        "excludes": [term.excludes for term in terms],
        "threshold": threshold,
        "any_term": _any_of(lexemes),
        "no_term": _any_of(lexemes, excludes=True),
    }
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = %s", [PREVIEW_SECONDS * 1000])
            cursor.execute(_PREVIEW, parameters)
            counts: dict[int | None, int] = dict(cursor.fetchall())
            cursor.execute("SET LOCAL statement_timeout = DEFAULT")
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != _CANCELLED:
            raise
        return Preview(None)
    hits = [(term, counts.get(number, 0)) for number, term in enumerate(terms, start=1) if not term.excludes]
    return Preview(counts[None], tuple(hits))


def in_use() -> QuerySet[Topic]:
    """The topics that messages can be on now."""
    return Topic.objects.filter(versions__state=VersionState.SERVING)


def version_asked(topic: int) -> TopicVersion:
    """What a topic (id) asks now: the version in use, or else the newest. With its terms, in two queries."""
    versions = TopicVersion.objects.filter(topic=topic).prefetch_related("term_rows")
    return versions.filter(state=VersionState.SERVING).first() or versions.latest("number")
