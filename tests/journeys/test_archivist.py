"""De archivaris levert exports in, beantwoordt de vraag die er een stelt, en zegt van wie een naam is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from archive.models import Handle, Message, Person
from tests.browser import log_in
from tests.journeys.conftest import EXPORT, GROUP, look
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)

AMBIGUOUS = "03/04/25, 14:03 - Pieter Jansen: Kun jij de stukken voor morgen nog even sturen?\n"


def test_from_a_phones_export_to_known_persons(
    browser_page: Page, user: Callable[[Role], User], work: Callable[[], None]
) -> None:
    page = browser_page
    log_in(page, user(Role.ARCHIVIST))

    # Gegeven een export van de telefoon van Fatima El Amrani
    page.goto("/")
    look(page, "Mijn werk")
    page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name="Archief").click()
    page.get_by_role("link", name="Lever een export in").click()
    look(page, "Export inleveren")

    # Als de archivaris hem inlevert
    send(page, GROUP, EXPORT, holder="Fatima El Amrani")
    expect(page.get_by_text("U kunt deze pagina verlaten: het werk gaat door.")).to_be_visible()
    work()

    # Dan zegt het verslag wat er van elke regel geworden is, zodra het inlezen klaar is
    expect(page.get_by_text("6 nieuwe berichten")).to_be_visible()
    look(page, GROUP)
    expect(page.get_by_role("row", name="Het hele bestand")).to_contain_text("6")

    # Gegeven een export waarin dag en maand niet uit elkaar te houden zijn
    page.goto("/archief/inleveren/")
    send(page, "WhatsApp-chat met Pieter Jansen.txt", AMBIGUOUS)
    work()
    # Dan stelt het portaal een vraag, en is er nog niets ingelezen
    expect(page.get_by_text("Dag of maand?")).to_be_visible()
    expect(page.get_by_role("cell", name="3 april 2025")).to_be_visible()
    expect(page.get_by_role("cell", name="4 maart 2025")).to_be_visible()
    assert Message.objects.count() == 6
    look(page, "WhatsApp-chat met Pieter Jansen.txt")
    # Als de archivaris antwoordt
    page.get_by_label("Eerst de dag, dan de maand").check()
    page.get_by_role("button", name="Lees het bestand zo in").click()
    work()
    # Dan wordt het zo ingelezen
    expect(page.get_by_text("1 nieuw bericht")).to_be_visible()
    expect(page.get_by_text("op 3 april 2025")).to_be_visible()

    # Als de archivaris het eerste gesprek leest
    page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name="Archief").click()
    look(page, "Imports")
    page.get_by_role("link", name="Gesprekken").click()
    look(page, "Gesprekken")
    page.get_by_role("link", name="Crisisteam").click()
    expect(page.get_by_text("Kofi wil jij de regio bellen over de pompen?")).to_be_visible()
    look(page, "Crisisteam")

    # En ziet dat PJ dezelfde is als Pieter Jansen
    page.get_by_role("complementary", name="Over dit gesprek").get_by_role("link", name="PJ").click()
    look(page, "PJ")
    page.get_by_role("row", name="PJ").get_by_role("link", name="Hoort bij een ander").click()
    page.get_by_label("Naam, nummer of adres").fill("Jansen")
    page.get_by_role("button", name="Zoek", exact=True).click()
    look(page, "PJ")
    page.get_by_role("button", name="Koppel aan Pieter Jansen").click()

    # Dan heet de afzender in het archief overal zo, en kan het worden teruggedraaid
    expect(page.get_by_role("heading", level=1)).to_have_text("Pieter Jansen")
    look(page, "Pieter Jansen")
    assert Handle.objects.get(value="PJ").person.name == "Pieter Jansen"
    page.get_by_role("button", name="Draai terug").click()
    expect(page.get_by_text("Teruggedraaid: «PJ» hoort weer bij PJ.")).to_be_visible()
    assert Handle.objects.get(value="PJ").person.name == "PJ"

    # En een dossier bestaat voor de archivaris niet
    expect(page.get_by_role("link", name="Dossiers")).to_have_count(0)


def send(page: Page, name: str, text: str, *, holder: str = "") -> None:
    """Fill in and send the form with one export."""
    page.get_by_label("Exportbestanden").set_input_files(
        {"name": name, "mimeType": "text/plain", "buffer": text.encode()}
    )
    if holder:
        page.get_by_label("Van wiens telefoon komt deze export?").fill(holder)
        page.get_by_label("Deze persoon staat nog niet in het archief").check()
    page.get_by_role("button", name="Lever in").click()


def test_from_two_phones_to_one_person_and_what_the_phones_do_not_agree_on(
    browser_page: Page, user: Callable[[Role], User], work: Callable[[], None]
) -> None:
    page = browser_page
    log_in(page, user(Role.ARCHIVIST))

    # Gegeven hetzelfde gesprek van twee telefoons, waarvan er een een bericht mist en Jan anders noemt
    said = [
        f"12-11-2025 16:0{minute} - Jan van den Berg: De pompen bij gemaal {minute} staan uit\n" for minute in range(9)
    ]
    page.goto("/archief/inleveren/")
    send(page, GROUP, "".join(said), holder="Kofi Mensah")
    work()
    page.goto("/archief/inleveren/")
    send(page, "_chat.txt", "".join([*said[:4], *said[5:]]).replace("Jan van den", "Jan vd"), holder="Fatima El Amrani")
    work()

    # Als de archivaris bekijkt waarin zij verschillen
    page.goto("/archief/gesprekken/")
    page.get_by_role("link", name="Crisisteam").first.click()
    page.get_by_role("link", name="Verschillen tussen telefoons").click()
    look(page, "Verschillen tussen telefoons: Crisisteam")
    # Dan staat er welk bericht waar ontbreekt, en hoe elke telefoon Jan noemt
    expect(page.get_by_text("De pompen bij gemaal 4 staan uit")).to_be_visible()
    expect(page.get_by_text("Staat niet op de telefoon van Fatima El Amrani.")).to_be_visible()
    expect(page.get_by_role("row", name="Jan van den Berg")).to_contain_text("Jan vd Berg")
    page.get_by_role("combobox", name="Verschil").select_option("andere tekst")
    page.get_by_role("button", name="Toon").click()
    expect(page.get_by_text("Geen bericht met dit verschil")).to_be_visible()
    # En kan de lijst mee als tabel
    page.get_by_role("link", name="Wis filters").first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Haal op als tabel (CSV)").click()
    assert "gemaal 4" in Path(download.value.path()).read_text("utf-8-sig")

    # Gegeven iemand die bijna zo heet
    almost = Person.objects.create(name="J. van den Berg")
    # Als de archivaris de persoon opzoekt
    page.goto(f"/archief/personen/{almost.pk}/")
    look(page, "J. van den Berg")
    # Dan zegt het portaal dat het dezelfde kan zijn, en wat samenvoegen doet
    page.get_by_role("link", name="Vergelijk en voeg samen met Jan van den Berg").click()
    look(page, "Samenvoegen: J. van den Berg")
    expect(page.get_by_text("0 van J. van den Berg en 9 van Jan van den Berg")).to_be_visible()
    page.get_by_role("radio", name="Jan van den Berg").check()
    page.get_by_role("button", name="Voeg samen tot één persoon").click()
    expect(page.get_by_text("Samengevoegd met J. van den Berg")).to_be_visible()
    look(page, "Jan van den Berg")
    page.get_by_role("link", name="Voeg samen met een andere persoon").click()
    look(page, "Samenvoegen: Jan van den Berg")
    page.go_back()

    # Als blijkt dat een van de namen van een ander is
    page.get_by_role("link", name="Splits deze persoon").click()
    page.get_by_role("checkbox", name="Jan vd Berg").check()
    page.get_by_label("Bij wie horen ze?").fill("Jan Bergsma")
    look(page, "Splitsen: Jan van den Berg")
    page.get_by_label("Deze persoon staat nog niet in het archief").check()
    page.get_by_role("button", name="Verder").click()
    look(page, "Splitsen: Jan van den Berg")
    page.get_by_role("button", name="Splits de persoon").click()
    # Dan is die naam van een nieuwe persoon, en is alles terug te draaien
    look(page, "Jan Bergsma")
    page.get_by_role("button", name="Draai terug").click()
    expect(page.get_by_text("Teruggedraaid: de namen horen weer bij Jan van den Berg.")).to_be_visible()
    page.get_by_role("listitem").filter(has_text="samen met Jan van den Berg").get_by_role(
        "button", name="Draai terug"
    ).click()
    expect(page.get_by_text("Teruggedraaid: J. van den Berg is weer een eigen persoon.")).to_be_visible()
