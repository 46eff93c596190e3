"""What became of an import: followed, asked, accounted for, and checked against the original."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile

import pytest

from archive import content, conversation_storing
from archive.functions import FunctionClass
from archive.models import Function, ImportRun, ImportState, Message, Person
from tests.portal.intake.conftest import AMBIGUOUS, EXPORT, GROUP, words
from woo_portal.accounts.roles import Role
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb
from woo_portal.jobs.models import Job, JobState
from woo_portal.jobs.running import ATTEMPTS, perform


def page_of(run: ImportRun, part: str = "") -> str:
    return f"/archief/imports/{run.pk}/{part}"


def test_the_report_accounts_for_every_line(bring_in, archivist):
    garbled = "45-11-2025 09:00 - PJ: op een dag die niet bestaat\n" + EXPORT
    page = archivist.get(page_of(bring_in(text=garbled)))
    table = re.search(r"(?s)Wat er van alle regels geworden is.*?</table>", page.content.decode())[0]
    *parts, total = [int(figure) for figure in re.findall(r'class="numeric">(\d+)<', table)]

    assert total == garbled.count("\n")
    assert sum(parts) == total
    assert "op een dag die niet bestaat" in words(page)


def test_the_list_of_imports_stayed_on_waits_when_the_work_was_done(send, work, archivist):
    send((GROUP, EXPORT))
    following = 'hx-get="/archief/" hx-trigger="every 3s" hx-select="#imports"'

    assert following in archivist.get("/archief/").content.decode()
    work()
    assert following not in archivist.get("/archief/").content.decode()


def test_a_report_that_does_not_add_up_is_an_error_on_the_page(bring_in, archivist):
    run = bring_in()
    ImportRun.objects.filter(pk=run.pk).update(report=run.report | {"units": 9})

    page = words(archivist.get(page_of(run)))
    assert "Het verslag sluit niet." in page
    assert "Verschil met het bestand 4" in page


def test_the_report_says_what_is_in_the_file_and_what_never_is(bring_in, archivist):
    page = words(archivist.get(page_of(bring_in(text=EXPORT + "13-11-2025 09:00 - PJ: <Media weggelaten>\n"))))

    assert "Kofi Mensah 2" in page
    assert "Systeemregel van de app 1" in page
    assert "1 bijlage genoemd maar niet meegeleverd" in page
    assert "Wat dit formaat nooit bevat" in page


def test_mail_that_was_not_read_is_named_with_its_hash_and_what_to_do(send, work, archivist, client_for):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        target.writestr(GROUP, EXPORT)
        target.writestr("oud/Archief Mensah.pst", b"!BDN" + bytes(100))
    send(("WhatsApp-chat met Crisisteam.zip", packed.getvalue()), hides_new="on")
    work()
    run = ImportRun.objects.get()
    page = words(archivist.get(page_of(run)))
    assert "E-mail in dit bestand die niet is gelezen" in page
    assert "oud/Archief Mensah.pst Outlook-gegevensbestand (PST), 104 bytes" in page
    assert hashlib.sha256(b"!BDN" + bytes(100)).hexdigest() in page
    assert "exporteren als EML, en lever die in een zip in." in page
    # Who may not see what was said does not see what the files are called.
    others = words(client_for(Role.COORDINATOR).get(page_of(run)))
    assert "Mensah" not in others
    # Nor does the hash of the file help who would guess what is in it.
    assert run.source.sha256 in page
    assert run.source.sha256 not in others


def test_the_report_leads_to_the_senders_nobody_has_identified(bring_in, archivist, client_for):
    """Regression: the senders were plain text, and what to do next was said nowhere."""
    run = bring_in()
    kofi, pj = (Person.objects.get(name=name) for name in ("Kofi Mensah", "PJ"))
    page = archivist.get(page_of(run))
    assert "Van 2 afzenders is nog geen functie bekend." in words(page)
    assert all(f'href="/archief/personen/{person.pk}/"' in page.content.decode() for person in (kofi, pj))
    assert "is nog geen functie bekend" not in words(client_for(Role.COORDINATOR).get(page_of(run)))

    Function.objects.create(person=kofi, title="woordvoerder", function_class=FunctionClass.OFFICIAL)
    page = archivist.get(page_of(run))
    assert "Van 1 afzender is nog geen functie bekend." in words(page)
    assert f'href="/archief/personen/{kofi.pk}/"' not in page.content.decode()


def test_the_report_lists_ten_unidentified_senders_and_leads_to_the_rest(bring_in, archivist):
    run = bring_in(text="".join(f"13-11-2025 08:{n} - Afzender {n}: hallo {n}\n" for n in range(10, 21)))
    page = archivist.get(page_of(run)).content.decode()
    assert "Van 11\xa0afzenders" in page
    assert len(re.findall(r'href="/archief/personen/\d+/"', page)) == 10
    assert page.count('href="/archief/personen/?toon=zonder-functie"') == 1


def test_dates_that_can_be_read_two_ways_are_asked_and_then_read(bring_in, archivist, work):
    run = bring_in("WhatsApp Chat with Jan.txt", AMBIGUOUS)
    question = words(archivist.get(page_of(run)))
    assert "03/04/25 3 april 2025 4 maart 2025" in question
    assert Message.objects.count() == 0

    archivist.post(page_of(run, "antwoord/"), {"date_order": "mdy"})
    work()
    assert Message.objects.get().sent_at.date().isoformat() == "2025-03-04"
    assert "eerst de maand, dan de dag" in words(archivist.get(page_of(run)))
    assert "eerst de maand" in sentence(Event.objects.get(verb=Verb.IMPORT_ANSWERED))


def test_a_question_is_answered_once(bring_in, archivist, work):
    run = bring_in("WhatsApp Chat with Jan.txt", AMBIGUOUS)
    assert "Kies een van beide." in words(archivist.post(page_of(run, "antwoord/"), {}))
    for order in ("dmy", "mdy"):
        answered = archivist.post(page_of(run, "antwoord/"), {"date_order": order}, follow=True)

    assert "De vraag is al beantwoord. Er is niets gewijzigd." in words(answered)
    work()
    assert Message.objects.get().sent_at.date().isoformat() == "2025-04-03"


def test_who_reads_the_archive_sees_the_question_and_cannot_answer_it(bring_in, client_for):
    run = bring_in("WhatsApp Chat with Jan.txt", AMBIGUOUS)
    coordinator = client_for(Role.COORDINATOR)

    assert "De archivaris beantwoordt deze vraag." in words(coordinator.get(page_of(run)))
    assert coordinator.post(page_of(run, "antwoord/"), {"date_order": "dmy"}).status_code == 404
    assert coordinator.post(page_of(run, "opnieuw/")).status_code == 404
    assert ImportRun.objects.get().state == ImportState.QUESTION


def test_progress_is_seen_while_it_runs_and_the_page_turns_into_the_report(send, work, archivist):
    send((GROUP, EXPORT))
    run, job = ImportRun.objects.get(), Job.objects.get()
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, done=2000, total=5000)
    part = archivist.get(page_of(run, "voortgang/"))
    assert "2.000 van 5.000 (40%)" in words(part)
    assert b"<html" not in part.content

    work()
    assert archivist.get(page_of(run, "voortgang/"))["HX-Refresh"] == "true"


def test_a_worker_killed_half_way_leaves_nothing_and_a_second_one_finishes_once(send, monkeypatch):
    class Killed(BaseException):
        pass

    def die(*args):
        raise Killed

    send((GROUP, EXPORT))
    job = Job.objects.get()
    with monkeypatch.context() as patch:
        patch.setattr(conversation_storing, "index_staged", die)
        with pytest.raises(Killed):
            perform(job.pk)
    assert Message.objects.count() == 0
    assert ImportRun.objects.get().state == ImportState.RUNNING

    perform(job.pk)
    perform(job.pk)
    assert Message.objects.count() == 4
    assert ImportRun.objects.get().report["messages_new"] == 4


def test_an_import_that_took_its_worker_down_too_often_does_not_seem_to_run_for_ever(send, work, archivist):
    send((GROUP, EXPORT))
    run, job = ImportRun.objects.get(), Job.objects.get()
    ImportRun.objects.update(state=ImportState.RUNNING)
    Job.objects.update(state=JobState.RUNNING, attempts=ATTEMPTS)
    perform(job.pk)
    run.refresh_from_db()
    assert run.state == ImportState.FAILED
    assert "meermaals afgebroken" in words(archivist.get(page_of(run)))

    archivist.post(page_of(run, "opnieuw/"))
    work()
    assert "4 nieuwe berichten" in words(archivist.get(page_of(run)))


def test_an_import_that_broke_down_can_be_taken_up_again(send, work, archivist, monkeypatch):
    send((GROUP, EXPORT))
    run = ImportRun.objects.get()
    with monkeypatch.context() as patch:
        patch.setattr(conversation_storing, "index_staged", lambda conversation, chat: 1 / 0)
        work()
    run.refresh_from_db()
    assert run.state == ImportState.FAILED
    assert "Tijdens het lezen ging er iets mis" in run.problem
    broken = words(archivist.get(page_of(run)))
    assert "Afgebroken. Er ging iets mis." in broken
    assert "Lees het bestand opnieuw in" in broken

    archivist.post(page_of(run, "opnieuw/"))
    work()
    assert "4 nieuwe berichten" in words(archivist.get(page_of(run)))


def test_the_original_comes_back_unaltered_and_the_log_tells(bring_in, archivist, client_for):
    run = bring_in()
    response = archivist.get(page_of(run, "origineel/"))

    assert b"".join(response.streaming_content) == EXPORT.encode()
    assert "attachment" in response["Content-Disposition"]
    assert run.source.sha256 in sentence(Event.objects.get(verb=Verb.ORIGINAL_DOWNLOADED))
    assert client_for(Role.COORDINATOR).get(page_of(run, "origineel/")).status_code == 404
    assert "Haal het bestand op" not in words(client_for(Role.COORDINATOR).get(page_of(run)))


def test_an_original_that_is_gone_is_said_to_be_gone(bring_in, archivist):
    run = bring_in()
    content.path_of(run.source.sha256).unlink()

    page = words(archivist.get(page_of(run, "origineel/"), follow=True))
    assert "Het origineel staat niet meer in de opslag." in page
    assert not Event.objects.filter(verb=Verb.ORIGINAL_DOWNLOADED).exists()


def test_the_list_leafs_through_all_imports_in_a_fixed_number_of_queries(
    bring_in, archivist, django_assert_max_num_queries
):
    run = bring_in()
    ImportRun.objects.bulk_create(
        ImportRun(source=run.source, started_by="Els", state=ImportState.DONE, report=run.report) for _ in range(120)
    )
    seen, address = [], "/archief/"
    while address:
        with django_assert_max_num_queries(8):
            page = archivist.get(address)
        seen += [row.pk for row in page.context["page"].rows]
        address = page.context["page"].next_url and "/archief/" + page.context["page"].next_url

    assert seen == list(ImportRun.objects.order_by("-pk").values_list("pk", flat=True))
    assert "121 imports" in words(page)


def test_an_import_that_does_not_exist_is_not_there(archivist):
    for part in ("", "voortgang/", "origineel/"):
        assert archivist.get(f"/archief/imports/404/{part}").status_code == 404


def test_an_import_that_waited_for_an_answer_was_called_ready(send, work, archivist):
    send((GROUP, AMBIGUOUS))
    work()

    job = Job.objects.get(kind="import")
    assert (job.state, job.outcome) == (JobState.DONE, "wacht op antwoord")
    page = words(archivist.get("/"))
    assert "wacht op antwoord De import wacht op een antwoord: in welke volgorde staan dag en maand?" in page
