"""Packages as a page lists them: how each stands, what the leak check found in it, and whether it may be fetched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability
from woo_portal.dossiers.figures import jobs_of
from woo_portal.dossiers.models import Dossier, Package, PackageQuerySet, PackageState
from woo_portal.dossiers.package_zip import FILE_CHANGED, seems_unchanged
from woo_portal.dossiers.versions import overtaken
from woo_portal.jobs.models import Job

FETCHABLE = (PackageState.READY, PackageState.RELEASED)
"""Packages in these states may be fetched, unless a version is overtaken: they passed the leak check and show what is decided."""
TONES = {
    PackageState.MAKING: "info",
    PackageState.READY: "success",
    PackageState.RELEASED: "success",
    PackageState.BLOCKED: "error",
}
SHOWN_FINDINGS = 50
PLACES = {"message": "bericht", "conversation": "gesprek"}
"""What a finding can be from, and the parameter by which the review screen opens it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding of the leak check, and the address of the place it is about; empty when it is about none."""

    file: str
    channel: str
    reference: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """A package in the list: its tone, its job while it is being made or when that failed, and whether it may be fetched;
    `objection` says why not, of a version that is overtaken and of a file that is not what was checked.
    """

    package: Package
    tone: str
    job: Job | None
    is_fetchable: bool
    objection: str
    findings: list[Found]
    more_findings: int


def rows_of(packages: PackageQuerySet, dossier: Dossier, user: User) -> list[Row]:
    """These packages of a dossier as a user sees them, in their order; two queries, and where versions are ready as many as
    `versions.overtaken` asks.
    """
    jobs: dict[int, Job] = {}
    for job in jobs_of(dossier).filter(arguments__has_key="package"):
        jobs.setdefault(job.arguments["package"], job)
    rows, listed = [], list(packages.select_related("made_by"))
    objections = overtaken(dossier, listed)
    for package in listed:
        objection = objections.get(package.pk, "")
        if package.state in FETCHABLE and not objection and not seems_unchanged(package):
            objection = FILE_CHANGED
        findings = package.report.get("findings", [])
        rows.append(
            Row(
                package=package,
                tone=TONES.get(PackageState(package.state), "neutral"),
                job=jobs.get(package.pk) if package.state == PackageState.MAKING else None,
                is_fetchable=package.state in FETCHABLE and may_fetch(user) and not objection,
                objection=objection,
                findings=[_found(dossier, finding) for finding in findings[:SHOWN_FINDINGS]],
                more_findings=max(0, len(findings) - SHOWN_FINDINGS),
            )
        )
    return rows


def _found(dossier: Dossier, finding: Mapping[str, Any]) -> Found:
    origin = finding.get("origin", {})
    places = [f"{name}={origin[what]}" for what, name in PLACES.items() if origin.get(what)]
    url = f"{reverse('review', args=[dossier.number])}?toon=alles&{places[0]}" if places else ""
    return Found(finding["file"], finding["channel"], finding["reference"], url)


def may_fetch(user: User) -> bool:
    """Who makes packages and who approves what is in them."""
    return user.may(Capability.PACKAGE) or user.may(Capability.APPROVE)
