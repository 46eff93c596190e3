"""Reading beside other readers, then importing and the road after it: `python -m tests.bench [MESSAGES] [--peers DIRECTORY]`.

Each step runs in a process of its own, so that its peak memory is its own (processes it starts are counted apart).
The database is a throw-away one.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench import importing, reading, road
from tests.bench.processes import Children, set_up

MANY = 100_000
STEPS: dict[str, tuple[str, Callable[[Path, int], str]]] = {
    "new": ("Importeren, tot en met doorzoekbaar", importing.new_chat),
    "other": ("Dezelfde berichten uit een ander bestand", importing.other_file),
    "same": ("Hetzelfde bestand nog eens", importing.same_file),
    "search": ("Zoeken, nieuwste 50 en aantal", road.search),
    "propose": ("Lakvoorstellen", road.propose),
    "accept": ("Alle voorstellen overgenomen", road.accept),
    "render": ("Pakket: opmaken, inpakken, lekcontrole", road.render),
}


def run_step(name: str, folder: Path, messages: int) -> None:
    """One step, in this process; prints what it found as JSON."""
    set_up(folder)
    with Children() as children:
        told = STEPS[name][1](folder, messages)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"told": told, "memory": own, "children": children.peak / 2**20}))


def tell_step(name: str, folder: Path, messages: int) -> None:
    """One step, in a process of its own, and a line about it."""
    command = [sys.executable, "-m", "tests.bench", str(messages), "--step", name, "--folder", str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    beside = f" (deelproces {found['children']:.0f} MB)" if found["children"] > 60 else ""
    print(f"    {STEPS[name][0]:42} {found['told']}   piek {found['memory']:.0f} MB{beside}", flush=True)


def main() -> None:
    """Every step and what it cost."""
    parser = argparse.ArgumentParser(description="Measure what the portal does with generated messages.")
    parser.add_argument("messages", nargs="?", type=int, default=10_000)
    parser.add_argument("--peers", type=Path, help="compare with the readers of peers.txt, installed in this directory")
    parser.add_argument("--read", help=argparse.SUPPRESS)
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.read:
        reading.read_once(asked.read)
        return
    if asked.step:
        run_step(asked.step, asked.folder, asked.messages)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for line in reading.compare(folder, asked.peers):
            print(line, flush=True)
        for messages, steps in (
            (MANY, ("new", "other", "same")),
            (asked.messages, ("new", "search", "propose", "accept", "render")),
        ):
            print(f"{messages} gegenereerde berichten")
            for step in steps:
                tell_step(step, folder, messages)


if __name__ == "__main__":
    main()
