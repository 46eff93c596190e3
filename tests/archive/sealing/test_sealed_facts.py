"""Somebody with the keys to the database changes what no message says of itself: who is answered, who reacted, who took part."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable

from django.db import DatabaseError, connection, transaction

import pytest

from archive import content
from archive.models import (
    Batch,
    Conversation,
    Destruction,
    ImportRun,
    ImportState,
    Message,
    Participant,
    SealedFact,
    Source,
    Verification,
)
from archive.sealing import integrity
from archive.sealing.verifying import differences, verify

pytestmark = pytest.mark.django_db
PEOPLE = {"p1": "Eva Smit", "p2": "Tom de Wit", "p3": "Minister Peters"}


def said(number: int, sender: str, text: str, **more: object) -> dict[str, object]:
    moment = f"2026-03-30T09:{number:02}:00Z"
    message = {"record": "message", "conversation": "c1", "sent_at": moment, "kind": "text", "sender": sender}
    return message | {"text": text, "source_id": f"m{number}"} | more


def quoting(number: int, sender: str, text: str) -> dict[str, object]:
    return {"quote": {"source_id": f"m{number}", "author": sender, "text": text}}


MESSAGES = [
    said(1, "p1", "Staat pomp 2 bij de sluis van Linne weer aan?"),
    said(2, "p2", "De regio belt de minister vanavond zelf terug", reactions=[{"emoji": "👍", "by": "p1"}]),
    said(3, "p1", "Sinds vanmorgen", **quoting(1, "p1", "Staat pomp 2 bij de sluis van Linne weer aan?")),
    said(4, "p2", "Zie foto", kind="media", attachments=[{"file_name": "pomp.jpg", "path": "pomp.jpg"}]),
]


def export(*messages: dict[str, object], is_group: bool = True, listed: tuple[str, ...] = ("p1", "p2", "p3")) -> bytes:
    """A zip in the archive's own format; the minister is listed and writes nothing."""
    people = [
        {"record": "participant", "id": pk, "kind": "phone", "value": f"+3161234567{pk[1]}", "shown": name}
        for pk, name in PEOPLE.items()
    ]
    chat = {"record": "conversation", "id": "c1", "title": "Pompen", "is_group": is_group, "participants": list(listed)}
    header = {"record": "header", "format": "portal-messages", "version": 1, "app": "Signal", "producer": "proef"}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("chat.jsonl", "".join(f"{json.dumps(line)}\n" for line in [header, *people, chat, *messages]))
        archive.writestr("pomp.jpg", b"\xff\xd8\xff een foto")
    return packed.getvalue()


@pytest.fixture
def archive(bring_in: Callable[..., ImportRun]) -> ImportRun:
    run = bring_in("pompen.zip", export(*MESSAGES))
    assert run.state == ImportState.DONE, run.problem
    return run


@pytest.fixture
def older(bring_in: Callable[..., ImportRun], monkeypatch: pytest.MonkeyPatch) -> ImportRun:
    """The same, imported before facts were sealed."""
    with monkeypatch.context() as before:
        before.setattr(integrity, "seal_facts", lambda run: b"")
        run = bring_in("pompen.zip", export(*MESSAGES))
    Participant.objects.update(source=None)
    assert run.state == ImportState.DONE, run.problem
    return run


def sql(statement: str, *parameters: object) -> None:
    """Changes the database as its owner can: the triggers of the table are off, and keys are not looked at."""
    table = re.search(r"archive_\w+", statement)
    assert table
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table[0]} DISABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(statement, parameters)


def number(text: str) -> int:
    return Message.objects.get(text__startswith=text).pk


def test_an_archive_with_answers_reactions_and_files_is_as_it_was_sealed(archive):
    kinds = set(SealedFact.objects.values_list("kind", flat=True))
    assert {"answer", "reactions", "files", "group", "participants", "name", "report.senders"} <= kinds
    assert list(differences()) == []


