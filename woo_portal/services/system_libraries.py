"""`python -m woo_portal.services.system_libraries pango|chromium`: the two things no Python package brings.

Found, or installed where that is allowed without asking, or named with the command that installs them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


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
}


def require(name: str) -> None:
    """Make sure that LIBRARIES[name] is there; else exit, saying what is missing, what for, and the command to give."""
    library = LIBRARIES[name]
    if library.is_there():
        return
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *library.packages]
    allowed = _without_asking()
    if allowed is not None:
        print(f"Installing {name} {library.purpose}", flush=True)
        for step in (["apt-get", "update", "--quiet=2"], install):
            subprocess.run([*allowed, "env", "DEBIAN_FRONTEND=noninteractive", *step], stdout=sys.stderr, check=False)
    if not library.is_there():
        sys.exit(
            f"{name} is missing; it is needed {library.purpose}. Install it and try again:\n  sudo {' '.join(install)}"
        )


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
