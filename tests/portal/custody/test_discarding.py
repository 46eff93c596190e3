"""A file of which nothing was read, such as a wrong one, goes by a list that one person proposes and another approves."""

from __future__ import annotations

from datetime import date

from django.db import DatabaseError, connection, transaction

import pytest

from archive import content, ingest
from archive.importing import DateOrder
from archive.ingest import receive, run_import
from archive.models import Destruction, DestructionState, Hold, ImportRun, ImportState, Message, Source
from archive.retention.concealing import NEVER_READ, UNREAD_FILE
from archive.retention.destruction_lists import ListRefused
from archive.sealing.integrity import source_told
from archive.sealing.verifying import differences
from tests.portal.custody.conftest import words
from tests.portal.custody.destructions import CHAT, carry_out, proposed, stored
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event
from woo_portal.custody import destroying, holding
from woo_portal.custody.logged import differences_with_log

TWO_WAYS = "03/04/25, 10:00 - Eva: kwetterzucht een\n03/05/25, 10:00 - PJ: kwetterzucht twee\n"
UNREAD = "/archief/bewaren/ongelezen/"


@pytest.fixture
def brought(tmp_path):
    """Bring a file in, whatever becomes of it."""

    def bring(name: str = "WhatsApp Chat with Eva.txt", text: str = TWO_WAYS, **options) -> ImportRun:
        path = tmp_path / name
        path.write_text(text)
        return run_import(receive(path, file_name=name, by="Els Archema", **options).pk)

    return bring


@pytest.fixture
def asking(brought) -> ImportRun:
    """An import that waits for an answer."""
    run = brought()
    assert run.state == ImportState.QUESTION
    return run


def listed(by, *runs: ImportRun) -> Destruction:
    sources = Source.objects.filter(runs__in=runs)
    return destroying.propose_unread(sources, basis="Geen archiefbescheid", note="Verkeerd bestand", by=by)


def discarded(els, anna, work, *runs: ImportRun) -> Destruction:
    made = destroying.approve(listed(els, *runs), by=anna)
    work()
    made.refresh_from_db()
    assert made.state == DestructionState.COMPLETED
    return made


def test_two_archivists_let_a_wrong_file_go_and_a_certificate_stays(
    asking, els, second_archivist, browser, work, crisis
):
    page = words(browser(els).get(f"/archief/imports/{asking.pk}/"))
    assert "Stel voor het te vernietigen" in page
    address = f"{UNREAD}?import={asking.pk}"
    offered = words(browser(els).get(address))
    assert "WhatsApp Chat with Eva.txt" in offered
    assert "Staan er toch chatberichten in, dan gaan die verloren" in offered
    form = {"bestand": asking.source.pk, "basis": "Geen archiefbescheid", "note": "Verkeerd bestand"}
    answer = browser(els).post(address, form, follow=True)
    made = Destruction.objects.get()
    assert "Er is nog niets vernietigd: iemand anders moet haar goedkeuren." in words(answer)
    assert "Iemand anders moet haar goedkeuren" in words(answer)
    assert content.path_of(asking.source.sha256).exists()

    other = browser(second_archivist)
    asked = words(other.get(f"/archief/bewaren/lijsten/{made.pk}/goedkeuren/"))
    assert "1 ongelezen bestand vernietigen?" in asked
    assert f"Het gaat om «WhatsApp Chat with Eva.txt» (import {asking.pk})." in asked
    assert "Niemand kan het daarna nog ophalen of laten inlezen." in asked
    other.post(f"/archief/bewaren/lijsten/{made.pk}/goedkeuren/")
    work()

    made.refresh_from_db()
    assert made.state == DestructionState.COMPLETED
    assert not content.path_of(asking.source.sha256).exists()
    assert Message.objects.count() == 3
    assert f"Bestand van import {asking.pk}, ingeleverd" in made.certificate
    assert "stand van de import bij het voorstel: wacht op een antwoord" in made.certificate
    assert f"  {source_told(asking.source)}  " in made.certificate
    assert "Toelichting       Verkeerd bestand" in made.certificate
    assert "bericht" not in made.certificate
    told = [sentence(event).replace("\xa0", " ") for event in Event.objects.filter(verb__startswith="destr")]
    assert any("stelde voor 1 ongelezen bestand te vernietigen" in one for one in told)
    assert any("vernietigde 1 ongelezen bestand: verklaring van vernietiging 1" in one for one in told)
    assert list(differences()) == list(differences_with_log()) == []