def test_an_archive_that_was_sealed_before_there_were_facts_is_too(older, bring_in):
    assert "facts" not in integrity.header(Batch.objects.get())
    assert list(differences()) == []
    again = bring_in("later.zip", export(*MESSAGES, said(5, "p1", "Dank")))
    assert again.report["messages_known"] == 4
    assert list(differences()) == []


def test_a_quotation_that_was_attributed_to_somebody_else_is_named(archive):
    sql("UPDATE archive_message SET reply_to_id = %s WHERE text = 'Sinds vanmorgen'", number("De regio"))
    (told,) = differences()
    assert told == (
        f"Batch 1 («pompen.zip»): bericht {number('Sinds')} antwoordt op een ander bericht dan bij de import."
    )


CHANGES = {
    "who reacted": "UPDATE archive_reaction SET handle_id = (SELECT max(id) FROM archive_handle)",
    "a twin": "UPDATE archive_message SET twin_id = reply_to_id WHERE reply_to_id IS NOT NULL",
    "a size": "UPDATE archive_attachment SET size = size + 1",
    "a media type": "UPDATE archive_attachment SET media_type = 'text/html'",
    "a group": "UPDATE archive_conversation SET is_group = false",
    "who took part": "DELETE FROM archive_participant WHERE message_count = 0",
    "another handle": "UPDATE archive_handle SET scope = 'x' WHERE value = '+31612345673'",
    "the name of the file": "UPDATE archive_source SET file_name = 'iets anders.zip'",
    "the size of the file": "UPDATE archive_source SET size = size + 1",
    "the report": "UPDATE archive_importrun SET report = jsonb_set(report, '{unreadable}', '7')",
    "a part of the report": "UPDATE archive_importrun SET report = report - 'notices'",
    "no report at all": "UPDATE archive_importrun SET report = '[\"zz\"]'",
    "who imported": "UPDATE archive_importrun SET started_by = 'Iemand anders'",
    "the state": "UPDATE archive_importrun SET state = 'refused'",
    "the facts": "DELETE FROM archive_sealedfact WHERE kind = 'answer'",
    "the original's row": "DELETE FROM archive_source",
    "a participant more": "INSERT INTO archive_participant (conversation_id, handle_id, message_count) SELECT"
    " (SELECT id FROM archive_conversation), nextval('archive_handle_id_seq'), 0",
}


def test_whatever_was_fixed_at_the_import_and_changed_is_found(archive):
    """One after the other, on the same archive: each is undone before the next."""
    missed = []
    for what, change in CHANGES.items():
        with transaction.atomic():
            sql(change)
            if not list(differences()):
                missed.append(what)
            transaction.set_rollback(True)
    assert missed == []
    assert list(differences()) == []


def test_in_an_older_archive_what_contradicts_what_was_sealed_is_found(older):
    contradictions = {
        "an answer": ("UPDATE archive_message SET reply_to_id = %s WHERE text = 'Sinds vanmorgen'", number("De regio")),
        "a reaction": (
            "UPDATE archive_reaction SET handle_id = (SELECT id FROM archive_handle WHERE value = %s)", "+31612345672",
        ),
        "a twin": ("UPDATE archive_message SET twin_id = id WHERE id = %s", number("Sinds")),
        "a writer": ("DELETE FROM archive_participant WHERE message_count > %s", 0),
        "a size": ("UPDATE archive_attachment SET size = %s", 1),
    }  # fmt: skip
    missed = []
    for what, (change, parameter) in contradictions.items():
        with transaction.atomic():
            sql(change, parameter)
            if not list(differences()):
                missed.append(what)
            transaction.set_rollback(True)
    assert missed == []


