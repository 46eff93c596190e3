"""The signing key: given by the environment, else made once and kept in the data directory."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from woo_portal.services import locations


def secret_key(data_dir: Path) -> str:
    """WOO_SECRET_KEY, or the key in `data_dir`/secret-key, made at the first start and readable by its owner only."""
    if given := os.environ.get("WOO_SECRET_KEY"):
        return given
    path = data_dir / "secret-key"
    if not path.exists():
        _make(path)
    return path.read_text()


def _make(path: Path) -> None:
    locations.make_closed_dir(path.parent)
    fresh = path.with_name(f"{path.name}-{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_text(secrets.token_urlsafe(64))
    try:
        # A link fails where another process was first: then both read the same key, and it is never half-written.
        path.hardlink_to(fresh)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
