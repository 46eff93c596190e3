"""An archivist brings exports in: everything is accounted for, nothing is doubled, nothing is half done."""

from __future__ import annotations

import base64
import io
import zipfile
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from archive import content, conversation_storing, ingest
from archive.importing import DateOrder, HandleKind, MessageKind, ParsedHandle, ParsedMessage
from archive.models import (
    Attachment,
    Capture,
    Conversation,
    Handle,
    ImportRun,
    ImportState,
    Message,
    MessageIndex,
    Person,
    Source,
)
from archive.staging import as_stored

pytestmark = pytest.mark.django_db

GROUP = "WhatsApp-chat met Crisisteam.txt"
EXPORT = """\
12-11-2025 16:42 - Berichten en oproepen worden end-to-end versleuteld.
12-11-2025 16:42 - Je hebt de groep "Crisisteam" gemaakt
12-11-2025 16:45 - Kofi Mensah: Dag allen, groep voor het hoogwater op de Maas.
Graag alleen operationeel.
13-11-2025 08:03 - PJ: Kofi wil jij de regio bellen over de pompen?
13-11-2025 08:04 - Kofi Mensah: Doe ik nu
"""


def test_every_line_is_accounted_for(bring_in):
    report = bring_in(GROUP, EXPORT).report

    assert report["accounted"]
    assert (report["units"], report["parsed"], report["continued"], report["system"]) == (6, 3, 1, 2)
    assert report["unreadable"] == report["bookkeeping"] == 0
    assert report["messages_new"] == 5
    assert report["first_at"].startswith("2025-11-12T15:42")


def test_the_original_is_kept_unaltered_under_its_hash(bring_in):
    run = bring_in(GROUP, EXPORT)

    kept = content.path_of(run.source.sha256)
    assert kept.read_bytes() == EXPORT.encode()
    assert kept.stat().st_mode & 0o222 == 0


def test_a_message_keeps_its_words_its_moment_and_its_sender(bring_in):
    bring_in(GROUP, EXPORT)

    message = Message.objects.get(text__startswith="Dag allen")
    assert message.text == "Dag allen, groep voor het hoogwater op de Maas.\nGraag alleen operationeel."
    assert message.sent_at == datetime(2025, 11, 12, 15, 45, tzinfo=UTC)
    assert (message.sender.value, message.zone, message.precision) == ("Kofi Mensah", "Europe/Amsterdam", 60)
    assert MessageIndex.objects.filter(message=message).exists()


def test_a_second_import_of_the_same_file_adds_nothing_and_says_so(bring_in):
    first = bring_in(GROUP, EXPORT)
    second = bring_in(GROUP, EXPORT)

    assert second.state == ImportState.DONE
    assert second.report["repeats"] == first.pk
    assert Message.objects.count() == 5
    assert Source.objects.count() == 1


def test_a_later_export_of_the_same_chat_adds_only_what_is_new(bring_in):
    bring_in(GROUP, EXPORT)
    run = bring_in(GROUP, EXPORT + "13-11-2025 09:00 - PJ: En, al iemand gesproken bij het waterschap?\n")

    assert (run.report["messages_new"], run.report["messages_known"]) == (1, 5)
    assert Conversation.objects.count() == 1
    assert Message.objects.count() == 6
    assert Capture.objects.filter(source=run.source).count() == 6


def test_equal_messages_in_one_minute_stay_two(bring_in):
    run = bring_in(
        "WhatsApp-chat met Jan.txt",
        "12-11-2025 16:45 - Jan: ok\n12-11-2025 16:45 - Jan: ok\n12-11-2025 16:46 - Kofi: ok\n",
    )

    assert run.report["messages_new"] == 3
    assert Message.objects.filter(text="ok").count() == 3


def test_two_phones_hold_one_message(bring_in):
    """Android shows minutes and its own contact names, iOS seconds and others; what was said is one message."""
    kofi, fatima = Person.objects.create(name="Kofi Mensah"), Person.objects.create(name="Fatima El Amrani")
    lines = [
        f"12-11-2025 16:{minute} - Jan vd Berg: De pompen bij gemaal {minute} staan uit, wie belt?"
        for minute in range(10, 16)
    ]
    bring_in("WhatsApp-chat met Crisisteam.txt", "\n".join([*lines, "12-11-2025 16:20 - Jan vd Berg: ok"]) + "\n", kofi)
    ios = [
        f"[12-11-2025, 16:{minute}:41] Jan 🌊: De pompen bij gemaal {minute} staan uit, wie belt?"
        for minute in range(10, 16)
    ]
    run = bring_in(
        "_chat.txt",
        "\n".join([*ios, "[12-11-2025, 16:20:07] Jan 🌊: ok", "[12-11-2025, 16:21:00] Jan 🌊: klaar"]) + "\n",
        fatima,
    )

    assert run.report["messages_known"] == 7
    assert Message.objects.count() == 8
    assert Conversation.objects.count() == 1
    assert Message.objects.get(text="ok").captures.count() == 2
    one, other = Handle.objects.get(value="Jan vd Berg"), Handle.objects.get(value="Jan 🌊")
    assert one.person == other.person


