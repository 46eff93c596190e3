"""Each export of the corpus is of one format: no two importers claim it, whatever order they are asked in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive.importing import importers
from tests.archive.importers.reading import case_container
from tests.archive.importers.test_corpus import CASES


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_an_export_is_claimed_by_one_importer(case: Path, tmp_path: Path) -> None:
    options = json.loads((case / "options.json").read_text()) if (case / "options.json").exists() else {}
    with case_container(case, options, tmp_path) as container:
        assert [importer.name for importer in importers if importer.exports(container)] == [case.parent.name]
