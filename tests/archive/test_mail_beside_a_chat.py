"""Files of mail of which no message is read are named, wherever they lie; nobody takes them for read."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pytest

from archive.models import Attachment, ImportState, Message

pytestmark = pytest.mark.django_db
CHAT = "12-11-2025 16:45 - Kofi Mensah: Dag allen, groep voor het hoogwater op de Maas.\n"
PST = b"!BDN" + bytes(100)
MSG = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "__nameid_version1.0".encode("utf-16-le") + bytes(600)
HEADERS = b"From: a@b.example\nTo: c@d.example\nDate: Tue, 03 Feb 2026 10:00:00 +0100\n"
MBOX = b"From a@b.example Tue Feb  3 09:00:10 2026\n" + HEADERS + b"\nhoi\n"


def zipped(*files: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name, data in files:
            packed.writestr(name, data)
    return target.getvalue()


def test_what_lies_beside_a_chat_was_only_counted(bring_in):
    """Regression: a PST beside a chat was one of "1 bestand dat door geen bericht wordt genoemd"."""
    olm = zipped(("Accounts.xml", b"x"))
    run = bring_in(
        "WhatsApp-chat met Crisisteam.zip",
        zipped(
            ("WhatsApp-chat met Crisisteam.txt", CHAT.encode()),
            ("mail/archief.pst", PST),
            ("brief.msg", MSG),
            ("mac.olm", olm),
            ("post.mbox", MBOX),
            ("zonder", PST),
        ),
    )
    assert run.state == ImportState.DONE
    assert [(store["path"], store["kind"], store["size"]) for store in run.report["mail_stores"]] == [
        ("mail/archief.pst", "Outlook-gegevensbestand (PST)", len(PST)),
        ("brief.msg", "Outlook-bericht (MSG)", len(MSG)),
        ("mac.olm", "Outlook voor Mac (OLM)", len(olm)),
        ("post.mbox", "postvak (mbox)", len(MBOX)),
        ("zonder", "Outlook-gegevensbestand (PST)", len(PST)),
    ]
    hashes = [store["sha256"] for store in run.report["mail_stores"]]
    assert hashes == [hashlib.sha256(data).hexdigest() for data in (PST, MSG, olm, MBOX, PST)]
    assert Message.objects.count() == 1


def test_a_chat_without_mail_names_none(bring_in):
    assert bring_in("WhatsApp-chat met Crisisteam.txt", CHAT).report["mail_stores"] == []


def test_a_mailbox_that_is_the_export_is_read_and_not_named(bring_in):
    run = bring_in("levering.zip", zipped(("post.mbox", MBOX), ("foto.jpg", b"\xff\xd8\xff")))
    assert (run.report["messages_new"], run.report["mail_stores"]) == (1, [])


def test_what_is_attached_in_a_mailbox_is_kept(bring_in):
    mail = (
        HEADERS + b'Content-Type: multipart/mixed; boundary="g"\n\n--g\n\nzie bijlage\n--g\n'
        b'Content-Disposition: attachment; filename="a.bin"\nContent-Transfer-Encoding: base64\n\naGFsbG8=\n--g--\n'
    )
    run = bring_in("post.mbox", MBOX + b"\nFrom a@b.example Tue Feb  3 09:00:10 2026\n" + mail)
    assert run.report["attachments_present"] == 1
    assert Attachment.objects.get().sha256 == hashlib.sha256(b"hallo").hexdigest()


@pytest.mark.parametrize(("name", "data"), [("mail.pst", PST), ("brief.msg", MSG)])
def test_a_file_of_outlook_alone_is_refused_with_what_to_do(bring_in, name, data):
    run = bring_in(name, data)
    assert run.state == ImportState.REFUSED
    assert "exporteren als EML en lever die in een zip in" in run.short_problem


def test_a_mailbox_of_outlook_for_mac_is_no_unknown_zip(bring_in):
    run = bring_in("mac.olm", zipped(("Accounts/a/com.microsoft.__Messages/bericht.xml", b"<x/>")))
    assert run.state == ImportState.REFUSED
    assert "«mac.olm» is een Outlook-bestand (PST, MSG of OLM)" in run.short_problem


def test_of_several_files_of_outlook_each_is_named_with_its_hash(bring_in):
    run = bring_in("levering.zip", zipped(("map/een.pst", PST), ("twee.msg", MSG)))
    assert run.state == ImportState.REFUSED
    assert f"«map/een.pst» (Outlook-gegevensbestand (PST), 104 bytes, SHA-256 {hashlib.sha256(PST).hexdigest()})" in (
        run.problem_details
    )
    assert hashlib.sha256(MSG).hexdigest() in run.problem_details


def test_a_refusal_for_another_reason_names_them_as_well(bring_in):
    eml = MBOX.partition(b"\n")[2]
    run = bring_in("levering.zip", zipped(("een.eml", eml), ("twee.pst", PST)))
    assert run.state == ImportState.REFUSED
    assert (
        f"«twee.pst» (Outlook-gegevensbestand (PST), 104 bytes, SHA-256 {hashlib.sha256(PST).hexdigest()})"
        in run.problem
    )
