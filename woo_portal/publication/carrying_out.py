"""Brings a publication into the state that was asked for; what was done before it was cut off is not done again.

Before it asks for a change it looks how the publication stands there: the answer to an earlier attempt may have been lost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.dossiers.package_zip import PackageChanged
from woo_portal.jobs.running import JobError
from woo_portal.publication.asking import PublicationRefused, ask, objection_to
from woo_portal.publication.bank import Asker, Bank, BankProblem, Gone, There
from woo_portal.publication.models import Publication, PublicationState
from woo_portal.publication.sending import Progress, mark_of, must_be_concept, remote_of, send

_PUBLISHED, _WITHDRAWN = "gepubliceerd", "ingetrokken"
"""States of a publication, in the words of the publicatiebank."""
_KEPT = {
    PublicationState.CONCEPT: "Wat al is klaargezet, blijft staan; bij een nieuwe poging wordt het aangevuld.",
    PublicationState.PUBLISHED: "Het pakket en het concept zijn er nog; druk opnieuw op Publiceer.",
    PublicationState.WITHDRAWN: "De publicatie kan nog openbaar zijn; trek haar opnieuw in.",
    PublicationState.DISCARDED: "Het concept kan er nog zijn; gooi het opnieuw weg.",
}


def carry_out(publication_id: int, wanted: str, *, progress: Progress) -> Publication:
    """Do what is left of it; what is no longer asked, or is done, is left as it is. Raises `JobError`."""
    publication = Publication.objects.select_related("package__dossier", "asked_by", "replaces").get(pk=publication_id)
    if publication.wanted != wanted or publication.state == wanted:
        return publication
    asked, by = PublicationState(wanted), publication.asked_by
    remark = publication.reason or asked.label.capitalize()
    try:
        bank = Bank(settings.GPP_URL, settings.GPP_TOKEN, Asker(by.username, str(by), remark))
        _STEPS[asked](publication, bank, progress)
    except BankProblem as problem:
        raise JobError(f"{problem} {_KEPT[asked]}") from problem
    except PackageChanged as changed:
        raise JobError(
            "Het bestand van het pakket is er niet meer, of het is na de vrijgave gewijzigd. Er is niets meer gestuurd; meld dit "
            "aan uw beheerder."
        ) from changed
    return publication


def _send(publication: Publication, bank: Bank, progress: Progress) -> None:
    _refuse_what_changed(publication)
    files = send(publication, bank, progress)
    _finish(publication, PublicationState.CONCEPT, Verb.PUBLICATION_SENT, files=files)


def _publish(publication: Publication, bank: Bank, progress: Progress) -> None:
    try:
        there = bank.publication(remote_of(publication))
        if there.status != _PUBLISHED:
            _refuse_what_changed(publication)
            must_be_concept(there)
            _refuse_what_is_not_whole(publication, bank)
            there = bank.set_status(remote_of(publication), _PUBLISHED)
    except Gone as gone:
        raise JobError(
            "Het concept is er in de publicatiebank niet meer; er is niets gepubliceerd. Gooi het hier weg en zet het pakket "
            "opnieuw klaar."
        ) from gone
    with transaction.atomic():
        _notice_published(publication, there)
        _finish(publication, PublicationState.PUBLISHED, Verb.PUBLICATION_PUBLISHED, reason=publication.reason)
        stays = _withdraw_replaced(publication)
    if stays:
        raise JobError(
            f"Het pakket is gepubliceerd, maar de publicatie die het vervangt staat ook nog openbaar. {stays} Trek die "
            "publicatie zelf in."
        )


def _withdraw_replaced(publication: Publication) -> str:
    """Have the older publication withdrawn; why it cannot be asked now, in Dutch, empty when it was, or is asked already."""
    older = Publication.objects.filter(replaced_by=publication, state=PublicationState.PUBLISHED).first()
    if older is None or older.wanted == PublicationState.WITHDRAWN:
        return ""
    try:
        ask(older, PublicationState.WITHDRAWN, by=publication.asked_by, reason=publication.reason_to_replace)
    except PublicationRefused as refused:
        return str(refused)
    return ""


def _refuse_what_changed(publication: Publication) -> None:
    """Who asked may have done so before the dossier was reopened, or before somebody turned out to be somebody else."""
    if objection := objection_to(publication):
        raise JobError(objection)


def _refuse_what_is_not_whole(publication: Publication, bank: Bank) -> None:
    """Somebody may have removed documents of the concept there: then it is as if they had not been sent yet."""
    there = set(bank.documents(remote_of(publication)))
    missing = [file.pk for file in publication.files.all() if str(file.remote) not in there]
    if not missing:
        return
    with transaction.atomic():
        publication.files.filter(pk__in=missing).update(remote=None, parts=[], is_complete=False)
        publication.state, publication.wanted = PublicationState.SENDING, PublicationState.CONCEPT
        publication.save(update_fields=["state", "wanted"])
    are_missing = "ontbreekt 1 document" if len(missing) == 1 else f"ontbreken {len(missing)} documenten"
    raise JobError(
        f"In het concept in de publicatiebank {are_missing}. Er is niets gepubliceerd. Zet het pakket opnieuw klaar: wat er nog "
        "staat, blijft staan, en wat ontbreekt wordt opnieuw gestuurd."
    )


def _withdraw(publication: Publication, bank: Bank, progress: Progress) -> None:
    try:
        there = bank.publication(remote_of(publication))
        if there.status != _WITHDRAWN:
            bank.set_status(remote_of(publication), _WITHDRAWN)
    except Gone:
        pass  # it was removed there, and is not before the public
    publication.withdrawn_at = timezone.now()
    _finish(publication, PublicationState.WITHDRAWN, Verb.PUBLICATION_WITHDRAWN, reason=publication.reason)


def _discard(publication: Publication, bank: Bank, progress: Progress) -> None:
    try:
        remote = publication.remote
        there = bank.publication(remote) if remote else bank.find_publication(mark_of(publication))
        if there is not None:
            publication.remote = there.uuid
            _keep_what_is_public(publication, there)
            bank.delete_publication(remote_of(publication))
    except Gone:
        pass  # somebody threw it away there
    _finish(publication, PublicationState.DISCARDED, Verb.PUBLICATION_DISCARDED)


def _keep_what_is_public(publication: Publication, there: There) -> None:
    """What turns out to be published, because an answer was lost or somebody did so there, is withdrawn and not thrown away."""
    if there.status != _PUBLISHED:
        return
    _notice_published(publication, there)
    publication.wanted = PublicationState.PUBLISHED
    _finish(publication, PublicationState.PUBLISHED, Verb.PUBLICATION_PUBLISHED)
    raise JobError("De publicatie blijkt al gepubliceerd te zijn. Er is niets weggegooid; u kunt haar intrekken.")


def _notice_published(publication: Publication, there: There) -> None:
    publication.address, publication.published_at = there.address, timezone.now()


@transaction.atomic
def _finish(publication: Publication, state: PublicationState, verb: Verb, **details: Any) -> None:
    package = publication.package
    publication.state = state
    publication.save(update_fields=["state", "wanted", "remote", "address", "published_at", "withdrawn_at"])
    record(
        verb,
        by=publication.asked_by,
        subject=package.dossier.number,
        dossier_id=package.dossier_id,
        sha256=package.sha256,
        **details,
    )


_STEPS: dict[PublicationState, Callable[[Publication, Bank, Progress], None]] = {
    PublicationState.CONCEPT: _send,
    PublicationState.PUBLISHED: _publish,
    PublicationState.WITHDRAWN: _withdraw,
    PublicationState.DISCARDED: _discard,
}
