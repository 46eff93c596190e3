"""What the archive holds leaves it as RSMF, and brings nothing new when it is imported again."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from django.core.management import CommandError, call_command

import pytest

from archive.exporting.selection import chosen_messages, whole_conversation
from archive.ingest import receive, run_import
from archive.models import Attachment, Conversation, ImportRun, ImportState, Message
from tests.archive.exporting.test_rsmf import manifest_of

pytestmark = pytest.mark.django_db
CORPUS = Path(__file__).parents[2] / "corpus"
CHAT = """\
12-11-2025 16:42 - Kofi Mensah heeft de groep "Crisisteam" gemaakt
12-11-2025 16:45 - Kofi Mensah: Dag allen, groep voor het hoogwater op de Maas.
Graag alleen operationeel.
13-11-2025 08:03 - PJ: Kofi wil jij de regio bellen over de pompen?
13-11-2025 08:04 - Kofi Mensah: Doe ik nu
13-11-2025 08:05 - PJ: IMG-20251113-WA0001.jpg (bestand bijgevoegd)
Zo staat het water nu bij de sluis
"""


@pytest.fixture
def chat(bring_in: Callable[..., ImportRun], tmp_path: Path) -> Conversation:
    """A WhatsApp chat with a picture."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("WhatsApp-chat met Crisisteam.txt", CHAT)
        archive.writestr("IMG-20251113-WA0001.jpg", b"jpg")
    assert bring_in("WhatsApp-chat met Crisisteam.zip", packed.getvalue()).state == ImportState.DONE
    return Conversation.objects.get()


def export(folder: Path, *arguments: object) -> str:
    said = io.StringIO()
    call_command("export_rsmf", str(folder), *map(str, arguments), stdout=said)
    return said.getvalue()


def import_again(path: Path) -> ImportRun:
    return run_import(receive(path, file_name=path.name, by="Els Archema").pk)


def test_a_conversation_that_comes_back_adds_nothing(chat: Conversation, tmp_path: Path) -> None:
    said = export(tmp_path / "uit", "--gesprek", chat.pk)
    path = next((tmp_path / "uit").iterdir())
    assert said == f"{path.name}: «Crisisteam»\nSamen: 1 bestand in {tmp_path / 'uit'}.\n"
    before = Message.objects.count()
    run = import_again(path)
    run.source.refresh_from_db()
    assert (run.state, run.source.importer) == (ImportState.DONE, "rsmf")
    assert (run.report["messages_new"], run.report["messages_known"]) == (0, before)
    assert run.report["accounted"]
    assert Conversation.objects.count() == 1
    assert Message.objects.get(text__startswith="Doe ik").captures.count() == 2


def test_a_conversation_arrives_whole_in_an_empty_archive(chat: Conversation, tmp_path: Path) -> None:
    path = _file(tmp_path, "--gesprek", chat.pk)
    told = _everything()
    Attachment.objects.all().delete()
    for model in (Message, Conversation):
        model.objects.all().delete()
    import_again(path)
    assert _everything() == told


def _everything() -> list[tuple[object, ...]]:
    return [
        (
            *(message.sent_at, message.kind, message.sender_shown, message.text, message.zone, message.precision),
            *(message.event, message.warnings, message.sender and (message.sender.kind, message.sender.value)),
            [(file.file_name, file.sha256) for file in message.attachments.all()],
        )
        for message in Message.objects.order_by("sent_at", "position")
    ]


def _file(tmp_path: Path, *arguments: object) -> Path:
    export(tmp_path / "uit", *arguments)
    return next((tmp_path / "uit").iterdir())


