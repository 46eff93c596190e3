"""JSON that was saved again on a Windows computer, with a byte order mark or in UTF-16, is read like any other."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest

from archive.importing import Item
from archive.reading.charsets import json_as_utf8
from archive.reading.containers import ImportRefused
from tests.archive.importers.reading import as_json, read
from tests.archive.importers.test_corpus import CASES

OF_JSON = {
    *("google_chat", "matrix_json", "mattermost_jsonl", "portal_jsonl", "rsmf", "signal_export_json", "signal_jsonl"),
    *("slack_zip", "teams_json", "telegram_json", "whatsapp_exporter_json"),
}
PLAIN = [case for case in CASES if case.parent.name in OF_JSON and not list(case.glob("source.[er][ms]*"))]
ENCODINGS = {"utf-8 with a mark": ("\ufeff", "utf-8"), "utf-16": ("\ufeff", "utf-16-le"), "utf-16-be": ("\ufeff", "utf-16-be"),
             "utf-16 without a mark": ("", "utf-16-le"), "utf-32": ("\ufeff", "utf-32-le")}  # fmt: skip


def outcome(path: Path) -> list[Item] | str:
    try:
        return read(path)
    except ImportRefused as refusal:
        return str(refusal)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("case", PLAIN, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_an_export_in_another_encoding_says_the_same(case: Path, encoding: str, tmp_path: Path) -> None:
    """Regression: such a file was of no format that is known."""
    source = next(path for path in sorted(case.iterdir()) if path.name.startswith("source"))
    options = json.loads((case / "options.json").read_text()) if (case / "options.json").exists() else {}
    copy = tmp_path / options.get("name", source.name)
    shutil.copytree(source, copy) if source.is_dir() else shutil.copy(source, copy)
    before = outcome(copy)
    mark, codec = ENCODINGS[encoding]
    for file in [copy] if copy.is_file() else copy.rglob("*.json*"):
        file.write_bytes(f"{mark}{file.read_bytes().decode()}".encode(codec))
    after = outcome(copy)
    if isinstance(before, str) or isinstance(after, str):
        assert after == before
    else:
        assert as_json(after) == as_json(before)


def test_a_file_in_utf_16_is_read_whatever_pieces_it_comes_in() -> None:
    said = json.dumps({"text": "é🌊" * 50_000}, ensure_ascii=False)

    class Dribble(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 0, 7) if size and size > 0 else size)

    assert json.loads(json_as_utf8(Dribble(said.encode("utf-16"))).read()) == json.loads(said)
    assert json_as_utf8(io.BytesIO(b"{}")).read() == b"{}"
    assert json_as_utf8(io.BytesIO(b"")).read() == b""
    assert json_as_utf8(io.BytesIO(b"\xff\xfe{\0\x3d\xd8")).read() == "{�".encode()
