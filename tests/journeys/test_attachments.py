"""Wat er meegestuurd is: de coördinator vindt het op wat erin staat, bekijkt het, en ziet niet wat de camera erbij schreef."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from archive.attachment_texts import read_attachment, waiting
from archive.ingest import receive, run_import
from tests.archive.extraction import documents
from tests.browser import PHONE, log_in
from tests.journeys.conftest import look
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)

CHAT = """\
13-11-2025 09:18 - Kofi Mensah: IMG-1.png (bestand bijgevoegd)
Foto van het bord
13-11-2025 09:20 - PJ: offerte.pdf (bestand bijgevoegd)
13-11-2025 09:21 - PJ: Kijk hier eens naar
"""


def width_of(image: Locator) -> int:
    """How many pixels wide the picture is, once the browser has read it: it is on the page before that."""
    return image.evaluate("image => image.decode().then(() => image.naturalWidth)")


def test_from_a_word_in_a_photo_to_the_photo(browser_page: Page, user: Callable[[Role], User], tmp_path: Path) -> None:
    page = browser_page
    # Gegeven een gesprek met een foto van een bord en een offerte, ingelezen en gelezen
    export = tmp_path / "WhatsApp-chat met Crisisteam.zip"
    photo = documents.photo_of("Piketlijst hoogwater")
    files = {"IMG-1.png": photo, "offerte.pdf": documents.pdf("Spoedtoeslag noodpompen")}
    export.write_bytes(documents.packed({"WhatsApp-chat met Crisisteam.txt": CHAT, **files}))
    run_import(receive(export, file_name=export.name, by="Els Archema").pk)
    for sha256 in waiting():
        read_attachment(sha256)
    log_in(page, user(Role.COORDINATOR))

    # Als de coördinator zoekt naar een woord dat alleen op het bord staat
    page.goto("/zoeken/?q=piketlijst")
    # Dan staat bij de treffer waar het gevonden is
    expect(page.get_by_text("Gevonden in de tekst van een bijlage.")).to_be_visible()
    look(page, "Zoeken")

    # Als zij het gesprek opent
    page.get_by_role("heading", name="Crisisteam").get_by_role("link").click()
    # Dan ziet zij de foto, en de tekst die erin herkend is
    thumbnail = page.get_by_role("img", name="Afbeelding IMG-1.png")
    expect(thumbnail).to_be_visible()
    assert width_of(thumbnail) == 240
    page.get_by_text("Tekst in deze bijlage, herkend in beeld").click()
    expect(page.get_by_text("Piketlijst hoogwater")).to_be_visible()
    look(page, "Crisisteam")

    # Als zij de foto van dichtbij bekijkt
    thumbnail.click()
    large = page.get_by_role("img", name="Afbeelding IMG-1.png")
    page.wait_for_url("**/archief/bijlagen/**")
    assert width_of(large) == 900
    look(page, "IMG-1.png")
    # Dan kan zij terug naar het bericht, en het bestand ophalen zoals het was
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Haal het bestand op").click()
    assert Path(fetched.value.path()).read_bytes() == photo
    page.get_by_role("definition").get_by_role("link", name="13 nov 2025").click()
    expect(page.get_by_text("Kijk hier eens naar")).to_be_visible()

    # En op een telefoon past de bijlage op het scherm
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
