"""The leak check: reads the finished files of a package and looks for everything that was withheld. Blocks release.

Trusts no renderer: it knows what may be said from the set itself, and what is said from the bytes.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from woo_portal.disclosure.leak_check.checker import Checker
from woo_portal.disclosure.leak_check.report import FileResult, Finding, LeakReport, Origin, Secret
from woo_portal.disclosure.publishing import DisclosureSet, File

__all__ = ["Checker", "FileResult", "Finding", "LeakReport", "Origin", "Secret", "check"]


def check(files: Iterable[File], secrets: Iterable[Secret], disclosure: DisclosureSet) -> LeakReport:
    """Read every file of a package, one at a time, and report. A file that is missing is a finding as well."""
    started = time.perf_counter()
    checker = Checker(secrets, disclosure)
    results = tuple(checker.check_file(file) for file in files)
    absent = checker.expected_names - {result.name for result in results}
    findings = (
        *(finding for result in results for finding in result.findings),
        *checker.check_set(),
        *(Finding(name, "bestand ontbreekt in het pakket") for name in sorted(absent)),
    )
    seconds = round(time.perf_counter() - started, 3)
    return LeakReport(results, findings, len(checker.secrets), checker.unsearchable, seconds)
