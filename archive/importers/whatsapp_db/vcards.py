"""The lines of a vCard that a reader of the chat saw: name, organisation, numbers, addresses (RFC 6350)."""

from __future__ import annotations

import re

_FOLDED = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r"(?:[\w-]+\.)?(FN|ORG|TITLE|TEL|EMAIL|ADR|URL)(?:;[^:]*)?:(.+)", re.IGNORECASE)
_ESCAPED = re.compile(r"\\(.)")


def vcard_text(vcard: str) -> str:
    """A contact as lines of text; "" when it has none of these lines. A picture in it is left out."""
    lines = []
    for line in _FOLDED.sub("", vcard).splitlines():
        if match := _LINE.fullmatch(line.strip()):
            parts = [_ESCAPED.sub(_unescaped, part).strip() for part in re.split(r"(?<!\\);", match[2])]
            lines.append(", ".join(filter(None, parts)))
    return "\n".join(filter(None, lines))


def _unescaped(match: re.Match[str]) -> str:
    return "\n" if match[1] in "nN" else match[1]
