"""Every export of the corpus is known by the importer it is of, and by no other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive.importing import ImportRefused, importers
from tests.archive.importers.reading import case_container
from tests.archive.importers.test_corpus import CASES


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_two_importers_take_an_export(case: Path, tmp_path: Path) -> None:
    options = json.loads((case / "options.json").read_text()) if (case / "options.json").exists() else {}
    try:
        with case_container(case, options, tmp_path) as container:
            takers = [importer.name for importer in importers if importer.exports(container)]
    except ImportRefused:
        return
    assert takers == [case.parent.name]