def test_a_later_phone_that_tells_of_a_group_and_brings_more_people_changes_nothing(bring_in):
    first = bring_in("een.zip", export(*MESSAGES[:3], is_group=False, listed=("p1", "p2")))
    later = bring_in("twee.zip", export(*MESSAGES))
    assert later.report["messages_known"] == 3
    assert Conversation.objects.get().is_group
    assert list(differences()) == []
    assert set(Participant.objects.values_list("handle__value", "source")) == {
        ("+31612345671", first.source_id),
        ("+31612345672", first.source_id),
        ("+31612345673", later.source_id),
    }


def test_a_chat_of_two_that_was_made_a_group_is_found(bring_in):
    bring_in("een.zip", export(*MESSAGES, is_group=False))
    sql("UPDATE archive_conversation SET is_group = true")
    assert list(differences()) == [
        f"Batch 1 («een.zip»): gesprek {Conversation.objects.get().pk}: of het een groep is, is gewijzigd."
    ]


def test_the_newest_import_removed_whole_is_missed_by_who_checked_before(archive, bring_in):
    run = bring_in("WhatsApp-chat met Eva.txt", "12-11-2025 16:45 - Eva: geheim\n")
    assert verify(by="Els").found == 0
    for table in ("messageindex", "threadplace", "capture"):
        sql(f"DELETE FROM archive_{table} WHERE message_id = %s", number("geheim"))
    sql("DELETE FROM archive_message WHERE text = 'geheim'")
    for table in ("batch", "sealedfact"):
        sql(f"DELETE FROM archive_{table} WHERE run_id = %s", run.pk)
    sql("DELETE FROM archive_participant WHERE source_id = %s", run.source_id)
    sql("DELETE FROM archive_importrun WHERE id = %s", run.pk)
    sql("DELETE FROM archive_source WHERE id = %s", run.source_id)
    (told,) = differences()
    assert "liep de keten tot en met batch 2 met controlegetal" in told
    assert Verification.objects.get().fingerprint in told


def remove(message: int, destruction: int) -> None:
    """Take a message out as a destruction would, leaf and all."""
    leaf = next(leaf for leaf in integrity.leaves_of(ImportRun.objects.get()) if leaf.message_id == message)
    gone = Message.objects.get(pk=message)
    sql(
        "INSERT INTO archive_destroyedmessage (destruction_id, message_id, conversation_id, content_hash)"
        " VALUES (%s, %s, %s, %s)", destruction, message, gone.conversation_id, bytes(gone.content_hash),
    )  # fmt: skip
    sql(
        "INSERT INTO archive_destroyedcapture (destruction_id, source_id, message_id, first_unit, last_unit, leaf)"
        " SELECT %s, source_id, message_id, first_unit, last_unit, %s FROM archive_capture WHERE message_id = %s",
        destruction, leaf.hash, message,
    )  # fmt: skip
    for table in ("messageindex", "threadplace", "capture", "reaction"):
        sql(f"DELETE FROM archive_{table} WHERE message_id = %s", message)
    sql("DELETE FROM archive_message WHERE id = %s", message)


def test_a_list_that_nobody_approved_accounts_for_nothing(archive):
    forged = Destruction.objects.create(proposed_by="", proposed_by_id=0)
    sql("UPDATE archive_destruction SET destroyed_at = now()")
    gone = number("De regio")
    remove(gone, forged.pk)
    assert f"Bericht {gone} is weg zonder verklaring van vernietiging." in list(differences())

    source = Source.objects.get()
    sql(
        "INSERT INTO archive_destroyedfile (destruction_id, sha256, size, source_id, is_kept) VALUES (%s, %s, %s, %s, false)",
        forged.pk, source.sha256, source.size, source.pk,
    )  # fmt: skip
    content.path_of(source.sha256).unlink()
    found = list(differences())
    assert f"Origineel «pompen.zip» ontbreekt ({source.sha256})." in found
    assert "Origineel «pompen.zip» staat als vernietigd te boek, terwijl het archief er berichten van heeft." in found


def test_the_facts_themselves_refuse_to_be_changed(archive):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        SealedFact.objects.update(digest=b"")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        SealedFact.objects.all().delete()
