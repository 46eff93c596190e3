"""The archivist proves that nothing changed; somebody with the keys to the database changes something, and is found out."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

import pytest

from archive import content
from archive.models import Attachment, Batch, Capture, ImportRun, Message
from archive.sealing.verifying import differences

pytestmark = pytest.mark.django_db
LINES = "".join(f"12-11-2025 16:{minute:02} - Jan: Bericht nummer {minute} over het peil\n" for minute in range(60))


@pytest.fixture
def archive(bring_in: Callable[..., ImportRun], tmp_path: Path) -> list[ImportRun]:
    """Three exports, one of which brought a photo."""
    packed = tmp_path / "foto.zip"
    with zipfile.ZipFile(packed, "w") as export:
        export.writestr("_chat.txt", "[12-11-2025, 17:00:01] Kofi: \u200e<bijgevoegd: foto.jpg>\n")
        export.writestr("foto.jpg", b"\xff\xd8\xff een foto")
    return [
        bring_in("WhatsApp-chat met Jan.txt", LINES),
        bring_in("WhatsApp-chat met Eva.txt", "12-11-2025 16:45 - Eva: ok\n12-11-2025 16:45 - Eva: ok\n"),
        bring_in("WhatsApp Chat - Kofi.zip", packed.read_bytes()),
    ]


def sql(statement: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def test_an_archive_that_nobody_touched_is_as_it_was_sealed(archive):
    assert list(differences()) == []
    assert [batch.leaves for batch in Batch.objects.all()] == [60, 2, 1]


def test_each_batch_is_chained_to_the_one_before(archive):
    first, second, third = Batch.objects.order_by("number")
    assert bytes(second.previous) == bytes(first.digest)
    assert bytes(third.previous) == bytes(second.digest)


def test_the_same_file_again_adds_no_link(archive, bring_in):
    bring_in("WhatsApp-chat met Jan.txt", LINES)
    assert Batch.objects.count() == 3
    assert list(differences()) == []


CHANGES = {
    "a word": "UPDATE archive_message SET text = 'Bericht nummer 9 over iets anders' WHERE text LIKE '%%nummer 9 %%'",
    "a moment": "UPDATE archive_message SET sent_at = sent_at + interval '1 s' WHERE text LIKE '%%nummer 9 %%'",
    "who wrote it": "UPDATE archive_message SET sender_shown = 'Eva' WHERE text LIKE '%%nummer 9 %%'",
    "whose handle": "UPDATE archive_handle SET value = 'Jan P.' WHERE value = 'Jan'",
    "a warning": "UPDATE archive_message SET warnings = '[\"x\"]' WHERE text LIKE '%%nummer 9 %%'",
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_message_changed_in_the_database_is_named(archive, change):
    changed = (
        Message.objects.get(text__contains="nummer 9 ") if "file" not in change else Attachment.objects.get().message
    )
    sql(CHANGES[change])
    assert any(f"Bericht {changed.pk} is gewijzigd" in found for found in differences())


def test_a_message_that_was_removed_is_missed(archive):
    gone = Message.objects.get(text__contains="nummer 9 ")
    for table in ("messageindex", "threadplace", "capture"):
        sql(f"DELETE FROM archive_{table} WHERE message_id = %s", gone.pk)
    sql("DELETE FROM archive_message WHERE id = %s", gone.pk)
    found = list(differences())
    assert found[0] == (
        "Batch 1 («WhatsApp-chat met Jan.txt»): er zijn 59 vindplaatsen van berichten, verzegeld zijn er 60."
    )


def test_a_message_that_was_slipped_in_is_found(archive):
    model = Message.objects.get(text__contains="nummer 9 ")
    model.pk, model.position, model.content_hash = None, 1000, bytes(32)
    model.save(force_insert=True)
    assert f"Bericht {model.pk} staat in geen enkel origineel." in list(differences())


def test_a_capture_that_was_changed_is_found_with_its_place(archive):
    Capture.objects.filter(message__text__contains="nummer 9 ").update(first_unit=99)
    assert next(iter(differences())).startswith("Batch 1 («WhatsApp-chat met Jan.txt»): een bericht of zijn vindplaats")


def test_a_message_moved_to_another_conversation_is_found(archive):
    other = Message.objects.filter(text="ok").first().conversation
    sql("UPDATE archive_message SET conversation_id = %s, position = 900 WHERE text LIKE '%%nummer 9 %%'", other.pk)
    assert next(iter(differences())).startswith("Batch 1 ")


def test_a_conversation_that_was_renamed_is_found(archive):
    sql("UPDATE archive_conversation SET title = 'Iets anders'")
    assert any("de naam, de app of het kenmerk van een gesprek" in found for found in differences())


def test_an_original_that_changed_or_is_gone_is_named(archive):
    changed, gone = (content.path_of(run.source.sha256) for run in archive[:2])
    changed.chmod(0o600)
    changed.write_bytes(changed.read_bytes() + b"12-11-2025 18:00 - Jan: nog iets\n")
    gone.unlink()
    found = list(differences())
    assert any(item.startswith("Origineel «WhatsApp-chat met Jan.txt» is gewijzigd") for item in found)
    assert any(item.startswith("Origineel «WhatsApp-chat met Eva.txt» ontbreekt") for item in found)


def test_a_photo_put_in_place_of_another_is_found(archive, tmp_path):
    other = tmp_path / "andere.jpg"
    other.write_bytes(b"\xff\xd8\xff een andere foto")
    with other.open("rb") as stream:
        sha256, _ = content.store(stream)
    Attachment.objects.update(sha256=sha256)
    assert any("is een ander bestand dan bij de import" in found for found in differences())


def test_a_file_under_another_name_is_found(archive):
    Attachment.objects.update(file_name="andere.jpg")
    assert any("of heet anders" in found for found in differences())


def test_a_file_that_another_phone_brought_for_a_message_is_no_difference(bring_in, tmp_path):
    """Regression: the name the other phone gave it stood in the message's hash."""
    talk = "Hier is de foto van het whiteboard met de piketlijst erop"
    bring_in(
        "WhatsApp-chat met A.txt", f"12-11-2025 16:45 - Kofi: {talk}\n12-11-2025 16:46 - Kofi: <Media weggelaten>\n"
    )
    packed = tmp_path / "A.zip"
    with zipfile.ZipFile(packed, "w") as export:
        lines = [f"[12-11-2025, 16:45:20] Kofi: {talk}", "[12-11-2025, 16:46:09] Kofi: \u200e<bijgevoegd: foto.jpg>"]
        export.writestr("_chat.txt", "\n".join(lines) + "\n")
        export.writestr("foto.jpg", b"\xff\xd8\xff een foto")
    bring_in("WhatsApp Chat - A.zip", packed.read_bytes())
    assert Attachment.objects.get().sha256
    assert list(differences()) == []


