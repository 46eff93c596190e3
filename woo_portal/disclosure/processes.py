"""Processes of their own for the heavy parts of a package: what these take they give back when they end.

They are plain commands that read their work from standard input: a worker of the queue may not have children of another kind,
and these end with their work whatever becomes of it.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
from types import TracebackType
from typing import Any

from django.conf import settings

PROCESSES = min(4, os.cpu_count() or 1)
_AHEAD = 2**20


class ProcessDied(Exception):
    """A process ended without an answer, killed by the system; what it had put on disk is kept."""


def answer_of(module: str, work: object) -> bytes:
    """What `python -m module` writes when it is given `work`, pickled. Raises `ProcessDied`."""
    command = _command(module)
    done = subprocess.run(command, cwd=settings.BASE_DIR, input=pickle.dumps(work), stdout=subprocess.PIPE, check=False)
    if done.returncode:
        raise ProcessDied(f"{module} ended with {done.returncode}")
    return done.stdout


class Answers:
    """What `python -m module` answers to pickled work, one pickle after another. It works ahead until so many bytes wait
    (`_AHEAD`), and ends with the `with` block.
    """

    def __init__(self, module: str, work: object) -> None:
        self._module = module
        with tempfile.TemporaryFile() as given:  # a pipe would be full before the process has started
            pickle.dump(work, given)
            given.seek(0)
            self._process = subprocess.Popen(
                _command(module), cwd=settings.BASE_DIR, stdin=given, stdout=subprocess.PIPE, pipesize=_AHEAD
            )

    def __enter__(self) -> Answers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.kill()  # one that is done feels nothing of it
        self._process.communicate()

    def next(self) -> Any:
        """The next answer. Raises `ProcessDied` when there is none."""
        assert self._process.stdout is not None
        try:
            return pickle.load(self._process.stdout)
        except (EOFError, pickle.UnpicklingError):
            raise ProcessDied(f"{self._module} ended before it had answered all") from None


def _command(module: str) -> list[str]:
    return [sys.executable, "-m", module]
