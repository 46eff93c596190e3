"""A decided dossier becomes a package that holds nothing of what was withheld."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from django.db import transaction

import pytest

from archive.functions import FunctionClass
from archive.ingest import receive, run_import
from archive.models import Capture, Message, Person, Source
from archive.sealing.integrity import file_entry
from redaction.choices import Field
from redaction.detecting import Label
from tests import factories
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.disclosure import rendering
from woo_portal.disclosure.assembly import assemble, number_documents
from woo_portal.disclosure.package import PackageRefused, make_package, request_package
from woo_portal.dossiers import allowing, composing, passages
from woo_portal.dossiers.models import Dossier, Judgement, Kind, Package, PackageState
from woo_portal.dossiers.package_zip import package_path
from woo_portal.dossiers.renamed import renamed_by
from woo_portal.dossiers.states import State
from woo_portal.dossiers.workflow import MoveRefused, move

pytestmark = pytest.mark.django_db
MADE_AT = datetime(2026, 2, 18, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Hidden:
    """Everything that is withheld in the little chat below; each value can be swapped for another."""

    sender: str
    title: str
    passage: str
    whole: str
    outside: str
    file: str


ONE = Hidden(
    "Fatima El Amrani", "Faat", "Marloes Prins", "de offerte is te hoog", "zwemles van Puck", "IMG-20251112-WA0001.jpg"
)
OTHER = Hidden(
    "Jan", "Vrijwilligersgroep Maasoever", "dr. Aleksandra van den Boogaard-Wijnberg", "nee", "vanavond eten we bij mijn "
    "schoonmoeder in Roermond en dat wordt laat", "IMG-20251112-WA0987.jpg",
)  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """Who works on the dossier."""

    coordinator: User
    reviewer: User
    approver: User


@pytest.fixture
def desk() -> Desk:
    roles = {"anna": Role.COORDINATOR, "bert": Role.REVIEWER, "chantal": Role.REVIEWER}
    return Desk(*(User.objects.create(username=name, role=role) for name, role in roles.items()))


@pytest.fixture
def decided(tmp_path: Path, desk: Desk) -> Callable[[Hidden], Dossier]:
    """A dossier with the little chat in it, everything judged and decided, waiting for approval."""

    def decide(hidden: Hidden) -> Dossier:
        name = f"WhatsApp-chat met {hidden.title}.txt"
        (tmp_path / name).write_text(
            f"12-11-2025 16:42 - Kofi Mensah: Zie het bericht van {hidden.passage} over de pompen\n"
            f"12-11-2025 16:45 - {hidden.sender}: Dat wist ik niet\n"
            f"12-11-2025 16:46 - Kofi Mensah: {hidden.whole}\n"
            f"12-11-2025 16:47 - Kofi Mensah: {hidden.outside}\n"
            f"12-11-2025 16:48 - Kofi Mensah: {hidden.file} (bestand bijgevoegd)\n"
            "13-11-2025 09:00 - Kofi Mensah: De pompen draaien weer\n"
        )
        run_import(receive(tmp_path / name, file_name=name, by="Els").pk)
        dossier = composing.create(
            kind=Kind.WOO,
            number="2026-0142",
            subject="Pompen",
            received_on=date(2026, 1, 21),
            requester="",
            by=desk.coordinator,
        )
        messages = list(Message.objects.order_by("sent_at"))
        composing.add_messages(dossier, [message.pk for message in messages], by=desk.coordinator)
        items = list(dossier.items.order_by("message__sent_at"))
        for judgement, some in (
            (Judgement.PUBLIC, [items[0], items[1], items[4], items[5]]),
            (Judgement.WITHHELD, [items[2]]),
            (Judgement.OUT_OF_SCOPE, [items[3]]),
        ):
            grounds = ["5.1.2i"] if judgement == Judgement.WITHHELD else []
            composing.judge(
                dossier, some, judgement=judgement, by=desk.coordinator, grounds=grounds, motivation="intern beraad"
            )
        dossier = move(dossier, to=State.REDACTING, by=desk.coordinator)
        # The detectors have their own tests; here a person withholds, and what is withheld is known to the letter.
        dossier.items.update(proposed_at=MADE_AT)
        place = messages[0].text.index(hidden.passage)
        for source, field, start, end in (
            (messages[0], Field.TEXT, place, place + len(hidden.passage)),
            (messages[1], Field.SENDER, 0, len(hidden.sender)),
            (messages[4], Field.FILE_NAME, 0, len(hidden.file)),
            (messages[0].conversation, Field.TITLE, 0, len(hidden.title)),
        ):
            passages.add(
                dossier,
                by=desk.reviewer,
                source=source,
                label=Label.PERSON,
                ground="5.1.2e",
                field=field,
                index=0,
                start=start,
                end=end,
            )
        return move(dossier, to=State.APPROVAL, by=desk.reviewer)

    return decide


def packaged(dossier: Dossier, desk: Desk) -> Package:
    factories.motivate(dossier, desk.coordinator)
    move(dossier, to=State.APPROVED, by=desk.approver)
    package = request_package(dossier, by=desk.coordinator)
    Package.objects.filter(pk=package.pk).update(made_at=MADE_AT)
    return make_package(package.pk, progress=lambda done, total: None)


def test_two_packages_that_differ_only_in_what_is_withheld_are_the_same_bytes(decided, desk):
    """Non-interference: no length, order, name or width of a withheld word reaches the package."""
    contents = []
    for hidden in (ONE, OTHER):
        with transaction.atomic():
            package = packaged(decided(hidden), desk)
            assert package.state == PackageState.READY, package.report
            contents.append(package_path(package).read_bytes())
            transaction.set_rollback(True)
    assert contents[0] == contents[1]
    assert b"web/0001.html" in contents[0]


def test_what_another_phone_shows_of_a_message_reaches_no_package(decided, desk):
    """The text of a capture is content that nobody judged: with it and without it the package is the same bytes."""
    contents = []
    for text in (None, "Zie het bericht van Marloes Prins, haar nummer is 06 39 57 01 34"):
        with transaction.atomic():
            dossier = decided(ONE)
            Capture.objects.update(text=text, kind="deleted" if text else "", edited=bool(text))
            package = packaged(dossier, desk)
            assert package.state == PackageState.READY, package.report
            contents.append(package_path(package).read_bytes())
            transaction.set_rollback(True)
    assert contents[0] == contents[1]


def test_the_package_is_complete_and_released_by_the_workflow(decided, desk):
    dossier = decided(ONE)
    package = packaged(dossier, desk)

    with zipfile.ZipFile(package_path(package)) as archive:
        names = archive.namelist()
    assert {"documenten/0001.pdf", "documenten/0002.pdf", "inventarislijst.pdf", "inventarislijst.xlsx"} <= set(names)
    assert {"index.html", "web/0001.html", "web/0002.html"} <= set(names)
    assert (package.documents, package.messages) == (2, 5)
    assert move(dossier, to=State.RELEASED, by=desk.coordinator).state == State.RELEASED
    package.refresh_from_db()
    assert package.state == PackageState.RELEASED


def test_after_release_a_mistake_is_mended_and_the_later_package_replaces_the_one_that_was_released(decided, desk):
    dossier = decided(ONE)
    first = packaged(dossier, desk)
    move(dossier, to=State.RELEASED, by=desk.coordinator)
    with pytest.raises(MoveRefused, match="waarom"):
        move(dossier, to=State.REDACTING, by=desk.coordinator)

    move(dossier, to=State.REDACTING, by=desk.coordinator, reason="een naam stond er nog in")
    first.refresh_from_db()
    assert first.state == PackageState.RELEASED  # it is what the public has, until another is released
    with pytest.raises(MoveRefused, match="nog niet gezocht"):  # who is who may have changed since
        move(dossier, to=State.APPROVAL, by=desk.reviewer)
    passages.propose(dossier)
    for proposal in passages.open_proposals(dossier):
        passages.reject(dossier, [proposal], by=desk.reviewer)
    move(dossier, to=State.APPROVAL, by=desk.reviewer)
    second = packaged(dossier, desk)
    move(dossier, to=State.RELEASED, by=desk.coordinator)

    for package in (first, second):
        package.refresh_from_db()
    assert (first.state, second.state) == (PackageState.REPLACED, PackageState.RELEASED)


def test_no_package_while_a_proposal_is_undecided(decided, desk):
    dossier = decided(ONE)
    dossier.layer.redactions.filter(field=Field.TEXT).update(status="proposed")

    with pytest.raises(MoveRefused, match="Nog te beslissen: 1"):
        move(dossier, to=State.APPROVED, by=desk.approver)
    Dossier.objects.update(state=State.APPROVED)
    with pytest.raises(PackageRefused, match="Nog te beslissen: 1"):
        request_package(dossier, by=desk.coordinator)


def test_who_judged_or_redacted_cannot_approve(decided, desk):
    dossier = decided(ONE)
    for user in (desk.coordinator, desk.reviewer):
        with pytest.raises(MoveRefused, match="zelf beoordeeld of gelakt"):
            move(dossier, to=State.APPROVED, by=user)


@pytest.mark.parametrize("rule", ["role", "words"])
def test_who_said_by_rule_what_is_shown_cannot_approve(decided, desk, rule):
    """A person who counts as a minister is proposed nowhere, and words on the list are not: both show names unseen."""
    dossier = move(decided(ONE), to=State.REDACTING, by=desk.reviewer, reason="nog iets gezien")
    if rule == "role":
        kofi = Person.objects.get(name="Kofi Mensah")
        passages.treat_person_as(dossier, kofi, FunctionClass.MINISTER, by=desk.approver)
        passages.propose(dossier)
    else:
        allowing.allow(dossier, "De Vries", reason="een bedrijf", by=desk.approver)
    for proposal in passages.open_proposals(dossier):
        passages.reject(dossier, [proposal], by=desk.reviewer)
    dossier = move(dossier, to=State.APPROVAL, by=desk.reviewer)

    with pytest.raises(MoveRefused, match="zelf beoordeeld of gelakt"):
        move(dossier, to=State.APPROVED, by=desk.approver)


def test_a_file_that_a_later_import_names_otherwise_is_looked_at_again(decided, desk, tmp_path):
    """Nobody had seen the new name, the old passage pointed into it, and what stood behind that was published."""
    dossier = move(decided(ONE), to=State.APPROVED, by=desk.approver)
    named = "Marloes_Prins_paspoort_met_adres_Dorpsstraat_1.jpg"
    photo = Message.objects.get(attachments__file_name=ONE.file)
    capture = photo.captures.get()
    source = Source.objects.create(sha256="f" * 64, size=1, file_name="tweede telefoon.zip")
    Capture.objects.filter(pk=capture.pk).update(files=[file_entry(0, "", ONE.file)])
    capture.pk, capture.source, capture.files = None, source, [file_entry(0, "e" * 64, named)]
    capture.save()
    photo.attachments.update(file_name=named)

    assert renamed_by(source).search_again() == 1
    with pytest.raises(PackageRefused, match="nog niet gezocht"):
        request_package(dossier, by=desk.coordinator)
    shown = str(assemble(dossier, made_at=MADE_AT).disclosure)
    assert "paspoort" not in shown
    assert "Dorpsstraat" not in shown


def test_an_import_that_names_the_same_files_asks_nothing(decided, desk):
    dossier = move(decided(ONE), to=State.APPROVED, by=desk.approver)
    photo = Message.objects.get(attachments__file_name=ONE.file)
    capture = photo.captures.get()
    source = Source.objects.create(sha256="f" * 64, size=1, file_name="tweede telefoon.zip")
    Capture.objects.filter(pk=capture.pk).update(files=[file_entry(0, "", ONE.file)])
    capture.pk, capture.source, capture.files = None, source, [file_entry(0, "e" * 64, ONE.file)]
    capture.save()

    assert renamed_by(source).search_again() == 0
    assert request_package(dossier, by=desk.coordinator)


def test_undoing_a_decision_does_not_make_its_maker_independent(decided, desk):
    dossier = move(decided(ONE), to=State.REDACTING, by=desk.reviewer, reason="nog iets gezien")
    redaction = dossier.layer.redactions.first()
    passages.reject(dossier, [redaction], by=desk.approver)
    passages.undo(dossier, by=desk.approver)
    move(dossier, to=State.APPROVAL, by=desk.reviewer)

    with pytest.raises(MoveRefused, match="zelf beoordeeld of gelakt"):
        move(dossier, to=State.APPROVED, by=desk.approver)


def test_document_numbers_stay_when_the_dossier_grows(decided, desk, tmp_path):
    dossier = decided(ONE)
    before = number_documents(dossier)
    name = "WhatsApp-chat met Eerder.txt"
    (tmp_path / name).write_text("01-11-2025 10:00 - Kofi Mensah: Eerder dan alle andere berichten in dit dossier\n")
    run_import(receive(tmp_path / name, file_name=name, by="Els").pk)
    Dossier.objects.update(state=State.COLLECTING)
    composing.add_messages(dossier, [Message.objects.get(text__startswith="Eerder").pk], by=desk.coordinator)

    after = number_documents(dossier)
    assert {key: after[key] for key in before} == before
    assert max(after.values()) == len(before) + 1


def test_many_documents_are_numbered_in_one_statement(desk, django_assert_num_queries):
    """Each had a statement of its own: 2,500 of them for a large package."""
    chat = factories.conversation()
    days = [factories.message(chat, "Pomp", at=datetime(2026, 1, day, 9, tzinfo=UTC)) for day in range(1, 29)]
    dossier = factories.dossier(desk.coordinator, *days)

    with django_assert_num_queries(
        6
    ):  # the lock of the dossier, known numbers, messages and new numbers, in a savepoint
        numbers = number_documents(dossier)
    assert sorted(numbers.values()) == list(range(1, 29))
    assert list(dossier.documents.values_list("number", flat=True)) == list(range(1, 29))


def test_many_documents_are_rendered_in_processes_to_the_same_bytes(decided, desk, monkeypatch):
    dossier = move(decided(ONE), to=State.APPROVED, by=desk.approver)
    package = request_package(dossier, by=desk.coordinator)
    disclosure = assemble(dossier, made_at=package.made_at).disclosure
    here = [file.content for file in rendering.rendered_documents(disclosure)]

    rendered = list((package_path(package) / "rendered").glob("*.pdf"))
    assert len(rendered) == 2
    for path in rendered:
        path.unlink()
    monkeypatch.setattr(rendering, "WORTH_A_PROCESS", 1)
    assert [file.content for file in rendering.rendered_documents(disclosure)] == here
