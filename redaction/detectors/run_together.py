"""Full names of known persons written as one word, as in a hashtag, an account name or the name of a file: "#KeesJansen"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from redaction.detecting import Confidence, Context, Finding, KnownPerson, Label, detectors
from redaction.names import lists
from redaction.spans import Span

_WORD = re.compile(r"[^\W_]{7,60}")
_SHORTEST = 7
"""Letters of two or more names together: what is shorter is too often a word."""


@detectors.register
class RunTogether:
    """Finds the persons of the context by first name and surname without anything between them, in that order or the other."""

    name = "run_together"

    def find(self, text: str, context: Context) -> Iterator[Finding]:
        """Words that are the names of somebody, whatever the case and the accents; a genitive -s goes along."""
        names = _names(context) if context.persons or context.elsewhere else {}
        for match in _WORD.finditer(text) if names else ():
            key = lists.key(match[0])
            person = names.get(key) or names.get(key.removesuffix("s"))
            if person is not None:
                why = f"De namen van {person.names[0]} aan elkaar."
                yield Finding(Span(*match.span()), Label.PERSON, Confidence.HIGH, self.name, why, person.person_id)


@lru_cache(maxsize=64)
def _names(context: Context) -> Mapping[str, KnownPerson]:
    found: dict[str, KnownPerson] = {}
    for person in (*context.persons, *context.elsewhere):
        for name in person.names:
            words = ["".join(filter(str.isalnum, lists.key(word))) for word in name.split()]
            for row in (words, [*words[1:], *words[:1]]):
                key = "".join(row)
                if len(list(filter(None, words))) > 1 and len(key) >= _SHORTEST and not key.isdigit():
                    found.setdefault(key, person)
    return found