def test_a_file_one_phone_only_named_is_kept_when_the_other_brings_it(tmp_path, bring_in):
    talk = "Hier is de foto van het whiteboard met de piketlijst erop"
    bring_in(GROUP, f"12-11-2025 16:45 - Kofi: {talk}\n12-11-2025 16:46 - Kofi: <Media weggelaten>\n")
    packed = tmp_path / "Crisisteam.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        photo = "00000002-PHOTO-2025-11-12-16-46-09.jpg"
        lines = [
            f"[12-11-2025, 16:45:20] Kofi: {talk}",
            f"\u200e[12-11-2025, 16:46:09] Kofi: \u200e<bijgevoegd: {photo}>",
        ]
        archive.writestr("_chat.txt", "\n".join(lines) + "\n")
        archive.writestr(photo, b"\xff\xd8\xff een foto")
    run = bring_in("WhatsApp Chat - Crisisteam.zip", packed.read_bytes())

    assert (run.report["messages_known"], run.report["messages_new"]) == (2, 0)
    attachment = Attachment.objects.get()
    assert content.path_of(attachment.sha256).read_bytes() == b"\xff\xd8\xff een foto"


def test_an_attachment_in_a_mail_is_kept_like_any_file(tmp_path, bring_in):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Date"] = "eva@minwr.example", "tom@minwr.example", "Wed, 18 Feb 2026 10:00:00 +0100"
    mail.set_content("zie bijlage")
    mail.add_attachment(b"%PDF besluit", maintype="application", subtype="pdf", filename="Besluit.pdf")

    run = bring_in("bericht.eml", mail.as_bytes())

    assert (run.report["attachments_present"], run.report["attachments_absent"]) == (1, 0)
    attachment = Attachment.objects.get()
    assert (attachment.file_name, attachment.size) == ("Besluit.pdf", 12)
    assert content.path_of(attachment.sha256).read_bytes() == b"%PDF besluit"


def test_a_chat_that_is_called_after_neither_writer_is_a_group(bring_in):
    """Regression: "Crisisteam" became a person without messages."""
    bring_in(GROUP, "12-11-2025 16:45 - Kofi Mensah: Doe ik nu\n12-11-2025 16:46 - PJ: Dank\n")

    conversation = Conversation.objects.get()
    assert conversation.is_group
    assert not Person.objects.filter(name="Crisisteam").exists()


def test_two_different_chats_with_the_same_title_stay_two(bring_in):
    bring_in("WhatsApp-chat met Jan.txt", "12-11-2025 16:45 - Jan: Zullen we morgen naar de dijk gaan kijken?\n")
    bring_in("WhatsApp-chat met Jan.txt", "12-11-2025 18:45 - Jan: Vergeet de melk niet mee te nemen straks\n")

    assert Conversation.objects.filter(title="Jan").count() == 2


def test_a_killed_import_leaves_nothing_and_finishes_once_when_run_again(tmp_path, monkeypatch):
    path = tmp_path / GROUP
    path.write_text(EXPORT)
    run = ingest.receive(path, file_name=GROUP, by="Els Archema")

    class Killed(BaseException):
        pass

    def die(conversation, chat):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(conversation_storing, "index_staged", die)
        with pytest.raises(Killed):
            ingest.run_import(run.pk)
    assert Message.objects.count() == Conversation.objects.count() == 0

    assert ingest.run_import(run.pk).state == ImportState.DONE
    assert ingest.run_import(run.pk).report["messages_new"] == 5
    assert Message.objects.count() == 5


