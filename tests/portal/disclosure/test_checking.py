"""A large package is laid out, merged and read in processes of their own: they find and make what one process does."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.portal.disclosure import sample
from tests.portal.disclosure.test_leak_check import DISCLOSURE, NAME, SECRET, files, rendered
from woo_portal.disclosure import checking, merged_files
from woo_portal.disclosure.formats import inventory_pdf
from woo_portal.disclosure.leak_check import LeakReport, check
from woo_portal.disclosure.processes import Answers, ProcessDied
from woo_portal.disclosure.publishing import File
from woo_portal.disclosure.zip_archive import read_zip, write_zip


@pytest.fixture(scope="module")
def plain() -> list[File]:
    return files()


@pytest.fixture
def both(tmp_path: Path, monkeypatch) -> Callable[[list[File]], tuple[LeakReport, LeakReport]]:
    """The reports on a package with these files: of one process, and of several."""
    monkeypatch.setattr(checking, "WORTH_A_PROCESS", 1)

    def reports(content: list[File]) -> tuple[LeakReport, LeakReport]:
        path = tmp_path / "pakket.zip"
        write_zip(path, content)
        made = check(read_zip(path), [SECRET], DISCLOSURE), checking.check_package(path, [SECRET], DISCLOSURE)
        return tuple(replace(report, seconds=0) for report in made)

    return reports


def test_what_is_good_is_good(both, plain):
    alone, apart = both(plain)
    assert apart == alone
    assert apart.ok


def test_what_processes_read_by_turns_comes_in_the_order_of_the_files(both, plain, monkeypatch):
    monkeypatch.setattr(checking, "BATCH", 1)
    alone, apart = both(plain)
    assert apart == alone
    assert apart.ok


def test_a_process_that_reads_and_dies_stops_the_check():
    with Answers("woo_portal.disclosure.checking", None) as answers, pytest.raises(ProcessDied):
        answers.next()


@pytest.mark.parametrize("name", ["documenten/0012.pdf", "alles.pdf"])
def test_a_leak_and_a_file_that_cannot_be_read_are_found(both, plain, name):
    leak = rendered(sample.only(f"Bel {NAME} even")).content
    alone, apart = both([replace(file, content=leak) if file.name == name else file for file in plain])
    assert apart == alone
    assert not apart.ok

    alone, apart = both([replace(file, content=b"%PDF-1.7") if file.name == name else file for file in plain])
    assert apart == alone
    assert "bestand dat niet te lezen is" in {finding.channel for finding in apart.findings}


def test_the_merged_file_and_the_inventory_are_the_same_bytes(plain, monkeypatch):
    monkeypatch.setattr(merged_files, "WORTH_A_PROCESS", 1)
    monkeypatch.setattr(inventory_pdf, "LARGE", 1)
    assert files() == plain


def test_of_two_files_of_one_name_both_are_read(plain, tmp_path, monkeypatch):
    """A zip may have them, and whoever fetches a file by its name gets the last one."""
    monkeypatch.setattr(checking, "WORTH_A_PROCESS", 1)
    leak = rendered(sample.only(f"Bel {NAME} even"))
    path = tmp_path / "pakket.zip"
    with zipfile.ZipFile(path, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile warns of the second
        for file in (replace(leak, name="documenten/0012.pdf"), *plain):
            archive.writestr(file.name, file.content)

    found = checking.check_package(path, [SECRET], DISCLOSURE).findings

    assert ("documenten/0012.pdf", SECRET.reference) in {(finding.file, finding.reference) for finding in found}
