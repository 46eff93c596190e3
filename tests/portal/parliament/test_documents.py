"""Every folder of `documents/` is a test: what is read in its document must be exactly its `expected.json`.

To make or renew the expectations, run this module with REWRITE_CORPUS=1 and read the difference.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.portal.parliament.documents import CASES, made, told
from woo_portal.parliament.reading.contents import Role, as_json, from_json
from woo_portal.parliament.reading.reader import read


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_case(case: Path, tmp_path: Path) -> None:
    document = made(case, tmp_path)
    contents = read(document, file_name=document.name)
    expected = case / "expected.json"
    if os.environ.get("REWRITE_CORPUS"):
        expected.write_text(told(contents))
    assert told(contents) == expected.read_text()
    # What was read can be kept and comes back the same.
    assert from_json(json.loads(json.dumps(as_json(contents)))) == contents
    # A question has lines, and each line of a question belongs to one that is there.
    keys = {question.key for question in contents.questions}
    assert {line.key for line in contents.lines if line.role == Role.QUESTION} == keys
