"""What people sent along: read after the import, found by a search, shown without what a camera wrote, handed over."""

from __future__ import annotations

import io
import os
import re
import shutil
from pathlib import Path

from django.core.management import call_command
from django.urls import reverse

import pytest
from PIL import Image

from archive import attachment_texts, content, previews
from archive.extraction.confined import Reading
from archive.extraction.contract import ReadingState
from archive.models import Attachment, AttachmentText, Conversation, ImportRun, Message, MessageIndex
from archive.search.language import parse
from archive.search.query import Query, find, highlighted
from tests import factories
from tests.archive.extraction import documents
from tests.portal.intake.conftest import words
from woo_portal.accounts.roles import Role
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb
from woo_portal.intake import attachments
from woo_portal.jobs.models import Job, JobState
from woo_portal.jobs.running import perform

SECRET = "51.2869, 5.9770"
FILES = {
    "IMG-1.jpg": documents.camera_photo(SECRET),
    "piket.png": documents.photo_of("Piketlijst hoogwater"),
    "Offerte.pdf": documents.pdf("Spoedtoeslag voor noodpompen"),
    "nota.docx": documents.word("Het feitenrelaas van vrijdag"),
    "VID-1.mp4": b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(64),
    "stuk.pdf": b"%PDF-1.7 en verder niets",
}


def chat_with(files: dict[str, bytes], *, name: str = "Crisisteam") -> tuple[str, bytes]:
    """A zip of a chat in which one message each brings these files."""
    lines = [
        f"12-11-2025 16:{10 + minute} - Kofi Mensah: {file} (bestand bijgevoegd)\n" for minute, file in enumerate(files)
    ]
    text = "12-11-2025 16:05 - Kofi Mensah: Zie hieronder\n" + "".join(lines)
    return f"{name}.zip", documents.packed({f"WhatsApp-chat met {name}.txt": text, **files})


@pytest.fixture(scope="module")
def known() -> dict[tuple[bytes, str, str], tuple[Reading, Path]]:
    """What was read so far, and the folder with what was made of it, by the file, its name and the programs there are."""
    return {}


@pytest.fixture(autouse=True)
def _each_file_is_read_once(known, monkeypatch, tmp_path_factory) -> None:
    """The process in which a file is read has its own tests; starting it for every file of every test costs the most here."""
    really_read = attachment_texts.read_confined

    def read_confined(path: Path, *, file_name: str, folder: Path) -> Reading:
        key = path.read_bytes(), file_name, os.environ["PATH"]
        if key not in known:
            made = tmp_path_factory.mktemp("read")
            known[key] = really_read(path, file_name=file_name, folder=made), made
        reading, made = known[key]
        shutil.copytree(made, folder, dirs_exist_ok=True)
        return reading

    monkeypatch.setattr(attachment_texts, "read_confined", read_confined)


@pytest.fixture
def read(send, work):
    """Bring in a chat with these files, and let the worker read first the chat and then the files."""

    def bring(files: dict[str, bytes] = FILES, **names: str) -> Conversation:
        send(chat_with(files, **names))
        work()
        work()
        return Conversation.objects.latest("pk")

    return bring


@pytest.fixture
def reader(client_for):
    return client_for(Role.COORDINATOR)


def address(chat: Conversation) -> str:
    return f"/archief/gesprekken/{chat.pk}/"


def named(file_name: str) -> Attachment:
    return Attachment.objects.get(file_name=file_name)


def texts_found(question: str) -> list[str]:
    return [message.attachments.get().file_name for message in find(Query(words=question))]


