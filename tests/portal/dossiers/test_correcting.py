"""Setting right the subject, the requester and the day of receipt of a dossier, and a subject that names somebody."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

import pytest

from archive.functions import FunctionClass
from tests import factories
from tests.portal.dossiers.conftest import said
from woo_portal.accounts.roles import Role
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers.correcting import CorrectionRefused, correct, people_named_in
from woo_portal.dossiers.models import Dossier, PackageState, Purpose
from woo_portal.dossiers.states import State

NEW = "/dossiers/nieuw/"


def page(dossier: Dossier) -> str:
    return f"/dossiers/{dossier.number}/gegevens/"


def sent(dossier: Dossier, **changes: object) -> dict[str, object]:
    """The form as the browser sends it: what stood there, and beside it what the person made of it."""
    stood = {
        "subject": dossier.subject,
        "requester": dossier.requester,
        "received_on": dossier.received_on.isoformat(),
        "request": dossier.request,
    }
    return {f"initial-{name}": value for name, value in stood.items()} | stood | changes


def test_the_subject_of_a_dossier_could_never_be_corrected(client, dossier):
    overview = client.get(f"/dossiers/{dossier.number}/").content.decode()
    response = client.post(page(dossier), sent(dossier, subject="Noodpompen langs de Maas"), follow=True)

    dossier.refresh_from_db()
    assert page(dossier) in overview
    assert dossier.subject == "Noodpompen langs de Maas"
    assert "De gegevens zijn gewijzigd" in said(response)


def test_the_log_tells_what_is_published_and_not_who_asked(coordinator, dossier):
    correct(
        dossier, {"subject": "Pompen", "requester": "B. Verhoeven", "received_on": date(2026, 1, 5)}, by=coordinator
    )

    told = sentence(Event.objects.get(verb=Verb.DOSSIER_CORRECTED)).replace("\xa0", " ")
    assert f"onderwerp van ‘{dossier.subject}’ naar ‘Pompen’" in told
    assert "naar ‘5 januari 2026’" in told
    assert told.endswith("; verzoeker.")
    assert "Verhoeven" not in told


def test_nothing_changed_is_nothing_logged(client, dossier):
    response = client.post(page(dossier), sent(dossier), follow=True)

    assert "niets gewijzigd" in said(response)
    assert not Event.objects.filter(verb=Verb.DOSSIER_CORRECTED).exists()


def test_two_persons_do_not_undo_each_others_correction(client, coordinator, dossier):
    before = sent(dossier, requester="B. Verhoeven")
    correct(dossier, {"subject": "Pompen"}, by=coordinator)

    client.post(page(dossier), before)

    dossier.refresh_from_db()
    assert (dossier.subject, dossier.requester) == ("Pompen", "B. Verhoeven")


@pytest.mark.parametrize("state", [State.APPROVED, State.RELEASED])
def test_what_is_approved_is_not_corrected(client, coordinator, dossier, state):
    Dossier.objects.filter(pk=dossier.pk).update(state=state)

    with pytest.raises(CorrectionRefused):
        correct(dossier, {"subject": "Pompen"}, by=coordinator)
    shown = client.get(page(dossier)).content.decode()
    assert "de gegevens liggen vast" in shown
    assert "Opslaan" not in shown
    assert page(dossier) not in client.get(f"/dossiers/{dossier.number}/").content.decode()


def test_a_version_with_the_old_subject_expires(coordinator, dossier):
    Dossier.objects.filter(pk=dossier.pk).update(state=State.APPROVAL)
    version = factories.package(dossier, coordinator, purpose=Purpose.VIEWS, audience="Delta Pompen")

    correct(dossier, {"requester": "B. Verhoeven"}, by=coordinator)
    version.refresh_from_db()
    assert version.state == PackageState.READY

    correct(dossier, {"subject": "Pompen"}, by=coordinator)
    version.refresh_from_db()
    assert version.state == PackageState.EXPIRED


def test_a_day_of_receipt_that_makes_the_extension_late_is_refused(coordinator, dossier):
    dossier.received_on, dossier.extended, dossier.extended_on = date(2026, 3, 2), True, date(2026, 3, 20)
    dossier.save()

    for day in (date(2026, 3, 21), date(2026, 2, 2)):
        with pytest.raises(CorrectionRefused, match="verlengd"):
            correct(dossier, {"received_on": day}, by=coordinator)
    assert correct(dossier, {"received_on": date(2026, 3, 9)}, by=coordinator)


def test_a_day_to_come_is_no_day_of_receipt(client, dossier):
    tomorrow = timezone.localdate() + timedelta(days=1)

    response = client.post(page(dossier), sent(dossier, received_on=tomorrow.isoformat()))

    assert "moet nog komen" in response.content.decode()


def test_the_subject_of_a_set_of_questions_is_corrected_and_its_questions_are_not(client_for, user, chat):
    liaison = user(Role.LIAISON)
    asked = factories.dossier(liaison, *chat, kind="parliament", number="2026-0009", request="1. Waarom?")

    client_for(Role.LIAISON).post(page(asked), sent(asked, subject="De pompen", request="2. Hoezo?"))

    asked.refresh_from_db()
    assert (asked.subject, asked.request) == ("De pompen", "1. Waarom?")


def test_a_dossier_about_a_person_of_the_archive_was_made_without_a_warning(client, db):
    factories.handle(factories.person("Gerda Zomer"))
    filled_in = {"number": "2026-0200", "subject": "Appjes van Gerda Zomer over de borrel", "received_on": "2026-01-05"}

    refused = client.post(NEW, filled_in).content.decode()
    assert "‘Gerda Zomer’" in refused
    assert 'type="checkbox" name="names_stay"' in refused
    assert not Dossier.objects.exists()

    client.post(NEW, filled_in | {"names_stay": "on"})
    assert Dossier.objects.get().subject == "Appjes van Gerda Zomer over de borrel"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Appjes van gerda zomer", ()),
        ("Appjes van Gerda  Zomer", ("Gerda Zomer",)),
        ("De borrel in de zomer", ()),
        ("Zomerborrel", ()),
        ("De nota van Schuurmans", ("Kees Schuurmans",)),
        ("De nota van minister Terpstra", ()),
        ("Wie is Verborgens?", ()),
        ("", ()),
    ],
)
def test_whom_a_subject_names(db, text, named):
    for name in ("Gerda Zomer", "Kees Schuurmans"):
        factories.handle(factories.person(name))
    factories.person("Liesbeth Terpstra", function="minister", kind=FunctionClass.MINISTER)
    hidden = factories.handle(factories.person("Ada Verborgens"))
    hidden.was_hidden = True
    hidden.save()

    assert people_named_in(text) == named
