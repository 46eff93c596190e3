"""The leak check: reads the finished files of a package and looks for everything that was withheld. Blocks release.

Trusts no renderer: it knows what may be said from the set itself, and what is said from the bytes.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from woo_portal.disclosure.leak_check.checker import Checker, ReadWhole
from woo_portal.disclosure.leak_check.engines import ReadFiles, read_all
from woo_portal.disclosure.leak_check.merged import read_whole
from woo_portal.disclosure.leak_check.report import FileResult, Finding, LeakReport, Origin, Passage, Secret
from woo_portal.disclosure.publishing import DisclosureSet, File

__all__ = ["Checker", "FileResult", "Finding", "LeakReport", "Origin", "Passage", "Secret", "check"]


def check(
    files: Iterable[File],
    secrets: Iterable[Secret],
    disclosure: DisclosureSet,
    *,
    read: ReadFiles = read_all,
    whole: ReadWhole = lambda file: read_whole(file.content),
) -> LeakReport:
    """Check every file of a package, one at a time, and report. A file that is missing is a finding as well.

    `read` reads the PDFs and `whole` the merged ones, by default here.
    """
    started = time.perf_counter()
    found = read(files)  # other processes begin with it now
    checker = Checker(secrets, disclosure, whole=whole)
    in_set = tuple(checker.check_set())
    results = tuple(checker.check_file(file, known) for file, known in found)
    absent = checker.expected_names - {result.name for result in results}
    findings = (
        *(finding for result in results for finding in result.findings),
        *in_set,
        *(Finding(name, "bestand ontbreekt in het pakket") for name in sorted(absent)),
    )
    seconds = round(time.perf_counter() - started, 3)
    return LeakReport(results, findings, len(checker.secrets), checker.unsearchable, seconds)
