"""Has what an established dossier withholds proposed in dossiers that are being redacted, by a job; see decision record 98."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from redaction.choices import Status
from woo_portal.dossiers.earlier_passages import is_withheld_elsewhere
from woo_portal.dossiers.models import SHOWN, Dossier, Item
from woo_portal.dossiers.states import State
from woo_portal.jobs.queue import enqueue

CARRY = "carry"
"""The kind of job that proposes it in one dossier; its handler stands in `dossiers.tasks`."""


def request_carried(dossier: Dossier) -> None:
    """To be called when a dossier took a step, last in its transaction. Once it is established, a job is queued for each dossier
    that is being redacted and shows something it withholds; once it is back to be redacted one for itself, of what was
    established meanwhile.

    The jobs are the portal's own, and one a dossier: each locks the one it writes in, and no other.
    """
    if dossier.state == State.APPROVED:
        for other in receiving(dossier).order_by("pk"):
            _queue(other, established=dossier.pk)
    elif dossier.state == State.REDACTING and is_withheld_elsewhere(dossier):
        _queue(dossier)


def receiving(established: Dossier) -> QuerySet[Dossier]:
    """The dossiers of its kind that are being redacted and show a message or a title it withholds a part of, where they were
    searched already: the search itself looks at the others.
    """
    withheld = established.layer.redactions.filter(status=Status.ACCEPTED).order_by()
    searched = Item.objects.filter(dossier=OuterRef("pk"), judgement__in=SHOWN).exclude(proposed_at=None).order_by()
    touched = searched.filter(
        Q(message__in=withheld.values("message")) | Q(message__conversation__in=withheld.values("conversation"))
    )
    of_kind = Dossier.objects.filter(kind=established.kind, state=State.REDACTING).exclude(pk=established.pk)
    return of_kind.filter(Exists(touched))


def _queue(dossier: Dossier, **arguments: int) -> None:
    # With the dossier that was established among its arguments: one that runs may have looked before that was.
    enqueue(
        CARRY,
        subject=f"Lakvoorstellen voor dossier {dossier.number} uit dossiers die zijn vastgesteld",
        by=None,
        url=reverse("review", args=[dossier.number]),
        again=reverse("dossier", args=[dossier.number]),
        dossier=dossier.pk,
        **arguments,
    )
