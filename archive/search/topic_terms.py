"""The terms of a topic as one text search query. Pure."""

from __future__ import annotations

import re


def topic_terms(terms: str) -> str:
    """A topic's lines as one tsquery: any term may hit; "pomp*" is a prefix, a line in quotation marks a phrase.

    Only letters and digits reach the query, so a line of signs asks nothing and can break nothing.
    """
    parts = []
    for line in terms.splitlines():
        words = re.findall(r"\w+\*?", line, re.UNICODE)
        lexemes = [f"{word.rstrip('*')}:*" if word.endswith("*") else word for word in words]
        if lexemes:
            parts.append("(" + (" <-> " if line.strip().startswith('"') else " & ").join(lexemes) + ")")
    return " | ".join(parts)
