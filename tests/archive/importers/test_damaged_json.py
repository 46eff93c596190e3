"""Exports of JSON with damage in their bytes or with values of other types in their records: a report or a refusal, never more.

`read` checks that what comes out accounts for every record, once and in order.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archive.importing import Item, Unreadable
from tests.archive.importers.test_properties import CORPUS, damaged, outcome

JUNK: list[Any] = [
    *(
        None,
        True,
        0,
        -1,
        7,
        10**18,
        1.5,
        "",
        "x",
        "nan",
        "Infinity",
        "1e400",
        "2026-13-45T99:99:99",
        "\u0000",
        "🌊" * 50,
    ),
    *(
        [],
        {},
        [None],
        [[]],
        [{}],
        {"": None},
        {"text": {"text": []}},
        {"ts": []},
        {"id": {}},
        ["a", 1],
        "<@",
        "<",
        "\\x1",
        "a" * 5000,
    ),
]


def misshapen(value: Any, dice: random.Random) -> Any:
    """A document in which about one value in forty is missing, doubled or of another type."""
    if isinstance(value, dict):
        kept = [(key, misshapen(item, dice)) for key, item in value.items() if dice.random() > 0.01]
        return {(key if dice.random() > 0.005 else "x"): item for key, item in kept}
    if isinstance(value, list):
        items = [misshapen(item, dice) for item in value for _ in range(1 + (dice.random() < 0.01))]
        return items if dice.random() > 0.01 else dice.sample(items, len(items))
    return value if dice.random() > 0.025 else dice.choice(JUNK)


def misshapen_document(source: bytes, dice: random.Random) -> bytes:
    return json.dumps(misshapen(json.loads(source), dice)).encode()


def misshapen_lines(source: bytes, dice: random.Random) -> bytes:
    first, *lines = source.splitlines()
    return b"\n".join([first, *(misshapen_document(line, dice) for line in lines)])


Damage = Callable[[bytes, random.Random], bytes]
FILES: dict[str, tuple[str, Damage, int]] = {
    "telegram_json/full_export_with_media": ("source/ChatExport/result.json", misshapen_document, 300),
    "telegram_json/service_actions": ("source.json", misshapen_document, 300),
    "matrix_json/messages_as_element_exports_them": ("source.json", misshapen_document, 300),
    "matrix_json/edits_reactions_votes_and_redactions": ("source.json", misshapen_document, 300),
    "mattermost_jsonl/posts_replies_and_files": ("source/import.jsonl", misshapen_lines, 600),
}
"""By case: the file, how it is damaged, and how often in each of the two tests."""


@pytest.mark.parametrize("case", FILES)
def test_values_of_other_types_are_kept_as_unreadable(case: str, tmp_path: Path) -> None:
    name, damage, times = FILES[case]
    source = (CORPUS / case / name).read_bytes()
    found = [outcome(written(tmp_path, damage(source, random.Random(seed)))) for seed in range(times)]
    assert sum(map(bool, found)) > times // 2
    assert sum(map(has_unreadable, found)) > times // 10


@pytest.mark.parametrize("case", FILES)
def test_damage_in_the_bytes_is_refused_or_accounted_for(case: str, tmp_path: Path) -> None:
    name, _, times = FILES[case]
    source = (CORPUS / case / name).read_bytes()
    for seed in range(times):
        outcome(written(tmp_path, damaged(source, random.Random(seed))))


@pytest.mark.parametrize(("case", "times"), [("workspace", 250), ("edits_and_deletions_kept", 750)])
def test_a_damaged_slack_export_is_refused_or_accounted_for(case: str, times: int, tmp_path: Path) -> None:
    folder = tmp_path / case
    shutil.copytree(CORPUS / "slack_zip" / case / "source", folder)
    sources = {path: path.read_bytes() for path in sorted(folder.rglob("*.json"))}
    found = []
    for seed in range(times):
        dice = random.Random(seed)
        hit = dice.sample(sorted(sources), 2)
        for path in hit:
            damage = damaged if seed % 10 == 0 else misshapen_document
            path.write_bytes(damage(sources[path], dice))
        found.append(outcome(folder))
        for path in hit:
            path.write_bytes(sources[path])
    assert sum(map(bool, found)) > times // 2
    assert sum(map(has_unreadable, found)) > times // 10


def written(folder: Path, data: bytes) -> Path:
    path = folder / "export"
    path.write_bytes(data)
    return path


def has_unreadable(items: list[Item]) -> bool:
    return any(isinstance(item, Unreadable) for item in items)