def test_an_import_that_breaks_down_does_not_seem_to_run_for_ever(tmp_path, monkeypatch):
    path = tmp_path / GROUP
    path.write_text(EXPORT)
    run = ingest.receive(path, file_name=GROUP, by="Els Archema")
    with monkeypatch.context() as patch:
        patch.setattr(conversation_storing, "index_staged", lambda conversation, chat: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            ingest.run_import(run.pk)
    run.refresh_from_db()
    assert (run.state, run.problem[:35]) == (ImportState.FAILED, "Tijdens het lezen ging er iets mis ")

    assert ingest.receive(path, file_name=GROUP, by="Els Archema") == run
    assert ingest.run_import(run.pk).state == ImportState.DONE
    run.refresh_from_db()
    assert (run.problem, run.report["messages_new"]) == ("", 5)


class TestSaidAnew:
    """Of a file that was brought in again before anything of it was stored."""

    @pytest.mark.parametrize("state", [ImportState.WAITING, ImportState.QUESTION, ImportState.FAILED])
    def test_the_holder_and_the_name_said_last_were_dropped(self, tmp_path, state):
        """Regression: who corrected whose telephone it was, before it was read, was not listened to."""
        eva, kofi = Person.objects.create(name="Eva Smit"), Person.objects.create(name="Kofi Mensah")
        path = tmp_path / GROUP
        path.write_text(EXPORT)
        run = ingest.receive(path, file_name="export.txt", by="Els Archema", holder=eva)
        ImportRun.objects.update(state=state)

        again = ingest.receive(path, file_name=GROUP, by="Els Archema", holder=kofi)
        assert again == run
        assert (again.source.file_name, again.source.holder) == (GROUP, kofi)
        # Nobody named takes nobody away.
        again = ingest.receive(path, file_name=GROUP, by="Els Archema")
        assert again.source.holder == kofi

        done = ingest.run_import(run.pk)
        assert done.state == ImportState.DONE
        assert Conversation.objects.get().title == "Crisisteam"
        assert Source.objects.get().holder == kofi

    def test_an_import_that_reads_keeps_what_it_reads_with(self, tmp_path):
        eva, kofi = Person.objects.create(name="Eva Smit"), Person.objects.create(name="Kofi Mensah")
        path = tmp_path / GROUP
        path.write_text(EXPORT)
        run = ingest.receive(path, file_name=GROUP, by="Els Archema", holder=eva)
        ImportRun.objects.update(state=ImportState.RUNNING)
        again = ingest.receive(path, file_name="anders.txt", by="Els Archema", holder=kofi, zone="America/Curacao")
        assert again == run
        source = Source.objects.get()
        assert (source.file_name, source.holder) == (GROUP, eva)
        assert ImportRun.objects.get().zone == "Europe/Amsterdam"


def test_dates_that_can_be_read_two_ways_wait_for_an_answer(bring_in):
    text = "03/04/25, 14:03 - Jan: Kun jij de stukken voor morgen nog even sturen?\n"
    run = bring_in("WhatsApp Chat with Jan.txt", text)
    assert run.state == ImportState.QUESTION
    assert any("03/04/25" in example for example in run.report["examples"])
    assert Message.objects.count() == 0

    ingest.answer(run, date_order=DateOrder.DMY)
    ingest.run_import(run.pk)
    assert Message.objects.get().sent_at.date().isoformat() == "2025-04-03"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("leeg.txt", b""),
        ("foto.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 50),
        ("afgekapt.zip", b"PK\x03\x04\x14\x00\x00\x00"),
        ("notulen.txt", b"Notulen van de vergadering\nAanwezig: Jan en Piet\n"),
    ],
)
def test_what_is_no_export_is_refused_in_dutch_and_kept(bring_in, name, data):
    run = bring_in(name, data)

    assert run.state == ImportState.REFUSED
    assert run.problem.endswith(".")
    assert "Traceback" not in run.problem
    assert content.path_of(run.source.sha256).exists()
    assert Message.objects.count() == 0