class TestReading:
    def test_what_stands_in_a_file_is_found_and_the_hit_says_where(self, read, reader):
        read()
        assert texts_found("spoedtoeslag") == ["Offerte.pdf"]
        assert texts_found("feitenrelaas") == ["nota.docx"]
        assert texts_found("piketlijst") == ["piket.png"]
        assert texts_found("hoogwat*") == ["piket.png"]

        page = words(reader.get("/zoeken/", {"q": "spoedtoeslag"}))
        assert "1 treffer" in page
        assert page.count("Gevonden in de tekst van een bijlage.") == 1
        assert "Gevonden in de tekst" not in words(reader.get("/zoeken/", {"q": "hieronder"}))

    def test_a_hit_by_the_messages_own_words_is_no_hit_of_its_attachment(self, read):
        read()
        own = {m.text: m.in_own_words for m in highlighted(find(Query(words="Offerte")), parse("Offerte"))}
        assert set(own.values()) == {True}
        other = highlighted(find(Query(words="offerte spoedtoeslag")), parse("offerte spoedtoeslag"))
        assert [message.in_own_words for message in other] == [False]

    def test_each_file_ends_in_a_state_that_says_what_became_of_it(self, read):
        read()
        states = {name: AttachmentText.objects.get(pk=named(name).sha256) for name in FILES}
        assert {name: row.state for name, row in states.items()} == {
            "IMG-1.jpg": ReadingState.READ,
            "piket.png": ReadingState.READ,
            "Offerte.pdf": ReadingState.READ,
            "nota.docx": ReadingState.READ,
            "VID-1.mp4": ReadingState.NO_TEXT,
            "stuk.pdf": ReadingState.FAILED,
        }
        assert states["stuk.pdf"].problem == "De PDF is beschadigd: hij is niet te openen."
        assert (states["piket.png"].how, states["nota.docx"].how) == ("ocr", "layer")

    def test_the_report_of_the_import_says_how_far_it_is(self, send, work, archivist):
        send(chat_with(FILES))
        work()
        page = f"/archief/imports/{ImportRun.objects.get().pk}/"
        assert "Van 6 bijlagen is de inhoud nog niet gelezen." in words(archivist.get(page))
        work()
        told = words(archivist.get(page))
        assert "nog niet gelezen" not in told
        assert "Van 4 bijlagen is de inhoud gelezen." in told
        assert "Van 1 bijlage is de inhoud niet te lezen." in told
        assert "1 bijlage is van een soort waarvan de inhoud niet gelezen wordt." in told

    def test_a_chat_without_files_makes_no_work(self, bring_in):
        bring_in()
        assert not Job.objects.filter(kind=attachments.JOB_KIND).exists()

    def test_one_file_on_two_phones_is_read_once_and_found_twice(self, read, monkeypatch):
        read({"nota.docx": FILES["nota.docx"]})
        monkeypatch.setattr(attachment_texts, "read_confined", None)  # a second reading would fail
        read({"stuk van gisteren.docx": FILES["nota.docx"]}, name="Rieke")

        assert AttachmentText.objects.count() == 1
        assert sorted(texts_found("feitenrelaas")) == ["nota.docx", "stuk van gisteren.docx"]

    def test_work_that_is_killed_goes_on_where_it_was(self, send, work, monkeypatch):
        class Killed(BaseException):
            pass

        send(chat_with(FILES))
        work()
        job = Job.objects.get(kind=attachments.JOB_KIND)
        real, seen = attachment_texts.read_confined, []

        def dying(path, **rest):
            seen.append(path)
            if len(seen) == 3:
                raise Killed
            return real(path, **rest)

        monkeypatch.setattr(attachment_texts, "read_confined", dying)
        with pytest.raises(Killed):
            perform(job.pk)
        assert AttachmentText.objects.exclude(state=ReadingState.WAITING).count() == 2

        perform(job.pk)
        assert len(seen) == 7  # the third file twice, no other
        assert not AttachmentText.objects.filter(state=ReadingState.WAITING).exists()
        assert Job.objects.get(pk=job.pk).message == "4\u00a0bijlagen gelezen."
        assert not list(previews.path_of("0" * 64, small=True).parent.parent.glob("reading-*"))

    def test_what_a_killed_reader_left_is_thrown_away(self, send, work, settings):
        left = settings.PREVIEW_DIR / "reading-oud"
        left.mkdir(parents=True)
        (left / "half.webp").touch()
        os.utime(left, (0, 0))
        send(chat_with({"nota.docx": FILES["nota.docx"]}))
        work()
        work()
        assert not left.exists()

    def test_a_file_at_which_the_reader_keeps_dying_is_given_up(self, send, work):
        send(chat_with({"stuk.pdf": FILES["Offerte.pdf"]}))
        work()
        attachment_texts.waiting()
        AttachmentText.objects.update(attempts=attachment_texts.ATTEMPTS)
        work()
        row = AttachmentText.objects.get()
        assert (row.state, row.problem[:30]) == (ReadingState.FAILED, "Het lezen is meermaals afgebro")

    def test_long_work_lets_other_work_go_first(self, send, work, monkeypatch):
        monkeypatch.setattr(attachments, "SLICE_SECONDS", -1)
        send(chat_with(FILES))
        work()
        work()
        first, second = Job.objects.filter(kind=attachments.JOB_KIND).order_by("pk")
        assert (first.state, first.message) == (JobState.DONE, "geen\u00a0bijlagen gelezen; de rest volgt.")
        monkeypatch.undo()
        perform(second.pk)
        assert Job.objects.get(pk=second.pk).message == "6\u00a0bijlagen gelezen."

    def test_a_file_that_is_gone_is_said_to_be_gone(self, send, work):
        send(chat_with({"nota.docx": FILES["nota.docx"]}))
        work()
        content.path_of(named("nota.docx").sha256).unlink()
        work()
        assert AttachmentText.objects.get().problem == "Het bestand staat niet meer in de opslag."

    def test_a_table_of_numbers_larger_than_a_search_row_is_searched_as_far_as_it_goes(self, read):
        table = "begin\n" + "\n".join(str(number * 7919) for number in range(1_000_000, 1_090_000))
        read({"meting.csv": table.encode()})
        assert texts_found("begin") == ["meting.csv"]
        assert "te veel in om alles doorzoekbaar te maken" in AttachmentText.objects.get().problem

    def test_the_index_made_anew_finds_the_same(self, read):
        read()
        MessageIndex.objects.all().delete()
        factories.index_archive()
        assert texts_found("spoedtoeslag") == ["Offerte.pdf"]
        assert find(Query(words="hieronder")).count() == 1


