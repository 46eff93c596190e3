"""Proposing, approving and carrying out destruction, with the log: the portal's side of `archive.retention.destruction_lists`."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from archive import content
from archive.models import Conversation, Destruction, DestructionState, Source
from archive.retention import destroying, destruction_lists, discarding
from archive.retention.destruction_lists import ListRefused
from woo_portal.accounts.models import User
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.custody.certificate import compose
from woo_portal.custody.put_aside import remove_copies
from woo_portal.dossiers.access import acting
from woo_portal.dossiers.keeping import discard_expired_packages, forget, in_dossiers
from woo_portal.jobs.models import Job
from woo_portal.jobs.queue import enqueue
from woo_portal.jobs.running import JobError, Progress
from woo_portal.presentation.dutch import counted

JOB_KIND = "destroy"


@transaction.atomic
def propose(
    conversations: QuerySet[Conversation], *, until: date | None, basis: str, note: str, by: User
) -> Destruction:
    """Put what is due in these conversations on a list for somebody else to approve. Raises `ListRefused`."""
    destruction = destruction_lists.propose(
        conversations,
        until=until,
        basis=basis,
        note=note,
        by=acting(by),
        today=timezone.localdate(),
        in_dossiers=in_dossiers(),
    )
    count = sum(destruction.lines.values_list("messages", flat=True))
    record(Verb.DESTRUCTION_PROPOSED, by=by, subject=str(destruction), destruction=destruction.pk, count=count)
    return destruction


@transaction.atomic
def propose_unread(sources: QuerySet[Source], *, basis: str, note: str, by: User) -> Destruction:
    """Put originals of which nothing was read on a list for somebody else to approve. Raises `ListRefused`."""
    destruction = discarding.propose_unread(sources, basis=basis, note=note, by=acting(by))
    listed = [row.import_number for row in destruction.originals.all()]
    record(
        Verb.DESTRUCTION_PROPOSED,
        by=by,
        subject=str(destruction),
        destruction=destruction.pk,
        count=0,
        unread=len(listed),
        imports=listed,
    )
    return destruction


@transaction.atomic
def approve(destruction: Destruction, *, by: User) -> Destruction:
    """Approve somebody else's list and queue its destruction; a list that changed is stopped. Raises `ListRefused`."""
    decided = destruction_lists.approve(
        destruction, by=acting(by), today=timezone.localdate(), in_dossiers=in_dossiers()
    )
    _record_decision(decided, by=by)
    if decided.state == DestructionState.APPROVED:
        start(decided, by=by)
    return decided


@transaction.atomic
def reject(destruction: Destruction, *, by: User, reason: str) -> Destruction:
    """Refuse somebody else's list, or withdraw one's own. Raises `ListRefused`."""
    decided = destruction_lists.reject(destruction, by=acting(by), reason=reason)
    _record_decision(decided, by=by)
    return decided


def _record_decision(destruction: Destruction, *, by: User | None) -> None:
    record(
        Verb.DESTRUCTION_DECIDED,
        by=by,
        subject=f"vernietigingslijst {destruction.pk}",
        destruction=destruction.pk,
        decision=destruction.get_state_display(),
        reason=destruction.problem or destruction.decision_reason,
    )


def what_goes(messages: int, unread: int) -> str:
    """How much is on a list, or went with it: "12 berichten", "1 ongelezen bestand"."""
    if unread:
        return counted(unread, "ongelezen bestand", "ongelezen bestanden")
    return counted(messages, "bericht", "berichten")


def start(destruction: Destruction, *, by: User) -> Job:
    """Queue the destruction of an approved list; one that waits or runs is not doubled."""
    url = reverse("archive-destruction", args=[destruction.pk])
    return enqueue(
        JOB_KIND, subject=f"Vernietiging van lijst {destruction.pk}", by=by, url=url, destruction=destruction.pk
    )


def job_of(destruction: Destruction) -> Job | None:
    """The newest job for a destruction; None while nobody has approved it."""
    return Job.objects.filter(kind=JOB_KIND, arguments={"destruction": destruction.pk}).first()


def carry_out(destruction_id: int, *, progress: Progress) -> Destruction:
    """Destroy an approved list and close it with its certificate. May be called again after a crash: it goes on.

    Raises `JobError` while an import runs; nothing is then destroyed.
    """
    content.remove_broken_off()
    try:
        destruction = _destroy(destruction_id, progress)
    except ListRefused as refusal:
        raise JobError(str(refusal)) from refusal
    if destruction.state != DestructionState.DESTROYED:
        return destruction
    discard_expired_packages()
    remove_copies(destruction)
    destroying.remove_files(destruction)
    return _complete(destruction)


@transaction.atomic
def _destroy(destruction_id: int, progress: Progress) -> Destruction:
    before = Destruction.objects.get(pk=destruction_id).state
    destruction = destroying.destroy(
        destruction_id,
        in_dossiers=in_dossiers(),
        forget=forget,
        today=timezone.localdate(),
        progress=progress,
    )
    if destruction.state == DestructionState.STOPPED and before != DestructionState.STOPPED:
        _record_decision(destruction, by=None)
    return destruction


@transaction.atomic
def _complete(destruction: Destruction) -> Destruction:
    certificate, sha256 = compose(destruction)
    if destroying.complete(destruction, certificate=certificate, sha256=sha256):
        record(
            Verb.DESTROYED,
            by=None,
            subject=str(destruction),
            destruction=destruction.pk,
            count=destruction.messages,
            unread=destruction.originals.count(),
            proposed_by=destruction.proposed_by,
            approved_by=destruction.decided_by,
            sha256=sha256,
        )
    destruction.refresh_from_db()
    return destruction
