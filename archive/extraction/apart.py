"""Runs one module in a process of its own, with limits on memory, time and output.

Whoever sent a file may have made it to do harm: to fill the memory, to never end, to misuse a fault of a library. The
process gets an empty folder for what it makes, and none of the portal's environment: no address of a database, no key. The
module calls `confine` before it looks at the file.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MEMORY = 2 * 1024**3
"""Bytes of address space; a photo of 64 million pixels takes a quarter of it."""
OUTPUT_BYTES = 32 * 1024**2
"""The largest file it may write."""
_POLITENESS = 10
_FROM_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TESSDATA_PREFIX")


class TooSlow(Exception):
    """The process did not end in time, and was ended."""


def run_apart(module: str, *arguments: str, folder: Path, seconds: int) -> bool:
    """Run `python -m module arguments`; whether it ended well. Raises `TooSlow` after so many seconds."""
    # What a library says of a file may quote it, and a log holds no such thing: nothing it prints is kept.
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env={name: os.environ[name] for name in _FROM_ENVIRONMENT if name in os.environ} | {"HOME": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(seconds) == 0
    except subprocess.TimeoutExpired as error:
        raise TooSlow from error
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the process and of those it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    finally:
        process.wait()


def confine(seconds: int) -> None:
    """Set the limits of this process and of those it starts; they cannot be raised again.

    `seconds` holds for the clock from now on and, whoever is busy, for the processor.
    """
    os.nice(_POLITENESS)
    signal.alarm(seconds)  # it ends in time also when the process that started it was killed
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, OUTPUT_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