class TestCommand:
    def test_what_waits_is_read(self, send, work, capsys):
        send(chat_with(FILES))
        work()
        call_command("read_attachments")
        assert "6 bijlagen gelezen; 1 waren niet te lezen." in capsys.readouterr().out
        call_command("read_attachments")
        assert "0 bijlagen gelezen" in capsys.readouterr().out

    def test_what_failed_is_read_again_when_asked(self, read, capsys, monkeypatch):
        read()
        call_command("read_attachments", "--opnieuw", "mislukt")
        assert "1 bijlagen gelezen; 1 waren niet te lezen." in capsys.readouterr().out

    def test_pictures_wait_for_recognition_to_be_installed(self, send, work, reader, monkeypatch, tmp_path):
        with monkeypatch.context() as without:
            without.setenv("PATH", str(tmp_path))
            send(chat_with({"piket.png": FILES["piket.png"]}))
            work()
            work()
        page = words(reader.get(address(Conversation.objects.get())))
        assert "deze server heeft geen tekstherkenning" in page
        assert texts_found("piketlijst") == []

        call_command("read_attachments")
        assert texts_found("piketlijst") == ["piket.png"]


class TestConversation:
    def test_shows_a_picture_and_the_text_of_each_file(self, read, reader):
        page = reader.get(address(read()))
        told = words(page)
        assert "Offerte.pdf PDF, 839 bytes" in re.sub(r"\d+ bytes", "839 bytes", told)
        assert "Tekst in deze bijlage Spoedtoeslag voor noodpompen" in told
        assert "herkend in beeld: kan leesfouten bevatten Piketlijst hoogwater" in told
        assert "stuk.pdf PDF, 24 bytes De PDF is beschadigd: hij is niet te openen." in told.replace("\u00a0", " ")
        assert "Van dit soort bestand wordt de inhoud niet doorzocht." in told
        assert len(re.findall(r"<img ", page.content.decode())) == 2
        assert 'alt="Afbeelding IMG-1.jpg"' in page.content.decode()

    def test_markup_in_a_file_is_text(self, read, reader):
        page = reader.get(address(read({"<b>x.txt": b"<script>alert(1)</script>"})))
        assert "<script>alert" not in page.content.decode()
        assert "&lt;b&gt;x.txt" in page.content.decode()

    def test_costs_a_fixed_number_of_queries(self, read, reader, django_assert_max_num_queries):
        chat = read({f"a{number}.txt": f"tekst {number}".encode() for number in range(20)})
        with django_assert_max_num_queries(18):
            reader.get(address(chat))

    def test_of_a_long_text_the_beginning(self, read, reader):
        page = words(reader.get(address(read({"lang.txt": b"woord " * 2000 + b"slotwoord"}))))
        assert "Lees verder op de pagina van deze bijlage" in page
        assert "slotwoord" not in page
        assert "slotwoord" in words(reader.get(reverse("archive-attachment", args=[named("lang.txt").pk])))
        assert texts_found("slotwoord") == ["lang.txt"]


