"""De juridisch toetser beslist over alles wat gelakt moet worden: met de toetsen, met de muis, en ook zonder scripts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from archive.models import Message
from redaction.choices import Field, Status
from redaction.models import Redaction
from tests import factories
from tests.browser import axe, log_in
from tests.journeys.conftest import judged_dossier, look
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.dossiers import passages
from woo_portal.dossiers.models import Dossier

pytestmark = pytest.mark.django_db(transaction=True)
LAKKEN = "/dossiers/2026-0142/lakken/"


@pytest.fixture
def dossier(archive: list[Message], user: Callable[[Role], User]) -> Dossier:
    """The little chat, searched by the portal."""
    dossier = judged_dossier(archive, by=user(Role.COORDINATOR))
    passages.propose(dossier)
    return dossier


def press(page: Page, key: str) -> None:
    """A key that leads to another page."""
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press(key)


def waiting(dossier: Dossier) -> int:
    return dossier.layer.redactions.filter(status=Status.PROPOSED).count()


def words_of(redaction: Redaction) -> str:
    assert redaction.message is not None
    return redaction.message.text[redaction.start : redaction.end]


def test_everything_by_keyboard(browser_page: Page, user: Callable[[Role], User], dossier: Dossier) -> None:
    page, total = browser_page, waiting(dossier)
    log_in(page, user(Role.REVIEWER))

    # Gegeven een dossier met voorstellen
    page.goto(LAKKEN)
    look(page, "Lakken 2026-0142")
    expect(page.get_by_text(f"0 van {total} voorstellen beslist")).to_be_visible()

    # Als de toetser met J en K bladert, staat de aandacht op de passage
    page.locator(".review-conversation").focus()
    press(page, "j")
    press(page, "k")
    expect(page.locator(".proposal[aria-current]")).to_be_focused()
    first = page.locator(".review-words").inner_text()

    # En met een cijfer een grond kiest en lakt
    page.keyboard.press("3")
    expect(page.locator("#beslisformulier [name=ground]")).to_have_value("5.1.2i")
    # En met Shift en een cijfer een grond erbij
    page.keyboard.press("Shift+Digit1")
    expect(page.locator("#beslisformulier").get_by_role("checkbox", name="5.1.2e")).to_be_checked()
    look(page, "Lakken 2026-0142")
    press(page, "l")
    # Dan zegt de pagina wat er is gedaan, en komt het volgende voorstel
    expect(page.locator("#meldingen")).to_contain_text("Gelakt op 5.1.2e en 5.1.2i: naam.")
    expect(page.locator(".visually-hidden[aria-live]")).to_contain_text("Gelakt op 5.1.2e en 5.1.2i: naam.")
    expect(page.locator(".proposal[aria-current]")).to_be_focused()
    look(page, "Lakken 2026-0142")

    # En wat gelakt is toont wat er gedrukt wordt, met de tekst erbij voor wie erheen gaat
    token = page.locator(".withheld").first
    expect(token).to_have_attribute("data-label", "5.1.2e, 5.1.2i")
    token.focus()
    expect(token.locator("span")).to_have_text(first)
    expect(token.locator("span")).to_be_visible()

    # Als de toetser iets openbaar maakt en dat meteen terugneemt
    page.locator(".review-conversation").focus()
    press(page, "o")
    expect(page.locator("#meldingen")).to_contain_text("Openbaar: naam.")
    press(page, "u")
    expect(page.locator("#meldingen")).to_contain_text("Ongedaan gemaakt: 1 beslissing.")

    # En alle gelijke in één keer lakt: van één los woord is elke plaats aan te kruisen, en wat zeker is staat al aan
    press(page, "a")
    look(page, "Alle gelijke passages lakken?")
    page.get_by_role("button", name="Lak wat is aangekruist").click()
    expect(page.locator("#meldingen")).to_contain_text("gelakt.")

    # Dan is het klaar als alles is beslist
    for _ in range(waiting(dossier)):
        if not waiting(dossier):
            break
        press(page, "l")
    expect(page.get_by_text("Lees de berichten nog eens na op wat gemist is")).to_be_visible()
    look(page, "Lakken 2026-0142")

    # En als het dossier ter vaststelling is aangeboden, is het scherm er nog om te lezen
    page.get_by_role("button", name="Ter vaststelling aanbieden").click()
    expect(page.get_by_text("Dossier 2026-0142 staat nu op ‘ter vaststelling’.")).to_be_visible()
    page.goto(f"{LAKKEN}?toon=beslist")
    expect(page.get_by_text("er kan nu niet gelakt worden")).to_be_visible()
    page.locator(".review-conversation").focus()
    press(page, "n")
    page.keyboard.press("l")
    expect(page.get_by_role("button", name="Lakken")).to_have_count(0)
    look(page, "Lakken 2026-0142")


def test_keys_are_quiet_in_fields_and_can_be_switched_off(
    browser_page: Page, user: Callable[[Role], User], dossier: Dossier
) -> None:
    page, total = browser_page, waiting(dossier)
    log_in(page, user(Role.REVIEWER))
    page.goto(LAKKEN)

    # Wie typt, beslist niets
    page.locator(".review-conversation").focus()
    page.keyboard.press("m")
    expect(page.locator("#beslisformulier [name=motivation]")).to_be_focused()
    page.keyboard.type("lola")
    expect(page.locator("#beslisformulier [name=motivation]")).to_have_value("lola")
    page.keyboard.press("Escape")
    expect(page.locator(".review-conversation")).to_be_focused()

    # De uitleg is een venster dat met Escape sluit
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Sneltoetsen")).to_be_visible()
    axe(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()

    # Buiten de drie kolommen doet een letter niets
    page.get_by_role("link", name="Overzicht").focus()
    page.keyboard.press("l")
    # En uit is uit, ook op de volgende pagina
    page.get_by_role("checkbox", name="Sneltoetsen").uncheck()
    page.locator(".review-conversation").focus()
    page.keyboard.press("l")
    page.reload()
    expect(page.get_by_role("checkbox", name="Sneltoetsen")).not_to_be_checked()
    page.locator(".review-conversation").focus()
    page.keyboard.press("l")
    # Pas wat daarna mag, telt: was een van de toetsen hiervoor gehoord, dan waren het er meer
    page.get_by_role("checkbox", name="Sneltoetsen").check()
    page.locator(".review-conversation").focus()
    press(page, "l")
    assert waiting(dossier) == total - 1


ODD = (
    ("👨‍👩‍👧 hoi 😀 Sanne belt zo", "Sanne"),
    ("שלום דנה, להתראות", "דנה"),
    ("Rene\u0301 en 👋🏽 Zoë\r\nkomen", "Zoë"),
    ("de auto van Wim en nog eens Wim", "Wim"),
)
"""Texts that a browser counts otherwise than the server, and a name in each."""


@pytest.fixture
def odd(transactional_db: None, user: Callable[[Role], User]) -> list[Message]:
    """The odd texts in a dossier, each with a proposal, once a token, in front of the name: labels stand between."""
    chat = factories.conversation()
    messages = [factories.message(chat, text) for text, _ in ODD]
    dossier = judged_dossier(messages, by=user(Role.COORDINATOR))
    dossier.items.update(proposed_at="2026-01-21T10:00:00Z")
    for message, (text, name) in zip(messages, ODD, strict=True):
        before = factories.proposal(dossier.layer, message, text[: text.index(name)].rstrip())
        if name == "Zoë":
            passages.accept(dossier, [before], by=user(Role.COORDINATOR))
    return messages


def drag_over(page: Page, message: Message, words: str) -> None:
    """Select the last occurrence of these words in a message with the mouse."""
    box = page.evaluate(
        """([id, words]) => {
            const element = document.querySelector(`#bericht-${id} .message__text`);
            const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
            let found;
            for (let node = walker.nextNode(); node; node = walker.nextNode())
              if (node.data.includes(words)) found = node;
            const range = document.createRange();
            range.setStart(found, found.data.lastIndexOf(words));
            range.setEnd(found, found.data.lastIndexOf(words) + words.length);
            element.scrollIntoView({ block: "center" });
            const { left, right, top, bottom } = range.getBoundingClientRect();
            return { left, right, middle: (top + bottom) / 2 };
        }""",
        [message.pk, words],
    )
    page.mouse.move(box["left"] + 1, box["middle"])
    page.mouse.down()
    page.mouse.move(box["right"] - 1, box["middle"], steps=6)
    page.mouse.up()


@pytest.mark.parametrize("number", range(len(ODD)))
def test_what_is_selected_with_the_mouse_is_what_is_withheld(
    browser_page: Page, user: Callable[[Role], User], odd: list[Message], number: int
) -> None:
    page, (_, name) = browser_page, ODD[number]
    log_in(page, user(Role.REVIEWER))

    # Gegeven een bericht met emoji of van rechts naar links, met een voorstel erin
    page.goto(f"{LAKKEN}?bericht={odd[number].pk}")
    # Als de toetser een naam selecteert
    drag_over(page, odd[number], name)
    expect(page.get_by_label("Te lakken passage")).to_have_value(name)
    page.get_by_role("button", name="Lak deze passage").click()

    # Dan is precies die gelakt
    expect(page.locator("#meldingen")).to_contain_text("Gelakt op 5.1.2e: naam.")
    found = Redaction.objects.get(message=odd[number], found_by="hand")
    assert (words_of(found), found.status) == (name, Status.ACCEPTED)
    assert found.start == odd[number].text.rindex(name)


def test_a_part_of_a_proposal_can_be_selected_and_a_click_opens_it(
    browser_page: Page, user: Callable[[Role], User], odd: list[Message]
) -> None:
    page = browser_page
    log_in(page, user(Role.REVIEWER))
    page.goto(f"{LAKKEN}?bericht={odd[0].pk}")

    # Selecteren in een voorstel is het niet openen
    drag_over(page, odd[3], "auto")
    expect(page.get_by_label("Te lakken passage")).to_have_value("auto")
    assert page.url.endswith(f"?bericht={odd[0].pk}")
    # Klikken wel
    page.locator(f"#bericht-{odd[3].pk}").get_by_text("auto").click()
    expect(page.locator(".review-words")).to_have_text("de auto van")


def test_words_are_chosen_with_the_keyboard(
    browser_page: Page, user: Callable[[Role], User], odd: list[Message]
) -> None:
    page = browser_page
    log_in(page, user(Role.REVIEWER))
    page.goto(f"{LAKKEN}?bericht={odd[3].pk}")

    # Woord voor woord: naar het tweede woord, twee woorden erbij, en een letter terug
    page.locator(".review-conversation").focus()
    page.keyboard.press("w")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.get_by_label("Te lakken passage")).to_have_value("auto van Wim")
    page.keyboard.press("Alt+Shift+ArrowLeft")
    expect(page.get_by_label("Te lakken passage")).to_have_value("auto van Wi")
    expect(page.locator(".visually-hidden[aria-live]")).to_have_text("Geselecteerd: auto van Wi")
    axe(page)
    page.keyboard.press("2")
    expect(page.locator("#zelfformulier [name=ground]")).to_have_value("5.2")
    # En L lakt wat geselecteerd is
    press(page, "l")
    found = Redaction.objects.get(message=odd[3], found_by="hand")
    assert (words_of(found), found.ground, found.status) == ("auto van Wi", "5.2", Status.ACCEPTED)

    # Van rechts naar links wijst de pijl de andere kant op
    page.goto(f"{LAKKEN}?bericht={odd[1].pk}")
    page.locator(".review-conversation").focus()
    page.keyboard.press("w")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_label("Te lakken passage")).to_have_value("דנה")
    page.keyboard.press("Escape")
    expect(page.get_by_label("Te lakken passage")).to_have_value("")


def test_everything_without_scripts(scriptless_page: Page, user: Callable[[Role], User], dossier: Dossier) -> None:
    page = scriptless_page
    log_in(page, user(Role.REVIEWER))

    # Lakken en openbaar maken met de knoppen
    page.goto(LAKKEN)
    page.get_by_role("button", name="Lakken", exact=True).click()
    expect(page.locator("#meldingen")).to_contain_text("Gelakt op 5.1.2e")
    page.get_by_role("button", name="Openbaar", exact=True).click()
    expect(page.locator("#meldingen")).to_contain_text("Openbaar")
    page.get_by_role("button", name="Mijn laatste beslissing ongedaan maken").click()
    expect(page.locator("#meldingen")).to_contain_text("Ongedaan gemaakt")

    # Alle gelijke, na één vraag
    page.get_by_role("button", name="Alle gelijke").first.click()
    page.get_by_role("button", name="Lak wat is aangekruist").click()
    expect(page.locator("#meldingen")).to_contain_text("gelakt")

    # En een passage die getypt is
    page.get_by_role("link", name="Volgend bericht").click()
    message = page.locator('.message[aria-current="true"]')
    pk = int((message.get_attribute("id") or "").removeprefix("bericht-"))
    word = Message.objects.get(pk=pk).text.split()[0]
    page.get_by_text("Zelf een passage lakken").click()
    page.get_by_label("In welke tekst").select_option(f"bericht-{pk}.text.0")
    page.get_by_label("Te lakken passage").fill(word)
    page.get_by_role("button", name="Lak deze passage").click()
    expect(page.locator("#meldingen")).to_contain_text("Gelakt op 5.1.2e")
    withheld = Redaction.objects.filter(message=pk, field=Field.TEXT, status=Status.ACCEPTED)
    assert [words_of(redaction) for redaction in withheld] == [word]


def test_the_keys_work_at_once_for_who_comes_from_the_worklist(
    browser_page: Page, user: Callable[[Role], User], archive: list[Message]
) -> None:
    """They did nothing until something was pressed, and the buttons were cut by the edge of the window."""
    page = browser_page
    dossier = judged_dossier(archive[-4:], by=user(Role.COORDINATOR))
    passages.propose(dossier)
    log_in(page, user(Role.REVIEWER))
    page.goto("/")

    page.get_by_role("link", name=re.compile("beslissen in dossier 2026-0142")).click()

    expect(page.locator(".review-conversation a[aria-current=true]")).to_be_focused()
    expect(page.get_by_role("button", name="Lakken L", exact=True)).to_be_in_viewport(ratio=1)
    page.keyboard.press("o")
    expect(page.locator(".review-done__line:not(.quiet)")).to_be_visible()
