"""De archivaris markeert wat privé is, stelt vernietiging voor en laat het archief controleren; een ander keurt goed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from archive.functions import FunctionClass
from archive.models import Batch, Conversation, DestroyedMessage, Message, RetentionRule
from tests.browser import log_in
from tests.journeys.conftest import GROUP, look
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def everybody_is_due_at_once(transactional_db: None) -> Iterator[None]:
    """A term of no time at all; the table of terms is not emptied between tests, for the migrations fill it."""
    rules = [
        RetentionRule.objects.create(function_class=kind, years=0, basis="Selectielijst MinWR 2020, cat. 4.2")
        for kind in (FunctionClass.UNKNOWN, FunctionClass.OFFICIAL)
    ]
    yield
    for rule in rules:
        rule.delete()


def open_archive(page: Page, part: str) -> None:
    """A part of the archive, by its tab, from the first page."""
    page.goto("/")
    page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name="Archief").click()
    page.get_by_role("navigation", name="Onderdelen van het archief").get_by_role("link", name=part).click()


def test_what_is_private_is_marked_and_then_nobody_finds_it(
    browser_page: Page, user: Callable[[Role], User], archive: list[Message]
) -> None:
    page = browser_page
    log_in(page, user(Role.ARCHIVIST))

    # Gegeven een gesprek waarin ook over thuis wordt gepraat
    open_archive(page, "Privé gemarkeerd")
    expect(page.get_by_text("Er is niets als privé gemarkeerd")).to_be_visible()
    look(page, "Privé gemarkeerd")
    open_archive(page, "Gesprekken")
    page.get_by_role("link", name="Crisisteam").click()
    page.get_by_role("link", name="Bewaartermijn").click()
    look(page, "Bewaartermijn")
    page.get_by_role("link", name="Crisisteam").click()

    # Als de archivaris dat bericht aanvinkt en zegt waarom
    page.get_by_role("link", name="Vink berichten aan die privé zijn").click()
    dinner = page.get_by_role("listitem").filter(has_text="Vanavond eten we bij mijn schoonmoeder")
    dinner.get_by_role("checkbox").check()
    look(page, "Crisisteam")
    page.get_by_role("button", name="Markeer als privé…").click()
    look(page, "Als privé markeren")
    expect(page.get_by_label("Wat is aangevinkt: 1 bericht")).to_be_checked()
    page.get_by_label("Reden").fill("Gaat over thuis.")
    page.get_by_label("Op aanwijzing van").fill("Kofi Mensah")
    page.get_by_role("button", name="Markeer als privé").click()

    # Dan staat de markering in de lijst, en is te lezen wat eronder valt
    expect(page.get_by_text("1 bericht is nu als privé gemarkeerd.")).to_be_visible()
    look(page, "Privé gemarkeerd")
    page.get_by_role("row", name="Crisisteam").get_by_role("link", name="Lees").click()
    expect(page.get_by_text("Vanavond eten we bij mijn schoonmoeder")).to_be_visible()
    look(page, "Privé gemarkeerde berichten")

    # En vindt de coördinator het niet, maar leest wel dat er iets staat
    log_in(page, user(Role.COORDINATOR))
    page.goto("/zoeken/?q=schoonmoeder")
    expect(page.get_by_text("Geen treffers")).to_be_visible()
    expect(page.get_by_text("Niet doorzocht: 1 bericht in dit archief, als privé gemarkeerd.")).to_be_visible()
    look(page, "Zoeken")
    open_archive(page, "Gesprekken")
    page.get_by_role("link", name="Crisisteam").click()
    expect(page.get_by_text("1 bericht als privé gemarkeerd", exact=True)).to_be_visible()
    expect(page.get_by_text("schoonmoeder")).to_have_count(0)
    look(page, "Crisisteam")
    expect(page.get_by_role("link", name="Privé gemarkeerd")).to_have_count(0)

    # En heft de archivaris de markering op, dan is het er weer
    log_in(page, user(Role.ARCHIVIST))
    open_archive(page, "Privé gemarkeerd")
    page.get_by_role("link", name="Hef op").click()
    look(page, "Markering opheffen")
    page.get_by_label("Reden").fill("Ging over een werkbezoek.")
    page.get_by_role("button", name="Hef de markering op").click()
    expect(page.get_by_text("De markering is opgeheven.")).to_be_visible()
    page.get_by_role("link", name="Toon wat is opgeheven").click()
    expect(page.get_by_text("Ging over een werkbezoek.")).to_be_visible()
    look(page, "Privé gemarkeerd")
    assert Message.objects.visible().filter(text__contains="schoonmoeder").exists()


def test_what_is_due_is_destroyed_by_two_persons(
    browser_page: Page,
    user: Callable[[Role], User],
    archive: list[Message],
    everybody_is_due_at_once: None,
    work: Callable[[], None],
) -> None:
    page = browser_page
    log_in(page, user(Role.COORDINATOR))

    # Gegeven dat de coördinator vasthoudt wat met een verzoek te maken kan hebben
    open_archive(page, "Bewaren")
    look(page, "Bewaren")
    page.get_by_role("link", name="Houd berichten vast").click()
    look(page, "Berichten vasthouden")
    page.get_by_label("Reden").fill("Woo-verzoek 2026-0142 is te verwachten.")
    page.get_by_role("button", name="Houd vast").click()
    expect(page.get_by_text("Nu zou het alles zijn.")).to_be_visible()
    look(page, "Berichten vasthouden")
    page.get_by_label("Woorden").fill("pompen")
    page.get_by_role("button", name="Houd vast").click()
    expect(page.get_by_text("Niets hiervan wordt vernietigd: berichten met ‘pompen’.")).to_be_visible()
    look(page, "Vastgehouden")

    # Als de archivaris op een lijst zet wat aan de beurt is
    log_in(page, user(Role.ARCHIVIST))
    open_archive(page, "Bewaren")
    look(page, "Bewaren")
    row = page.get_by_role("row", name="Crisisteam")
    expect(row).to_contain_text("Ambtenaar, 0 jaar")
    row.get_by_role("checkbox").check()
    page.get_by_role("button", name="Zet wat is aangevinkt op een lijst…").click()
    look(page, "Vernietiging voorstellen")
    page.get_by_label("Selectielijst").fill("Selectielijst MinWR 2020")
    page.get_by_role("button", name="Maak de lijst").click()
    expect(page.get_by_text("Er is nog niets vernietigd: iemand anders moet haar goedkeuren.")).to_be_visible()
    expect(page.get_by_text("2 vastgehouden")).to_be_visible()
    # Dan kan de archivaris haar intrekken, en niet zelf goedkeuren
    expect(page.get_by_role("link", name="Goedkeuren en vernietigen…")).to_have_count(0)
    number = page.url.rstrip("/").split("/")[-1]
    look(page, f"Vernietigingslijst {number}")
    page.get_by_role("link", name="Intrekken…").click()
    look(page, f"Vernietigingslijst {number} intrekken")

    # Als de coördinator de lijst op Mijn werk ziet staan en goedkeurt
    log_in(page, user(Role.COORDINATOR))
    page.goto("/")
    look(page, "Mijn werk")
    page.get_by_role("link", name=f"Vernietigingslijst {number}").click()
    page.get_by_role("link", name="Goedkeuren en vernietigen…").click()
    expect(page.get_by_text("Dit kan niet ongedaan worden gemaakt.")).to_be_visible()
    look(page, f"Vernietigingslijst {number} goedkeuren")
    page.get_by_role("button", name="Keur goed en vernietig").click()
    expect(page.get_by_text("Goedgekeurd. De vernietiging begint")).to_be_visible()
    look(page, f"Vernietigingslijst {number}")
    assert Message.objects.count() == 6
    work()

    # Dan is weg wat op de lijst stond, blijft wat werd vastgehouden, en is er een verklaring
    page.goto(f"/archief/bewaren/lijsten/{number}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Verklaring van vernietiging 1")
    expect(page.get_by_text("Originelen die blijven")).to_be_visible()
    look(page, "Verklaring van vernietiging 1")
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Haal de verklaring op").click()
    assert fetched.value.suggested_filename == "verklaring-van-vernietiging-1.txt"
    assert DestroyedMessage.objects.count() == 4
    assert Conversation.objects.get().message_count == 2
    open_archive(page, "Bewaren")
    look(page, "Bewaren")
    page.get_by_role("link", name="Alle lijsten en verklaringen").click()
    look(page, "Vernietigingslijsten")
    page.goto("/archief/bewaren/vastgehouden/")
    page.get_by_role("row", name="pompen").get_by_role("link", name="Beëindig").click()
    look(page, "Vasthouden beëindigen")


def test_the_archive_is_checked_and_one_message_is_proved(
    browser_page: Page, user: Callable[[Role], User], archive: list[Message], work: Callable[[], None], tmp_path: Path
) -> None:
    page = browser_page
    log_in(page, user(Role.ARCHIVIST))

    # Gegeven een import, waarvan het verslag zegt in welke batch hij is verzegeld
    page.goto("/archief/")
    page.get_by_role("link", name=GROUP).click()
    fingerprint = Batch.objects.get().fingerprint
    expect(page.get_by_text(fingerprint)).to_be_visible()
    look(page, GROUP)

    # Als de archivaris het archief laat controleren
    page.get_by_role("link", name="keten").click()
    look(page, "Keten")
    page.get_by_role("button", name="Controleer het archief").click()
    expect(page.get_by_text("Het archief wordt gecontroleerd.")).to_be_visible()
    look(page, "Keten")
    work()
    # Dan zegt de pagina dat alles is zoals het is verzegeld
    expect(page.get_by_text("Alles is zoals het is verzegeld: 6 berichten, tot en met batch 1.")).to_be_visible()
    look(page, "Keten")

    # Als de archivaris nagaat of een bewaard controlegetal in de keten staat
    page.get_by_label("Controlegetal").fill(fingerprint)
    page.get_by_role("button", name="Zoek").click()
    expect(page.get_by_text("Dit is het controlegetal van batch 1")).to_be_visible()
    look(page, "Keten")

    # En bij een bericht het bewijs en het programma ophaalt
    open_archive(page, "Gesprekken")
    page.get_by_role("link", name="Crisisteam").click()
    page.get_by_role("link", name="Toon de bron van elk bericht").click()
    look(page, "Crisisteam")
    pumps = page.get_by_role("listitem").filter(has_text="De pompen bij Roermond staan klaar")
    pumps.get_by_role("link", name="Bewijs dat dit het gearchiveerde bericht is").first.click()
    look(page, "Bewijs van een bericht")
    for name in ("Haal het bewijs op", "Haal het programma op"):
        with page.expect_download() as fetched:
            page.get_by_role("link", name=name).click()
        fetched.value.save_as(tmp_path / fetched.value.suggested_filename)

    # Dan stelt iedereen daarmee vast dat het bericht het gearchiveerde is
    (proof,) = tmp_path.glob("bericht-*-bewijs.json")
    command = [sys.executable, "-I", "-S", "verify_inclusion.py", proof.name, fingerprint]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.stdout.startswith("Het bewijs klopt"), done.stdout + done.stderr
