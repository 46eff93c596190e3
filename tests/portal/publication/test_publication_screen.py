"""The page Publicatie: what it offers, to whom, and what it says when nothing is connected."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

import pytest
import time_machine

from tests import factories
from tests.portal.publication.conftest import a_package, work
from woo_portal.accounts.roles import Role
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers.models import Dossier, Package, PackageState
from woo_portal.dossiers.states import State
from woo_portal.jobs.models import Job
from woo_portal.publication.models import Publication, PublicationState

pytestmark = pytest.mark.django_db
PAGE = "/dossiers/2026-0142/publicatie/"


def text_of(response) -> str:
    return response.content.decode().replace("\xa0", " ")


def said(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def post(client, path: str, **fields: str) -> str:
    """Press a button, have the work done, and what the page then says."""
    told = said(client.post(f"{PAGE}{path}", fields, follow=True))
    work()
    return told


def test_without_a_publicatiebank_it_says_so_and_offers_nothing(client, released):
    page = text_of(client.get(PAGE))
    assert "niet met een publicatiebank verbonden" in page
    assert "WOO_GPP_URL, WOO_GPP_TOKEN, WOO_PUBLISHER_URI" in page
    assert "Zet klaar" not in page
    assert "niet met een publicatiebank verbonden" in post(client, "klaarzetten/")
    assert not Job.objects.exists()


def test_the_page_of_the_packages_leads_to_it(client, released):
    assert f'href="{PAGE}"' in text_of(client.get("/dossiers/2026-0142/pakket/"))


def test_the_road_from_package_to_withdrawal(client, bank, released):
    assert "Zet klaar als concept" in text_of(client.get(PAGE))
    assert "nog niet openbaar" in post(client, "klaarzetten/")
    page = text_of(client.get(PAGE))
    assert "klaargezet als concept" in page
    assert "3 van 3 in de publicatiebank" in page
    assert "Zet klaar als concept" not in page
    pk = Publication.objects.get().pk

    assert "wordt gepubliceerd" in post(client, f"{pk}/publiceren/", objection="nee")
    page = text_of(client.get(PAGE))
    assert 'href="https://open.example.nl/publicaties/' in page
    assert ">Publiceer" not in page

    question = text_of(client.get(f"{PAGE}{pk}/intrekken/"))
    assert "niet meer openbaar" in question
    refused = client.post(f"{PAGE}{pk}/intrekken/", {"reason": ""})
    assert refused.status_code == 200
    assert "wordt ingetrokken" in post(client, f"{pk}/intrekken/", reason="Er staat een naam in.")
    page = text_of(client.get(PAGE))
    assert "Er staat een naam in." in page
    assert "Zet klaar als concept" in page


@time_machine.travel("2026-03-10T12:00+01:00", tick=False)
@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({}, "Kies ja of nee"),
        ({"objection": "ja"}, "Vul in op welke dag het besluit bekend is gemaakt: vanaf 20 februari 2026"),
        ({"objection": "ja", "announced_on": "2026-03-11"}, "en niet in de toekomst"),
        ({"objection": "ja", "announced_on": "2025-02-24"}, "toen het eerste pakket werd gemaakt"),
        ({"objection": "ja", "announced_on": "2026-02-25"}, "Openbaar maken kan vanaf 11 maart 2026"),
    ],
)
def test_where_an_objection_is_expected_publishing_waits_two_weeks(client, bank, released, answer, told):
    released.packages.update(made_at=datetime(2026, 2, 20, 9, tzinfo=UTC))
    post(client, "klaarzetten/")
    address = f"{PAGE}{Publication.objects.get().pk}/publiceren/"
    assert "voor iedereen te zien" in text_of(client.get(address))

    assert told in text_of(client.post(address, answer))
    work()
    assert Publication.objects.get().state == PublicationState.CONCEPT

    client.post(address, {"objection": "ja", "announced_on": "2026-02-24"})
    work()
    assert Publication.objects.get().state == PublicationState.PUBLISHED
    event = Event.objects.get(verb=Verb.PUBLICATION_PUBLISHED)
    assert event.details["reason"] == "Er werd bezwaar verwacht; het besluit is bekendgemaakt op 24 februari 2026."


def test_while_it_is_sent_the_page_shows_how_far_and_offers_nothing_else(client, bank, released):
    client.post(f"{PAGE}klaarzetten/")
    page = text_of(client.get(PAGE))
    assert "Klaarzetten van dossier 2026-0142" in page
    assert "Gooi het concept weg" not in page
    job = Job.objects.get()
    assert client.get(f"/dossiers/2026-0142/taken/{job.pk}/", headers={"HX-Request": "true"}).status_code == 200


def test_a_failure_is_shown_with_the_way_on(client, bank, released):
    bank.token = "een-andere"
    post(client, "klaarzetten/")
    page = text_of(client.get(PAGE))
    assert "weigert de sleutel" in page
    assert "Ga door met klaarzetten" in page
    assert "Gooi het concept weg" in page


def test_a_newer_package_is_offered_as_a_replacement_with_a_reason(client, bank, released, coordinator):
    post(client, "klaarzetten/")
    older = Publication.objects.get()
    post(client, f"{older.pk}/publiceren/", objection="nee")
    assert "Vervang de publicatie" not in text_of(client.get(PAGE))
    a_package(released, coordinator)
    assert "Vervang de publicatie" in text_of(client.get(PAGE))
    assert client.post(f"{PAGE}vervangen/", {"reason": " "}).status_code == 200
    post(client, "vervangen/", reason="Opnieuw beoordeeld.")
    page = text_of(client.get(PAGE))
    assert "Opnieuw beoordeeld." in page
    post(client, f"{Publication.objects.first().pk}/publiceren/", objection="nee")
    older.refresh_from_db()
    assert older.state == PublicationState.WITHDRAWN


def test_a_package_that_was_withdrawn_was_offered_again_without_a_word(client, bank, released):
    post(client, "klaarzetten/")
    pk = Publication.objects.get().pk
    post(client, f"{pk}/publiceren/", objection="nee")
    warning = "Van dit pakket is een publicatie ingetrokken"
    assert warning not in text_of(client.get(PAGE))

    post(client, f"{pk}/intrekken/", reason="Er staat een naam in.")
    page = text_of(client.get(PAGE))
    assert "Zet klaar als concept" in page
    assert warning in page


def test_of_a_reopened_dossier_the_page_did_not_say_what_is_still_public(client, bank, released):
    post(client, "klaarzetten/")
    post(client, f"{Publication.objects.get().pk}/publiceren/", objection="nee")
    assert "Het dossier is heropend." not in text_of(client.get(PAGE))

    Dossier.objects.filter(pk=released.pk).update(state=State.REDACTING)
    page = text_of(client.get(PAGE))
    assert "Het dossier is heropend. Wat gepubliceerd is, blijft openbaar tot u het intrekt of vervangt" in page
    assert "Zet klaar als concept" not in page


def test_who_reviews_looks_and_cannot_press(client_for, client, bank, released):
    post(client, "klaarzetten/")
    reviewer = client_for(Role.REVIEWER)
    assert ">Publiceer" not in text_of(reviewer.get(PAGE))
    pk = Publication.objects.get().pk
    assert reviewer.post(f"{PAGE}{pk}/publiceren/").status_code == 404


def test_a_package_that_is_not_released_is_not_offered(client, bank, released):
    released.packages.update(state=PackageState.READY)
    assert "nog geen vrijgegeven pakket" in text_of(client.get(PAGE))


def test_the_page_asks_as_much_for_many_publications_as_for_one(client, bank, released, coordinator):
    def asked_with(package: Package) -> int:
        publication = Publication.objects.create(
            package=package, asked_by=coordinator, state=PublicationState.WITHDRAWN, wanted=PublicationState.WITHDRAWN
        )
        facts = {"title": "Besluit", "day": "2026-02-03", "sha256": "0" * 64, "size": 1}
        publication.files.create(position=0, name="besluit.pdf", **facts)
        client.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        return len(queries)

    one = asked_with(released.packages.get())
    asked_with(a_package(released, coordinator))
    assert asked_with(a_package(released, coordinator)) == one


def test_a_publication_is_not_reached_through_another_dossier(client, bank, released, coordinator):
    other = factories.dossier(coordinator, number="2026-0999")
    strange = Publication.objects.create(
        package=a_package(other, coordinator), asked_by=coordinator, state=PublicationState.PUBLISHED
    )
    assert client.get(f"{PAGE}{strange.pk}/intrekken/").status_code == 404
    assert client.post(f"{PAGE}{strange.pk}/publiceren/").status_code == 404
