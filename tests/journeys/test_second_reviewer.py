"""Vier ogen: wie lakte, kan niet vaststellen; een tweede toetser wel."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from archive.models import Message
from tests.browser import log_in
from tests.journeys.conftest import judged_dossier, look, redact_everything
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.dossiers.states import State

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_redacted_cannot_approve_and_a_second_reviewer_can(
    browser_page: Page, user: Callable[[Role], User], archive: list[Message]
) -> None:
    page, bert = browser_page, user(Role.REVIEWER)
    chantal = User.objects.create(username="chantal", first_name="Chantal", role=Role.REVIEWER)

    # Gegeven een dossier dat Bert heeft gelakt en ter vaststelling heeft aangeboden
    dossier = redact_everything(judged_dossier(archive, by=user(Role.COORDINATOR)), by=bert)

    # Als Bert het wil vaststellen
    log_in(page, bert)
    page.goto("/dossiers/2026-0142/")
    # Dan kan dat niet, en staat er waarom
    expect(page.get_by_role("button", name="Vaststellen")).to_be_disabled()
    expect(page.get_by_text("U hebt in dit dossier zelf beoordeeld of gelakt.")).to_be_visible()
    look(page, "2026-0142")

    # Als Chantal kijkt wat er wacht
    page.context.clear_cookies()
    log_in(page, chantal)
    page.goto("/")
    look(page, "Mijn werk")
    page.get_by_role("main").get_by_role("link", name="2026-0142").first.click()
    # En leest wat er gelakt is
    page.get_by_role("link", name="Berichten", exact=True).click()
    look(page, "Berichten 2026-0142")
    expect(page.get_by_role("button", name="deels openbaar")).to_have_count(0)
    page.get_by_role("link", name="Lakken", exact=True).click()
    page.get_by_role("link", name="Alle berichten nalezen").click()
    expect(page.get_by_role("main")).to_contain_text("Crisisteam")
    # En het vaststelt
    page.get_by_role("link", name="Overzicht").click()
    page.get_by_role("button", name="Vaststellen").click()

    # Dan is het vastgesteld, en staat in het logboek door wie
    expect(page.get_by_text("vastgesteld", exact=True).first).to_be_visible()
    dossier.refresh_from_db()
    assert dossier.state == State.APPROVED
    page.get_by_role("link", name="Logboek").click()
    expect(page.get_by_role("main")).to_contain_text("Chantal")
    look(page, "Logboek 2026-0142")

    # En maakt een toetser geen pakket
    page.get_by_role("link", name="Pakket").click()
    expect(page.get_by_role("button", name="Maak pakket")).to_have_count(0)
