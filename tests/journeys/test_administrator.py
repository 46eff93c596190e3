"""De beheerder geeft accounts en rollen, en houdt feestdagen bij; dossiers en berichten ziet hij niet."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from archive.models import Message
from tests.browser import log_in
from tests.journeys.conftest import judged_dossier, look
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.dossiers.models import Holiday
from woo_portal.intake.models import DeviceToken
from woo_portal.intake.tokens import recognise

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "een lange zin als wachtwoord"


def test_a_colleague_a_holiday_and_no_dossier(
    browser_page: Page, user: Callable[[Role], User], archive: list[Message]
) -> None:
    page = browser_page
    judged_dossier(archive, by=user(Role.COORDINATOR))
    log_in(page, user(Role.ADMINISTRATOR))

    # Gegeven een nieuwe collega die gaat toetsen
    page.goto("/")
    look(page, "Mijn werk")
    page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name="Beheer").click()
    look(page, "Beheer")
    page.get_by_role("link", name="Gebruikers", exact=True).click()
    look(page, "Gebruikers")
    page.get_by_role("link", name="Gebruiker toevoegen").click()
    look(page, "Gebruiker toevoegen")
    page.get_by_label("Gebruikersnaam").fill("hassan")
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_label("Bevestiging wachtwoord").fill(PASSWORD)
    page.get_by_label("Voornaam").fill("Hassan")
    page.get_by_label("Rol").select_option(label="juridisch toetser")
    page.get_by_role("button", name="Opslaan", exact=True).click()
    expect(page.get_by_text("‘Hassan’ is toegevoegd.")).to_be_visible()
    # Dan heeft die een account met die rol
    assert User.objects.get(username="hassan").role == Role.REVIEWER

    # Als de Kroon een dag gelijkstelt met een feestdag
    page.goto("/beheer/dossiers/holiday/add/")
    page.get_by_label("Dag").fill("2035-05-04")
    page.get_by_label("Naam").fill("Gelijkgesteld bij koninklijk besluit")
    page.get_by_role("button", name="Opslaan", exact=True).click()
    expect(page.get_by_text("is toegevoegd.")).to_be_visible()
    # Dan telt die dag voor de termijnen
    assert Holiday.objects.filter(day="2035-05-04").exists()

    # Als een telefoon voortaan zelf exports aflevert
    page.goto("/beheer/intake/devicetoken/add/")
    look(page, "Sleutel van een apparaat toevoegen")
    page.get_by_label("Naam").fill("Telefoon van Kofi")
    page.get_by_label("Telefoon van", exact=False).last.fill("Kofi Mensah")
    page.get_by_role("button", name="Opslaan", exact=True).click()
    # Dan is de sleutel daarvoor één keer te zien
    expect(page.get_by_text("Hij is alleen nu te zien")).to_be_visible()
    key = page.locator("main code").inner_text()
    look(page, "Sleutel gemaakt")
    assert recognise(key) == DeviceToken.objects.get()
    page.get_by_role("link", name="Terug naar de sleutels").click()
    expect(page.get_by_role("link", name="Telefoon van Kofi")).to_be_visible()
    assert key not in page.content()

    # Dan bestaan archief en dossiers voor de beheerder niet
    for address in ("/archief/", "/zoeken/", "/dossiers/", "/dossiers/2026-0142/"):
        page.goto(address)
        expect(page.get_by_text("De pagina bestaat niet, of u hebt er geen toegang toe.")).to_be_visible()
    menu = page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link")
    expect(menu).to_have_text(["Mijn werk", "Beheer"])
