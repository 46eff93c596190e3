"""The pages of an account in a real browser: what a person types, reads and hears."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESKTOP, PHONE, axe, log_in
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "een lange zin als wachtwoord"


@pytest.fixture
def fatima() -> User:
    return User.objects.create_user("fatima", password=PASSWORD, first_name="Fatima", role=Role.COORDINATOR)


def fill_in(page: Page, password: str) -> None:
    page.get_by_label("Gebruikersnaam").fill("fatima")
    page.get_by_label("Wachtwoord").fill(password)
    page.get_by_role("button", name="Inloggen").click()


def test_logging_in_changing_the_password_and_logging_out(browser_page: Page, fatima: User) -> None:
    page, new = browser_page, "nog een lange zin als wachtwoord"
    page.goto("/wachtwoord/")
    expect(page).to_have_title("Inloggen – Woo-portaal")
    axe(page)

    fill_in(page, PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Wachtwoord wijzigen")
    axe(page)

    page.get_by_label("Oud wachtwoord").fill(PASSWORD)
    page.get_by_label("Nieuw wachtwoord", exact=True).fill(new)
    page.get_by_label("Nieuw wachtwoord bevestigen").fill(new)
    page.get_by_role("button", name="Wijzig wachtwoord").click()
    expect(page.get_by_text("Uw wachtwoord is gewijzigd.")).to_be_visible()

    page.get_by_text("Woo-coördinator").click()
    page.get_by_role("button", name="Uitloggen").click()
    expect(page.get_by_text("U bent uitgelogd.")).to_be_visible()


def test_after_too_many_wrong_passwords_the_page_says_how_long_to_wait(browser_page: Page, fatima: User) -> None:
    browser_page.goto("/inloggen/")
    for _ in range(4):
        fill_in(browser_page, "fout")
        expect(browser_page.get_by_role("group", name="Dit klopt nog niet.")).to_be_focused()
    axe(browser_page)

    fill_in(browser_page, "fout")

    expect(browser_page.get_by_text("Wacht 30 minuten")).to_be_visible()
    axe(browser_page)


@pytest.mark.parametrize("page", ["400", "403", "403_csrf", "500"])
def test_what_says_that_something_went_wrong_is_accessible(browser_page: Page, page: str) -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    content = render_to_string(f"{page}.html", request=request)
    browser_page.route("**/fout/", lambda route: route.fulfill(body=content, content_type="text/html"))
    for size in (DESKTOP, PHONE):
        browser_page.set_viewport_size(size)
        browser_page.goto("/fout/")
        axe(browser_page)


def test_a_page_that_is_not_there_leads_back_on_a_telephone_too(browser_page: Page, fatima: User) -> None:
    log_in(browser_page, fatima)
    browser_page.set_viewport_size(PHONE)
    browser_page.goto("/bestaat-niet/")

    axe(browser_page)
    assert browser_page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    expect(browser_page.get_by_role("link", name="Naar het begin")).to_have_attribute("href", "/")
    expect(
        browser_page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name="Mijn werk")
    ).to_be_visible()