def test_everything_signal_keeps_survives(bring_in: Callable[..., ImportRun], tmp_path: Path) -> None:
    source = CORPUS / "signal_jsonl" / "people_edits_quotes_reactions" / "source.jsonl"
    bring_in("main.jsonl", source.read_bytes())
    exported = whole_conversation(Conversation.objects.get(title="Kernteam"))
    messages = [item.message for item in exported.messages()]
    edited = next(message for message in messages if message.versions)
    assert [version.text for version in edited.versions] == ["Kamer 20", "Kamer 20b"]
    assert edited.quote is not None
    assert (edited.quote.text, edited.quote.author and edited.quote.author.shown, edited.quote.source_id) == (
        "Testbericht", "Floor Mens", "1764615600000"
    )  # fmt: skip
    assert [(reaction.emoji, reaction.by.shown) for message in messages for reaction in message.reactions] == [
        ("❤️", "Floor Mens"), ("😮", "Emre")
    ]  # fmt: skip


def test_chosen_messages_say_that_they_are_a_part(chat: Conversation, tmp_path: Path) -> None:
    ids = list(Message.objects.filter(text__contains="regio").values_list("pk", flat=True))
    manifest = manifest_of(_file(tmp_path, "--bericht", *ids))
    assert [event["body"] for event in manifest["events"]] == ["Kofi wil jij de regio bellen over de pompen?"]
    values = {item["name"]: item["value"] for item in manifest["conversations"][0]["custom"]}
    assert values["woo-portal:messages"] == "1 van 5"
    assert values["woo-portal:source"].endswith(" WhatsApp-chat met Crisisteam.zip")
    event = {item["name"]: item["value"] for item in manifest["events"][0]["custom"]}
    message = Message.objects.get(pk=ids[0])
    assert event["woo-portal:content_hash"] == bytes(message.content_hash).hex()
    assert event["woo-portal:capture"].endswith(" 4-4")
    assert [item.id for item in chosen_messages(ids)] == [whole_conversation(chat).id]


def test_a_moment_keeps_the_offset_of_where_it_was_sent(chat: Conversation, tmp_path: Path) -> None:
    """Every moment was written in UTC, whatever the clock of the telephone showed."""
    first, *_ = manifest_of(_file(tmp_path, "--gesprek", chat.pk))["events"]
    assert first["timestamp"] == "2025-11-12T16:42:00+01:00"


def test_the_numbers_may_stand_in_a_file(chat: Conversation, tmp_path: Path) -> None:
    ids = list(Message.objects.values_list("pk", flat=True))
    (tmp_path / "nummers").write_text("\n".join(map(str, ids[:2])))
    assert len(manifest_of(_file(tmp_path, "--berichten-in", tmp_path / "nummers"))["events"]) == 2


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--gesprek", "99999"], "geen gesprek om te lezen met nummer 99999"),
        (["--bericht", "99998", "99999"], "geen bericht om te lezen met nummer 99998, 99999"),
        (["--berichten-in", "/bestaat/niet"], "niet te lezen"),
        ([], "Geef met --gesprek"),
    ],
)
def test_what_is_not_there_is_said_and_nothing_is_written(tmp_path: Path, arguments: list[str], why: str) -> None:
    with pytest.raises(CommandError, match=why):
        export(tmp_path / "uit", *arguments)
    assert not (tmp_path / "uit").exists()


def test_a_folder_with_something_in_it_is_left_alone(chat: Conversation, tmp_path: Path) -> None:
    (tmp_path / "uit").mkdir()
    (tmp_path / "uit" / "belangrijk.txt").write_text("x")
    with pytest.raises(CommandError, match="niet leeg"):
        export(tmp_path / "uit", "--gesprek", chat.pk)
    assert [path.name for path in (tmp_path / "uit").iterdir()] == ["belangrijk.txt"]


def test_a_file_that_left_the_store_is_named_all_the_same(chat: Conversation, tmp_path: Path, settings) -> None:
    settings.CONTENT_DIR = tmp_path / "leeg"
    events = manifest_of(_file(tmp_path, "--gesprek", chat.pk))["events"]
    assert [item["display"] for event in events for item in event.get("attachments", [])] == ["IMG-20251113-WA0001.jpg"]
