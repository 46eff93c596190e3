"""Where the data and the embedded services' files and sockets live, decided by the environment and the file
system. Knows nothing of what is served."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
SYSTEM_DIR = Path("/var/lib/woo-portal")
"""Holds the data of checkouts that stand in root's closed home, where the servers' own user cannot reach them."""

_SOCKET_PATH_BYTES = 107  # sun_path has 108 bytes, the closing zero among them: unix(7)
_LONGEST_SOCKET_NAME = ".s.PGSQL.5432"


class ServiceError(RuntimeError):
    """An embedded service cannot be started or stopped; the message says what to do."""


def data_dir() -> Path:
    """WOO_DATA_DIR; else `.data` in the checkout; for root in a closed checkout a directory under SYSTEM_DIR."""
    if given := os.environ.get("WOO_DATA_DIR"):
        return Path(given).resolve()
    if os.geteuid() != 0 or open_to_others(CHECKOUT):
        return CHECKOUT / ".data"
    return SYSTEM_DIR / f"{CHECKOUT.name}-{digest(CHECKOUT)}"


def make_closed_dir(path: Path) -> None:
    """Make `path` a directory closed to everyone else, and what leads to it open to pass through, where absent."""
    for parent in reversed([step for step in path.parents if not step.exists()]):
        parent.mkdir(exist_ok=True)
        parent.chmod(0o755)
    path.mkdir(mode=0o700, exist_ok=True)


def services_dir() -> Path:
    """The servers' own directory inside the data directory, owned by the user they run as."""
    return data_dir() / "services"


def socket_dir() -> Path:
    """Where the servers put their sockets: `services_dir`, or a short name of the system's own when that does not fit.

    A socket's path has at most 107 bytes; a comma or a space means something else in a database host or a URL.
    """
    own = services_dir()
    fits = len(os.fsencode(own / _LONGEST_SOCKET_NAME)) <= _SOCKET_PATH_BYTES
    if fits and re.fullmatch(r"[A-Za-z0-9/._-]+", str(own)):
        return own
    # Neither place depends on the environment: every process of this user must arrive at the same one.
    base = Path("/run") if os.geteuid() == 0 else Path("/tmp")
    return base / f"woo-portal-{os.geteuid()}-{digest(own)}"


def open_to_others(path: Path) -> bool:
    """Whether every directory down to and including `path` may be passed through by every user."""
    return all(step.stat().st_mode & stat.S_IXOTH for step in (path, *path.parents) if step.exists())


def digest(path: Path) -> str:
    """Twelve characters that stand for `path` where the path itself is too long."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
