"""A phone's whole database is brought in: what an importer passes on, however odd, the archive can store."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from archive import ingest
from archive.models import Attachment, Conversation, Handle, ImportState, Message, Reaction, Version
from tests.archive.importers.reading import make_database
from tests.archive.importers.test_damaged_phones import DATABASES, spoil
from tests.archive.importers.test_properties import CORPUS

pytestmark = pytest.mark.django_db


def bring(path: Path, name: str) -> ingest.ImportRun:
    return ingest.run_import(ingest.receive(path, file_name=name, by="test").pk)


@pytest.mark.parametrize("name", DATABASES)
def test_a_phone_comes_in_whole(name: str, tmp_path: Path) -> None:
    path = make_database(tmp_path / "copy.db", (CORPUS / name / DATABASES[name]).read_text())
    run = bring(path, "copy.db")
    assert run.state == ImportState.DONE, run.problem
    assert run.report["accounted"]
    assert Message.objects.count() == run.report["messages_new"] > 30
    assert Reaction.objects.exists()
    assert Attachment.objects.exists()
    assert Message.objects.exclude(reply_to=None).exists()


def test_edits_of_an_iphone_are_kept_with_every_version(tmp_path: Path) -> None:
    bring(make_database(tmp_path / "sms.db", (CORPUS / "imessage_db" / DATABASES["imessage_db"]).read_text()), "sms.db")
    assert list(Version.objects.values_list("text", flat=True)) == ["Overleg om 14:30", "Overleg om 14:45"]


@pytest.mark.parametrize("name", DATABASES)
def test_odd_values_are_stored_or_refused(name: str, tmp_path: Path) -> None:
    path = make_database(tmp_path / "copy.db", (CORPUS / name / DATABASES[name]).read_text())
    original = path.read_bytes()
    for seed in range(25):
        path.write_bytes(original)
        spoil(path, random.Random(seed))
        assert bring(path, f"{seed}.db").state in (ImportState.DONE, ImportState.REFUSED)
    assert Conversation.objects.exists()
    assert not Handle.objects.filter(value="").exists()


def test_what_cannot_be_stored_is_replaced_wherever_it_stands(tmp_path: Path) -> None:
    line = {
        "date": "2026-02-18T14:00:00",
        "sender": "Ni\0enke",
        "body": "half \ud83d  ",
        "quote": "\n\n> \0\n\n",
        "sticker": "",
        "reactions": [["To\0m", "\0"]],
        "attachments": [{"name": "\udc00.pdf", "path": "media/x"}],
    }
    path = tmp_path / "data.json"
    path.write_text(json.dumps(line) + "\n" + json.dumps(line | {"date": "\0"}) + "\n")
    assert bring(path, "data.json").state == ImportState.DONE
    message = Message.objects.get()
    assert (message.text, message.sender_shown, message.quote_text) == ("half �", "Ni�enke", "�")
    assert message.warnings == ["bevat een teken dat niet bewaard kan worden; het staat er als �"]
    assert Attachment.objects.get().file_name == "�.pdf"
    assert Reaction.objects.get().shown == "To�m"