def test_the_chain_itself_refuses_to_be_changed(archive):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Batch.objects.update(leaves=1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Batch.objects.all().delete()


def test_a_link_forged_by_who_can_switch_the_trigger_off_is_found(archive):
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE archive_batch DISABLE TRIGGER archive_batch_append_only")
    Batch.objects.filter(number=2).update(leaves=3)
    assert any(found.startswith("Batch 2 ") and "controlegetal" in found for found in differences())


def test_the_command_says_that_all_is_well_and_up_to_where(archive, capsys):
    call_command("verify_archive", "--controlegetal", Batch.objects.get(number=2).fingerprint)
    newest = Batch.objects.last()
    assert (
        f"Alles is zoals het is verzegeld: tot en met batch 3, controlegetal {newest.fingerprint}."
        in capsys.readouterr().out
    )


def test_the_command_names_the_first_difference_and_fails(archive, capsys):
    sql(CHANGES["a word"])
    with pytest.raises(CommandError, match="Gevonden verschillen: 1"):
        call_command("verify_archive")
    assert "is gewijzigd" in capsys.readouterr().out


def test_a_digest_kept_elsewhere_that_is_not_in_the_chain_is_refused(archive):
    with pytest.raises(CommandError, match="na het bewaren ervan vervangen"):
        call_command("verify_archive", "--controlegetal", "00" * 32)
