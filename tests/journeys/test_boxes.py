"""Een foto openbaar maken zonder het telefoonnummer en het gezicht die erop staan: de toetser lakt in het beeld zelf."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from archive.ingest import receive, run_import
from archive.models import Message
from redaction.models import Box
from tests.archive.extraction import documents
from tests.browser import log_in
from tests.journeys.conftest import judged_dossier, look
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.disclosure.package import make_package, request_package
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.package_zip import package_path
from woo_portal.dossiers.states import State
from woo_portal.dossiers.workflow import move

pytestmark = pytest.mark.django_db(transaction=True)

CHAT = "13-11-2025 09:18 - Kofi Mensah: IMG-1.png (bestand bijgevoegd)\nFoto van het bord\n"
SIZE = (900, 300)


@pytest.fixture
def dossier(tmp_path: Path, user: Callable[[Role], User]) -> Dossier:
    """Een foto van een bord met een telefoonnummer, in een dossier dat gelakt wordt."""
    export = tmp_path / "WhatsApp-chat met Crisisteam.zip"
    photo = documents.photo_of("Bel 06-39570134 bij nood", size=SIZE)
    export.write_bytes(documents.packed({"WhatsApp-chat met Crisisteam.txt": CHAT, "IMG-1.png": photo}))
    run_import(receive(export, file_name=export.name, by="Els Archema").pk)
    made = judged_dossier(list(Message.objects.all()), by=user(Role.COORDINATOR))
    made.items.update(proposed_at=made.created_at)
    return made


def opened(page: Page, work: Callable[[], None]) -> None:
    """De bijlage, klaargezet en geopend vanuit het lakken."""
    page.goto("/dossiers/2026-0142/lakken/")
    page.get_by_role("link", name="Bijlagen", exact=True).click()
    page.get_by_role("link", name="IMG-1.png").click()
    page.get_by_role("button", name="Zet de bladzijden klaar").click()
    expect(page.get_by_text("Bijlage klaarzetten voor dossier")).to_be_visible()
    work()
    page.reload()


def test_from_a_photo_to_a_picture_without_the_number(
    browser_page: Page,
    user: Callable[[Role], User],
    dossier: Dossier,
    work: Callable[[], None],
) -> None:
    page = browser_page
    # Gegeven een toetser die een foto opent
    log_in(page, user(Role.REVIEWER))
    opened(page, work)
    # Dan stelt het portaal het nummer voor, en kan de foto nog niet openbaar worden
    expect(page.get_by_text("telefoonnummer, 5.1.2e")).to_be_visible()
    look(page, "Bijlage 2026-0142")
    page.get_by_role("button", name="Maak openbaar").click()
    expect(page.get_by_text("Beslis eerst over de voorgestelde vlakken").first).to_be_visible()

    # Als de toetser het voorstel overneemt, en zelf een vlak tekent over de rechterbovenhoek
    page.get_by_role("button", name="Lak aangevinkte").click()
    expect(page.get_by_text("1 vlak gelakt.")).to_be_visible()
    sheet = page.locator(".boxes__layer[data-draws]")
    sheet.wait_for()
    box = sheet.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.1)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.95, box["y"] + box["height"] * 0.3, steps=5)
    page.mouse.up()
    # Dan staan de maten in het formulier, en is de knop aan de beurt
    expect(page.get_by_label("Van links", exact=True)).to_have_value(re.compile(r"^(79|80)\."))
    page.get_by_role("button", name="Lak dit vlak").press("Enter")
    expect(page.get_by_text("Vlak gelakt op 5.1.2e.")).to_be_visible()
    drawn = Box.objects.get(found_by="hand")
    assert abs(drawn.x - 8000) < 60
    assert abs(drawn.width - 1500) < 60

    # Als de foto openbaar wordt
    page.get_by_role("button", name="Maak openbaar").click()
    expect(page.get_by_text("De bijlage wordt openbaar, met de vlakken erin.")).to_be_visible()
    look(page, "Bijlage 2026-0142")
    page.get_by_role("link", name="Bijlagen", exact=True).click()
    expect(page.get_by_text("Over 1 van 1 bijlage beslist.")).to_be_visible()
    look(page, "Bijlagen 2026-0142")
    # Dan is in het pakket zwart wat op het scherm zwart was, en de rest zoals het was
    published = picture_in_package(dossier, user)
    burned = [item.area.pixels(*SIZE) for item in Box.objects.all()]
    with Image.open(io.BytesIO(documents.photo_of("Bel 06-39570134 bij nood", size=SIZE))) as photo:
        for place in burned:
            assert covered(published, place)
            photo.paste("black", place)
            published.paste("black", place)
        assert published.tobytes() == photo.tobytes()


def covered(picture: Image.Image, place: tuple[int, int, int, int]) -> bool:
    """Of er niets staat dan zwart, en in wit de grond: alle beeldpunten zijn grijs."""
    found = picture.crop(place).getcolors(1_000_000) or []
    black = sum(count for count, colour in found if colour == (0, 0, 0))
    return black > 0.6 * sum(count for count, _ in found) and all(len(set(colour)) == 1 for _, colour in found)


def picture_in_package(dossier: Dossier, user: Callable[[Role], User]) -> Image.Image:
    """Het beeld zoals het in het pakket staat, nadat een ander het dossier heeft vastgesteld."""
    approver = User.objects.create(username="chantal", role=Role.REVIEWER)
    move(dossier, to=State.APPROVAL, by=user(Role.REVIEWER))
    move(dossier, to=State.APPROVED, by=approver)
    package = make_package(request_package(dossier, by=user(Role.COORDINATOR)).pk, progress=lambda done, total: None)
    assert package.state == "ready", package.report
    with (
        zipfile.ZipFile(package_path(package)) as archive,
        pikepdf.open(io.BytesIO(archive.read("documenten/B001.pdf"))) as opened_pdf,
    ):
        [picture] = [
            item for item in opened_pdf.objects if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"
        ]
        return pikepdf.PdfImage(picture).as_pil_image().convert("RGB")


def test_without_scripts_a_box_is_typed(
    scriptless_page: Page, user: Callable[[Role], User], dossier: Dossier, work: Callable[[], None]
) -> None:
    page = scriptless_page
    log_in(page, user(Role.REVIEWER))
    opened(page, work)
    for label, value in (("Van links", "80"), ("Van boven", "10"), ("Breedte", "15"), ("Hoogte", "20.5")):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Lak dit vlak").click()
    expect(page.get_by_text("Vlak gelakt op 5.1.2e.")).to_be_visible()
    assert Box.objects.get(found_by="hand").area.height == 2050


def test_with_the_keyboard_a_box_is_seen_while_it_is_typed(
    browser_page: Page, user: Callable[[Role], User], dossier: Dossier, work: Callable[[], None]
) -> None:
    page = browser_page
    log_in(page, user(Role.REVIEWER))
    opened(page, work)
    for label, value in (("Van links", "80"), ("Van boven", "10"), ("Breedte", "15"), ("Hoogte", "20")):
        page.get_by_label(label, exact=True).fill(value)
    draft = page.locator(".boxes__draft")
    expect(draft).to_have_attribute("x", "720")
    page.get_by_label("Van links", exact=True).press("ArrowDown")
    expect(draft).to_have_attribute("x", "715.5")
    page.get_by_label("Breedte", exact=True).fill("40")
    expect(draft).to_have_count(0)
