"""De sessie eindigt terwijl iemand schrijft of beoordeelt: wat getypt is gaat niet verloren, en niemand anders krijgt het."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from django.urls import reverse

import pytest
from playwright.sync_api import Locator, Page, expect

from archive.models import Message
from redaction.models import Redaction
from tests.browser import axe, log_in
from tests.journeys.conftest import judged_dossier
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.dossiers import composing, passages
from woo_portal.dossiers.models import DecisionText, Dossier, Kind

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "een lange zin als wachtwoord"
TYPED = "De verzoeker vroeg om alle berichten over de noodpompen.\n\nHet ministerie heeft die gezocht."
NOT_SAVED = re.compile(r"Wat u om \d\d\.\d\d uur typte is niet opgeslagen\.")
KEPT = "Object.keys(sessionStorage).filter(key => key.startsWith('woo.getypt')).length"


@pytest.fixture
def bert(user: Callable[[Role], User]) -> User:
    """The reviewer, who can log in by the page."""
    account = user(Role.REVIEWER)
    account.set_password(PASSWORD)
    account.save()
    return account


@pytest.fixture
def dossier(user: Callable[[Role], User], archive: list[Message]) -> Dossier:
    return judged_dossier(archive[-4:], by=user(Role.COORDINATOR))


def lose_session(page: Page) -> None:
    page.context.clear_cookies(name="sessionid")


def log_in_by_the_page(page: Page, name: str) -> None:
    page.get_by_label("Gebruikersnaam").fill(name)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    expect(page).not_to_have_title("Inloggen – Woo-portaal")


def section_of(page: Page) -> Locator:
    """The first section of the decision, unfolded."""
    section = page.locator("section.decision").first
    if not section.locator("textarea").is_visible():
        section.get_by_text("Wijzig").click()
    return section


def type_and_lose(page: Page) -> None:
    """Something is typed in the decision, and sent when the session has ended."""
    page.goto("/dossiers/2026-0142/besluit/")
    section = section_of(page)
    section.get_by_label("Tekst").fill(TYPED)
    lose_session(page)
    section.get_by_role("button", name="Opslaan").click()
    expect(page).to_have_title("Inloggen – Woo-portaal")


def test_a_decision_typed_in_a_session_that_ended_is_offered_back_and_saved(
    browser_page: Page, bert: User, dossier: Dossier
) -> None:
    page = browser_page
    # Gegeven een toetser die schrijft, en een sessie die intussen eindigt
    log_in(page, bert)
    type_and_lose(page)

    # Dan zegt de inlogpagina wat er gebeurd is en wat bewaard bleef
    expect(page.get_by_text("Wat u net opsloeg of aanklikte is niet uitgevoerd")).to_be_visible()
    expect(page.get_by_text("De lange tekst die u typte, is in dit tabblad van uw browser bewaard.")).to_be_visible()
    axe(page)

    # En komt de toetser na het inloggen terug bij het besluit, waar de tekst wordt aangeboden
    log_in_by_the_page(page, bert.username)
    expect(page).to_have_url(re.compile("/dossiers/2026-0142/besluit/$"))
    expect(page.get_by_text("Op deze pagina staat een tekst die u typte en die niet is opgeslagen.")).to_be_visible()
    section = page.locator("section.decision").first
    expect(section.get_by_text(NOT_SAVED)).to_be_visible()
    expect(section.get_by_label("Tekst")).not_to_have_value(TYPED)
    axe(page)
    section.get_by_role("button", name="Terugzetten").click()
    expect(section.get_by_label("Tekst")).to_have_value(TYPED)
    expect(section.get_by_label("Tekst")).to_be_focused()
    expect(page.get_by_text("niet opgeslagen")).to_have_count(0)

    # En blijft er na het opslaan niets in de browser achter
    section.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("is opgeslagen.")).to_be_visible()
    assert page.evaluate(KEPT) == 0
    assert DecisionText.objects.get().body.splitlines() == TYPED.splitlines()


def test_what_was_typed_and_left_is_offered_until_it_is_thrown_away(
    browser_page: Page, bert: User, dossier: Dossier
) -> None:
    page = browser_page
    log_in(page, bert)
    page.goto("/dossiers/2026-0142/besluit/")
    section_of(page).get_by_label("Tekst").fill(TYPED)

    # Als de toetser elders verder werkt en terugkomt, en over het aanbod heen begint te typen
    page.goto("/dossiers/2026-0142/lakken/")
    page.goto("/dossiers/2026-0142/besluit/")
    section = section_of(page)
    section.get_by_label("Tekst").fill("Een ander begin.")
    section.get_by_role("button", name="Terugzetten").click()

    # Dan wordt geen van beide teksten weggegooid zonder dat iemand dat zegt
    expect(section.get_by_label("Tekst")).to_have_value(TYPED)
    expect(section.get_by_text(NOT_SAVED)).to_have_count(1)
    section.get_by_role("button", name="Terugzetten").click()
    expect(section.get_by_label("Tekst")).to_have_value("Een ander begin.")
    section.get_by_role("button", name="Weggooien").click()
    expect(section.get_by_text(NOT_SAVED)).to_have_count(0)
    section.get_by_label("Tekst").fill("")
    assert page.evaluate(KEPT) == 0


def test_a_motivation_comes_back_at_its_own_passage_and_no_other(
    browser_page: Page, bert: User, dossier: Dossier
) -> None:
    page = browser_page
    passages.propose(dossier)
    log_in(page, bert)
    page.goto(reverse("review", args=[dossier.number]))
    here = page.url
    first = page.locator("#beslisformulier")
    first.get_by_label("Motivering").fill("Het belang van de openbaarheid weegt minder zwaar.")
    lose_session(page)
    first.get_by_role("button", name="Lakken L", exact=True).click()
    log_in_by_the_page(page, bert.username)

    # Bij het volgende voorstel wordt niets aangeboden, bij het eerste wel; na het lakken is het weg uit de browser
    assert not Redaction.objects.exclude(decided_at=None).exists()
    expect(page.get_by_text(NOT_SAVED)).to_be_visible()
    page.get_by_role("link", name="Volgend voorstel").click()
    expect(page.locator("#beslisformulier")).to_be_visible()
    expect(page.get_by_text(NOT_SAVED)).to_have_count(0)
    page.goto(here)
    page.get_by_role("button", name="Terugzetten").click()
    page.locator("#beslisformulier").get_by_role("button", name="Lakken L", exact=True).click()
    expect(page.locator(".review-done__line:not(.quiet)")).to_be_visible()
    assert Redaction.objects.exclude(decided_at=None).get().motivation.startswith("Het belang van de openbaarheid")
    assert page.evaluate(KEPT) == 0


def test_what_somebody_typed_never_reaches_who_logs_in_next(
    browser_page: Page, bert: User, dossier: Dossier, user: Callable[[Role], User]
) -> None:
    page = browser_page
    log_in(page, bert)
    type_and_lose(page)
    colleague = User.objects.create_user("bea", password=PASSWORD, role=Role.REVIEWER)

    # Als een collega in dezelfde browser inlogt, dan is er niets aangeboden en niets meer bewaard
    log_in_by_the_page(page, colleague.username)
    expect(page).to_have_url(re.compile("/dossiers/2026-0142/besluit/$"))
    section_of(page)
    expect(page.get_by_text("niet opgeslagen")).to_have_count(0)
    assert page.evaluate(KEPT) == 0


def test_logging_out_takes_what_was_typed_out_of_every_tab(browser_page: Page, bert: User, dossier: Dossier) -> None:
    page = browser_page
    log_in(page, bert)
    page.goto("/dossiers/2026-0142/besluit/")
    section_of(page).get_by_label("Tekst").fill(TYPED)
    assert page.evaluate(KEPT) == 1
    other = page.context.new_page()
    other.goto("/dossiers/2026-0142/besluit/")
    section_of(other).get_by_label("Tekst").fill("In een ander tabblad")

    other.locator(".user-menu summary").click()
    other.get_by_role("button", name="Uitloggen").click()

    expect(other.get_by_text("U bent uitgelogd.")).to_be_visible()
    expect(other.get_by_text("bewaard")).to_be_hidden()
    assert other.evaluate(KEPT) == 0
    page.wait_for_function(f"{KEPT} === 0")


def test_judging_in_a_session_that_ended_asks_to_log_in_and_the_list_comes_back(
    browser_page: Page, user: Callable[[Role], User], archive: list[Message]
) -> None:
    """The list, its filters and its buttons went blank, with nothing said."""
    page, judge = browser_page, user(Role.COORDINATOR)
    judge.set_password(PASSWORD)
    judge.save()
    dossier = composing.create(
        kind=Kind.WOO,
        number="2026-0142",
        subject="Noodpompen",
        received_on=date(2026, 1, 21),
        requester="",
        by=judge,
    )
    composing.add_messages(dossier, [message.pk for message in archive[-3:]], by=judge)
    log_in(page, judge)
    page.goto("/dossiers/2026-0142/berichten/?oordeel=te-beoordelen")
    listed = page.url
    lose_session(page)
    page.get_by_role("button", name="openbaar", exact=True).first.click()

    expect(page).to_have_title("Inloggen – Woo-portaal")
    expect(page.get_by_text("Wat u net opsloeg of aanklikte is niet uitgevoerd")).to_be_visible()
    log_in_by_the_page(page, judge.username)

    expect(page).to_have_url(listed)
    expect(page.locator(".judgement").get_by_role("button", name="openbaar", exact=True)).to_have_count(3)
