"""De kamerliaison verzamelt wat bij een set Kamervragen hoort; een Woo-dossier bestaat voor haar niet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

import pytest
from playwright.sync_api import Page, expect

from archive.models import Message
from redaction.choices import Status
from redaction.models import Redaction
from tests.browser import log_in
from tests.journeys.conftest import judged_dossier, look
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.dossiers import passages
from woo_portal.dossiers.models import Dossier, Kind
from woo_portal.dossiers.states import State
from woo_portal.presentation.dutch import day

pytestmark = pytest.mark.django_db(transaction=True)


def questions() -> str:
    """A document of yesterday, whose third question stands below the second without a heading."""
    sent_in = timezone.localdate() - timedelta(days=1)
    return f"""\
2026Z01234
Vragen van het lid Vermeer (PvdR) aan de Minister van Water en Ruimte over de stilgevallen pompen (ingezonden {day(sent_in)})

Vraag 1
Wanneer wist u dat de pompen stilstonden?

Vraag 2
Wie wist dat? Hoeveel pompen stonden stil?

Vraag 4
Welke berichten zijn daarover gewisseld?
"""


def test_from_questions_to_a_dossier_that_can_be_redacted(
    browser_page: Page, user: Callable[[Role], User], archive: list[Message], work: Callable[[], None]
) -> None:
    page = browser_page
    # Gegeven een Woo-dossier van de coördinator over hetzelfde
    judged_dossier(archive, by=user(Role.COORDINATOR), number="2026-0142")
    log_in(page, user(Role.LIAISON))

    # Dan ziet de liaison het nergens
    page.goto("/")
    look(page, "Mijn werk")
    expect(page.get_by_text("2026-0142")).to_have_count(0)
    page.goto("/dossiers/")
    expect(page.get_by_text("Er zijn nog geen dossiers")).to_be_visible()
    page.goto("/dossiers/2026-0142/")
    expect(page.get_by_text("De pagina bestaat niet, of u hebt er geen toegang toe.")).to_be_visible()

    # Als er Kamervragen binnenkomen, met twee vragen onder één nummer
    page.goto("/dossiers/")
    page.get_by_role("link", name="Neem vragen in").first.click()
    look(page, "Vragen innemen")
    page.get_by_label("Stuk met de vragen").set_input_files(
        {"name": "2026Z01234.txt", "mimeType": "text/plain", "buffer": questions().encode()}
    )
    page.get_by_role("button", name="Lees het bestand").click()

    # Dan staat wat gelezen is naast het origineel, en is te zien wat onzeker is
    look(page, "Vragen nakijken")
    expect(page.get_by_label("Zaaknummer")).to_have_value("2026Z01234")
    expect(page.get_by_label("Vraagstellers")).to_have_value("Vermeer (PvdR)")
    expect(page.get_by_role("region", name="Kijk na")).to_contain_text("In de nummering ontbreekt vraag 3")
    expect(page.get_by_role("region", name="Het origineel, regel voor regel")).to_contain_text("Hoeveel pompen")

    # En maakt de liaison er drie vragen van, en legt ze vast
    second = page.get_by_role("group", name="Vraag 2")
    second.get_by_label("Tekst").fill("Wie wist dat?\n\nHoeveel pompen stonden stil?")
    second.get_by_role("button", name="Splits vraag 2").click()
    expect(page.get_by_role("group", name="Vraag 3").get_by_label("Tekst")).to_have_value(
        "Hoeveel pompen stonden stil?"
    )
    expect(page.get_by_role("region", name="Kijk na")).to_have_count(0)
    page.get_by_role("button", name="Bevestig en leg de vragen vast").click()
    expect(page.get_by_text("De vragen zijn vastgelegd. Beantwoorden uiterlijk op")).to_be_visible()
    look(page, "Vragen 2026Z01234")
    expect(page.get_by_role("heading", name="4 vragen")).to_be_visible()

    # En vraagt zij uitstel: een conceptbrief, en vastgelegd dat hij verzonden is
    page.get_by_role("link", name="Maak een uitstelbericht").click()
    page.get_by_label("Reden").fill("nog niet alle berichten zijn beoordeeld.")
    page.get_by_role("button", name="Maak de conceptbrief").click()
    expect(page.get_by_role("region", name="Conceptbrief")).to_contain_text("nog niet alle berichten")
    look(page, "Uitstelbericht 2026Z01234")
    with page.expect_download() as download:
        page.get_by_role("button", name="Haal de brief op als Word-document").click()
    assert download.value.suggested_filename.endswith(".docx")
    page.get_by_role("button", name="Leg vast dat het bericht is verzonden").click()
    expect(page.get_by_text("De termijn is verlengd tot en met")).to_be_visible()
    page.goto("/kamervragen/")
    look(page, "Kamervragen")
    expect(page.get_by_role("region", name="Te beantwoorden")).to_contain_text("na uitstel")
    page.goto("/dossiers/2026Z01234/")
    look(page, "2026Z01234")

    # En zoekt de liaison bewijs bij de tweede vraag over de pompen, en beoordeelt wat bovenaan staat
    page.get_by_role("link", name="Vragen", exact=True).click()
    page.get_by_role("link", name="Zoek bewijs bij vraag 3").click()
    look(page, "Bewijs bij vraag 3 2026Z01234")
    expect(page.get_by_role("checkbox", name="pompen", exact=True)).to_be_checked()
    page.get_by_role("button", name="Bewijs (").first.click()
    expect(page.get_by_text("1 bericht gemarkeerd als ‘bewijs’.")).to_be_visible()
    expect(page.get_by_text("Beoordeeld: 1 bewijs")).to_be_visible()

    # En schrijft zij één antwoord op drie vragen, met dat bericht als bron, en biedt het aan
    page.get_by_role("link", name="Antwoorden", exact=True).click()
    look(page, "Antwoorden 2026Z01234")
    for number in ("1", "2", "3"):
        page.get_by_role("checkbox", name=f"beantwoorden vraag {number}").check()
    page.get_by_role("button", name="Beantwoord wat is aangevinkt").click()
    page.get_by_label("Tekst").fill("De pompen stonden een nacht stil.")
    page.get_by_role("button", name="Voeg toe als bron").first.click()
    expect(page.get_by_label("Tekst")).to_have_value("De pompen stonden een nacht stil. [bron 1]")
    expect(page.get_by_role("region", name="Bronnen").get_by_role("link", name="Bewijs van echtheid")).to_have_count(1)
    look(page, "Antwoord 1, 2 en 3 – 2026Z01234")
    page.get_by_role("button", name="Gereed").click()
    page.get_by_role("button", name="Ter toetsing aanbieden").click()
    expect(page.get_by_role("button", name="Akkoord")).to_be_disabled()
    expect(page.get_by_text("Iemand anders moet er akkoord op geven")).to_be_visible()
    page.goto("/kamervragen/2026Z01234/antwoorden/")
    expect(page.get_by_role("region", name="Antwoordbrief")).to_contain_text("Nog zonder antwoord: vraag 4.")
    with page.expect_download() as download:
        page.get_by_role("link", name="Haal de vertrouwelijke brief op").click()
    assert download.value.suggested_filename == "antwoord-2026Z01234-vertrouwelijk.docx"

    # En de liaison alles over de pompen verzamelt
    page.goto("/zoeken/?dossier=2026Z01234")
    page.get_by_label("Zoekregel", exact=True).fill("pompen")
    page.get_by_label("Zoekregel", exact=True).press("Enter")
    page.get_by_role("button", name="Alle 2 treffers").click()
    expect(page.get_by_text("toegevoegd aan dossier 2026Z01234.")).to_be_visible()
    page.goto("/dossiers/2026Z01234/berichten/")
    page.get_by_role("checkbox", name="hele dag").check()
    page.get_by_role("region", name="Wat is aangevinkt").get_by_role("button", name="openbaar", exact=True).click()
    expect(page.get_by_text("2 berichten beoordeeld")).to_be_visible()
    look(page, "Berichten 2026Z01234")

    # Dan kan het naar lakken, onder de grond van de Grondwet en niet die van de Woo
    page.get_by_role("button", name="Naar lakken").click()
    expect(page.get_by_role("button", name="Ter vaststelling aanbieden")).to_be_visible()
    work()
    dossier = Dossier.objects.get(kind=Kind.PARLIAMENT)
    assert dossier.state == State.REDACTING
    page.get_by_role("link", name="Lakken", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("pseudoniem")
    expect(page.get_by_role("main")).not_to_contain_text("5.1.2e")

    # En als alles beslist is, biedt zij dossier en antwoorden aan een tweede aan
    for proposal in Redaction.objects.filter(layer=dossier.layer, status=Status.PROPOSED):
        passages.accept(dossier, [proposal], by=user(Role.LIAISON))
    page.goto("/dossiers/2026Z01234/")
    page.get_by_role("button", name="Ter vaststelling aanbieden").click()
    page.goto("/kamervragen/2026Z01234/antwoorden/")
    page.get_by_role("checkbox", name="beantwoorden vraag 4").check()
    page.get_by_role("button", name="Beantwoord wat is aangevinkt").click()
    page.get_by_label("Tekst").fill("Zie de bijlage.")
    page.get_by_role("button", name="Opslaan").click()
    page.get_by_role("button", name="Gereed").click()
    page.get_by_role("button", name="Ter toetsing aanbieden").click()

    # Dan geeft die akkoord, en stelt het dossier vast
    second = User.objects.create(username="tweede", first_name="Gina", last_name="Holt", role=Role.LIAISON)
    log_in(page, second)
    for number in ("1, 2 en 3", "4"):
        page.goto("/kamervragen/2026Z01234/antwoorden/")
        page.get_by_role("link", name=f"Antwoord op vraag {number}").click()
        page.get_by_role("button", name="Akkoord").click()
        expect(page.get_by_text("Het antwoord is nu: akkoord.")).to_be_visible()
    page.get_by_role("button", name="Vaststellen").click()
    page.goto("/dossiers/2026Z01234/pakket/")
    page.get_by_role("button", name="Maak pakket").click()
    work()

    # En komen de brief en de bijlage eruit, elk vertrouwelijk en openbaar
    page.goto("/kamervragen/2026Z01234/antwoorden/")
    look(page, "Antwoorden 2026Z01234")
    expect(page.get_by_text("Akkoord: 4 van 4 vragen.")).to_be_visible()
    for what, ending in (("brief", ".docx"), ("bijlage", ".pdf")):
        for variant in ("vertrouwelijke", "openbare"):
            with page.expect_download() as download:
                page.get_by_role("link", name=f"Haal de {variant} {what} op").click()
            assert download.value.suggested_filename.endswith(ending)
