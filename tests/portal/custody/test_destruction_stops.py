"""Whatever changes meanwhile stops a destruction; whatever breaks off leaves nothing half destroyed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from django.db import DatabaseError, transaction

import pytest

from archive import content
from archive.functions import FunctionClass
from archive.models import (
    DestroyedFile,
    Destruction,
    DestructionState,
    Function,
    Handle,
    Hold,
    ImportRun,
    ImportState,
    Message,
    RetentionRule,
    Source,
)
from archive.retention import destroying as archive_destroying
from tests import factories
from tests.portal.custody.conftest import words
from tests.portal.custody.destructions import (
    CHAT,
    approved,
    carry_out,
    dies,
    everything,
    nothing_went,
    proposed,
    stored,
)
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb
from woo_portal.custody import destroying, holding
from woo_portal.dossiers.composing import add_messages
from woo_portal.jobs.models import JobState


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