class TestPicture:
    @pytest.fixture
    def photo(self, read) -> str:
        read({"IMG-1.jpg": FILES["IMG-1.jpg"]})
        return reverse("archive-attachment-picture", args=[named("IMG-1.jpg").pk])

    @pytest.mark.parametrize("size", ["", "?klein=1"])
    def test_is_made_of_pixels_alone(self, photo, reader, size):
        answer = reader.get(photo + size)
        data = b"".join(answer.streaming_content)
        assert answer["Content-Type"] == "image/webp"
        assert answer["Cache-Control"] == "no-store"
        assert SECRET.encode() not in data
        with Image.open(io.BytesIO(data)) as picture:
            assert not picture.getexif()
            assert picture.height > picture.width  # upright, as it was held

    def test_what_is_no_picture_has_none(self, read, reader):
        read()
        for name in ("Offerte.pdf", "VID-1.mp4"):
            assert reader.get(reverse("archive-attachment-picture", args=[named(name).pk])).status_code == 404

    @pytest.mark.parametrize("role", [Role.REVIEWER, Role.ADMINISTRATOR])
    def test_is_for_who_reads_the_archive(self, photo, client_for, role):
        assert client_for(role).get(photo).status_code == 404
        for part in ("", "bestand/"):
            assert client_for(role).get(photo.replace("afbeelding/", part)).status_code == 404


class TestPage:
    def test_says_what_is_in_it_who_sent_it_and_the_log_tells(self, read, reader):
        chat = read()
        message = named("piket.png").message
        page = reader.get(reverse("archive-attachment", args=[named("piket.png").pk]))
        told = words(page)
        assert "Tekst, herkend in beeld Deze tekst kan leesfouten bevatten. Piketlijst hoogwater" in told
        assert "Gestuurd 12 nov 2025, 16.11 uur , door Kofi Mensah" in told.replace("\u00a0", " ")
        assert f'href="{address(chat)}?bericht={message.pk}#bericht-{message.pk}"' in page.content.decode()
        event = sentence(Event.objects.get(verb=Verb.ATTACHMENT_VIEWED))
        assert event == "Anna Coenen bekeek de bijlage «piket.png» in het gesprek «Crisisteam»."

    def test_of_what_cannot_be_shown_it_says_so_and_hands_it_over(self, read, reader):
        read()
        page = reader.get(reverse("archive-attachment", args=[named("VID-1.mp4").pk]))
        assert "<img" not in page.content.decode()
        assert "Van dit soort bestand wordt de inhoud niet doorzocht." in words(page)
        assert "Haal het bestand op" in words(page)


class TestFile:
    def test_is_the_file_as_it_was_and_an_event(self, read, reader):
        read()
        page = reverse("archive-attachment-file", args=[named("IMG-1.jpg").pk])
        answer = reader.get(page)
        assert b"".join(answer.streaming_content) == FILES["IMG-1.jpg"]
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"] == 'attachment; filename="IMG-1.jpg"'
        assert "haalde de bijlage «IMG-1.jpg»" in sentence(Event.objects.get(verb=Verb.ATTACHMENT_DOWNLOADED))

    def test_what_no_source_held_is_not_there(self, bring_in, reader):
        bring_in(text="12-11-2025 16:45 - Kofi: IMG-9.jpg (bestand bijgevoegd)\n")
        assert Message.objects.count() == 1
        for page in ("archive-attachment", "archive-attachment-file", "archive-attachment-picture"):
            assert reader.get(reverse(page, args=[named("IMG-9.jpg").pk])).status_code == 404
        assert "IMG-9.jpg niet in de bron" in words(reader.get(address(Conversation.objects.get())))
