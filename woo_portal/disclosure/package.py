"""Makes a dossier's disclosure package: assemble, render, zip, check for leaks; only then may it be released.

May be cut off anywhere: a document that was rendered is found again by its key, the zip appears at once and whole, and a
package stays "wordt gemaakt" until the check has spoken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from archive.extraction.contract import NotReadable, RecognitionMissing
from archive.reading.containers import sha256_of
from redaction.withheld import UndecidedPassage
from woo_portal.accounts.models import User
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.disclosure.assembly import Assembled, assemble
from woo_portal.disclosure.checking import check_package
from woo_portal.disclosure.leak_check import LeakReport
from woo_portal.disclosure.merged_files import with_merged
from woo_portal.disclosure.publishing import DisclosureSet, File, formats
from woo_portal.disclosure.rendering import rendered_documents
from woo_portal.disclosure.zip_archive import PackageNotWritten, write_zip
from woo_portal.dossiers.appearance import appearance_of
from woo_portal.dossiers.decision import last_text, printed
from woo_portal.dossiers.models import Dossier, Kind, Package, PackageState, Purpose
from woo_portal.dossiers.package_zip import package_path
from woo_portal.dossiers.page_looks import NO_RECOGNITION
from woo_portal.dossiers.states import State
from woo_portal.dossiers.versions import concerning, version_of
from woo_portal.dossiers.workflow import everything_decided, names_otherwise, shown
from woo_portal.jobs.models import Job
from woo_portal.jobs.queue import enqueue
from woo_portal.jobs.running import JobError, is_run_by_somebody
from woo_portal.package_workshop import remove_zip, zip_name

JOB_KIND = "package"
Progress = Callable[[int, int], None]


_CANCELLED = "Het maken van dit pakket is afgebroken. Wat al is opgemaakt, wordt bewaard voor een volgend pakket."
MADE_IN = {
    Purpose.PUBLIC: (State.APPROVED,),
    Purpose.VIEWS: (State.APPROVAL, State.APPROVED),
    Purpose.REQUESTER: (State.APPROVAL, State.APPROVED, State.RELEASED),
}
"""In these states of a dossier nothing can be decided otherwise while a package is made."""
_REOPENED = "Het dossier is intussen heropend. Er is geen pakket gemaakt; stel het dossier eerst weer vast."


class PackageRefused(Exception):
    """No package may be made of this dossier now; the message is Dutch."""


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom a version is: what they are called, the people (ids) that are meant, and words they are known by."""

    name: str
    persons: tuple[int, ...] = ()
    words: tuple[str, ...] = ()


@transaction.atomic
def request_package(dossier: Dossier, *, by: User) -> Package:
    """Queue the making of a package. While one is being made, that one is returned: a double click makes one.

    Raises `PackageRefused` unless the dossier is approved and everything in it is decided.
    """
    locked = _locked(dossier, by, states=MADE_IN[Purpose.PUBLIC])
    return _queued(locked, Purpose.PUBLIC, Audience(""), by, subject=f"Pakket van dossier {locked.number}")


@transaction.atomic
def request_version(dossier: Dossier, purpose: Purpose, audience: Audience, *, by: User) -> Package:
    """Queue the making of a version for the eyes of one person or company. A double click makes one.

    Raises `PackageRefused` unless everything in the dossier is decided and it waits for approval or is approved, for
    parliamentary questions, and when no message concerns whom it is for.
    """
    locked = _locked(dossier, by, states=MADE_IN[purpose])
    if locked.kind != Kind.WOO:
        raise PackageRefused("Zienswijzen en eigen gegevens van de verzoeker horen bij een Woo-verzoek.")
    if not concerning(locked, audience.persons, audience.words):
        raise PackageRefused(
            "Geen enkel bericht van dit dossier gaat over deze betrokkene. Er is niets gemaakt; kies andere personen of woorden."
        )
    subject = f"Versie van dossier {locked.number}: {purpose.label}"
    return _queued(locked, purpose, audience, by, subject=subject)


def _locked(dossier: Dossier, by: User, *, states: tuple[State, ...]) -> Dossier:
    locked = Dossier.objects.select_for_update(of=("self",)).select_related("layer").get(pk=dossier.pk)
    if locked.state not in states:
        asked = " of ".join(state.label for state in states)
        raise PackageRefused(f"Dit kan pas worden gemaakt als het dossier is: {asked}. Er is niets gemaakt.")
    if objection := everything_decided(locked, by):
        raise PackageRefused(objection)
    return locked


def _queued(dossier: Dossier, purpose: Purpose, audience: Audience, by: User, *, subject: str) -> Package:
    """The package of this purpose that is being made for this audience, or else a new one; and its job."""
    kind = {
        "purpose": purpose,
        "audience": audience.name,
        "persons": list(audience.persons),
        "words": list(audience.words),
    }
    package = dossier.packages.filter(state=PackageState.MAKING, **kind).first()
    if package is None:
        has_decision = purpose is not Purpose.VIEWS  # views are asked before there is one
        package = Package.objects.create(
            dossier=dossier,
            made_by=by,
            made_at=timezone.now(),
            decision=printed(dossier) if has_decision else [],
            decision_until=last_text(dossier),
            **kind,
        )
    page = "package" if purpose is Purpose.PUBLIC else "package-versions"
    enqueue(JOB_KIND, subject=subject, by=by, url=reverse(page, args=[dossier.number]), package=package.pk)
    return package


