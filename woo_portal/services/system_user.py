"""As which user of the system the embedded servers run, and what that user must own or reach.

An ordinary user runs them under their own name. Root may not (PostgreSQL refuses, rightly) and
lends them another user."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from woo_portal.services import locations
from woo_portal.services.locations import ServiceError

_OWN_ACCOUNT = "woo-portal"


@dataclass(frozen=True, slots=True)
class SystemUser:
    """The user the servers run as."""

    name: str
    uid: int
    gid: int

    def run(self, *command: Path | str) -> subprocess.CompletedProcess[str]:
        """Run `command` to its end as this user and return its output; OSError when it cannot be executed.

        The environment is empty but for the search path: PGPORT or PGOPTIONS of the caller would change the server.
        """
        lent: dict[str, Any] = {"user": self.uid, "group": self.gid, "extra_groups": []} if os.geteuid() == 0 else {}
        return subprocess.run(
            [str(part) for part in command],
            env={"PATH": os.defpath, "LC_ALL": "C"},
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            **lent,
        )

    def own_directory(self, path: Path) -> None:
        """Make `path` a directory that only this user and root can enter; ServiceError when it is someone else's."""
        path.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)
        # In a place where everyone may write, another user can have made it first, or put a link there.
        owner = path.lstat().st_uid
        if path.is_symlink() or owner != self.uid:
            raise ServiceError(f"{path} must be a directory of user {self.name}, but belongs to user number {owner}.")

    def reachable_copy(self, source: Path, target: Path) -> Path:
        """`source` (a file or a tree of programs) where this user can reach it, else its copy made once at `target`."""
        if os.geteuid() != 0 or locations.open_to_others(source):
            return source
        if not target.exists():
            fresh = target.with_name(target.name + ".new")
            shutil.rmtree(fresh, ignore_errors=True)
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, fresh, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a", "*.pyc"))
            else:
                shutil.copy2(source, fresh)
            for path in (target.parent, fresh, *fresh.rglob("*")):
                os.chown(path, self.uid, self.gid, follow_symlinks=False)
            fresh.rename(target)
        return target


def prepare() -> SystemUser:
    """Choose the servers' user and make the service and socket directories, closed to everyone else.

    For one process at a time. ServiceError when that user cannot reach the data directory, which must be there.
    """
    data, services = locations.data_dir(), locations.services_dir()
    user = _choose(services)
    _close(data, user)
    for directory in {services, locations.socket_dir()}:
        user.own_directory(directory)
    return user


def _close(data: Path, user: SystemUser) -> None:
    """Close the data directory to everyone but its owner; where that is root, the servers' group may pass through."""
    if data.stat().st_uid == user.uid:
        data.chmod(0o700)
        return
    if not locations.open_to_others(data.parent):
        raise ServiceError(f"User {user.name}, who runs the servers, may not enter {data.parent}. Set WOO_DATA_DIR.")
    os.chown(data, -1, user.gid)
    data.chmod(0o710)


def _choose(services: Path) -> SystemUser:
    owner = services.stat().st_uid if services.exists() else 0
    if os.geteuid() != 0 or owner != 0:
        # Whoever owns the database goes on owning it, whatever was installed since.
        return _numbered(os.geteuid() or owner)
    return _named(_OWN_ACCOUNT) or _named("postgres") or _make_account()


def _make_account() -> SystemUser:
    command = ["useradd", "--system", "--user-group", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"]
    command.append(_OWN_ACCOUNT)
    if shutil.which(command[0]):
        subprocess.run(command, capture_output=True, check=False)
    made = _named(_OWN_ACCOUNT)
    if made is None:
        raise ServiceError("PostgreSQL does not run as root. Make a system user: " + " ".join(command))
    return made


def _named(name: str) -> SystemUser | None:
    try:
        return _known(pwd.getpwnam(name))
    except KeyError:
        return None


def _numbered(uid: int) -> SystemUser:
    try:
        return _known(pwd.getpwuid(uid))
    except KeyError as error:
        raise ServiceError(f"User number {uid} has no name in this system; PostgreSQL wants one. Add it.") from error


def _known(entry: pwd.struct_passwd) -> SystemUser:
    return SystemUser(entry.pw_name, entry.pw_uid, entry.pw_gid)
