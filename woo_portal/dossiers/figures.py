"""How far a dossier is: counts for the list and for the overview."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from redaction.choices import Status
from redaction.models import Redaction
from woo_portal.dossiers.models import SHOWN, Dossier, Item, Judgement
from woo_portal.dossiers.passages import count_by_status
from woo_portal.dossiers.workflow import unsearched_messages, waiting_proposals
from woo_portal.jobs.models import Job, JobState


def with_progress(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Each with `messages`, `judged`, `passages` and `decided`: how many there are, and how many of them are done."""
    items = Item.objects.filter(dossier=OuterRef("pk")).order_by()
    shown = Item.objects.filter(dossier=OuterRef(OuterRef("pk")), judgement__in=SHOWN).order_by()
    passages = Redaction.objects.filter(
        Q(message__in=shown.values("message")) | Q(conversation__in=shown.values("message__conversation")),
        layer=OuterRef("layer"),
    ).order_by()
    return dossiers.annotate(
        messages=_number_of(items, "dossier"),
        judged=_number_of(items.exclude(judgement=""), "dossier"),
        passages=_number_of(passages, "layer"),
        decided=_number_of(passages.exclude(status=Status.PROPOSED), "layer"),
    )


def _number_of(rows: QuerySet[Any], by: str) -> Coalesce:
    counted = rows.values(by).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


@dataclass(frozen=True, slots=True)
class JudgementCount:
    """How many messages of a dossier are judged so; an empty `key` stands for those nobody has judged."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts of one dossier. Passages wait, are withheld or are shown; in `unsearched` messages nobody looked yet."""

    judgements: tuple[JudgementCount, ...]
    messages: int
    waiting: int
    withheld: int
    shown: int
    unsearched: int


def judgement_counts(dossier: Dossier) -> tuple[JudgementCount, ...]:
    """The messages of a dossier by judgement, those to be judged first; one query."""
    counts = dict(dossier.items.order_by().values_list("judgement").annotate(number=Count("pk")))
    rows = [("", "te beoordelen"), *((one.value, one.label) for one in Judgement.of(dossier.kind))]
    return tuple(JudgementCount(key, str(label), counts.get(key, 0)) for key, label in rows)


def figures_of(dossier: Dossier) -> Figures:
    """The counts of a dossier."""
    judgements = judgement_counts(dossier)
    statuses = count_by_status(dossier)
    return Figures(
        judgements=judgements,
        messages=sum(row.count for row in judgements),
        waiting=waiting_proposals(dossier),
        withheld=statuses[Status.ACCEPTED],
        shown=statuses[Status.REJECTED],
        unsearched=unsearched_messages(dossier).count(),
    )


def jobs_of(dossier: Dossier) -> QuerySet[Job]:
    """The long work on a dossier and its packages, the newest first."""
    packages = list(dossier.packages.values_list("pk", flat=True))
    return Job.objects.filter(Q(arguments__dossier=dossier.pk) | Q(arguments__package__in=packages))


def unfinished_jobs(dossier: Dossier) -> list[Job]:
    """Of each kind of long work on a dossier the latest, unless it is done: an older failure was made good by it."""
    latest = jobs_of(dossier).order_by("kind", "-pk").distinct("kind")
    return [job for job in latest if job.state != JobState.DONE]
