"""Taking a unit out of a watched folder, in steps of which each may be the last one before a crash.

A claim is a folder in "bezig". What it takes is written in its journal before anything is moved, and every later step is
written there as well; whoever finds the folder can go on. Files are renamed, never copied and never removed.
"""

from __future__ import annotations

import json
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from archive.arrivals import arrivals_in
from woo_portal.intake.watching.inbox import Unit, is_passing
from woo_portal.watched_folder import BUSY, names_like

LOCK = "slot"
"""The file in "bezig" that a watcher holds locked while it is at it."""
JOURNAL = "opdracht.json"
_ASIDE = f"{JOURNAL}.nieuw"

Failing = Callable[[Path, OSError], object]
"""Told of a folder in "bezig" that cannot be read or tidied now, and why."""


@dataclass(slots=True)
class Part:
    """One export of a claim. `files` are paths inside the claim; `folder` is what its files are named from.

    `run` is its import, 0 until it was received; `prints` are the sizes and times of the files at that moment. `target` is the
    folder it is moved to once that import has ended.
    """

    name: str
    files: list[str]
    folder: str
    run: int = 0
    prints: list[list[int]] = field(default_factory=list)
    target: str = ""


@dataclass(slots=True)
class Claim:
    """A unit that was taken. `members` are the names it had in `place`; `gathered` says that they were all moved from there.

    `holder` is the id of the person whose telephone it is of, `whose` the name of that person's folder. `hides_new`: what it
    adds is private until who guards the archive has looked at it. `zone` is that of local times of which it says none. `parts`
    is None until it was looked at.
    """

    folder: Path
    place: str
    members: list[str]
    holder: int | None
    whose: str
    hides_new: bool = False
    gathered: bool = False
    parts: list[Part] | None = None
    zone: str = ""

    @property
    def content(self) -> Path:
        """Where its files are, under the name of the folder they came from: exports are called after it."""
        return self.folder / "bestanden" / (Path(self.place).name or "map")

    def write(self) -> None:
        """Put the journal on the disk as a whole."""
        state = asdict(self) | {"folder": None}
        aside = self.folder / _ASIDE
        with aside.open("w") as stream:
            json.dump(state, stream, ensure_ascii=False, indent=1)
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(self.folder / JOURNAL)


def claim(root: Path, unit: Unit, *, holder: int | None, hides_new: bool, zone: str = "") -> Claim:
    """Take a unit: say so in a journal, then move its files."""
    name = f"{datetime.now():%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    members = [member.name for member in unit.members]
    made = Claim(root / BUSY / name, str(unit.place), members, holder, unit.holder, hides_new, zone=zone)
    made.folder.mkdir(parents=True)
    made.write()
    gather(made)
    return made


def claims_in(root: Path, *, failing: Failing = lambda folder, error: None) -> Iterator[Claim]:
    """The claims that have not ended, oldest first. Whatever is wrong with one folder, the others are found."""
    for folder in _folders(root):
        try:
            taken = _read(folder)
            if taken is None and not _files_in(folder):
                _close(folder)
        except OSError as error:
            failing(folder, error)
            continue
        if taken is not None:
            yield taken


def strays_in(root: Path, *, failing: Failing = lambda folder, error: None) -> Iterator[Path]:
    """What lies in "bezig" and of which no journal tells what it is: somebody put it there, or the disk failed.

    Folders with files, and files beside them; but for files that are on their way or hidden, as anywhere in the watched folder.
    """
    for folder in _folders(root):
        try:
            is_stray = _read(folder) is None and bool(_files_in(folder))
        except OSError as error:
            failing(folder, error)
            continue
        if is_stray:
            yield folder
    for path in sorted((root / BUSY).iterdir()):
        if _is_file(path) and path.name != LOCK and not is_passing(path):
            yield path


def _folders(root: Path) -> list[Path]:
    return sorted(path for path in (root / BUSY).iterdir() if not _is_file(path))


