"""De Woo-coördinator zoekt: van een vergissing in de zoekregel tot treffers die zij kan verdedigen."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from archive.models import Message
from archive.search.vocabulary import settle
from tests import factories
from tests.browser import log_in
from tests.journeys.conftest import look
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.dossiers import composing
from woo_portal.dossiers.models import Kind

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def more(archive: list[Message]) -> list[Message]:
    """Meer gesprek over pompen: van november tot januari, en een ander woord ervoor."""
    chat, kofi = archive[0].conversation, archive[1].sender
    texts = (
        ("2025-11-20T09:00+01:00", "De pompen draaien weer"),
        ("2025-12-04T09:00+01:00", "Noodpomp teruggebracht"),
        ("2026-01-08T09:00+01:00", "Rekening van de pompen"),
        ("2026-01-09T09:00+01:00", "Noodpompen en pompen vergeleken"),
    )
    made = [
        factories.message(chat, text, sender=kofi, at=at, position=100 + place)
        for place, (at, text) in enumerate(texts)
    ]
    factories.index_archive()
    settle()
    return made


def test_from_a_slip_to_hits_that_can_be_defended(
    browser_page: Page, user: Callable[[Role], User], more: list[Message]
) -> None:
    page = browser_page
    log_in(page, user(Role.COORDINATOR))

    # Als zij zich vertypt
    page.goto("/zoeken/")
    line = page.get_by_label("Zoekregel", exact=True)
    line.fill("pomp vna:kofi")
    line.press("Enter")
    # Dan staat er wat er mis is, en waar
    expect(page.get_by_role("link", name="Bedoelt u ‘van:’?")).to_be_visible()
    expect(page.locator(".search-line__misread mark")).to_have_text("vna:kofi")
    look(page, "Zoeken")
    # En leest zij hoe het wel kan
    page.get_by_text("Zo zoekt u").click()
    expect(page.get_by_text('van:"Rieke Talsma"')).to_be_visible()
    look(page, "Zoeken")

    # Als zij het verbetert
    line.fill("pomp van:kofi")
    line.press("Enter")
    expect(page.get_by_role("heading", name="4 treffers")).to_be_visible()
    # Dan staat ernaast hoe de treffers verdeeld zijn, en erboven wanneer zij geschreven zijn
    expect(page.get_by_text("Over alle 4 treffers.")).to_be_visible()
    expect(page.get_by_role("figure")).to_contain_text("Treffers per maand")
    look(page, "Zoeken")
    # En kan zij een voorwaarde weer weghalen
    page.get_by_role("link", name="Zoek zonder van:kofi").click()
    expect(page.get_by_role("heading", name="5 treffers")).to_be_visible()

    # Als zij ziet welke andere woorden het archief heeft, en er een aanvinkt
    page.locator("summary", has_text="Zoek ook op andere woorden").click()
    page.get_by_role("checkbox", name="noodpomp").check()
    look(page, "Zoeken")
    page.get_by_role("button", name="Voeg toe en zoek").click()
    # Dan staat dat woord in de zoekregel
    expect(line).to_have_value("pomp OF noodpomp")
    expect(page.get_by_role("heading", name="6 treffers")).to_be_visible()

    # Als zij in de grafiek van december tot en met januari sleept
    bars = page.locator(".histogram__plot a")
    expect(bars).to_have_count(3)
    first, last = bars.nth(1).bounding_box(), bars.nth(2).bounding_box()
    assert first is not None
    assert last is not None
    page.mouse.move(first["x"] + first["width"] / 2, first["y"] + 40)
    page.mouse.down()
    page.mouse.move(last["x"] + last["width"] / 2, last["y"] + 40, steps=5)
    expect(page.locator(".histogram__plot a.is-covered")).to_have_count(2)
    page.mouse.up()
    # Dan is dat de periode
    expect(page.locator("#id_van")).to_have_value("2025-12-01")
    expect(page.locator("#id_tot")).to_have_value("2026-01-31")
    expect(page.get_by_role("heading", name="3 treffers")).to_be_visible()

    # Als zij op een persoon in de verdeling drukt
    page.locator("#verdeling").get_by_role("link", name="Kofi Mensah").click()
    expect(line).to_have_value('(pomp OF noodpomp) van:"Kofi Mensah"')
    expect(page.locator("#id_van")).to_have_value("2025-12-01")
    look(page, "Zoeken")


def test_it_is_all_there_without_scripts(
    scriptless_page: Page, user: Callable[[Role], User], more: list[Message]
) -> None:
    page = scriptless_page
    log_in(page, user(Role.COORDINATOR))

    page.goto("/zoeken/samenstellen/")
    page.get_by_label("Al deze woorden").fill("pomp")
    page.get_by_label("Geen van deze woorden").fill("rekening")
    page.get_by_role("main").get_by_role("button", name="Zoek").click()
    expect(page.get_by_label("Zoekregel", exact=True)).to_have_value("pomp -rekening")
    expect(page.get_by_role("heading", name="4 treffers")).to_be_visible()

    page.get_by_role("link", name="Tel de treffers per persoon, gesprek en periode").click()
    page.get_by_role("link", name="Kofi Mensah").click()
    expect(page.get_by_role("heading", name="3 treffers")).to_be_visible()

    page.get_by_role("link", name="Zoek ook op andere woorden").click()
    page.get_by_role("checkbox", name="noodpomp").check()
    page.get_by_role("button", name="Voeg toe en zoek").click()
    expect(page.get_by_label("Zoekregel", exact=True)).to_have_value('(pomp OF noodpomp) -rekening van:"Kofi Mensah"')


def test_adding_from_a_hit_comes_back_at_that_hit_and_not_at_the_top(
    browser_page: Page, user: Callable[[Role], User], archive: list[Message]
) -> None:
    page = browser_page
    composing.create(
        kind=Kind.WOO,
        number="2026-0142",
        subject="Noodpompen",
        received_on=date(2026, 1, 21),
        requester="",
        by=user(Role.COORDINATOR),
    )
    log_in(page, user(Role.COORDINATOR))
    page.set_viewport_size({"width": 1280, "height": 400})
    page.goto("/zoeken/?q=pompen&dossier=2026-0142")
    hit = page.locator("article.fragment").last
    heading = hit.get_by_role("heading").first.get_attribute("id")

    hit.get_by_role("button", name="Voeg toe met 5 ervoor en erna").click()

    expect(page.get_by_text("toegevoegd aan dossier 2026-0142.")).to_have_count(1)
    expect(page).to_have_url(re.compile(f"#{heading}$"))
    expect(page.locator(f"#{heading}")).to_be_focused()
    expect(page.locator(f"#{heading}")).to_be_in_viewport()
