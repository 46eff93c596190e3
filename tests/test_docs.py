"""The documentation keeps up with the code: an undocumented setting or make target fails here."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("archive", "redaction", "woo_portal")


def test_every_setting_the_code_reads_is_documented_and_no_other() -> None:
    read = {"PATH"}
    for path in [ROOT / "manage.py", *(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))]:
        read.update(re.findall(r'environ(?:\.get\(|\.setdefault\(|\[)\s*"(\w+)"', path.read_text()))
    documented = set(re.findall(r"^\| `(\w+)` \|", (ROOT / "docs/settings.md").read_text(), re.MULTILINE))
    assert read == documented


def test_make_help_lists_every_target() -> None:
    targets = set(re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE))
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert targets == {line.split()[1] for line in listed.splitlines()}


def test_every_command_stands_in_operations_and_no_other() -> None:
    """The proof of a message was told in another document only."""
    commands = {path.stem for package in PACKAGES for path in (ROOT / package).rglob("management/commands/[a-z]*.py")}
    told = set(re.findall(r"`manage\.py (\w+)", (ROOT / "docs/operations.md").read_text()))
    assert commands <= told
    assert told - commands <= {"check", "clearsessions", "collectstatic", "migrate"}


def test_links_between_the_documents_lead_somewhere() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    headings = {
        document: set(map(_anchor, re.findall(r"^#+ (.*)$", document.read_text(), re.MULTILINE)))
        for document in documents
    }
    for document in documents:
        for target, anchor in re.findall(r"\]\(([^)#:]*)(?:#([^)]*))?\)", document.read_text()):
            goal = (document.parent / target).resolve() if target else document
            assert goal.exists(), f"{document.name} points to {target}"
            assert not anchor or anchor in headings[goal], f"{document.name} points to {target}#{anchor}"


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