def test_what_its_question_quoted_is_gone_and_the_page_says_what_happened(asking, els, anna, work, browser):
    assert "kwetterzucht" in str(asking.report)
    discarded(els, anna, work, asking)
    page = words(browser(els).get(f"/archief/imports/{asking.pk}/"))
    assert "Dit bestand is vernietigd (verklaring van vernietiging 1), zonder dat er iets uit gelezen is." in page
    assert "Het bestand zelf is er niet meer." in page
    assert "bewaard." not in page
    assert "kwetterzucht" not in page
    assert not ImportRun.objects.exclude(report={}).exists()
    answer = browser(els).get(f"/archief/imports/{asking.pk}/origineel/", follow=True)
    assert "Er is niets van bewaard om op te halen." in words(answer)
    browser(els).post(f"/archief/imports/{asking.pk}/antwoord/", {"date_order": "dmy"})
    assert ImportRun.objects.get().state == ImportState.REFUSED


def test_the_same_file_is_not_kept_again(asking, els, anna, work, brought):
    discarded(els, anna, work, asking)
    again = brought()
    assert again.state == ImportState.REFUSED
    assert "is vernietigd" in again.problem
    assert not content.path_of(asking.source.sha256).exists()


@pytest.mark.parametrize("state", [ImportState.REFUSED, ImportState.FAILED])
def test_one_that_was_refused_or_broke_off_goes_as_well(asking, els, anna, work, state):
    ImportRun.objects.update(state=state)
    discarded(els, anna, work, asking)
    assert not content.path_of(asking.source.sha256).exists()


def test_a_chat_can_go_once_the_file_that_held_it_up_is_gone(brought, crisis, els, anna, work):
    waiting = brought("WhatsApp-chat met Crisisteam.txt")
    with pytest.raises(ListRefused, match="laat het bestand ervan eerst vernietigen"):
        proposed(els)
    discarded(els, anna, work, waiting)
    assert proposed(els).lines.get().messages == 3


def test_who_proposed_cannot_approve(asking, els):
    with pytest.raises(ListRefused, match="zelf voorgesteld"):
        destroying.approve(listed(els, asking), by=els)
    assert content.path_of(asking.source.sha256).exists()


