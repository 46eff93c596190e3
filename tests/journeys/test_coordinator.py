"""De Woo-coördinator maakt een dossier van een verzoek, vult en beoordeelt het, en geeft het pakket vrij."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from archive.ingest import receive, run_import
from archive.models import Message
from tests.browser import log_in
from tests.journeys.conftest import judged_dossier, look, redact_everything
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.dossiers import composing
from woo_portal.dossiers.models import Dossier, Judgement, Kind
from woo_portal.dossiers.states import State
from woo_portal.dossiers.workflow import move

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_a_request_to_a_dossier_that_can_be_redacted(
    browser_page: Page, user: Callable[[Role], User], archive: list[Message], work: Callable[[], None]
) -> None:
    page = browser_page
    log_in(page, user(Role.COORDINATOR))

    # Gegeven een Woo-verzoek over de noodpompen
    page.goto("/dossiers/")
    look(page, "Dossiers")
    page.get_by_role("link", name="Nieuw dossier").click()
    look(page, "Nieuw dossier")
    page.get_by_label("Nummer").fill("2026-0142")
    page.get_by_label("Onderwerp").fill("Noodpompen aan de Maas")
    page.get_by_label("Verzoeker").fill("De Maasbode")
    page.get_by_label("Ontvangen op").fill("2026-01-21")
    page.get_by_role("button", name="Maak dossier").click()
    expect(page.get_by_text("Dossier 2026-0142 is gemaakt.")).to_be_visible()
    look(page, "2026-0142")
    # Dan kan er nog niet gelakt worden, en staat er waarom
    expect(page.get_by_role("button", name="Naar lakken")).to_be_disabled()
    expect(page.get_by_text("Er zitten nog geen berichten in het dossier.")).to_be_visible()

    # Als de coördinator ervoor zoekt
    page.get_by_role("link", name="Zoek berichten voor dit dossier").click()
    look(page, "Zoeken")
    page.get_by_label("Zoekregel", exact=True).fill("pompen")
    page.get_by_role("search").get_by_role("button", name="Zoek").click()
    expect(page.get_by_role("heading", name="2 treffers")).to_be_visible()
    look(page, "Zoeken")
    # En een treffer toevoegt, en daarna de hele dag
    page.get_by_role("checkbox", name="Kies het bericht van PJ, 13 nov 2025, 08.03 uur").check()
    page.get_by_role("button", name="Aangevinkte berichten").click()
    expect(page.get_by_text("1 bericht toegevoegd aan dossier 2026-0142.")).to_be_visible()
    page.get_by_role("button", name="Voeg de hele dag toe").click()
    expect(page.get_by_text("2 berichten toegevoegd aan dossier 2026-0142.")).to_be_visible()

    # Dan is de zoekslag te verantwoorden
    page.get_by_role("link", name="2026-0142").click()
    look(page, "Zoekslag 2026-0142")
    expect(page.get_by_role("main")).to_contain_text("pompen")

    # Als de coördinator de berichten beoordeelt: alles openbaar, één geweigerd, één buiten reikwijdte
    page.get_by_role("link", name="Berichten", exact=True).click()
    look(page, "Berichten 2026-0142")
    # De balk telt elk bericht één keer, ook als zijn dag is aangevinkt
    expect(page.get_by_role("heading", name="Wat is aangevinkt (0)")).to_be_visible()
    page.get_by_role("checkbox", name="Kies het bericht van").first.check()
    expect(page.get_by_role("heading", name="Wat is aangevinkt (1)")).to_be_visible()
    page.get_by_role("checkbox", name="hele dag (3)").check()
    expect(page.get_by_role("heading", name="Wat is aangevinkt (3)")).to_be_visible()
    page.get_by_role("checkbox", name="Kies het bericht van").first.uncheck()
    press(page, "openbaar")
    expect(page.get_by_text("3 berichten beoordeeld")).to_be_visible()
    choice(page, "Vanavond eten", "buiten reikwijdte").click()
    expect(choice(page, "Vanavond eten", "buiten reikwijdte")).to_have_attribute("aria-pressed", "true")
    choice(page, "staan klaar", "niet openbaar").click()
    expect(page.get_by_role("heading", name="Niet openbaar: 1 bericht")).to_be_visible()
    look(page, "Niet openbaar")
    page.get_by_label("5.1.2i").check()
    page.get_by_label("Motivering").fill("Intern beraad over een besluit dat nog moet vallen.")
    page.get_by_role("button", name="Bewaar oordeel").click()
    expect(page.get_by_text("Geweigerd op 5.1.2i")).to_be_visible()

    # Dan kan het dossier naar lakken, en zoekt het portaal zelf voorstellen
    page.get_by_role("button", name="Naar lakken").click()
    expect(page.get_by_role("main").get_by_text("lakken", exact=True).first).to_be_visible()
    work()
    page.goto("/dossiers/2026-0142/")
    look(page, "2026-0142")
    page.get_by_role("link", name="Logboek").click()
    look(page, "Logboek 2026-0142")
    dossier = Dossier.objects.get()
    assert dossier.state == State.REDACTING
    judgements = dossier.items.values_list("judgement", flat=True)
    assert sorted(judgements) == [Judgement.OUT_OF_SCOPE, Judgement.PUBLIC, Judgement.WITHHELD]


def test_the_search_is_accounted_for_after_the_archive_grew(
    browser_page: Page, user: Callable[[Role], User], archive: list[Message], work: Callable[[], None], tmp_path: Path
) -> None:
    page, coordinator = browser_page, user(Role.COORDINATOR)
    log_in(page, coordinator)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    # Gegeven een dossier waarvoor op twee manieren is gezocht, waarvan één niets vond
    dossier = composing.create(
        kind=Kind.WOO,
        number="2026-0142",
        subject="Noodpompen",
        received_on=date(2026, 1, 21),
        requester="",
        by=coordinator,
    )
    for words in ("pompen", "sluisdeur"):
        page.goto(f"/zoeken/?q={words}&dossier=2026-0142")

    # Als er daarna een export in het archief bijkomt
    export = tmp_path / "WhatsApp-chat met Eva.txt"
    export.write_text("14-11-2025 16:10 - Eva: Zijn de pompen er al?\n")
    run_import(receive(export, file_name=export.name, by="Els Archema").pk)
    # Dan zegt Mijn werk dat, en telt de coördinator wat er wacht
    page.goto("/")
    page.get_by_role("link", name="1 export sinds de zoekslag").click()
    expect(page.get_by_role("heading", name="1 nieuwe treffer wacht")).to_be_visible()
    look(page, "Nieuwe treffers 2026-0142")

    # Als alle zoekvragen opnieuw worden gesteld
    page.get_by_role("button", name="Stel alle zoekvragen opnieuw").click()
    expect(page.get_by_text("Alle zoekvragen worden opnieuw gesteld.")).to_be_visible()
    work()
    page.goto("/dossiers/2026-0142/zoekslag/")
    look(page, "Zoekslag 2026-0142")
    expect(page.get_by_role("row", name="1. Opnieuw: pompen")).to_contain_text("1 nieuw")
    # En de nieuwe treffer wordt toegevoegd
    page.get_by_role("link", name="1. Opnieuw: pompen").click()
    look(page, "Zoekvraag 1, 2026-0142")
    page.get_by_role("checkbox", name="Kies het bericht van Eva").check()
    page.get_by_role("button", name="Aangevinkte berichten").click()
    expect(page.get_by_text("1 bericht toegevoegd aan dossier 2026-0142.")).to_be_visible()
    assert [item.message.text for item in dossier.items.all()] == ["Zijn de pompen er al?"]

    # Dan is te vergelijken wat de ene zoekvraag wel en de andere niet vindt
    page.get_by_role("link", name="Zoekslag", exact=True).click()
    page.get_by_role("link", name="Vergelijk twee zoekvragen").click()
    page.get_by_label("Tweede zoekvraag").select_option(label="2. sluisdeur")
    page.get_by_role("button", name="Vergelijk").click()
    expect(page.get_by_role("row", name="Alleen 1. pompen")).to_contain_text("3")
    look(page, "Zoekvragen vergelijken 2026-0142")

    # En is de verantwoording over te nemen in het besluit
    page.get_by_role("link", name="Zoekslag", exact=True).click()
    page.get_by_role("button", name="Kopieer").click()
    expect(page.get_by_text("Gekopieerd.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()").replace("\xa0", " ")
    assert "\n\n(1) pompen: 2 treffers in 1 gesprek. Opnieuw gesteld op" in copied
    assert "\n\n(2) sluisdeur: geen treffers." in copied
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Haal op als tabel (CSV)").click()
    assert fetched.value.suggested_filename == "zoekslag-2026-0142.csv"


def test_a_dossier_is_made_and_judged_without_scripts(
    scriptless_page: Page, user: Callable[[Role], User], archive: list[Message]
) -> None:
    page = scriptless_page
    log_in(page, user(Role.COORDINATOR))

    # Gegeven een nieuw dossier, waarvoor gezocht wordt
    page.goto("/dossiers/nieuw/")
    page.get_by_label("Nummer").fill("2026-0142")
    page.get_by_label("Onderwerp").fill("Noodpompen aan de Maas")
    page.get_by_label("Ontvangen op").fill("2026-01-21")
    page.get_by_role("button", name="Maak dossier").click()
    page.goto("/zoeken/?q=pompen&dossier=2026-0142")
    page.get_by_role("button", name="Alle 2 treffers").click()
    page.get_by_role("button", name="Voeg de hele dag toe").click()

    # Als de coördinator alles beoordeelt, één weigert en één eruit haalt
    page.goto("/dossiers/2026-0142/berichten/")
    page.get_by_role("checkbox", name="hele dag (3)").check()
    press(page, "openbaar")
    expect(page.get_by_text("3 berichten beoordeeld")).to_be_visible()
    choice(page, "staan klaar", "niet openbaar").click()
    page.get_by_label("5.1.2i").check()
    page.get_by_label("Motivering").fill("Intern beraad over een besluit dat nog moet vallen.")
    page.get_by_role("button", name="Bewaar oordeel").click()
    expect(page.get_by_text("Geweigerd op 5.1.2i")).to_be_visible()
    page.get_by_role("checkbox", name="Kies het bericht van Kofi Mensah, 13 nov 2025, 08.09 uur").check()
    press(page, "haal uit dossier")
    page.get_by_role("button", name="Haal 1 bericht eruit").click()
    expect(page.get_by_text("1 bericht uit het dossier gehaald.")).to_be_visible()

    # Dan gaat het naar lakken, en met een reden weer terug
    page.get_by_role("button", name="Naar lakken").click()
    page.locator("summary", has_text="Terug naar verzamelen").click()
    page.get_by_label("Waarom gaat het dossier terug?").fill("Er ontbreekt een gesprek.")
    page.get_by_role("button", name="Terug naar verzamelen").click()
    expect(page.get_by_text("staat nu op ‘verzamelen’")).to_be_visible()
    # En met het menu logt de coördinator uit
    page.locator(".user-menu summary").click()
    page.get_by_role("button", name="Uitloggen").click()
    expect(page.get_by_text("U bent uitgelogd.")).to_be_visible()
    assert Dossier.objects.get().items.count() == 2


def test_from_an_approved_dossier_to_a_released_package(
    browser_page: Page, user: Callable[[Role], User], archive: list[Message], work: Callable[[], None]
) -> None:
    page, coordinator = browser_page, user(Role.COORDINATOR)
    chantal = User.objects.create(username="chantal", first_name="Chantal", role=Role.REVIEWER)
    log_in(page, coordinator)

    # Gegeven een dossier dat gelakt is en ter vaststelling ligt
    dossier = redact_everything(judged_dossier(archive, by=coordinator), by=user(Role.REVIEWER))
    page.goto("/dossiers/2026-0142/")
    # Dan kan de coördinator die zelf beoordeelde het niet vaststellen
    expect(page.get_by_role("button", name="Vaststellen")).to_be_disabled()
    expect(page.get_by_text("Iemand anders moet het vaststellen.")).to_be_visible()
    page.get_by_role("link", name="Pakket").click()
    expect(page.get_by_text("Nu kan er geen pakket worden gemaakt.")).to_be_visible()
    look(page, "Pakket 2026-0142")

    # Als een tweede toetser het heeft vastgesteld
    move(dossier, to=State.APPROVED, by=chantal)
    page.reload()
    # Dan kan het nog niet worden vrijgegeven, en het concept van het besluit ligt klaar
    expect(page.get_by_role("button", name="Vrijgeven")).to_be_disabled()
    page.get_by_role("link", name="Besluit", exact=True).click()
    expect(page.get_by_text("(Artikel 5.1, tweede lid, onder e, Woo.)")).to_be_visible()
    look(page, "Besluit 2026-0142")

    # Als de coördinator het voorbeeld van die motivering overneemt
    ground = page.get_by_role("region", name="Grond 5.1.2e: Eerbiediging van de persoonlijke levenssfeer")
    ground.get_by_text("Wijzig").click()
    ground.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("levenssfeer’ is opgeslagen.")).to_be_visible()

    # Dan kan het pakket worden gemaakt, met het besluit erin
    page.get_by_role("link", name="Pakket").click()
    page.get_by_role("button", name="Maak pakket").click()
    expect(page.get_by_text("Het pakket wordt gemaakt en daarna gecontroleerd.")).to_be_visible()
    work()
    page.reload()
    expect(page.get_by_text("gecontroleerd", exact=True)).to_be_visible()
    look(page, "Pakket 2026-0142")

    # En opgehaald: van wat gelakt is, staat er niets in
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Haal het pakket op").click()
    assert fetched.value.suggested_filename == "2026-0142.zip"
    with zipfile.ZipFile(fetched.value.path()) as package:
        names = package.namelist()
        assert package.testzip() is None
    assert any(name.endswith(".pdf") for name in names)
    assert "besluit.pdf" in names
    assert any(name.endswith(".xlsx") for name in names)

    # Maar niet vrijgegeven door wie na de vaststelling in het besluit schreef
    expect(page.get_by_role("button", name="Vrijgeven")).to_be_disabled()
    expect(page.get_by_text("en niemand anders controleerde dat.")).to_be_visible()

    # Als een tweede coördinator leest wat er geschreven is, en vrijgeeft
    page.context.clear_cookies()
    log_in(page, User.objects.create(username="karin", first_name="Karin", role=Role.COORDINATOR))
    page.goto("/dossiers/2026-0142/pakket/")
    expect(page.get_by_text("Wie vrijgeeft, is de tweede die dat leest.")).to_be_visible()
    look(page, "Pakket 2026-0142")
    page.get_by_role("button", name="Vrijgeven").click()
    # Dan is het vrijgegeven: daarna verandert er niets meer
    expect(page.get_by_text("De termijn liep tot en met")).to_be_visible()
    dossier.refresh_from_db()
    assert dossier.state == State.RELEASED
    page.get_by_role("link", name="Overzicht").click()
    look(page, "2026-0142")


def press(page: Page, label: str) -> None:
    """A judgement of what is ticked."""
    page.get_by_role("region", name="Wat is aangevinkt").get_by_role("button", name=label, exact=True).click()


def choice(page: Page, words: str, label: str) -> Locator:
    """The button of one message's own judgement."""
    return page.get_by_role("listitem").filter(has_text=words).get_by_role("button", name=label, exact=True)
