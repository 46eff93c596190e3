"""What is burned out of an attachment is in no byte of the package, and what was not decided on is not in it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.db import transaction

import pypdfium2
import pytest

from archive.extraction.pages import WAY
from archive.ingest import receive, run_import
from archive.models import Attachment, Message
from redaction.attachments.areas import Area
from redaction.choices import Status, Treatment
from redaction.detecting import Label
from tests.archive.extraction import documents
from tests.portal.test_package import MADE_AT, Desk, desk, packaged
from woo_portal.audit.models import Event, Verb
from woo_portal.disclosure.assembly import assemble
from woo_portal.disclosure.package import make_package, request_package
from woo_portal.disclosure.rebuilding import difference
from woo_portal.dossiers import allowing, attachments, composing, passages
from woo_portal.dossiers.composing import DossierClosed
from woo_portal.dossiers.keeping import discard_expired_packages
from woo_portal.dossiers.models import Dossier, Judgement, Kind, Package, PackageState
from woo_portal.dossiers.package_zip import package_path
from woo_portal.dossiers.states import State
from woo_portal.dossiers.workflow import MoveRefused, everything_decided, move
from woo_portal.jobs.running import JobError
from woo_portal.package_workshop import burned_folder

__all__ = ["desk"]
pytestmark = pytest.mark.django_db
CHAT = """\
13-11-2025 09:18 - Kofi Mensah: IMG-1.png (bestand bijgevoegd)
13-11-2025 09:19 - Kofi Mensah: verslag.pdf (bestand bijgevoegd)
13-11-2025 09:20 - Kofi Mensah: begroting.docx (bestand bijgevoegd)
"""
NAME = Area(2800, 2800, 7000, 3500)
"""The second half of the line in the photo."""


@pytest.fixture
def redacting(tmp_path: Path, desk: Desk) -> Callable[..., Dossier]:
    """A dossier with a photo, a PDF and an office document, all judged public; the photo says "Pompen: " and a name."""

    def make(name: str = "Wil Driessen") -> Dossier:
        export = tmp_path / "WhatsApp-chat met Crisisteam.zip"
        files = {
            "IMG-1.png": documents.photo_of(f"Pompen:   {name}"),
            "verslag.pdf": documents.pdf("Verslag van de schouw", "Bel 06-12345678"),
            "begroting.docx": documents.word("Pompen"),
        }
        export.write_bytes(documents.packed({"WhatsApp-chat met Crisisteam.txt": CHAT, **files}))
        run_import(receive(export, file_name=export.name, by="Els").pk)
        by = desk.coordinator
        dossier = composing.create(
            kind=Kind.WOO, number="2026-0142", subject="Pompen", received_on=date(2026, 1, 21), requester="", by=by
        )
        composing.add_messages(dossier, list(Message.objects.values_list("pk", flat=True)), by=by)
        composing.judge(dossier, list(dossier.items.all()), judgement=Judgement.PUBLIC, by=by)
        dossier = move(dossier, to=State.REDACTING, by=by)
        dossier.items.update(proposed_at=MADE_AT)
        return dossier

    return make


def looked_at(dossier: Dossier, name: str):
    attachment = Attachment.objects.get(file_name=name)
    attachments.look(dossier, attachment, progress=lambda done, total: None)
    return attachments.treated(dossier, attachment)


def photo_with_a_box(dossier: Dossier, desk: Desk):
    photo = looked_at(dossier, "IMG-1.png")
    waiting = photo.boxes.filter(status=Status.PROPOSED).values_list("pk", flat=True)
    attachments.decide_boxes(dossier, photo, list(waiting), Status.ACCEPTED, by=desk.reviewer)
    attachments.draw(dossier, photo, page=1, area=NAME, ground="5.1.2e", by=desk.reviewer)
    photo.refresh_from_db()
    return photo


def shown(dossier: Dossier, desk: Desk) -> Dossier:
    attachments.decide(dossier, photo_with_a_box(dossier, desk), Treatment.SHOWN, by=desk.reviewer)
    return move(dossier, to=State.APPROVAL, by=desk.reviewer)


def test_two_packages_that_differ_only_under_a_box_are_the_same_bytes(redacting, desk):
    contents = []
    for name in ("Wil Driessen", "nee"):
        with transaction.atomic():
            dossier = redacting(name)
            # The detectors may propose more boxes for one than for the other: only the drawn one is compared.
            photo = looked_at(dossier, "IMG-1.png")
            photo.boxes.all().delete()
            dossier = shown(dossier, desk)
            package = packaged(dossier, desk)
            assert package.state == PackageState.READY, package.report
            contents.append(package_path(package).read_bytes())
            transaction.set_rollback(True)
    assert contents[0] == contents[1]


def test_a_package_holds_what_was_shown_and_says_what_was_not(redacting, desk):
    dossier = redacting()
    report = looked_at(dossier, "verslag.pdf")
    [phone] = report.boxes.filter(label=Label.PHONE)
    assert (phone.page, phone.status) == (2, "proposed")
    attachments.decide(dossier, report, Treatment.WITHHELD, ground="5.1.2i", by=desk.reviewer)

    package = packaged(shown(dossier, desk), desk)

    assert package.state == PackageState.READY, package.report
    with zipfile.ZipFile(package_path(package)) as archive:
        assert {"documenten/0001.pdf", "documenten/B001.pdf", "documenten/B002.pdf"} <= set(archive.namelist())
        assert "Deze bijlage is niet openbaar gemaakt." in text(archive.read("documenten/B001.pdf"))
        picture, chat = text(archive.read("documenten/B002.pdf")), text(archive.read("documenten/0001.pdf"))
        inventory = archive.read("inventarislijst.csv").decode("utf-8-sig")
    assert "Pompen:" in picture
    assert "Driessen" not in picture
    assert "IMG-1.png – zie document B002" in chat
    assert "verslag.pdf – geweigerd 5.1.2i" in chat
    assert "begroting.docx – niet bijgevoegd" in chat
    assert "B001;2026-0142-B001;B001.pdf;2025-11-13;verslag.pdf;bijlage (document);0;niet openbaar;5.1.2i" in inventory
    assert "B002;2026-0142-B002;B002.pdf;2025-11-13;IMG-1.png;bijlage (afbeelding);0;deels openbaar;5.1.2e" in inventory
    assert package.documents == 3
    assert difference(package) == ""


def text(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as document:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


@pytest.fixture
def zwarthoed(redacting: Callable[..., Dossier], desk: Desk) -> Dossier:
    """The dossier, with a name in the photo that is withheld from a message."""
    dossier = redacting("Zwarthoed")
    message = Message.objects.order_by("sent_at").last()
    Message.objects.filter(pk=message.pk).update(text="Vraag het Zwarthoed")
    message.refresh_from_db()
    passages.add(
        dossier,
        by=desk.reviewer,
        source=message,
        label=Label.PERSON,
        ground="5.1.2e",
        field="text",
        index=0,
        start=10,
        end=19,
    )
    return dossier


def test_a_word_withheld_from_a_message_is_proposed_in_a_picture_and_without_a_box_stops_the_package(zwarthoed, desk):
    photo = looked_at(zwarthoed, "IMG-1.png")
    assert photo.boxes.filter(status=Status.PROPOSED).exists()

    photo.boxes.all().delete()
    attachments.decide(zwarthoed, photo, Treatment.SHOWN, by=desk.reviewer)
    package = packaged(move(zwarthoed, to=State.APPROVAL, by=desk.reviewer), desk)
    assert package.state == PackageState.BLOCKED
    assert ("document B001", "tekst in beeld, bladzijde 1") in {
        (found["file"], found["channel"]) for found in package.report["findings"]
    }


def test_a_screenshot_of_a_message_that_is_withheld_whole_is_proposed_and_without_a_box_stops_the_package(
    redacting, desk
):
    """Regression: neither a box was proposed nor did the leak check find what was withheld."""
    dossier = redacting("tot drie miljoen")
    said = "Pompen: tot drie miljoen en geen cent verder, zeg dat niet tegen de raad"
    first = dossier.items.order_by("message__sent_at", "message__position").last()
    Message.objects.filter(pk=first.message_id).update(text=said)
    dossier.items.filter(pk=first.pk).update(judgement=Judgement.WITHHELD, grounds=["5.1.2b"], motivation="Prijs.")
    photo = looked_at(dossier, "IMG-1.png")
    [box] = photo.boxes.filter(found_by="elsewhere")
    assert box.ground == "5.1.2b"

    photo.boxes.all().delete()
    attachments.decide(dossier, photo, Treatment.SHOWN, by=desk.reviewer)
    package = packaged(move(dossier, to=State.APPROVAL, by=desk.reviewer), desk)

    assert package.state == PackageState.BLOCKED
    assert ("document B001", "tekst in beeld, bladzijde 1") in {
        (found["file"], found["channel"]) for found in package.report["findings"]
    }


def test_a_box_that_a_person_decided_to_show_does_not_stop_the_package(zwarthoed, desk):
    photo = looked_at(zwarthoed, "IMG-1.png")
    boxes = list(photo.boxes.values_list("pk", flat=True))
    attachments.decide_boxes(zwarthoed, photo, boxes, Status.REJECTED, by=desk.reviewer)
    photo.refresh_from_db()
    attachments.decide(zwarthoed, photo, Treatment.SHOWN, by=desk.reviewer)

    package = packaged(move(zwarthoed, to=State.APPROVAL, by=desk.reviewer), desk)

    assert package.state == PackageState.READY, package.report


def test_no_dossier_goes_on_while_a_box_on_a_shown_attachment_is_a_proposal(redacting, desk):
    dossier = redacting()
    photo = photo_with_a_box(dossier, desk)
    attachments.decide(dossier, photo, Treatment.SHOWN, by=desk.reviewer)
    photo.boxes.update(status=Status.PROPOSED)

    with pytest.raises(MoveRefused, match=r"Nog te beslissen: .* in bijlagen"):
        move(dossier, to=State.APPROVAL, by=desk.reviewer)
    Dossier.objects.update(state=State.APPROVED)
    package = Package.objects.create(dossier=dossier, made_by=desk.coordinator, made_at=MADE_AT)
    with pytest.raises(JobError, match=r"Nog te beslissen: .* in bijlagen"):
        make_package(package.pk, progress=lambda done, total: None)


def test_pages_are_looked_at_again_when_words_may_no_longer_be_shown(redacting, desk):
    """Regression: messages were searched again and pages were not, and the name stood in the package."""
    dossier = redacting("Marloes Zwarthoed")
    allowed = allowing.allow(dossier, "Marloes Zwarthoed", reason="wethouder", by=desk.reviewer)
    photo = looked_at(dossier, "IMG-1.png")
    assert not photo.boxes.exists()
    attachments.decide(dossier, photo, Treatment.SHOWN, by=desk.reviewer)

    allowing.disallow(dossier, allowed.entry.pk, by=desk.reviewer)
    passages.propose(dossier)
    passages.accept(dossier, passages.open_proposals(dossier), by=desk.reviewer)
    assert "in bijlagen" in everything_decided(dossier, desk.coordinator)


def test_pages_that_are_made_otherwise_now_hold_a_dossier_up_until_they_are_looked_at_again(redacting, desk):
    """Regression: pictures are cut into sheets and shown deeper since; what was decided before speaks of other pages."""
    dossier = redacting()
    attachments.decide(dossier, photo_with_a_box(dossier, desk), Treatment.SHOWN, by=desk.reviewer)
    dossier.layer.attachments.update(way=WAY - 1)
    assert "worden de bladzijden nu anders gemaakt" in everything_decided(dossier, desk.coordinator)
    assert not attachments.is_ready(attachments.treated(dossier, Attachment.objects.get(file_name="IMG-1.png")))

    passages.propose(dossier)

    photo = attachments.treated(dossier, Attachment.objects.get(file_name="IMG-1.png"))
    assert (photo.treatment, photo.way, photo.boxes.filter(status=Status.ACCEPTED).exists()) == ("undecided", WAY, True)
    assert "anders gemaakt" not in everything_decided(dossier, desk.coordinator)


def test_who_decided_on_an_attachment_cannot_approve(redacting, desk):
    dossier = redacting()
    attachments.draw(dossier, looked_at(dossier, "IMG-1.png"), page=1, area=NAME, ground="5.1.2e", by=desk.approver)
    dossier = move(dossier, to=State.APPROVAL, by=desk.reviewer)
    with pytest.raises(MoveRefused, match="zelf beoordeeld of gelakt"):
        move(dossier, to=State.APPROVED, by=desk.approver)


def test_nothing_is_decided_outside_the_redacting_state_and_the_log_tells_what_was(redacting, desk):
    dossier = redacting()
    photo = photo_with_a_box(dossier, desk)
    told = [event.details["what"] for event in Event.objects.filter(verb=Verb.ATTACHMENT_TREATED)]
    assert told[0] == "vlak getekend op bladzijde 1, op grond 5.1.2e"
    Dossier.objects.update(state=State.APPROVAL)
    for command in (
        lambda: attachments.decide(dossier, photo, Treatment.SHOWN, by=desk.reviewer),
        lambda: attachments.draw(dossier, photo, page=1, area=Area(0, 0, 9, 9), ground="5.1.2e", by=desk.reviewer),
        lambda: attachments.decide_boxes(dossier, photo, [], Status.REJECTED, by=desk.reviewer),
        lambda: attachments.undo(dossier, photo, by=desk.reviewer),
        lambda: attachments.request_look(dossier, photo.attachment, by=desk.reviewer),
    ):
        with pytest.raises(DossierClosed):
            command()


def test_an_office_document_says_why_it_cannot_be_shown(redacting, desk):
    report = looked_at(redacting(), "begroting.docx")
    assert (report.pages, report.problem[:51]) == (0, "Dit soort bestand heeft geen vaste bladzijden en ka")


def test_without_text_recognition_nothing_is_looked_at_or_published(redacting, desk, monkeypatch, tmp_path):
    dossier = shown(redacting(), desk)
    move(dossier, to=State.APPROVED, by=desk.approver)
    package = request_package(dossier, by=desk.coordinator)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(JobError, match=r"geen tekstherkenning.*Er is geen pakket gemaakt"):
        make_package(package.pk, progress=lambda done, total: None)
    other = Attachment.objects.get(file_name="verslag.pdf")
    Dossier.objects.update(state=State.REDACTING)
    with pytest.raises(JobError, match="geen tekstherkenning"):
        attachments.look(dossier, other, progress=lambda done, total: None)


@pytest.mark.parametrize("goes", ["the workshop", "the picture alone"])
def test_a_destruction_while_a_package_was_made_took_the_pictures_away_that_it_was_made_of(
    redacting, desk, monkeypatch, goes
):
    """It ended the worker that made the package: WeasyPrint says so with what is no `Exception`."""
    dossier = shown(redacting(), desk)
    undisturbed = package_path(packaged(dossier, desk)).read_bytes()
    package = request_package(dossier, by=desk.coordinator)
    Package.objects.filter(pk=package.pk).update(made_at=MADE_AT)

    def assembled_and_emptied(*given, **named):
        assembled = assemble(*given, **named)
        if goes == "the workshop":
            discard_expired_packages()
        for path in burned_folder().glob("*"):
            if not path.suffix:
                path.unlink()
        return assembled

    monkeypatch.setattr("woo_portal.disclosure.package.assemble", assembled_and_emptied)
    made = make_package(package.pk, progress=lambda done, total: None)

    assert made.state == PackageState.READY, made.report
    assert package_path(made).read_bytes() == undisturbed
