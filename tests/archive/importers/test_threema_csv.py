"""Rules of the Threema importer: keys of files reach no item, and what is refused."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from archive.importing import HandleKind, ImportRefused, ParsedConversation
from tests.archive.importers.reading import messages, read
from tests.archive.importers.test_properties import CORPUS, damaged, outcome

BACKUP = CORPUS / "threema_csv" / "unpacked_backup" / "source"
TABLE = BACKUP / "threema-backup_20260331" / "message_0000000001.csv"
KEY = "ab" * 32


def test_keys_of_files_and_of_the_account_reach_no_item() -> None:
    assert KEY in TABLE.read_text()
    found = repr(read(BACKUP))
    for secret in (KEY[:40], "GEHEIM", "aa" * 20, "11" * 20):
        assert secret not in found


def test_a_damaged_table_does_not_give_away_a_key_either(tmp_path: Path) -> None:
    path = tmp_path / TABLE.name
    for seed in range(300):
        path.write_bytes(damaged(TABLE.read_bytes(), random.Random(seed)))
        assert KEY[:40] not in repr(outcome(path))


def test_two_backups_in_one_folder_are_refused(tmp_path: Path) -> None:
    for name in ("een", "twee"):
        shutil.copytree(BACKUP / "threema-backup_20260331", tmp_path / "beide" / name)
    with pytest.raises(ImportRefused, match="2 reservekopieën"):
        read(tmp_path / "beide")


def test_a_table_alone_is_read_without_names(tmp_path: Path) -> None:
    path = Path(shutil.copy(TABLE, tmp_path / "message_NIENKE01.csv"))
    items = read(path)
    conversation = items[0]
    assert isinstance(conversation, ParsedConversation)
    assert [(handle.kind, handle.value) for handle in conversation.participants] == [(HandleKind.ACCOUNT, "NIENKE01")]
    assert {message.sender.value for message in messages(items) if message.sender} == {"NIENKE01", "(eigenaar)"}


def test_a_cell_that_does_not_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "message_NIENKE01.csv"
    path.write_text(TABLE.read_text() + '"' + "water " * 50_000)
    with pytest.raises(ImportRefused, match="houdt niet op"):
        read(path)
