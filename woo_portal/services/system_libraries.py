"""`python -m woo_portal.services.system_libraries pango|chromium|tesseract`: the things no Python package brings.

Found, or installed where that is allowed without asking, or named with the command that installs them. A name with a
question mark behind it ("tesseract?") is one the portal can do without: that it is missing is said, and no failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from woo_portal.services.locations import CHECKOUT


@dataclass(frozen=True, slots=True)
class Library:
    """Something the system must bring: what it is for, how it is found, and in which Debian packages it is."""

    purpose: str
    is_there: Callable[[], bool]
    packages: tuple[str, ...]


def chromium() -> Path | None:
    """The Chromium that the browser tests drive, under one of the names it has on PATH."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((Path(found) for name in names if (found := shutil.which(name))), None)


def tesseract_reads_dutch() -> bool:
    """Whether Tesseract stands on PATH and has its Dutch data; asked in a new process, which has looked for nothing yet."""
    question = "import sys; from archive.extraction import text_recognition as t; sys.exit(not t.is_available())"
    return subprocess.run([sys.executable, "-c", question], cwd=CHECKOUT, check=False).returncode == 0


def pango_loads() -> bool:
    """Whether WeasyPrint finds Pango; asked in a new process, since a failed import leaves a half-loaded module."""
    return subprocess.run([sys.executable, "-c", "import weasyprint"], capture_output=True, check=False).returncode == 0


LIBRARIES = {
    "pango": Library(
        "to lay out the PDF of a disclosure package",
        pango_loads,
        ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
    ),
    "chromium": Library("to test the screens in a real browser", lambda: chromium() is not None, ("chromium",)),
    "tesseract": Library(
        "to make the text in photos and scans searchable", tesseract_reads_dutch, ("tesseract-ocr", "tesseract-ocr-nld")
    ),
}


def require(wanted: str) -> None:
    """Make sure that LIBRARIES[name] is there; else exit, saying what is missing, what for, and the command to give.

    Of a name that ends in a question mark the same is said, and life goes on.
    """
    name = wanted.removesuffix("?")
    library = LIBRARIES[name]
    if library.is_there():
        return
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *library.packages]
    allowed = _without_asking()
    if allowed is not None:
        print(f"Installing {name} {library.purpose}", flush=True)
        for step in (["apt-get", "update", "--quiet=2"], install):
            subprocess.run([*allowed, "env", "DEBIAN_FRONTEND=noninteractive", *step], stdout=sys.stderr, check=False)
    if library.is_there():
        return
    command = f"sudo {' '.join(install)}"
    if wanted != name:
        print(f"{name} is missing; the portal works without it. Install it {library.purpose}:\n  {command}")
        return
    sys.exit(f"{name} is missing; it is needed {library.purpose}. Install it and try again:\n  {command}")


def _without_asking() -> list[str] | None:
    """What to put before a command to run it as root without a question; None when that cannot be."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    may = sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0
    return [sudo, "-n"] if sudo and may else None


if __name__ == "__main__":
    for wanted in sys.argv[1:]:
        require(wanted)
