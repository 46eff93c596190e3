"""Keeps Slack's tokens out of what an importer yields: links to files carry one that opens all files of the export."""

from __future__ import annotations

import re

from archive.reading.secrets import STRIPPED

_TOKEN = re.compile(r"xox[a-z]-[A-Za-z0-9-]+|pub_secret=[A-Za-z0-9]+|https://slack-files\.com/[^\s\"\\]+")


def without_tokens(raw: str) -> str:
    """A record as it is written, with every token in it replaced, and the addresses at which anybody can open a file."""
    return _TOKEN.sub(STRIPPED, raw)