@transaction.atomic
def cancel_package(package: Package, *, by: User) -> bool:
    """Stop the making of a package; its documents that are ready serve the next one. False when it is made, or was stopped."""
    locked = Package.objects.select_for_update(of=("self",)).select_related("dossier").get(pk=package.pk)
    if locked.state != PackageState.MAKING:
        return False
    locked.state = PackageState.CANCELLED
    locked.save(update_fields=["state"])
    record(Verb.PACKAGE_CANCELLED, by=by, subject=locked.dossier.number, dossier_id=locked.dossier_id)
    job = Job.objects.filter(kind=JOB_KIND, arguments={"package": locked.pk}).first()
    if job is None or not is_run_by_somebody(job):
        # A worker that is at it clears up behind itself; one that died did not.
        transaction.on_commit(partial(remove_zip, zip_name(locked.dossier_id, locked.pk)))
    return True


def make_package(package_id: int, *, progress: Progress) -> Package:
    """Make the package, or finish one that was cut off. One that is finished is returned as it is.

    Raises `JobError` when the dossier was reopened meanwhile or the disk is full; nothing is then published.
    """
    package = Package.objects.select_related("dossier__layer", "made_by").get(pk=package_id)
    if package.state != PackageState.MAKING:
        return package
    if package.dossier.state not in MADE_IN[Purpose(package.purpose)]:
        raise JobError(_REOPENED)
    if objection := _objection(package):
        raise JobError(f"{objection} Er is geen pakket gemaakt.")
    # Before anything is read: what changes from here on, the package may lack.
    package.appearance = appearance_of(shown(package.dossier))
    try:
        assembled = assemble(
            package.dossier,
            made_at=package.made_at,
            decision=package.decision,
            progress=progress,
            version=version_of(package),
        )
        _render(package, assembled, progress)
    except UndecidedPassage:
        raise JobError(
            "Er staat nog een lakvoorstel open. Er is geen pakket gemaakt; beslis eerst over alle voorstellen."
        ) from None
    except RecognitionMissing:
        raise JobError(f"{NO_RECOGNITION} Er is geen pakket gemaakt.") from None
    except NotReadable as reason:
        raise JobError(
            f"Een bijlage die openbaar wordt, is niet te openen. {reason} Er is geen pakket gemaakt; weiger de bijlage, of vraag "
            "de beheerder of haar bestand er nog is."
        ) from None
    except PackageNotWritten as error:
        raise JobError(str(error.strerror)) from error
    return package


def _objection(package: Package) -> str:
    """Why a package may not be made of the dossier as it is now, in Dutch: who somebody is may have changed since it was asked,
    and of what was released nothing is searched again.
    """
    dossier = package.dossier
    released = dossier.packages.public().filter(state=PackageState.RELEASED).first()
    if dossier.state == State.RELEASED and released is not None and names_otherwise(dossier, released):
        return (
            "Sinds de vrijgave is in het archief gewijzigd wie iemand is of hoe een bestand heet. Heropen het dossier."
        )
    return everything_decided(dossier, package.made_by)


def _render(package: Package, assembled: Assembled, progress: Progress) -> None:
    package.path = zip_name(package.dossier_id, package.pk)
    remove_zip(package.path)  # of an attempt that was killed
    target = package_path(package)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_zip(target, files_of(assembled.disclosure, _until_cancelled(package, progress)))
    report = check_package(target, assembled.secrets, assembled.disclosure)
    _finish(package, assembled.disclosure, report)


def _until_cancelled(package: Package, progress: Progress) -> Progress:
    """The progress of a package that stops when a person stopped it."""

    def go_on(done: int, total: int) -> None:
        if Package.objects.filter(pk=package.pk, state=PackageState.CANCELLED).exists():
            raise JobError(_CANCELLED)
        progress(done, total)

    return go_on


def files_of(
    disclosure: DisclosureSet, progress: Progress = lambda done, total: None, *, folder: Path | None = None
) -> Iterator[File]:
    """Every file of the package, the documents first, the merged PDF last. Documents are rendered in processes of their own and
    kept by key in `folder`, by default the one that all packages share. Raises `ValueError` for a set in which nothing is
    withheld.
    """
    if disclosure.is_confidential:
        raise ValueError("a confidential set is no package")
    yield from with_merged(_single_files(disclosure, progress, folder), disclosure)


def _single_files(disclosure: DisclosureSet, progress: Progress, folder: Path | None) -> Iterator[File]:
    yield from rendered_documents(disclosure, progress=progress, folder=folder)
    for export in formats:
        if export.name != "pdf":
            yield from export.render(disclosure)


@transaction.atomic
def _finish(package: Package, disclosure: DisclosureSet, report: LeakReport) -> None:
    target = package_path(package)
    size, sha256 = target.stat().st_size, sha256_of(target)  # before the lock: who wants to stop it waits for nothing
    state = Package.objects.select_for_update().get(pk=package.pk).state
    if state != PackageState.MAKING:
        # It expired while it was made, for what it shows may be decided otherwise by now; or somebody stopped it.
        target.unlink()
        raise JobError(_CANCELLED if state == PackageState.CANCELLED else _REOPENED)
    package.report = report.as_json()
    package.documents = len(disclosure.documents) + len(disclosure.attachments)
    package.messages = sum(document.message_count for document in disclosure.documents)
    package.size, package.sha256 = size, sha256
    package.state = PackageState.READY if report.ok else PackageState.BLOCKED
    if not report.ok:
        target.unlink()
        package.path = package.sha256 = ""
    package.save()
    record(
        Verb.PACKAGE_MADE if report.ok else Verb.PACKAGE_BLOCKED,
        by=package.made_by,
        subject=package.dossier.number,
        dossier_id=package.dossier_id,
        documents=package.documents,
        findings=len(report.findings),
        what="een pakket" if package.purpose == Purpose.PUBLIC else f"een versie ({package.get_purpose_display()})",
    )