def _packed(*files: tuple[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files:
            archive.writestr(name, text)
    return packed.getvalue()


SIGNAL = '{"version":"1","backupTimeMs":"1774950000000","mediaRootBackupKey":"AAAA"}\n'


def test_two_exports_in_one_zip_are_refused_and_neither_is_stored(bring_in):
    """Regression: the first by the alphabet was read and the other one passed over, without a word."""
    run = bring_in("Levering.zip", _packed(("WhatsApp-chat met Jan.txt", EXPORT), ("main.jsonl", SIGNAL)))

    assert run.state == ImportState.REFUSED
    assert "«WhatsApp-chat met Jan.txt»" in run.problem
    assert "«main.jsonl»" in run.problem
    assert Message.objects.count() == 0


def test_the_report_tells_of_an_export_that_is_an_attachment(bring_in):
    chat = EXPORT + "18-02-2026 14:03 - Jan: main.jsonl (bestand bijgevoegd)\n"
    run = bring_in("WhatsApp-chat met Jan.zip", _packed(("WhatsApp-chat met Jan.txt", chat), ("main.jsonl", SIGNAL)))

    assert run.report["importer"] == "whatsapp_txt"
    assert any("nog een export" in notice and "«main.jsonl»" in notice for notice in run.report["notices"])
    assert Attachment.objects.get(file_name="main.jsonl").sha256


MAIL = """\
From: Archief <archief@leverancier.example>
To: Eva Terpstra <eva@minwr.example>
Subject: Overleg
Date: Tue, 10 Mar 2026 18:00:00 +0100
X-TELEMESSAGE-Network: WhatsApp
X-TELEMESSAGE-GroupID: g1

03/02/2026 09:00 Eva Terpstra: hoi
03/02/2026 09:01 Tom de Wit: dag
"""


def test_the_report_tells_of_mail_beside_the_chat_of_another_app(bring_in):
    """Regression: that the file held mail too was said nowhere."""
    run = bring_in("Levering.zip", _packed(("WhatsApp-chat met Jan.txt", EXPORT), ("bericht.eml", MAIL)))

    assert run.report["importer"] == "whatsapp_txt"
    (told,) = [notice for notice in run.report["notices"] if "«bericht.eml»" in notice]
    assert "De berichten daarin zijn niet ingelezen" in told


def test_a_mail_of_a_supplier_asks_which_number_is_the_day_and_is_read_with_the_answer(bring_in):
    run = bring_in("bericht.eml", MAIL)

    assert (run.state, run.report) == (
        ImportState.QUESTION,
        {"field": "date_order", "examples": ["03/02/2026 09:00"]},
    )
    ingest.answer(run, date_order=DateOrder.MDY)
    report = ingest.run_import(run.pk).report
    assert (report["accounted"], report["units"], report["first_at"]) == (True, 2, "2026-03-02T08:00:00+00:00")


def test_characters_the_database_cannot_hold_are_replaced_and_told():
    said = ParsedMessage(
        conversation="1",
        first_unit=1,
        last_unit=1,
        sent_at=datetime(2025, 11, 12, tzinfo=UTC),
        precision=1,
        zone="UTC",
        kind=MessageKind.TEXT,
        sender=ParsedHandle(HandleKind.ACCOUNT, "x", "Naam\0"),
        text="voor\0na \ud83d.",
    )
    kept = as_stored(said)
    assert kept.sender is not None
    assert kept.sender.shown == "Naam\ufffd"
    assert kept.text == "voor\ufffdna \ufffd."
    assert kept.warnings == ("bevat een teken dat niet bewaard kan worden; het staat er als �",)


def test_a_run_in_the_archive_belongs_to_one_person_only_when_the_full_name_is_theirs(bring_in):
    known = Person.objects.create(name="Wout Peeters")
    bring_in(
        GROUP,
        "12-11-2025 16:45 - Wout Peeters: Verwachting bij het meetpunt is gestegen\n12-11-2025 16:46 - Wout: ja\n",
    )

    assert Handle.objects.get(value="Wout Peeters").person == known
    assert Handle.objects.get(value="Wout").person != known
    assert ImportRun.objects.get().state == ImportState.DONE


def test_the_files_inside_a_backup_of_sms_messages_are_kept(bring_in):
    picture = base64.b64encode(b"\xff\xd8\xff een foto van de kade").decode()
    part = (
        f'<part ct="image/jpeg" cl="kade.jpg" data="{picture}" /><part ct="image/png" name="kwijt.png" data="null" />'
    )
    mms = f'<mms date="1771420060000" msg_box="1" address="+31612345678"><parts>{part}</parts><addrs /></mms>'
    report = bring_in("sms.xml", f"<?xml version='1.0' encoding='UTF-8'?>\n<smses count='1'>{mms}</smses>").report

    assert (report["attachments_present"], report["attachments_absent"]) == (1, 1)
    kept, absent = Attachment.objects.all()
    assert content.path_of(kept.sha256).read_bytes() == b"\xff\xd8\xff een foto van de kade"
    assert (kept.file_name, kept.size, kept.media_type) == ("kade.jpg", 24, "image/jpeg")
    assert (absent.file_name, absent.sha256) == ("kwijt.png", "")
