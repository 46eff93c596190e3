"""Having the archive checked against its chain, with the log: the portal's side of `archive.sealing.verifying`."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse

from archive.models import Verification
from archive.sealing.verifying import sizes, verify
from woo_portal.accounts.models import User
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.jobs.models import Job
from woo_portal.jobs.queue import enqueue
from woo_portal.jobs.running import Progress
from woo_portal.presentation.dutch import counted

JOB_KIND = "verify"
SUBJECT = "het archief"


@transaction.atomic
def request_check(*, by: User) -> Job:
    """Queue a check of the whole archive; while one waits or runs it is that one."""
    current = job_of_check()
    if current is not None and current.is_active:
        return current
    record(Verb.CHECK_STARTED, by=by, subject=SUBJECT)
    return enqueue(JOB_KIND, subject="Controle van het archief", by=by, url=reverse("archive-chain"), by_user=by.pk)


def job_of_check() -> Job | None:
    """The newest job that checks, or checked, the archive."""
    return Job.objects.filter(kind=JOB_KIND).first()


def carry_out(user_id: int, *, progress: Progress) -> Verification:
    """Check the archive for this account, and keep what was found. May be begun again after a crash: it changes nothing."""
    user = User.objects.get(pk=user_id)
    whole = _Whole(progress)
    verification = verify(by=str(user), progress=whole.went_on)
    record(
        Verb.ARCHIVE_CHECKED,
        by=user,
        subject=SUBJECT,
        messages=verification.messages,
        batches=verification.batches,
        fingerprint=verification.fingerprint,
        found=verification.found,
    )
    return verification


class _Whole:
    """Progress over batches, messages and files together: one bar that does not begin anew."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._sizes = progress, sizes()

    def went_on(self, what: str, done: int, total: int) -> None:
        """Tell how far the whole is, when this much of one kind is done."""
        before = 0
        for kind, size in self._sizes.items():
            if kind == what:
                break
            before += size
        self._progress(before + done, max(sum(self._sizes.values()), before + total))


def outcome(verification: Verification) -> str:
    """What a check found, as Dutch sentences; the first difference is named."""
    if not verification.found:
        return f"Alles is zoals het is verzegeld: {reach(verification)}."
    found = counted(verification.found, "verschil", "verschillen")
    return f"{found} gevonden. Het eerste: {verification.told[0]}"


def reach(verification: Verification) -> str:
    """ "12 berichten, tot en met batch 3"."""
    upto = f"tot en met batch {verification.batches}" if verification.batches else "nog zonder keten"
    return f"{counted(verification.messages, 'bericht', 'berichten')}, {upto}"
