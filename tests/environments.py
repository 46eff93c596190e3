"""Virtual environments of their own for tools that are compared with: nothing of these is ever imported by the project."""

from __future__ import annotations

import hashlib
import subprocess
import venv
from pathlib import Path


def environment(folder: Path, pinned: Path) -> Path:
    """The Python of the environment in `folder` that holds what the file `pinned` lists; made when it is not there.

    Raises `subprocess.CalledProcessError` when it cannot be installed; the next call tries again.
    """
    python = folder / "bin" / "python"
    whole = folder / f"installed-{hashlib.sha256(pinned.read_bytes()).hexdigest()[:16]}"
    if not whole.exists():
        venv.create(folder, with_pip=True)
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", pinned]
        subprocess.run(install, check=True, capture_output=True, text=True)
        whole.touch()
    return python
