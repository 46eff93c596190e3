"""Jobs that come late, or go on after the dossier went on: nothing of a dossier changes that somebody else is deciding on."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable

from django.db import connection

import pytest

from archive import content
from archive.models import Attachment, Message
from redaction import suggest
from redaction.choices import Field, Status, Treatment
from redaction.models import AttachmentTreatment, Redaction
from tests import factories
from tests.archive.extraction import documents
from tests.portal import at_once
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers import page_looks
from woo_portal.dossiers.composing import DossierClosed
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.states import State
from woo_portal.dossiers.tasks import look_job, propose_job
from woo_portal.dossiers.workflow import MoveRefused, move
from woo_portal.jobs.running import JobError


def nothing(done: int, total: int) -> None:
    """Progress that nobody looks at."""


def into(state: State) -> Callable[[int, int], None]:
    """Progress during which somebody else brings the dossier into a state."""

    def bring(done: int, total: int) -> None:
        Dossier.objects.update(state=state)

    return bring


@pytest.fixture
def photo(judged, chat) -> Attachment:
    """Of a message that is shown, and the archive has the file."""
    sha256, size = content.store(io.BytesIO(documents.photo_of("Pompen")))
    return Attachment.objects.create(message=chat[0], number=0, file_name="IMG-1.png", sha256=sha256, size=size)


@pytest.mark.parametrize("state", [State.COLLECTING, State.APPROVAL, State.APPROVED, State.RELEASED])
def test_a_late_job_crossed_out_that_an_approved_dossier_must_be_searched_again(judged, state):
    judged.items.search_again()
    Dossier.objects.update(state=state)

    told = propose_job({"dossier": judged.pk}, nothing)

    assert f"dossier 2026-0001 staat op ‘{state.label}’. Wat al was voorgesteld, is bewaard." in told
    assert judged.items.filter(proposed_at=None).count() == 5
    assert not judged.layer.redactions.exists()
    assert not Event.objects.filter(verb=Verb.PASSAGES_PROPOSED).exists()


def test_a_late_job_searched_messages_that_were_all_searched_already(judged):
    Dossier.objects.update(state=State.REDACTING)

    assert propose_job({"dossier": judged.pk}, nothing) == "Geen\xa0nieuwe lakvoorstellen."
    assert not judged.layer.redactions.exists()


def test_a_search_under_way_went_on_in_a_dossier_that_was_offered_meanwhile(judged):
    judged.items.search_again()
    Dossier.objects.update(state=State.REDACTING)

    told = propose_job({"dossier": judged.pk}, into(State.APPROVAL))

    assert "staat op ‘ter vaststelling’" in told
    assert judged.items.filter(proposed_at=None).count() == 5
    assert not Event.objects.filter(verb=Verb.PASSAGES_PROPOSED).exists()


def test_what_a_search_found_was_stored_just_after_the_dossier_was_offered(judged, chat, monkeypatch):
    """Between the last look at its state and the storing lies all the finding in five hundred messages."""
    judged.items.search_again()
    Dossier.objects.update(state=State.REDACTING)
    Message.objects.filter(pk=chat[0].pk).update(text="Bel 06-12345678")
    of_old = factories.proposal(judged.layer, chat[3], "gemaal", status=Status.REJECTED)
    Redaction.objects.filter(pk=of_old.pk).update(field=Field.SENDER, start=0, end=len("Kofi Mensah"))
    find = suggest.find_in_each

    def find_late(*asked):
        Dossier.objects.update(state=State.APPROVAL)
        return find(*asked)

    monkeypatch.setattr(suggest, "find_in_each", find_late)
    told = propose_job({"dossier": judged.pk}, nothing)

    assert "Wat daarna nog werd gevonden, is niet bewaard." in told
    assert list(judged.layer.redactions.values_list("pk", "status")) == [(of_old.pk, Status.REJECTED)]
    assert judged.items.filter(proposed_at=None).count() == 5

    monkeypatch.setattr(suggest, "find_in_each", find)
    Dossier.objects.update(state=State.REDACTING)
    propose_job({"dossier": judged.pk}, nothing)
    assert judged.layer.redactions.filter(label="PHONE").exists()
    of_old.refresh_from_db()
    assert of_old.status == Status.PROPOSED


@pytest.mark.django_db(transaction=True)
def test_who_offers_a_dossier_waits_until_what_was_found_is_stored(judged, monkeypatch):
    judged.items.search_again()
    Dossier.objects.update(state=State.REDACTING)
    store, seen = suggest._propose, []

    def offer() -> None:
        Dossier.objects.update(state=State.APPROVAL)
        connection.close()

    other = threading.Thread(target=offer, daemon=True)

    def storing(found):
        if not seen:
            other.start()
            at_once.let_it_come_as_far_as_it_can(other)
            seen.append(Dossier.objects.get().state)
        return store(found)

    monkeypatch.setattr(suggest, "_propose", storing)
    propose_job({"dossier": judged.pk}, nothing)
    other.join(at_once.LONGEST)

    assert seen == [State.REDACTING]
    assert not other.is_alive()


def test_a_dossier_was_released_with_proposals_nobody_decided_on(judged, chat, coordinator):
    factories.package(judged, coordinator)
    factories.proposal(judged.layer, chat[1], "Delta Pompen")
    Dossier.objects.update(state=State.APPROVED)

    with pytest.raises(MoveRefused, match=r"Nog te beslissen: 1\xa0lakvoorstel\. Heropen het dossier"):
        move(judged, to=State.RELEASED, by=coordinator)


@pytest.mark.parametrize("state", [State.COLLECTING, State.APPROVAL, State.APPROVED, State.RELEASED])
def test_a_late_look_at_an_attachment_proposed_boxes_in_a_dossier_that_was_approved(judged, photo, state):
    Dossier.objects.update(state=state)

    with pytest.raises(JobError, match=rf"staat op ‘{state.label}’.*Er is niets gewijzigd"):
        look_job({"dossier": judged.pk, "attachment": photo.pk}, nothing)

    assert not AttachmentTreatment.objects.exists()


def test_a_look_under_way_was_kept_in_a_dossier_that_was_offered_meanwhile(judged, photo):
    Dossier.objects.update(state=State.REDACTING)

    with pytest.raises(JobError, match="staat op ‘ter vaststelling’"):
        look_job({"dossier": judged.pk, "attachment": photo.pk}, into(State.APPROVAL))

    looked_at = AttachmentTreatment.objects.get()
    assert (looked_at.pages, looked_at.version, looked_at.boxes.count()) == (0, 0, 0)
    assert not Event.objects.filter(verb=Verb.ATTACHMENT_PREPARED).exists()


def test_why_a_file_cannot_be_shown_was_written_into_a_dossier_that_was_offered_meanwhile(judged, photo):
    treatment = factories.treatment(judged.layer, photo.message, treatment=Treatment.SHOWN, number=1)
    Dossier.objects.update(state=State.APPROVAL)

    with pytest.raises(DossierClosed):
        page_looks.store_problem(judged, treatment, "Het bestand is beschadigd.")

    treatment.refresh_from_db()
    assert (treatment.problem, treatment.version) == ("", 0)