def _is_file(path: Path) -> bool:
    """Whether it is no folder; a link is none."""
    return path.is_symlink() or not path.is_dir()


def _read(folder: Path) -> Claim | None:
    """The claim of a folder; None where its journal is not there, or is not what was written.

    Raises `OSError` when a journal is there and cannot be read now.
    """
    try:
        if not stat.S_ISREG((folder / JOURNAL).lstat().st_mode):
            return None
        state = json.loads((folder / JOURNAL).read_text())
        if not all(isinstance(name, str) for name in (state["place"], *state["members"])):
            return None
        parts = None if state["parts"] is None else [Part(**part) for part in state["parts"]]
        return Claim(**state | {"folder": folder, "parts": parts})
    except (FileNotFoundError, ValueError, TypeError, KeyError, RecursionError):
        return None


def _files_in(folder: Path) -> list[Path]:
    """What is not a folder, but for a journal that was being written."""
    return [path for path in folder.rglob("*") if path != folder / _ASIDE and _is_file(path)]


def _close(folder: Path) -> None:
    """Remove the folder of a claim that takes nothing yet, or nothing any more."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            path.rmdir()
    (folder / _ASIDE).unlink(missing_ok=True)
    (folder / JOURNAL).unlink(missing_ok=True)
    folder.rmdir()


def gather(taken: Claim) -> None:
    """Move what the claim takes and is not there yet; what vanished meanwhile is not waited for.

    It is done once: a file that later comes under the same name is another one.
    """
    if taken.gathered:
        return
    taken.content.mkdir(parents=True, exist_ok=True)
    for name in taken.members:
        source, target = Path(taken.place) / name, taken.content / name
        if target.exists() or target.is_symlink():
            continue
        with suppress(FileNotFoundError):
            source.rename(target)
    taken.gathered = True
    taken.write()


def look(taken: Claim) -> None:
    """Say of which exports the claim consists; once said it stays so."""
    if taken.parts is None:
        taken.parts = [
            Part(
                arrival.name,
                [_inside(taken, path) for path in arrival.files],
                _inside(taken, arrival.folder or arrival.files[0].parent),
            )
            for arrival in arrivals_in(taken.content)
        ]
        taken.write()


def _inside(taken: Claim, path: Path) -> str:
    return path.relative_to(taken.folder).as_posix()


def strange_entry(taken: Claim) -> str:
    """The name of something in the claim that is neither a file nor a folder, such as a link; empty when there is none."""
    for path in sorted(taken.content.rglob("*")):
        mode = path.lstat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            return path.name
    return ""


def prints_of(taken: Claim, part: Part) -> list[list[int]]:
    """Size and time of change of each file of a part, as they are now."""
    facts = [(taken.folder / file).stat() for file in part.files]
    return [[each.st_size, each.st_mtime_ns] for each in facts]


def put_aside(taken: Claim, part: Part, target: Path) -> None:
    """Move the files of a part to a folder of their own; may be called again after a crash."""
    target.mkdir(parents=True, exist_ok=True)
    around = taken.folder / part.folder
    for file in part.files:
        source = taken.folder / file
        goal = target / source.relative_to(around)
        goal.parent.mkdir(parents=True, exist_ok=True)
        if source.exists():
            source.rename(_free(goal))


def _free(goal: Path) -> Path:
    """The path, or one like it where something else is there already."""
    beside = (goal.with_name(name) for name in names_like(goal.stem, goal.suffix))
    return next(path for path in beside if not path.exists() and not path.is_symlink())


def end(taken: Claim, leftovers: Path) -> None:
    """Close a claim of which every part was put aside; what else came along, such as hidden files, goes to `leftovers`."""
    for path in sorted(taken.content.rglob("*")):
        if path.is_symlink() or not path.is_dir():
            goal = leftovers / path.relative_to(taken.content)
            goal.parent.mkdir(parents=True, exist_ok=True)
            path.rename(_free(goal))
    _close(taken.folder)