class TestWhatStandsInTheWay:
    def hold(self, by) -> Hold:
        return holding.set_hold(Hold(reason="Verzoek op komst", first_day=date(2020, 1, 1)), persons=[], by=by)

    def test_a_hold_before_the_proposal(self, asking, els, browser):
        self.hold(els)
        with pytest.raises(ListRefused, match="zolang er berichten worden vastgehouden"):
            listed(els, asking)
        page = words(browser(els).get(UNREAD))
        assert "Nu kan hiervan niets weg." in page
        assert "Maak de lijst" not in page

    def test_a_hold_after_it_and_one_after_the_approval(self, asking, brought, els, anna):
        first, second = listed(els, asking), listed(els, brought("notulen.txt", "geen chat"))
        destroying.approve(second, by=anna)
        self.hold(els)
        assert destroying.approve(first, by=anna).state == DestructionState.STOPPED
        assert carry_out(second).state == DestructionState.STOPPED
        assert all(content.path_of(source.sha256).exists() for source in Source.objects.all())
        assert ImportRun.objects.filter(state=ImportState.QUESTION).exists()

    def test_that_it_was_read_meanwhile(self, asking, els, anna):
        made = destroying.approve(listed(els, asking), by=anna)
        ingest.answer(asking, date_order=DateOrder.DMY)
        run_import(asking.pk)
        stopped = carry_out(made)
        assert stopped.state == DestructionState.STOPPED
        assert "is intussen ingelezen" in stopped.problem
        assert Message.objects.count() == 2
        assert content.path_of(asking.source.sha256).exists()

    def test_that_it_is_about_to_be_read(self, asking, els, anna):
        made = listed(els, asking)
        ingest.answer(asking, date_order=DateOrder.DMY)
        assert "wordt nog ingelezen" in destroying.approve(made, by=anna).problem
        with pytest.raises(ListRefused, match="wordt nog ingelezen"):
            listed(els, asking)

    def test_that_it_is_on_a_list(self, asking, els, browser):
        made = listed(els, asking)
        with pytest.raises(ListRefused, match=f"staat al op vernietigingslijst {made.pk}"):
            listed(els, asking)
        page = browser(els).get(UNREAD)
        assert f"staat op vernietigingslijst {made.pk}" in words(page)
        assert 'name="bestand"' not in page.content.decode()

    def test_that_something_of_it_is_in_the_archive(self, crisis, els):
        with pytest.raises(ListRefused, match="is intussen ingelezen"):
            listed(els, ImportRun.objects.get())

    def test_that_a_message_has_the_same_file(self, asking, crisis, els, tmp_path):
        message = Message.objects.first()
        sha256, size = stored(tmp_path, TWO_WAYS.encode())
        message.attachments.create(number=1, file_name="bijlage.txt", sha256=sha256, size=size)
        with pytest.raises(ListRefused, match="gaat met dat bericht weg"):
            listed(els, asking)

    def test_that_nothing_was_chosen(self, asking, els, browser):
        answer = browser(els).post(UNREAD, {"basis": "Geen archiefbescheid", "note": "Fout"})
        assert "Er is geen bestand gekozen." in words(answer)
        assert not Destruction.objects.exists()


def test_a_worker_that_is_killed_before_the_file_goes_on_with_it(asking, els, anna, monkeypatch):
    made = destroying.approve(listed(els, asking), by=anna)
    monkeypatch.setattr(destroying.destroying, "remove_files", lambda destruction: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        carry_out(made)
    made.refresh_from_db()
    assert made.state == DestructionState.DESTROYED
    assert list(differences()) == []
    monkeypatch.undo()
    assert carry_out(made).state == DestructionState.COMPLETED
    assert not content.path_of(asking.source.sha256).exists()


def test_the_list_of_what_went_is_not_changed(asking, els, anna, work):
    made = discarded(els, anna, work, asking)
    with pytest.raises(DatabaseError, match="is kept as it is"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM archive_listedoriginal")
    assert made.originals.count() == 1


def test_a_name_that_nobody_was_to_see_yet_is_on_no_list_and_goes_with_the_file(brought, els, anna, work, browser):
    hidden = brought("WhatsApp Chat with Minnares.txt", hides_new=True)
    made = listed(els, hidden)
    page = f"/archief/bewaren/lijsten/{made.pk}/"
    assert "Minnares" in words(browser(els).get(page))
    assert UNREAD_FILE in words(browser(anna).get(page))
    assert "Minnares" not in words(browser(anna).get(page))
    destroying.approve(made, by=anna)
    work()
    made.refresh_from_db()
    assert "Minnares" not in made.certificate
    assert Source.objects.get().file_name == NEVER_READ


def test_lists_tell_messages_and_unread_files_apart(asking, els, anna, work, browser, bring_in):
    discarded(els, anna, work, asking)
    bring_in("Crisisteam", CHAT)
    proposed(els)
    page = words(browser(anna).get("/archief/bewaren/lijsten/"))
    assert "1 ongelezen bestand" in page
    assert "3 berichten" in page
    assert "geen berichten" not in page
    assert "1 ongelezen bestand" in words(browser(anna).get("/archief/bewaren/"))
