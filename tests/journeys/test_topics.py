"""De archivaris maakt een onderwerp, ziet vooraf wat het vindt, en scherpt het aan; de coördinator zoekt erop en ziet waarom."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from archive.models import Message
from tests.browser import log_in
from tests.journeys.conftest import look
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_topic_is_made_sharpened_and_searched(
    browser_page: Page, user: Callable[[Role], User], archive: list[Message], work: Callable[[], None]
) -> None:
    page = browser_page
    log_in(page, user(Role.ARCHIVIST))

    # Gegeven dat er vaak naar de pompen gevraagd wordt
    page.goto("/archief/")
    page.get_by_role("link", name="Onderwerpen").click()
    look(page, "Onderwerpen")
    page.get_by_role("link", name="Maak een onderwerp").first.click()
    look(page, "Onderwerp maken")
    page.get_by_label("Naam").fill("Noodpompen")
    page.get_by_label("Termen").fill("pomp*\nde\nschoonmoeder")
    page.get_by_label("Thema").select_option(label="waterbeheer")
    # Dan wordt een regel die niets vindt geweigerd, met de regel erbij
    page.get_by_role("button", name="Bekijk wat dit vindt").click()
    expect(page.get_by_role("link", name="Termen: Regel 2")).to_be_visible()
    look(page, "Onderwerp maken")
    # En is vooraf te zien hoeveel berichten de termen vinden
    page.get_by_label("Termen").fill("pomp*\nschoonmoeder")
    page.get_by_role("button", name="Bekijk wat dit vindt").click()
    expect(page.get_by_role("heading", name="Zou nu 3 berichten vinden")).to_be_visible()
    look(page, "Onderwerp maken")

    # Als de archivaris het bewaart, worden de berichten erbij gezocht
    page.get_by_role("button", name="Maak het onderwerp").click()
    expect(page.get_by_text("Onderwerp ‘Noodpompen’ is gemaakt.")).to_be_visible()
    look(page, "Noodpompen")
    work()
    expect(page.get_by_role("heading", name="3 berichten", exact=True)).to_be_visible()
    look(page, "Noodpompen")

    # Als er iets bij hoort wat er niet over gaat
    page.get_by_role("link", name="Wijzig", exact=True).click()
    page.get_by_label("Termen").fill("pomp*\n-schoonmoeder")
    page.get_by_label("Reden van de wijziging").fill("Thuis hoort er niet bij")
    look(page, "Onderwerp wijzigen")
    page.get_by_role("button", name="Bewaar als nieuwe versie").click()
    expect(page.get_by_text("Tot alle berichten gevonden zijn geldt versie 1")).to_be_visible()
    work()
    expect(page.get_by_role("heading", name="2 berichten", exact=True)).to_be_visible()
    # Dan staat er wie wat waarom veranderde, en blijft te lezen wat het eerst vroeg
    expect(page.get_by_text("Thuis hoort er niet bij")).to_be_visible()
    page.get_by_role("link", name="Versie 1").click()
    look(page, "Noodpompen, versie 1")

    # Als de coördinator op het onderwerp zoekt
    log_in(page, user(Role.COORDINATOR))
    page.goto("/archief/onderwerpen/")
    page.get_by_role("link", name="Noodpompen").click()
    page.get_by_role("link", name="Zoek in").click()
    # Dan staat bij elke treffer welke term hem vond
    expect(page.get_by_text("onderwerp: Noodpompen (pomp*)").first).to_be_visible()
    look(page, "Zoeken")
