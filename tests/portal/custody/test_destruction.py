"""Destruction as the procedure: one person proposes, another approves, a worker destroys, a certificate stays.

Whatever changes meanwhile stops it; whatever breaks off leaves nothing half destroyed.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import date, timedelta
from pathlib import Path

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

import pytest

from archive import content, identity, previews
from archive import destroying as archive_destroying
from archive.attachment_texts import read_attachment
from archive.destruction_lists import ListRefused
from archive.extraction.contract import ReadingState
from archive.functions import FunctionClass
from archive.integrity import leaves_of
from archive.models import (
    Attachment,
    AttachmentText,
    Capture,
    Conversation,
    DestroyedCapture,
    DestroyedFile,
    DestroyedMessage,
    Destruction,
    DestructionLine,
    DestructionState,
    Function,
    Handle,
    Hold,
    ImportRun,
    ImportState,
    LeftOriginal,
    Message,
    MessageIndex,
    Participant,
    RetentionRule,
    Source,
    ThreadPlace,
)
from archive.privacy import Scope, mark
from archive.proofs import inclusion_proof
from archive.verifying import differences
from tests import factories
from tests.portal.custody.conftest import words
from woo_portal.accounts.roles import Role
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb
from woo_portal.custody import destroying, holding
from woo_portal.dossiers.composing import add_messages, remove
from woo_portal.jobs.models import JobState
from woo_portal.jobs.running import JobError

CHAT = """\
13-11-2025 08:03 - PJ: Kofi wil jij de regio bellen over de pompen?
13-11-2025 08:04 - Kofi Mensah: Doe ik nu
14-11-2025 09:00 - PJ: Dank, dan sluit ik deze groep
"""
LATER = """\
13-11-2025 08:03 - PJ: Kofi wil jij de regio bellen over de pompen?
13-11-2025 08:04 - Kofi Mensah: Doe ik nu
14-11-2025 09:00 - PJ: Dank, dan sluit ik deze groep
20-11-2025 10:00 - Kofi Mensah: Nog één ding over de pompen: de rekening is er
"""


@pytest.fixture
def crisis(bring_in) -> Conversation:
    bring_in("Crisisteam", CHAT)
    return Conversation.objects.get(title="Crisisteam")


def proposed(by, chats=None, until=None) -> Destruction:
    chats = Conversation.objects.all() if chats is None else chats
    return destroying.propose(chats, until=until, basis="Selectielijst MinWR 2020", note="", by=by)


def approved(els, anna, **scope) -> Destruction:
    return destroying.approve(proposed(els, **scope), by=anna)


def destroyed(els, anna, work, **scope) -> Destruction:
    made = approved(els, anna, **scope)
    assert work().state == JobState.DONE
    made.refresh_from_db()
    assert made.state == DestructionState.COMPLETED
    return made


def everything() -> dict[str, int]:
    """How many rows there are of what a destruction takes away."""
    tables = (Message, Capture, MessageIndex, Attachment, Conversation, Participant)
    return {table.__name__: table._default_manager.count() for table in tables}


def nothing_went(before: dict[str, int]) -> bool:
    none = not DestroyedMessage.objects.exists() and not DestroyedFile.objects.exists()
    return everything() == before and none


class TestTheProcedure:
    def test_one_proposes_another_approves_and_a_certificate_stays(self, crisis, els, anna, browser, work):
        hashes = sorted(bytes(digest) for digest in Message.objects.values_list("content_hash", flat=True))
        original = content.path_of(Source.objects.get().sha256)

        # Given what is due, the archivist puts it on a list
        archivist, coordinator = browser(els), browser(anna)
        assert "Crisisteam" in words(archivist.get("/archief/bewaren/"))
        address = f"/archief/bewaren/voorstel/?gesprek={crisis.pk}"
        assert "Crisisteam" in words(archivist.get(address))
        answer = archivist.post(address, {"gesprek": crisis.pk, "basis": "Selectielijst MinWR 2020"}, follow=True)
        made = Destruction.objects.get()
        page = f"/archief/bewaren/lijsten/{made.pk}/"
        assert "3 berichten uit 1 gesprek" in words(answer)
        # When the archivist tries to approve it alone, that is refused
        answer = archivist.post(f"{page}goedkeuren/", follow=True)
        assert "U hebt deze lijst zelf voorgesteld" in words(answer)
        # When the coordinator approves
        assert "3 berichten vernietigen?" in words(coordinator.get(f"{page}goedkeuren/"))
        answer = coordinator.post(f"{page}goedkeuren/", follow=True)
        assert "Goedgekeurd. De vernietiging begint" in words(answer)
        assert Message.objects.count() == 3
        work()

        # Then nothing of it is left, in the database or on disk
        assert set(everything().values()) == {0}
        assert not original.exists()
        # And what is left says that it was there, and who wanted it gone
        made.refresh_from_db()
        assert (made.state, made.number, made.messages) == (DestructionState.COMPLETED, 1, 3)
        assert sorted(bytes(row.content_hash) for row in DestroyedMessage.objects.all()) == hashes
        assert made.root == hashlib.sha256(b"".join(hashes)).hexdigest()
        text = coordinator.get(f"{page}verklaring/").content.decode()
        assert hashlib.sha256(text.encode()).hexdigest() == made.certificate_sha256
        for fact in (
            "VERKLARING VAN VERNIETIGING 1",
            "Els Archema",
            "Anna Coenen",
            "Selectielijst MinWR 2020",
            "cat. 4.2",
        ):
            assert fact in text
        assert "pompen" not in text
        listed = b"".join(coordinator.get(f"{page}hashes/").streaming_content).decode()
        assert listed.splitlines() == [digest.hex() for digest in hashes]
        assert "Verklaring van vernietiging 1" in words(coordinator.get("/archief/bewaren/"))

    def test_the_log_tells_all_of_it(self, crisis, els, anna, work):
        made = destroyed(els, anna, work)
        told = [sentence(event) for event in Event.objects.filter(details__destruction=made.pk).order_by("id")]
        assert told[0] == f"Els Archema stelde voor 3\xa0berichten te vernietigen (vernietigingslijst {made.pk})."
        assert told[1] == f"Anna Coenen besliste over vernietigingslijst {made.pk}: goedgekeurd."
        assert told[2].startswith(
            "Het portaal vernietigde 3\xa0berichten: verklaring van vernietiging 1, voorgesteld door"
        )
        assert made.certificate_sha256 in told[2]

    def test_namesakes_are_two_persons_and_one_account_is_one(self, crisis, els, second_archivist):
        assert str(els) == str(second_archivist)
        made = proposed(els)
        with pytest.raises(ListRefused, match="zelf voorgesteld"):
            destroying.approve(made, by=els)
        els.first_name = "Iemand Anders"
        with pytest.raises(ListRefused, match="zelf voorgesteld"):
            destroying.approve(made, by=els)
        assert destroying.approve(made, by=second_archivist).state == DestructionState.APPROVED

    def test_a_list_is_decided_on_once(self, crisis, els, anna, second_archivist):
        made = approved(els, anna)
        for late in (
            lambda: destroying.approve(made, by=second_archivist),
            lambda: destroying.reject(made, by=second_archivist, reason="Toch niet."),
        ):
            with pytest.raises(ListRefused, match="al beslist"):
                late()

    def test_it_can_be_refused_by_the_other_and_withdrawn_by_oneself(self, crisis, els, anna, browser):
        refused = proposed(els)
        page = f"/archief/bewaren/lijsten/{refused.pk}/"
        browser(anna).post(f"{page}afwijzen/", {"reason": "Er komt nog een verzoek."})
        refused.refresh_from_db()
        assert (refused.state, refused.decision_reason) == (DestructionState.REJECTED, "Er komt nog een verzoek.")
        assert "Er komt nog een verzoek." in words(browser(els).get(page))
        assert destroying.reject(proposed(els), by=els, reason="Vergist.").state == DestructionState.WITHDRAWN

    def test_what_waits_on_one_list_is_not_put_on_a_second(self, crisis, els):
        proposed(els)
        with pytest.raises(ListRefused, match="niets dat nu vernietigd mag worden"):
            proposed(els)

    def test_only_what_was_sent_until_a_day(self, crisis, els, anna, work):
        made = destroyed(els, anna, work, until=date(2025, 11, 13))
        assert made.messages == 2
        crisis.refresh_from_db()
        assert (crisis.message_count, crisis.first_at) == (1, crisis.last_at)
        assert {part.handle.value: part.message_count for part in crisis.participants.all()} == {
            "PJ": 1,
            "Kofi Mensah": 0,
        }

    def test_what_is_not_due_is_on_no_list(self, crisis, els):
        RetentionRule.objects.filter(function_class=FunctionClass.UNKNOWN).update(years=5)
        with pytest.raises(ListRefused):
            proposed(els)
        RetentionRule.objects.filter(function_class=FunctionClass.UNKNOWN).delete()
        with pytest.raises(ListRefused):
            proposed(els)


class TestWhatStays:
    def test_a_message_in_a_dossier_of_whatever_state_and_one_that_is_held(self, crisis, els, anna, work):
        first, second, _ = Message.objects.order_by("sent_at")
        dossier = factories.dossier(anna, first)
        type(dossier).objects.update(state="released")
        hold = Hold(reason="Verzoek op komst", first_day=date(2025, 11, 14))
        holding.set_hold(hold, persons=[], by=anna)

        made = destroyed(els, anna, work)
        assert set(Message.objects.values_list("text", flat=True)) == {first.text, "Dank, dan sluit ik deze groep"}
        assert made.lines.get().held == {"dossier": 1, "hold": 1}
        assert "niet vernietigd: 1 in een dossier en 1 vastgehouden" in made.certificate
        assert not Message.objects.filter(pk=second.pk).exists()

    def test_what_is_quoted_by_a_message_that_stays(self, crisis, els, anna, work):
        first, second, third = Message.objects.order_by("sent_at")
        Message.objects.filter(pk=second.pk).update(reply_to=first, quote_text=first.text)
        Message.objects.filter(pk=third.pk).update(reply_to=second, quote_text=second.text)
        factories.dossier(anna, third)
        with pytest.raises(ListRefused):
            proposed(els)

    def test_messages_that_quote_each_other_go_together(self, crisis, els, anna, work):
        first, second, _ = Message.objects.order_by("sent_at")
        Message.objects.filter(pk=second.pk).update(reply_to=first, quote_text=first.text)
        destroyed(els, anna, work)
        assert not Message.objects.exists()

    def test_a_private_message_whose_words_stay_in_an_answer_that_names_no_message(self, crisis, els, anna, work):
        first, second, third = Message.objects.order_by("sent_at")
        Message.objects.filter(pk=third.pk).update(quote_text=first.text[:20] + "…")
        mark(Scope(crisis.pk, (first.pk,)), reason="Gezin", by="Els")
        factories.dossier(anna, third)

        destroyed(els, anna, work)
        assert not Message.objects.filter(pk=second.pk).exists()
        shown = Message.objects.visible().get()
        assert (shown.pk, shown.quote_text) == (third.pk, "")

    def test_the_original_that_holds_others_stays_and_nobody_is_given_it(
        self, crisis, bring_in, els, anna, work, browser
    ):
        bring_in("Crisisteam", LATER, folder="later")
        assert Message.objects.count() == 4
        old, new = Source.objects.order_by("pk")
        made = destroyed(els, anna, work, until=date(2025, 11, 14))

        assert not content.path_of(old.sha256).exists()
        assert content.path_of(new.sha256).exists()
        left = LeftOriginal.objects.get()
        assert (left.source, left.destroyed, left.kept) == (new, 3, 1)
        assert f"{new.sha256}  3 vernietigd, 1 bewaard" in made.certificate
        assert old.sha256 in made.certificate
        for run in ImportRun.objects.all():
            answer = browser(els).get(f"/archief/imports/{run.pk}/origineel/", follow=True)
            assert "Het wordt niet meer verstrekt" in words(answer)

        # When the last of its messages goes, the file goes too, and the first certificate's page says so.
        again = destroyed(els, anna, work)
        assert again.number == 2
        assert not content.path_of(new.sha256).exists()
        assert "intussen gewist, verklaring van vernietiging 2" in words(
            browser(anna).get(f"/archief/bewaren/lijsten/{made.pk}/")
        )

    def test_what_the_report_quotes_goes_with_the_original(self, bring_in, els, anna, work):
        run = bring_in("Crisisteam", CHAT + "15-11-2025 09:00 - PJ: IMG-20251115-WA0001.jpg (bestand bijgevoegd)\n")
        assert run.report["absent_files"]
        destroyed(els, anna, work)
        run.refresh_from_db()
        assert run.report["absent_files"] == run.report["senders"] == []
        assert run.report["parsed"] == 4

    def test_a_file_that_another_message_has_stays(self, crisis, els, anna, work, tmp_path):
        sha256, size = stored(tmp_path, b"foto")
        alone, _ = stored(tmp_path, b"andere foto")
        message = Message.objects.first()
        for number, digest in enumerate((sha256, alone)):
            Attachment.objects.create(message=message, number=number, file_name="a.jpg", sha256=digest, size=size)
        other = factories.message(factories.conversation("Ander gesprek"), at=timezone.now())
        Attachment.objects.create(message=other, number=0, file_name="b.jpg", sha256=sha256, size=size)

        destroyed(els, anna, work, chats=Conversation.objects.filter(pk=crisis.pk))
        assert content.path_of(sha256).exists()
        assert not content.path_of(alone).exists()
        assert Attachment.objects.get().message == other

    def test_a_conversation_that_something_refers_to_stays_empty(self, crisis, els, anna, work):
        factories.dossier(anna).documents.create(conversation=crisis, day=date(2025, 11, 13), number=1)
        destroyed(els, anna, work)
        crisis.refresh_from_db()
        assert (crisis.message_count, crisis.first_at) == (0, None)

    def test_what_a_layer_remembers_of_a_message_that_left_its_dossier_goes(self, crisis, els, anna, work):
        dossier = factories.dossier(anna, Message.objects.first())
        factories.proposal(dossier.layer, Message.objects.first(), "Kofi")
        factories.proposal(dossier.layer, crisis)
        remove(dossier, list(dossier.items.all()), by=anna)
        destroyed(els, anna, work)
        assert not dossier.layer.redactions.exists()


def stored(folder: Path, data: bytes) -> tuple[str, int]:
    (folder / "bijlage").write_bytes(data)
    with (folder / "bijlage").open("rb") as stream:
        return content.store(stream)


class TestSomethingChangesMeanwhile:
    """Between the proposal and the approval, or between the approval and the work: the list is stopped, nothing goes."""

    def hold_appears(self, crisis, anna):
        holding.set_hold(Hold(reason="Nieuw verzoek", words="pompen"), persons=[], by=anna)

    def dossier_takes_one(self, crisis, anna):
        add_messages(factories.dossier(anna), [Message.objects.first().pk], by=anna)

    def somebody_was_a_minister(self, crisis, anna):
        person = Handle.objects.get(value="PJ").person
        Function.objects.create(person=person, title="minister", function_class=FunctionClass.MINISTER)

    def the_term_becomes_longer(self, crisis, anna):
        RetentionRule.objects.filter(function_class=FunctionClass.UNKNOWN).update(years=20)

    def more_comes_in(self, crisis, anna):
        factories.message(crisis, "kwam later binnen", position=99, at=factories.MORNING + timedelta(hours=3))

    CHANGES = (
        (hold_appears, "Sinds het voorstel wordt vastgehouden: 1 bericht van gesprek"),
        (dossier_takes_one, "Sinds het voorstel zit in een dossier: 1 bericht van gesprek"),
        (somebody_was_a_minister, "geldt sinds het voorstel een langere termijn"),
        (the_term_becomes_longer, "geldt sinds het voorstel een langere termijn"),
        (more_comes_in, "zijn er sinds het voorstel berichten bijgekomen"),
    )

    @pytest.mark.parametrize(("change", "problem"), CHANGES)
    def test_before_it_is_approved(self, crisis, els, anna, browser, change, problem):
        made = proposed(els)
        change(self, crisis, anna)
        before = everything()

        answer = browser(anna).post(f"/archief/bewaren/lijsten/{made.pk}/goedkeuren/", follow=True)
        assert problem in words(answer)
        made.refresh_from_db()
        assert made.state == DestructionState.STOPPED
        assert nothing_went(before)

    @pytest.mark.parametrize(("change", "problem"), CHANGES)
    def test_before_the_worker_comes_to_it(self, crisis, els, anna, work, browser, change, problem):
        made = approved(els, anna)
        change(self, crisis, anna)
        before = everything()

        assert "Gestopt, er is niets vernietigd." in work().message
        assert nothing_went(before)
        assert problem in words(browser(els).get(f"/archief/bewaren/lijsten/{made.pk}/"))
        made.refresh_from_db()
        assert "Crisisteam" not in made.problem
        assert "gestopt" in sentence(Event.objects.filter(verb=Verb.DESTRUCTION_DECIDED).first())
        # What is left of it can be proposed anew: another list, which says what stays.
        carry_out(made)
        assert Destruction.objects.get(pk=made.pk).state == DestructionState.STOPPED

    def test_more_that_is_due_elsewhere_changes_nothing(self, crisis, els, anna, work):
        made = approved(els, anna, until=date(2025, 11, 13))
        factories.message(crisis, "later", position=99, at=factories.MORNING + timedelta(days=5))
        work()
        made.refresh_from_db()
        assert made.messages == 2

    def test_an_import_that_runs_is_waited_for(self, crisis, els, anna, work, browser):
        made = approved(els, anna)
        running = ImportRun.objects.create(source=Source.objects.get(), started_by="Els", state=ImportState.RUNNING)
        before = everything()
        job = work()
        assert (job.state, "Er loopt een import" in job.message) == (JobState.FAILED, True)
        assert nothing_went(before)

        page = f"/archief/bewaren/lijsten/{made.pk}/"
        assert "Ga door met vernietigen" in words(browser(els).get(page))
        running.delete()
        browser(els).post(f"{page}opnieuw/")
        work()
        assert not Message.objects.exists()


def dies(*args: object, **options: object) -> None:
    raise MemoryError


def carry_out(made: Destruction) -> Destruction:
    return destroying.carry_out(made.pk, progress=lambda done, total: None)


class TestItBreaksOff:
    STEPS = (
        "_conceal_titles",
        "_number",
        "_attached",
        "_delete",
        "_remove_or_recount",
        "_account_for_sources",
        "_account_for_attachments",
    )

    @pytest.mark.parametrize(
        "step",
        [
            "_conceal_titles",
            "_number",
            "_attached",
            "_delete",
            "_remove_or_recount",
            "_account_for_sources",
            "_account_for_attachments",
        ],
    )
    def test_anywhere_in_the_middle_and_nothing_is_half_destroyed(self, crisis, els, anna, monkeypatch, step):
        made = approved(els, anna)
        before = everything()
        whole = getattr(archive_destroying, step)

        def does_it_and_dies(*args):
            whole(*args)
            raise MemoryError

        with monkeypatch.context() as patch:
            patch.setattr(archive_destroying, step, does_it_and_dies)
            with pytest.raises(MemoryError):
                carry_out(made)
        assert nothing_went(before)
        assert content.path_of(Source.objects.get().sha256).exists()

        done = carry_out(made)
        assert (done.state, Message.objects.count()) == (DestructionState.COMPLETED, 0)

    def test_after_the_messages_and_before_the_files(self, crisis, els, anna, monkeypatch, browser):
        made = approved(els, anna)
        original = content.path_of(Source.objects.get().sha256)
        with monkeypatch.context() as patch:
            patch.setattr(Path, "unlink", dies)
            with pytest.raises(MemoryError):
                carry_out(made)
        made.refresh_from_db()
        assert (made.state, original.exists()) == (DestructionState.DESTROYED, True)
        assert browser(anna).get(f"/archief/bewaren/lijsten/{made.pk}/verklaring/").status_code == 404

        for _ in range(2):
            done = carry_out(made)
        assert (done.state, original.exists()) == (DestructionState.COMPLETED, False)
        assert Event.objects.filter(verb=Verb.DESTROYED).count() == 1

    def test_a_file_that_is_brought_in_again_meanwhile_stays(self, crisis, els, anna, monkeypatch, tmp_path):
        made = approved(els, anna)
        with monkeypatch.context() as patch:
            patch.setattr(archive_destroying, "remove_files", dies)
            with pytest.raises(MemoryError):
                carry_out(made)
        sha256, _ = stored(tmp_path, CHAT.encode())
        done = carry_out(made)

        assert content.path_of(sha256).exists()
        assert DestroyedFile.objects.get().is_kept
        assert "daarna opnieuw ingeleverd" in done.certificate

    def test_who_refers_to_a_message_without_our_knowing_makes_it_fail(self, crisis, els, anna, monkeypatch):
        made = approved(els, anna)
        dossier = factories.dossier(anna, Message.objects.first())
        nobody = Message.objects.none().values("pk")
        monkeypatch.setattr(destroying, "in_dossiers", lambda: nobody)
        with pytest.raises(DatabaseError), transaction.atomic():
            carry_out(made)
        assert dossier.items.count() == 1
        assert Message.objects.count() == 3


class TestPrivate:
    def test_the_title_of_a_private_conversation_is_nowhere(self, bring_in, els, anna, work, browser):
        bring_in("Mama", "13-11-2025 08:03 - Mama: Eet je mee?\n")
        aside = Conversation.objects.get(title="Mama")
        waiting = proposed(els)
        mark(Scope(aside.pk), reason="Gezin", by="Els")
        coordinator = browser(anna)
        page = f"/archief/bewaren/lijsten/{waiting.pk}/"
        assert "Mama" not in words(coordinator.get(page))
        assert "Mama" in words(browser(els).get(page))

        destroying.approve(waiting, by=anna)
        work()
        waiting.refresh_from_db()
        assert waiting.state == DestructionState.COMPLETED
        assert "Mama" not in waiting.certificate
        assert "privé gemarkeerd gesprek" in words(coordinator.get(page)).casefold()


class TestTheCertificateLasts:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE archive_destruction SET certificate = 'x'",
            "DELETE FROM archive_destruction",
            "UPDATE archive_destructionline SET messages = 0",
            "DELETE FROM archive_destructionline",
            "UPDATE archive_destroyedmessage SET content_hash = ''",
            "DELETE FROM archive_destroyedmessage",
        ],
    )
    def test_whatever_is_done_in_the_database(self, crisis, els, anna, work, statement):
        destroyed(els, anna, work)
        with pytest.raises(DatabaseError, match="kept as it is"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert DestructionLine.objects.get().messages == 3

    def test_the_same_file_brought_in_again_adds_nothing(self, crisis, bring_in, els, anna, work):
        destroyed(els, anna, work)
        with pytest.raises(AssertionError, match="Dit bestand is vernietigd"):
            bring_in("Crisisteam", CHAT)
        assert not Message.objects.exists()
        assert not content.path_of(Source.objects.get().sha256).exists()


class TestTheChainHolds:
    def test_after_all_of_an_original_is_destroyed(self, crisis, els, anna, work):
        destroyed(els, anna, work)
        assert not Message.objects.exists()
        assert list(differences()) == []

    def test_after_a_part_of_an_original_and_then_the_rest(self, bring_in, els, anna, work):
        bring_in("Crisisteam", CHAT)
        bring_in("Crisisteam", LATER, folder="later")
        holding.set_hold(Hold(reason="Verzoek", words="groep"), persons=[], by=els)
        destroyed(els, anna, work)
        assert Message.objects.count() == 1
        assert list(differences()) == []
        assert inclusion_proof(Message.objects.get())["path"]
        holding.end_hold(Hold.objects.get(), reason="Klaar", by=els)
        destroyed(els, anna, work)
        assert not Capture.objects.exists()
        assert list(differences()) == []

    def test_who_says_that_something_was_destroyed_must_have_a_certificate(self, bring_in, els, anna, work):
        bring_in("Crisisteam", CHAT)
        bring_in("Ander", LATER.replace("pompen", "dijken"))
        destroyed(els, anna, work, chats=Conversation.objects.filter(title="Crisisteam"))
        capture = Capture.objects.select_related("source").last()
        leaf = next(leaf for leaf in leaves_of(capture.source.runs.get()) if leaf.message_id == capture.message_id)
        DestroyedCapture.objects.create(
            destruction=Destruction.objects.get(),
            source=capture.source,
            message_id=capture.message_id,
            first_unit=capture.first_unit,
            last_unit=capture.last_unit,
            leaf=leaf.hash,
        )
        capture.message.delete()
        assert list(differences()) == [f"Bericht {capture.message_id} is weg zonder verklaring van vernietiging."]

    def test_an_original_that_is_there_again_is_told(self, crisis, els, anna, work):
        destroyed(els, anna, work)
        path = content.path_of(Source.objects.get().sha256)
        path.write_text(CHAT)
        (told,) = differences()
        assert "is vernietigd en staat er toch" in told


def test_what_was_read_in_a_file_goes_with_it(crisis, els, anna, work):
    sha256, size = content.store(io.BytesIO(b"nota"))
    message = Message.objects.first()
    message.attachments.create(number=0, file_name="nota.jpg", sha256=sha256, size=size)
    AttachmentText.objects.create(sha256=sha256, state=ReadingState.READ, text="nota", thumbnail_width=1)
    for small in (True, False):
        previews.path_of(sha256, small=small).parent.mkdir(parents=True, exist_ok=True)
        previews.path_of(sha256, small=small).write_bytes(b"beeld")
    destroyed(els, anna, work)
    assert not AttachmentText.objects.exists()
    assert not ThreadPlace.objects.exists()
    assert not any(previews.path_of(sha256, small=small).exists() for small in (True, False))
    assert read_attachment(sha256).state == ReadingState.FAILED
    assert not AttachmentText.objects.exists()


def test_a_text_that_stands_with_the_message_of_another_phone_stays_as_long_as_that_does(crisis, els, anna, work):
    known = Message.objects.get(text__contains="pompen")
    other = Message.objects.get(text__startswith="Dank")
    Message.objects.filter(pk=other.pk).update(twin=known)
    holding.set_hold(Hold(reason="Verzoek", words="pompen"), persons=[], by=els)
    made = proposed(els)
    assert made.lines.get().messages == 1
    assert made.lines.get().held == {"hold": 1, "quoted": 1}


def test_a_message_goes_while_the_one_that_was_edited_from_it_stays(crisis, els, anna, work):
    known = Message.objects.get(text="Doe ik nu")
    other = Message.objects.get(text__startswith="Dank")
    Message.objects.filter(pk=other.pk).update(twin=known)
    holding.set_hold(Hold(reason="Verzoek", words="groep"), persons=[], by=els)
    destroyed(els, anna, work)
    assert Message.objects.get().twin is None


def test_a_hold_on_somebody_who_was_merged_holds_who_that_is_now(crisis, els):
    kofi, pj = (Handle.objects.get(value=value).person for value in ("Kofi Mensah", "PJ"))
    holding.set_hold(Hold(reason="Verzoek"), persons=[kofi], by=els)
    identity.merge(person=kofi, into=pj)
    with pytest.raises(ListRefused):
        proposed(els)


def test_the_list_of_what_is_due_costs_a_fixed_number_of_queries(bring_in, els, browser, django_assert_max_num_queries):
    for number in range(12):
        bring_in(f"Groep {number}", CHAT.replace("pompen", f"pompen {number}"))
    holding.set_hold(Hold(reason="Verzoek", words="pompen"), persons=[], by=els)
    client = browser(els)
    with django_assert_max_num_queries(22):
        page = client.get("/archief/bewaren/")
    assert page.context["overview"].conversations == len(page.context["overview"].rows) == 12
    assert {row.held for row in page.context["overview"].rows} == {1}


def test_jobs_that_fail_say_why_to_who_started_them(crisis, els, anna):
    made = approved(els, anna)
    ImportRun.objects.create(source=Source.objects.get(), started_by="Els", state=ImportState.RUNNING)
    with pytest.raises(JobError, match="niets vernietigd"):
        carry_out(made)


def test_who_may_only_read_sees_no_buttons(crisis, els, user, browser):
    made = proposed(els)
    page = browser(user(Role.LIAISON)).get(f"/archief/bewaren/lijsten/{made.pk}/")
    assert "Goedkeuren" not in words(page)
    assert "Crisisteam" in words(page)


def test_packages_that_expired_lose_their_file(crisis, els, anna, work, settings):
    package = factories.dossier(anna).packages.create(
        made_by=anna, made_at=timezone.now(), state="expired", path="1/1.zip"
    )
    path = Path(settings.PACKAGE_DIR) / package.path
    path.parent.mkdir(parents=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("0001.pdf", b"%PDF")
    destroyed(els, anna, work)
    assert not path.exists()
