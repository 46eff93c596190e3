"""How far a command is, told now and then while it works."""

from __future__ import annotations

import time

from django.core.management.base import OutputWrapper

_EVERY = 5.0
"""Seconds between two lines."""


class Progress:
    """Called with what is being done, how much of it is done and how much there is; writes a line every few seconds."""

    def __init__(self, out: OutputWrapper) -> None:
        self._out, self._said = out, time.monotonic()

    def __call__(self, what: str, done: int, total: int) -> None:
        """Tell it, unless that was done a moment ago."""
        if time.monotonic() - self._said >= _EVERY:
            self._said = time.monotonic()
            self._out.write(f"  {what}: {done} van {total}")
