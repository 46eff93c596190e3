"""De Woo-coördinator beoordeelt een lijst berichten zonder muis: één toets per oordeel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect

from archive.models import Message
from tests.browser import log_in
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.dossiers import composing
from woo_portal.dossiers.models import Dossier, Judgement, Kind

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def opened(
    browser_page: Page, user: Callable[[Role], User], archive: list[Message]
) -> Callable[[Kind], tuple[Dossier, list[Locator]]]:
    """The list of messages of a dossier of this kind, in the browser: the dossier, and its messages on the page."""

    def open_list(kind: Kind) -> tuple[Dossier, list[Locator]]:
        judge = user(Role.COORDINATOR if kind == Kind.WOO else Role.LIAISON)
        dossier = composing.create(
            kind=kind,
            number="2026-0142",
            subject="Noodpompen",
            received_on=date(2026, 1, 21),
            requester="",
            by=judge,
        )
        composing.add_messages(dossier, [message.pk for message in archive[-3:]], by=judge)
        log_in(browser_page, judge)
        browser_page.goto("/dossiers/2026-0142/berichten/")
        return dossier, [browser_page.locator(f"#bericht-{message.pk}") for message in archive[-3:]]

    return open_list


def pressed(message: Locator, label: str) -> None:
    """The message is judged so on the page."""
    expect(message.get_by_role("button", name=label, exact=True)).to_have_attribute("aria-pressed", "true")


def test_messages_are_judged_with_keys_alone(
    browser_page: Page, opened: Callable[[Kind], tuple[Dossier, list[Locator]]]
) -> None:
    page = browser_page
    # Gegeven een dossier met drie berichten, waarvan het eerste is aangeklikt
    dossier, (first, second, third) = opened(Kind.WOO)
    first.locator(".message__text").click()
    expect(first).to_be_focused()

    # Als de coördinator 1 en 2 drukt, dan is het ene openbaar en het volgende deels, en is het derde aan de beurt
    page.keyboard.press("1")
    pressed(first, "openbaar")
    expect(second).to_be_focused()
    page.keyboard.press("2")
    pressed(second, "deels openbaar")
    expect(third).to_be_focused()
    page.keyboard.press("5")
    pressed(third, "buiten reikwijdte")

    # Dan gaan K en J op en neer, en niet verder dan de lijst
    expect(third).to_be_focused()
    page.keyboard.press("k")
    expect(second).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("k")
    expect(first).to_be_focused()
    page.keyboard.press("j")
    expect(second).to_be_focused()

    # En zet X het vinkje, en haalt het weg
    tick = second.get_by_role("checkbox")
    page.keyboard.press("x")
    expect(tick).to_be_checked()
    page.keyboard.press("x")
    expect(tick).not_to_be_checked()

    # En vraagt 3 eerst naar de grond, op een bladzijde die de focus krijgt
    page.keyboard.press("3")
    expect(page.get_by_role("heading", name="Niet openbaar: 1 bericht")).to_be_visible()
    expect(page.get_by_role("main")).to_be_focused()
    judgements = dossier.items.order_by("message__sent_at").values_list("judgement", flat=True)
    assert list(judgements) == [Judgement.PUBLIC, Judgement.PARTIAL, Judgement.OUT_OF_SCOPE]


def test_the_fourth_key_asks_where_a_message_is_public(
    browser_page: Page, opened: Callable[[Kind], tuple[Dossier, list[Locator]]]
) -> None:
    _, (first, *_) = opened(Kind.WOO)
    first.locator(".message__text").click()

    browser_page.keyboard.press("4")

    expect(browser_page.get_by_role("heading", name="Reeds openbaar: 1 bericht")).to_be_visible()


def test_the_sixth_key_judges_a_duplicate(
    browser_page: Page, opened: Callable[[Kind], tuple[Dossier, list[Locator]]]
) -> None:
    """The page promised it and nothing happened."""
    _, (first, *_) = opened(Kind.WOO)
    expect(browser_page.get_by_text("1–6 oordeel")).to_be_visible()
    first.locator(".message__text").click()

    browser_page.keyboard.press("6")

    expect(browser_page.get_by_text("Van 1 bericht staat in dit dossier geen ander bericht")).to_be_visible()


def test_questions_of_the_kamer_have_five_judgements_and_a_sixth_key_does_nothing(
    browser_page: Page, opened: Callable[[Kind], tuple[Dossier, list[Locator]]]
) -> None:
    _, (first, *_) = opened(Kind.PARLIAMENT)
    expect(browser_page.get_by_text("1–5 oordeel")).to_be_visible()
    first.locator(".message__text").click()

    browser_page.keyboard.press("6")
    browser_page.keyboard.press("1")

    pressed(first, "openbaar")


def test_a_key_beside_the_list_judges_nothing(
    browser_page: Page, opened: Callable[[Kind], tuple[Dossier, list[Locator]]]
) -> None:
    dossier, _ = opened(Kind.WOO)

    browser_page.keyboard.press("1")
    browser_page.get_by_role("main").focus()
    browser_page.keyboard.press("1")

    assert set(dossier.items.values_list("judgement", flat=True)) == {""}


def test_a_pressed_button_keeps_the_page_where_it_was_and_goes_on_at_the_next_message(
    browser_page: Page, opened: Callable[[Kind], tuple[Dossier, list[Locator]]]
) -> None:
    """The page jumped to its end, and the focus was nowhere."""
    page = browser_page
    _, (first, second, _) = opened(Kind.WOO)
    page.set_viewport_size({"width": 1280, "height": 400})
    first.get_by_role("button", name="openbaar", exact=True).scroll_into_view_if_needed()
    place = first.bounding_box()["y"]  # type: ignore[index]

    first.get_by_role("button", name="openbaar", exact=True).click()

    pressed(first, "openbaar")
    expect(second).to_be_focused()
    box = second.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 400
    assert abs(first.bounding_box()["y"] - place) < 400  # type: ignore[index]
    assert page.evaluate("getComputedStyle(document.documentElement).overflowAnchor") == "none"
