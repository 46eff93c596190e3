"""The archivist brings exports in by the browser."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from archive import content
from archive.models import Function, ImportRun, ImportState, Message, Person, PrivateMark, Source
from tests.portal.intake.conftest import AMBIGUOUS, EXPORT, GROUP, words
from woo_portal.accounts.roles import Role
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb
from woo_portal.jobs.models import Job

UPLOAD = "/archief/inleveren/"


def test_an_export_is_received_read_and_reported(send, work, archivist):
    waiting = send((GROUP, EXPORT))
    assert "wacht" in words(waiting)
    assert Message.objects.count() == 0

    work()
    report = words(archivist.get(waiting.redirect_chain[-1][0]))
    assert "4 nieuwe berichten , van 12 november 2025 tot en met 13 november 2025" in report
    assert Message.objects.count() == 4


def test_what_comes_in_can_be_kept_from_everybody_until_the_archivist_has_looked_at_it(
    send, work, archivist, client_for
):
    reader = client_for(Role.COORDINATOR)
    waiting = send((GROUP, EXPORT), hides_new="on")
    work()

    # Then nobody sees it, and the import counts it without a name
    address = waiting.redirect_chain[-1][0]
    assert Message.objects.count() == 4
    assert not Message.objects.visible().exists()
    assert "Mensah" not in words(reader.get(address))
    assert "Crisisteam" not in words(reader.get("/archief/gesprekken/"))
    assert "Crisisteam" not in words(reader.get("/archief/"))
    event = Event.objects.get(verb=Verb.PRIVATE_MARKED)
    assert "het portaal markeerde 4\xa0berichten die nog niet zijn nagekeken" in sentence(event)

    # When the archivist marks by itself what is private, and lifts the rest
    mark = PrivateMark.objects.get()
    page = archivist.get(f"/archief/prive/{mark.pk}/")
    assert "Graag alleen operationeel" in words(page)
    private = Message.objects.get(text__startswith="Doe ik nu")
    form = {"bericht": private.pk, "what": "berichten", "reason": "Gezin"}
    archivist.post(f"/archief/gesprekken/{mark.conversation_id}/prive/", form)
    archivist.post(f"/archief/prive/{mark.pk}/opheffen/", {"reason": "Nagekeken."})

    # Then the others read the rest
    assert Message.objects.visible().count() == 3
    assert "Graag alleen operationeel" in words(reader.get(f"/archief/gesprekken/{mark.conversation_id}/"))


def test_an_import_that_asks_and_is_answered_hides_what_it_adds_as_well(send, work, archivist):
    asking = send(("chat.txt", AMBIGUOUS), hides_new="on")
    work()
    run = ImportRun.objects.get()
    assert run.state == ImportState.QUESTION
    archivist.post(f"{asking.redirect_chain[-1][0]}antwoord/", {"date_order": "dmy"})
    work()
    assert Message.objects.count() == 1
    assert not Message.objects.visible().exists()


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.REVIEWER, Role.LIAISON, Role.ADMINISTRATOR])
def test_for_every_other_role_the_page_is_not_there(client_for, role):
    client = client_for(role)
    assert client.get(UPLOAD).status_code == 404
    assert client.post(UPLOAD, {"exports": io.BytesIO(EXPORT.encode())}).status_code == 404
    assert Source.objects.count() == 0


def test_a_form_sent_twice_imports_once(send, work):
    first, second = send((GROUP, EXPORT)), send((GROUP, EXPORT))
    assert first.redirect_chain == second.redirect_chain
    assert Job.objects.count() == 1

    work()
    assert ImportRun.objects.count() == 1
    assert Message.objects.count() == 4


def test_a_file_that_was_imported_before_adds_nothing_and_says_so(send, bring_in):
    bring_in()
    again = words(send((GROUP, EXPORT)))

    assert "Niets toegevoegd. Dit bestand was al geïmporteerd op" in again
    assert Message.objects.count() == 4
    assert Job.objects.count() == 1


def test_a_text_with_its_photo_beside_it_is_one_export(send, work):
    text = "12-11-2025 16:45 - Kofi: IMG-20251112-WA0000.jpg (bestand bijgevoegd)\n"
    send((GROUP, text), ("IMG-20251112-WA0000.jpg", b"\xff\xd8\xff plaatje"))
    work()

    run = ImportRun.objects.get()
    assert run.source.file_name == "WhatsApp-chat met Crisisteam.zip"
    assert (run.report["attachments_present"], run.report["attachments_absent"]) == (1, 0)


def test_several_exports_at_once_are_several_imports(send, work):
    other = EXPORT.replace("hoogwater", "laagwater").replace("pompen", "sluizen")
    listed = send((GROUP, EXPORT), ("WhatsApp-chat met Rieke.txt", other))
    assert "2 exports ontvangen" in words(listed)

    work()
    assert [run.state for run in ImportRun.objects.all()] == [ImportState.DONE, ImportState.DONE]


def _cut_zip() -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("_chat.txt", EXPORT * 50)
    return whole.getvalue()[:200]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("leeg.txt", b"", "is leeg"),
        ("foto.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 50, "is geen tekst"),
        ("afgekapt.zip", _cut_zip(), "beschadigd of onvolledig"),
        ("notulen.txt", b"Notulen van de vergadering\nAanwezig: Jan en Piet\n", "onbekende vorm"),
    ],
)
def test_what_is_no_export_is_refused_with_the_reason_and_kept(send, work, archivist, name, data, reason):
    address = send((name, data)).redirect_chain[-1][0]
    work()

    page = words(archivist.get(address))
    assert "Geweigerd." in page
    assert reason in page
    assert "Het bestand zelf is bewaard." in page
    assert content.path_of(Source.objects.get().sha256).exists()


def test_the_formats_that_were_tried_are_folded_away_and_no_task_names_them(send, work, archivist):
    """Regression: the names of twenty formats stood in the refusal, and once more in the list of tasks."""
    page = archivist.get(send(("notulen.txt", "Notulen\n")).redirect_chain[-1][0])
    work()
    page = archivist.get(page.request["PATH_INFO"])
    said, folded = page.content.decode().split("<details>", 1)
    assert "lijkt geen chatexport" in said
    assert "Gezocht is naar" not in said
    assert "Gezocht is naar: " in folded.partition("</details>")[0]
    assert "lijkt geen chatexport" in Job.objects.get().message
    assert "Gezocht is naar" not in Job.objects.get().message + words(archivist.get("/"))


def test_a_refused_file_may_come_again_under_its_right_phone(send, work):
    kofi = Person.objects.create(name="Kofi Mensah")
    send(("notulen.txt", "Notulen\n"))
    work()
    send(("notulen.txt", "Notulen\n"), holder="Kofi Mensah")

    assert Source.objects.get().holder == kofi
    assert ImportRun.objects.count() == 2


def test_without_a_file_nothing_happens(send):
    assert "Kies ten minste één bestand." in words(send())
    assert Source.objects.count() == 0


def test_two_files_of_one_name_would_become_one(send):
    assert f"Twee bestanden heten «{GROUP}»" in words(send((GROUP, EXPORT), (GROUP, EXPORT + "x")))
    assert Source.objects.count() == 0


def test_an_upload_that_is_too_large_is_not_kept(send, settings):
    settings.UPLOAD_MAX_BYTES = 500
    page = words(send((GROUP, EXPORT * 10)))

    assert "in één keer kan hoogstens 500 bytes" in page
    assert "Uw bestanden zijn niet bewaard" in page
    assert Source.objects.count() == 0


def test_too_many_files_at_once_are_not_kept(send, monkeypatch):
    monkeypatch.setattr("woo_portal.intake.upload_limit.MAX_FILES", 2)
    page = words(send(*[(f"{number}.txt", EXPORT) for number in range(4)]))

    assert "U koos 4 bestanden; in één keer kunnen er hoogstens 2." in page
    assert Source.objects.count() == 0


def test_a_name_longer_than_a_file_system_takes_is_shortened(send, work):
    send((f"WhatsApp-chat met {'🌊' * 60}.txt", EXPORT))
    work()

    run = ImportRun.objects.get()
    assert run.state == ImportState.DONE
    assert len(run.source.file_name.encode()) <= 200


class TestWhosePhone:
    def test_a_person_of_the_archive(self, send):
        fatima = Person.objects.create(name="Fatima El Amrani")
        send((GROUP, EXPORT), holder="fatima el amrani")
        assert Source.objects.get().holder == fatima

    def test_nobody_is_made_up_from_a_slip_of_the_keyboard(self, send):
        page = words(send((GROUP, EXPORT), holder="Fatma"))
        assert "«Fatma» staat niet in het archief." in page
        assert Source.objects.count() == Person.objects.count() == 0

    def test_a_new_person_is_said_to_be_new(self, send):
        send((GROUP, EXPORT), holder="Fatima El Amrani", new_holder="on")
        assert Source.objects.get().holder.name == "Fatima El Amrani"

    def test_of_namesakes_one_is_chosen(self, send, archivist):
        one, other = (Person.objects.create(name="Jan de Wit") for _ in range(2))
        for person in (one, other):
            person.functions.create(title="jurist", function_class="official")
        assert f"Jan de Wit, jurist (persoon {other.pk})" in archivist.get(UPLOAD).content.decode()

        assert "Er zijn meer personen die «Jan de Wit» heten" in words(send((GROUP, EXPORT), holder="Jan de Wit"))
        send((GROUP, EXPORT), holder=f"Jan de Wit, jurist (persoon {other.pk})")
        assert Source.objects.get().holder == other

    def test_the_line_proposes_the_names_it_says_it_has(self, archivist, work):
        """Regression: the names stood in the page, and the line did not say that they were its own: no browser proposed any."""
        Function.objects.create(person=Person.objects.create(name="Kofi O'Brien"), title="hoofd")

        page = archivist.get(UPLOAD).content.decode()

        assert 'list="id_holder-namen"' in page
        names = re.search(r'(?s)<datalist id="id_holder-namen">(.*?)</datalist>', page)[1]
        assert "Kofi O&#x27;Brien" in names

    def test_what_was_said_of_a_known_file_stays(self, send, bring_in):
        kofi, fatima = Person.objects.create(name="Kofi Mensah"), Person.objects.create(name="Fatima El Amrani")
        bring_in(holder=kofi)
        page = words(send((GROUP, EXPORT), holder=fatima.name))

        assert "is eerder ingeleverd, van de telefoon van Kofi Mensah" in page
        assert Source.objects.get().holder == kofi


def test_the_log_tells_who_brought_what_in(send):
    Person.objects.create(name="Kofi Mensah")
    send((GROUP, EXPORT), holder="Kofi Mensah")

    event = Event.objects.get(verb=Verb.IMPORT_STARTED)
    assert sentence(event) == f"Els Archema leverde «{GROUP}» in, van de telefoon van Kofi Mensah."
