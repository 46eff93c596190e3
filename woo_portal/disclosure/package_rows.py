"""Packages as a page lists them: how each stands, what the leak check found in it, and whether it may be fetched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability
from woo_portal.dossiers.figures import jobs_of
from woo_portal.dossiers.models import Dossier, Package, PackageQuerySet, PackageState
from woo_portal.dossiers.package_zip import FILE_CHANGED, WITH_FILE, seems_unchanged
from woo_portal.dossiers.versions import overtaken
from woo_portal.jobs.models import Job

TONES = {
    PackageState.MAKING: "info",
    PackageState.READY: "success",
    PackageState.RELEASED: "success",
    PackageState.BLOCKED: "error",
}
SHOWN_WORDS, SHOWN_PLACES = 50, 50
"""So many words stand on the page, and of each so many places."""
_READ = (
    "tekst",
    "getoond in hetzelfde bericht",
    "aangehaald in een antwoord",
    "toelichting van de behandelaar",
    "functie van een afzender",
    "naam van de app",
    "cel",
)
"""How the channels begin that every reader of a file sees; the others are in what lies beneath."""
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
class Word:
    """What the leak check found of one withheld text, whatever messages it was withheld from, or of one defect of files: the
    first places, how many more there are, from how many messages and titles, and whether a reader sees it.
    """

    places: list[Found]
    more: int
    sources: int
    is_secret: bool
    is_read: bool

    @property
    def count(self) -> int:
        """How often it was found."""
        return len(self.places) + self.more


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
    words: list[Word]
    more_words: int


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
        if package.state in WITH_FILE and not objection and not seems_unchanged(package):
            objection = FILE_CHANGED
        words = words_in(dossier, package.report.get("findings", []))
        rows.append(
            Row(
                package=package,
                tone=TONES.get(PackageState(package.state), "neutral"),
                job=jobs.get(package.pk) if package.state == PackageState.MAKING else None,
                is_fetchable=package.state in WITH_FILE and may_fetch(user) and not objection,
                objection=objection,
                words=words[:SHOWN_WORDS],
                more_words=max(0, len(words) - SHOWN_WORDS),
            )
        )
    return rows


def words_in(dossier: Dossier, findings: Sequence[Mapping[str, Any]]) -> list[Word]:
    """The findings of a leak check by word, the gravest first: what a reader sees before what lies beneath, what was withheld
    before what else is wrong with a file, and of these what was found most often.

    A report from before words had numbers is told by where they are from.
    """
    by_word: dict[Any, list[Mapping[str, Any]]] = defaultdict(list)
    for finding in findings:
        by_word[finding.get("word") or finding["reference"] or (finding["channel"],)].append(finding)
    words = [_word(dossier, same) for same in by_word.values()]
    return sorted(words, key=lambda word: (not word.is_secret, not word.is_read, -word.count))


def _word(dossier: Dossier, same: Sequence[Mapping[str, Any]]) -> Word:
    ordered = sorted(same, key=lambda finding: not finding["channel"].startswith(_READ))
    return Word(
        places=[_found(dossier, finding) for finding in ordered[:SHOWN_PLACES]],
        more=max(0, len(ordered) - SHOWN_PLACES),
        sources=len({finding["reference"] for finding in same}),
        is_secret=bool(same[0].get("word") or any(same[0].get("origin", {}).values())),
        is_read=ordered[0]["channel"].startswith(_READ),
    )


def _found(dossier: Dossier, finding: Mapping[str, Any]) -> Found:
    origin = finding.get("origin", {})
    places = [f"{name}={origin[what]}" for what, name in PLACES.items() if origin.get(what)]
    url = f"{reverse('review', args=[dossier.number])}?toon=alles&{places[0]}" if places else ""
    return Found(finding["file"], finding["channel"], finding["reference"], url)


def may_fetch(user: User) -> bool:
    """Who makes packages and who approves what is in them."""
    return user.may(Capability.PACKAGE) or user.may(Capability.APPROVE)
