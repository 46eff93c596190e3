"""Every component on one page, as a reader meets it: with a mouse, a keyboard, a telephone and without colours."""

from __future__ import annotations

import re

from django.conf import settings

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import PHONE, axe
from tests.portal.styleguide.pages import MESSAGES
from tests.portal.styleguide.urls import TEMPLATE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.portal.styleguide.urls")]

IN_EVERY_PAGE = {"user_menu", "alert"}
IN_OTHER_COMPONENTS = {"error_summary", "message_kind", "message_extras"}
NOT_SEEN = {"after_work"}
"""Attributes of what is fetched anew once a job has ended: it looks like nothing."""
A_PAGE_OF_ITS_OWN = {"confirm"}


@pytest.fixture
def page(browser_page: Page) -> Page:
    browser_page.goto("/stijlgids/")
    return browser_page


def test_a_new_component_is_added_to_the_style_guide() -> None:
    components = {path.stem for path in (settings.BASE_DIR / "templates" / "components").iterdir()}
    shown = set(re.findall(r"components/(\w+)\.html", TEMPLATE.read_text()))

    assert components - shown - IN_EVERY_PAGE - IN_OTHER_COMPONENTS - A_PAGE_OF_ITS_OWN - NOT_SEEN == set()


def test_it_is_accessible_on_a_desktop(page: Page) -> None:
    axe(page)


def test_it_is_accessible_on_a_telephone_and_scrolls_one_way_only(page: Page) -> None:
    page.set_viewport_size(PHONE)

    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_tables_of_the_histogram_are_accessible_too(page: Page) -> None:
    page.get_by_text("Als tabel").click()

    expect(page.get_by_role("row", name="nov 2025 214")).to_be_visible()
    axe(page)


def test_a_wrong_form_gets_the_focus_and_leads_to_its_fields(page: Page) -> None:
    expect(page.get_by_role("group", name="Dit klopt nog niet.")).to_be_focused()

    page.get_by_role("link", name="Onderwerp: Dit veld is verplicht.").click()

    field = page.get_by_label("Onderwerp")
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description("Zoals het in het besluit komt te staan. Dit veld is verplicht.")


def test_a_running_job_refreshes_itself_and_stops_when_it_is_done(page: Page) -> None:
    job = page.locator("#taak-1")
    expect(job).to_contain_text("412 van 1.234 (33%)")

    expect(job).to_contain_text("1.198 berichten.", timeout=5000)

    expect(job.get_by_role("progressbar")).to_have_count(0)
    assert job.get_attribute("hx-get") is None


def test_the_text_of_a_message_is_the_text_of_the_source_to_the_code_point(page: Page) -> None:
    for message in MESSAGES:
        shown = page.locator(f"#bericht-{message.pk} > .message__text")
        if message.text:
            assert shown.text_content() == message.text


def test_a_withheld_passage_shows_its_text_on_focus_until_escape(page: Page) -> None:
    passage = page.locator(".withheld")
    text = passage.locator("span")
    assert text.bounding_box()["width"] <= 1

    passage.focus()
    assert text.bounding_box()["width"] > 50

    page.keyboard.press("Escape")
    assert text.bounding_box()["width"] <= 1


def test_the_user_menu_opens_by_keyboard_and_closes_on_escape(page: Page) -> None:
    page.locator(".user-menu summary").focus()
    page.keyboard.press("Enter")
    button = page.get_by_role("button", name="Uitloggen")
    expect(button).to_be_visible()

    page.keyboard.press("Escape")

    expect(button).to_be_hidden()
    expect(page.locator(".user-menu summary")).to_be_focused()


def test_a_form_under_way_is_not_sent_twice(page: Page) -> None:
    held: list[Route] = []
    page.route(
        "**/stijlgids/", lambda route: held.append(route) if route.request.method == "POST" else route.continue_()
    )

    page.locator(".post-button").evaluate(
        "form => { form.requestSubmit(); setTimeout(() => form.requestSubmit(), 300); }"
    )
    page.wait_for_timeout(600)

    assert len(held) == 1
    with page.expect_navigation():
        held[0].continue_()


def test_a_page_that_comes_back_may_be_sent_again(page: Page) -> None:
    """With "Terug" a browser may bring the page as it was left, its form under way."""
    held: list[Route] = []
    page.route(
        "**/stijlgids/", lambda route: held.append(route) if route.request.method == "POST" else route.continue_()
    )

    page.locator(".post-button").evaluate(
        """form => {
            const back = new PageTransitionEvent("pageshow", { persisted: true });
            form.requestSubmit();
            setTimeout(() => { dispatchEvent(back); form.requestSubmit(); }, 300);
        }"""
    )
    page.wait_for_timeout(600)

    assert len(held) == 2
    with page.expect_navigation():
        held[1].continue_()


def test_the_first_stop_of_the_keyboard_leads_past_the_menu(browser_page: Page) -> None:
    browser_page.goto("/stijlgids/?zonder-fouten")
    link = browser_page.get_by_role("link", name="Naar de inhoud")

    browser_page.keyboard.press("Tab")
    expect(link).to_be_focused()
    assert link.bounding_box()["y"] >= 0

    browser_page.keyboard.press("Enter")
    expect(browser_page.get_by_role("main")).to_be_focused()
