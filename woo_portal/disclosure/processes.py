"""Processes of their own for the heavy parts of a package: what these take they give back when they end.

They are plain commands that read their work from standard input: a worker of the queue may not have children of another kind,
and these end with their work whatever becomes of it.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys

from django.conf import settings

PROCESSES = min(4, os.cpu_count() or 1)


class ProcessDied(Exception):
    """A process ended without an answer, killed by the system; what it had put on disk is kept."""


def answer_of(module: str, work: object) -> bytes:
    """What `python -m module` writes when it is given `work`, pickled. Raises `ProcessDied`."""
    command = [sys.executable, "-m", module]
    done = subprocess.run(command, cwd=settings.BASE_DIR, input=pickle.dumps(work), stdout=subprocess.PIPE, check=False)
    if done.returncode:
        raise ProcessDied(f"{module} ended with {done.returncode}")
    return done.stdout
