"""De kamerliaison verzamelt wat bij een set Kamervragen hoort; een Woo-dossier bestaat voor haar niet."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from archive.models import Message
from tests.browser import log_in
from tests.journeys.conftest import judged_dossier, look
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.dossiers.models import Dossier, Kind
from woo_portal.dossiers.states import State

pytestmark = pytest.mark.django_db(transaction=True)


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

    # Als er Kamervragen binnenkomen
    page.goto("/dossiers/nieuw/")
    look(page, "Nieuw dossier")
    page.get_by_label("Nummer").fill("2026Z01234")
    page.get_by_label("Onderwerp").fill("Hoogwater in Limburg")
    page.get_by_label("Vragensteller").fill("het lid Vermeer")
    page.get_by_label("Ontvangen op").fill("2026-02-02")
    page.get_by_label("Tekst van de vragen").fill("1. Wanneer wist u dat de pompen stilstonden?")
    page.get_by_role("button", name="Maak dossier").click()
    expect(page.get_by_text("Dossier 2026Z01234 is gemaakt.")).to_be_visible()
    look(page, "2026Z01234")

    # En de liaison alles over de pompen verzamelt
    page.get_by_role("link", name="Zoek berichten voor dit dossier").click()
    page.get_by_label("Woorden", exact=True).fill("pompen")
    page.get_by_role("search").get_by_role("button", name="Zoek").click()
    page.get_by_role("button", name="Alle 2 treffers").click()
    expect(page.get_by_text("2 berichten toegevoegd aan dossier 2026Z01234.")).to_be_visible()
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
    expect(page.get_by_role("main")).to_contain_text("68Gw")
    expect(page.get_by_role("main")).not_to_contain_text("5.1.2e")
