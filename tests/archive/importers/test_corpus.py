"""Every folder `tests/corpus/<importer>/<case>` is a test: its source must give exactly its `expected.json`.

A case holds `source.<ext>` (one file; of SQL the database it makes) or `source/` (a folder), and if needed `options.json`:
`name`, the file's own name (a folder is then packed as a zip of that name), and what a person said: `date_order`, `zone`. To
make or renew the expectations, run this module with REWRITE_CORPUS=1 and read the difference.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from archive.importing import DateOrder, ImportOptions, ImportRefused, QuestionForPerson
from archive.recognising import recognise
from archive.zones import DEFAULT_ZONE
from tests.archive.importers.reading import as_json, case_container, read_container

CORPUS = Path(__file__).parents[2] / "corpus"
CASES = sorted(path for path in CORPUS.glob("*/*") if path.is_dir())


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_case(case: Path, tmp_path: Path) -> None:
    options = json.loads((case / "options.json").read_text()) if (case / "options.json").exists() else {}
    found = _outcome(case, options, tmp_path)
    expected = case / "expected.json"
    if os.environ.get("REWRITE_CORPUS"):
        expected.write_text(found)
    assert found == expected.read_text()


def _outcome(case: Path, options: dict[str, str], scratch: Path) -> str:
    order = DateOrder(options["date_order"]) if "date_order" in options else None
    said = ImportOptions(order, options.get("zone", DEFAULT_ZONE))
    try:
        with case_container(case, options, scratch) as container:
            assert recognise(container).export.importer.name == case.parent.name
            return as_json(read_container(container, said))
    except ImportRefused as refusal:
        return json.dumps({"refused": str(refusal)}, ensure_ascii=False) + "\n"
    except QuestionForPerson as question:
        return json.dumps({"question": question.field, "examples": question.examples}, ensure_ascii=False) + "\n"
