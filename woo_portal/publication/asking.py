"""What a person can ask of a publication: put ready, publish, withdraw, throw away. The work itself is a job's.

At most one thing is asked at a time, and asking it twice is asking it once. Nothing here talks to the publicatiebank.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from woo_portal.accounts.models import User
from woo_portal.dossiers.models import Dossier, Kind, Package, PackageState
from woo_portal.dossiers.states import State
from woo_portal.dossiers.workflow import names_otherwise
from woo_portal.jobs.models import ACTIVE, Job
from woo_portal.jobs.queue import enqueue
from woo_portal.jobs.running import is_under_way
from woo_portal.publication.models import LIVE, Publication, PublicationState

JOB_KIND = "publication"
_FROM = {
    PublicationState.CONCEPT: (PublicationState.SENDING,),
    PublicationState.PUBLISHED: (PublicationState.CONCEPT,),
    PublicationState.WITHDRAWN: (PublicationState.PUBLISHED,),
    PublicationState.DISCARDED: (PublicationState.SENDING, PublicationState.CONCEPT),
}
"""What can be asked, and of a publication in which states."""
_BRINGS_OUT = (PublicationState.CONCEPT, PublicationState.PUBLISHED)
_SUBJECTS = {
    PublicationState.CONCEPT: "Klaarzetten van dossier {}",
    PublicationState.PUBLISHED: "Publiceren van dossier {}",
    PublicationState.WITHDRAWN: "Intrekken van de publicatie van dossier {}",
    PublicationState.DISCARDED: "Weggooien van het concept van dossier {}",
}

_NAMES_OTHERWISE = (
    "Sinds de vrijgave is in het archief gewijzigd wie iemand is of hoe een bestand heet: een naam kan nu gelakt moeten worden. "
    "Er is niets gepubliceerd. Heropen het dossier, lak opnieuw en geef een nieuw pakket vrij."
)


class PublicationRefused(Exception):
    """It may not be asked now; the message is Dutch."""


def what_is_missing() -> str:
    """Which settings have to be made before anything can be sent, as a Dutch sentence; empty when none."""
    needed = {
        "WOO_GPP_URL": settings.GPP_URL,
        "WOO_GPP_TOKEN": settings.GPP_TOKEN,
        "WOO_PUBLISHER_URI": settings.PUBLISHER_URI,
    }
    names = [name for name, value in needed.items() if not value]
    if not names:
        return ""
    return (
        "Het portaal is niet met een publicatiebank verbonden. Vraag de technisch beheerder om in te stellen: "
        f"{', '.join(names)}."
    )


def newest_released(dossier: Dossier) -> Package | None:
    """The package that can be sent."""
    return dossier.packages.filter(state=PackageState.RELEASED).first()


def live_publications(dossier: Dossier) -> list[Publication]:
    """The publications of a dossier that are or may yet come before the public, the newest first."""
    return list(Publication.objects.filter(package__dossier=dossier, state__in=LIVE).select_related("package"))


_REOPENED = (
    "Het dossier is heropend: er klopt iets niet aan wat is vrijgegeven. Er wordt niets klaargezet of gepubliceerd tot er een "
    "nieuw pakket is vrijgegeven; intrekken kan altijd."
)


_REPLACED = (
    "Dit pakket is intussen vervangen door een nieuwer. Er is niets gepubliceerd. Gooi dit concept weg en zet het nieuwe pakket "
    "klaar."
)


def objection_to(publication: Publication) -> str:
    """Why its package may not be brought before anybody now, as a Dutch sentence; empty when it may. Read anew: the dossier may
    have been reopened and released again since whoever asks looked.
    """
    package = Package.objects.select_related("dossier__layer").get(pk=publication.package_id)
    if is_reopened(package.dossier):
        return _REOPENED
    if package.state != PackageState.RELEASED:
        return _REPLACED
    return _NAMES_OTHERWISE if names_otherwise(package.dossier, package) else ""


def first_made_at(dossier: Dossier) -> datetime:
    """When the first package of a dossier was made that has a package: before that there was no decision to announce."""
    return dossier.packages.public().order_by("made_at").values_list("made_at", flat=True)[0]


def is_reopened(dossier: Dossier) -> bool:
    """Whether what was released is being looked at again: until then it may be withdrawn, and comes before nobody else."""
    return dossier.state != State.RELEASED


@transaction.atomic
def send(dossier: Dossier, *, by: User, reason: str = "") -> Publication:
    """Have the newest released package put ready as a concept, or what was left of that.

    Where an older package is published, `reason` says why this one replaces it; the older one is withdrawn once this one is
    published. Raises `PublicationRefused`.
    """
    locked = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
    package = newest_released(locked)
    if locked.kind != Kind.WOO or package is None:
        raise PublicationRefused("Er is geen vrijgegeven pakket om klaar te zetten.")
    if is_reopened(locked):
        raise PublicationRefused(_REOPENED)
    live = live_publications(locked)
    publication = next((row for row in live if row.package_id == package.pk), None)
    if publication is None:
        publication = Publication.objects.create(
            package=package, asked_by=by, replaces=_replaced(live, reason), reason_to_replace=reason.strip()
        )
    return ask(publication, PublicationState.CONCEPT, by=by)


def _replaced(live: list[Publication], reason: str) -> Publication | None:
    """The publication of an older package that a new one replaces."""
    if any(row.state != PublicationState.PUBLISHED for row in live):
        raise PublicationRefused("Er staat nog een concept van een ouder pakket klaar. Gooi dat eerst weg.")
    if live and not reason.strip():
        raise PublicationRefused("Vul in waarom de publicatie wordt vervangen.")
    return live[0] if live else None


@transaction.atomic
def ask(publication: Publication, wanted: PublicationState, *, by: User, reason: str = "") -> Publication:
    """Have a publication brought into this state. Raises `PublicationRefused`."""
    if missing := what_is_missing():
        raise PublicationRefused(missing)
    locked = (
        Publication.objects.select_for_update(of=("self",)).select_related("package__dossier").get(pk=publication.pk)
    )
    busy = is_busy(locked)
    if locked.state == wanted or (busy and locked.wanted == wanted):
        return locked
    if busy:
        raise PublicationRefused("Aan deze publicatie wordt nog gewerkt. Wacht tot dat klaar is.")
    if wanted in _BRINGS_OUT and (objection := objection_to(locked)):
        raise PublicationRefused(objection)
    if locked.state not in _FROM[wanted]:
        raise PublicationRefused(
            "Dit kan nu niet. De publicatie is intussen misschien door iemand anders verder gebracht."
        )
    if wanted == PublicationState.WITHDRAWN and not reason.strip():
        raise PublicationRefused("Vul in waarom de publicatie wordt ingetrokken.")
    locked.wanted, locked.asked_by, locked.reason = wanted, by, reason.strip()
    locked.save(update_fields=["wanted", "asked_by", "reason"])
    enqueue(
        JOB_KIND,
        subject=_SUBJECTS[wanted].format(locked.package.dossier.number),
        by=by,
        url=reverse("publication", args=[locked.package.dossier.number]),
        package=locked.package_id,
        publication=locked.pk,
        wanted=wanted.value,
    )
    return locked


def is_busy(publication: Publication) -> bool:
    """Whether a job works on it, or is going to. One that was cut off does not: what is asked now goes before it."""
    jobs = Job.objects.filter(kind=JOB_KIND, arguments__publication=publication.pk, state__in=ACTIVE)
    return any(is_under_way(job) for job in jobs)
