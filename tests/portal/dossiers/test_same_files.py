"""A file that hangs on several messages is not shown at one place with what is withheld of it at another."""

from __future__ import annotations

import pytest

from archive.acting import Actor
from archive.models import Attachment
from redaction.attachments.areas import Area
from redaction.choices import Status, Treatment
from redaction.models import AttachmentTreatment
from redaction.treating import decide_attachment, decide_boxes, draw_box
from tests import factories
from woo_portal.accounts.roles import Role
from woo_portal.dossiers.composing import judge
from woo_portal.dossiers.models import Dossier, Judgement
from woo_portal.dossiers.workflow import everything_decided

pytestmark = pytest.mark.django_db
BERT = Actor(0, "Bert")
FACE = Area(1000, 2000, 500, 700)


@pytest.fixture
def coordinator(user):
    return user(Role.COORDINATOR)


@pytest.fixture
def dossier(coordinator) -> Dossier:
    """Two messages with the same photo, both shown."""
    chat = factories.conversation("Crisisteam", factories.handle("Kofi Mensah"))
    messages = [factories.message(chat, f"Foto {number}", files=(f"IMG-{number}.jpg",)) for number in (1, 2)]
    Attachment.objects.update(sha256="a" * 64)
    made = factories.dossier(coordinator, *messages)
    judge(made, list(made.items.all()), judgement=Judgement.PUBLIC, by=coordinator)
    made.items.update(proposed_at=messages[0].sent_at)
    for message in messages:
        decide_attachment(factories.treatment(made.layer, message), Treatment.SHOWN, by=BERT)
    return made


def treated(dossier: Dossier, number: int) -> AttachmentTreatment:
    return dossier.layer.attachments.get(attachment__file_name=f"IMG-{number}.jpg")


def told(dossier: Dossier, coordinator) -> str:
    return everything_decided(dossier, coordinator).replace("\u00a0", " ")


def test_what_is_shown_alike_stops_nothing(dossier, coordinator):
    assert told(dossier, coordinator) == ""


def test_a_file_was_shown_at_one_place_and_refused_at_another(dossier, coordinator):
    """Regression: what a person refused was in the package all the same, and nothing told."""
    decide_attachment(treated(dossier, 2), Treatment.WITHHELD, ground="5.1.2e", by=BERT)

    objection = told(dossier, coordinator)
    assert "‘IMG-1.jpg’ wordt openbaar bij Crisisteam" in objection
    assert "is het geweigerd" in objection

    decide_attachment(treated(dossier, 1), Treatment.SHOWN, motivation="Deze stond al in de krant.", by=BERT)
    assert told(dossier, coordinator) == ""


def test_a_file_was_shown_without_a_box_that_it_has_at_another_place(dossier, coordinator):
    """Regression: B002 printed what was burned out of B001."""
    draw_box(treated(dossier, 1), page=1, area=FACE, ground="5.1.2e", by=BERT)
    assert "voorgesteld vlak" in told(dossier, coordinator)
    second = treated(dossier, 2)
    [proposed] = second.boxes.all()

    second.boxes.all().delete()
    assert "‘IMG-2.jpg’ wordt openbaar" in told(dossier, coordinator)
    assert "is er meer in gelakt" in told(dossier, coordinator)

    proposed.save(force_insert=True)
    decide_boxes(treated(dossier, 2), [proposed.pk], Status.REJECTED, by=BERT)
    assert told(dossier, coordinator) == ""


def test_a_file_was_shown_that_hangs_on_a_message_that_is_withheld_whole(dossier, coordinator):
    judge(
        dossier,
        [dossier.items.order_by("pk").first()],
        judgement=Judgement.WITHHELD,
        grounds=["5.1.2b"],
        motivation="Prijs.",
        by=coordinator,
    )
    assert "‘IMG-2.jpg’ wordt openbaar" in told(dossier, coordinator)
    assert "is dat bericht geheel geweigerd" in told(dossier, coordinator)
