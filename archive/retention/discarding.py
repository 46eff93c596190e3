"""Destroying originals of which nothing was read, such as a wrong file: by a list of their own, on the road of every destruction.

Proposed by one person and approved by another, checked again at each step, and told in a certificate that stays. The bytes of an
original are what was approved: its SHA-256 never changes. There is nothing of it in the archive but its bytes and its imports.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from archive.acting import Actor
from archive.models import DestroyedFile, Destruction, ListedOriginal, Source
from archive.retention.concealing import forget_unread
from archive.retention.destruction_lists import WAITING, ListRefused, make_alone
from archive.retention.unread import objection_to_destroying, objection_to_listed


@transaction.atomic
def propose_unread(sources: QuerySet[Source], *, basis: str, note: str, by: Actor) -> Destruction:
    """Put originals of which nothing was read on a list. Raises `ListRefused` when there is none, or one may not go.

    `basis` is the ground, `note` why they do not belong in the archive; both Dutch, for the certificate.
    """
    make_alone()
    found = list(sources.order_by("pk"))
    if not found:
        raise ListRefused("Er is geen bestand gekozen. Er is geen lijst gemaakt.")
    for source in found:
        if objection := objection_to_destroying(source) or _on_open_list(source):
            raise ListRefused(f"{objection} Er is geen lijst gemaakt.")
    destruction = Destruction.objects.create(basis=basis, note=note, proposed_by=by.name, proposed_by_id=by.id)
    newest = [(source, source.runs.order_by("-pk")[0]) for source in found]
    ListedOriginal.objects.bulk_create(
        ListedOriginal(destruction=destruction, source=source, import_number=run.pk, state=run.state)
        for source, run in newest
    )
    return destruction


def _on_open_list(source: Source) -> str:
    row = source.listed_as.filter(destruction__state__in=WAITING).first()
    return f"Het bestand van import {row.import_number} staat al op {row.destruction}." if row else ""


def lock_listed(destruction: Destruction) -> str:
    """Let no import read the unread originals of a list until this transaction ends; why one may not go, in Dutch, if so."""
    ids = list(destruction.originals.values_list("source", flat=True))
    list(Source.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    return objection_to_listed(destruction)


def discard_listed(destruction: Destruction) -> None:
    """Account for the unread originals of a numbered destruction: their files go, and their imports say why."""
    gone = [row.source for row in destruction.originals.select_related("source")]
    DestroyedFile.objects.bulk_create(
        DestroyedFile(destruction=destruction, sha256=source.sha256, size=source.size, source=source) for source in gone
    )
    forget_unread(gone, problem=f"Dit bestand is vernietigd ({destruction}), zonder dat er iets uit gelezen is.")
