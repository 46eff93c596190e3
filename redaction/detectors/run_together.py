"""Names of known persons in one word, as in a hashtag, an account name or the name of a file: "#KeesJansen", "#TeamJansen"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from redaction.detecting import Confidence, Context, Finding, KnownPerson, Label, detectors
from redaction.names import lists
from redaction.spans import Span

_WORD = re.compile(r"[^\W_]{7,60}")
_HUMP = re.compile(r"[^\W\d_](?:(?![A-ZÀ-ÖØ-Þ])[^\W\d_])+")
_SHORTEST, _SHORTEST_SURNAME = 7, 4
"""Letters of two or more names together, and of a surname among other words: what is shorter is too often a word."""
_MOST = 6
"""So many words of one word are looked at."""


@detectors.register
class RunTogether:
    """Finds the persons of the context by first name and surname without anything between them, in that order or the other; and
    those of the conversation by a surname that has a capital of its own in a word of several.
    """

    name = "run_together"

    def find(self, text: str, context: Context) -> Iterator[Finding]:
        """Words that are the names of somebody, whatever the case and the accents; a genitive -s goes along."""
        if not context.persons and not context.elsewhere:
            return
        names, surnames = _names(context), _surnames(context)
        for match in _WORD.finditer(text):
            key, span = lists.key(match[0]), Span(*match.span())
            person = names.get(key) or names.get(key.removesuffix("s"))
            if person is not None:
                why = f"De namen van {person.names[0]} aan elkaar."
                yield Finding(span, Label.PERSON, Confidence.HIGH, self.name, why, person.person_id)
            elif surname := next(filter(surnames.__contains__, _joined_humps(match[0])), ""):
                why = f"De achternaam van {surnames[surname].names[0]} in een woord van meer woorden."
                yield Finding(span, Label.PERSON, Confidence.CHECK, self.name, why)


def _joined_humps(word: str) -> Iterator[str]:
    """The keys of the words in a word of several, and of those that follow one another: "TeamVanDam", "vandam" among them."""
    humps = [lists.key(hump) for hump in _HUMP.findall(word)][:_MOST]
    for first in range(len(humps) if len(humps) > 1 else 0):
        for end in range(first + 1, len(humps) + 1):
            yield "".join(humps[first:end])


@lru_cache(maxsize=64)
def _surnames(context: Context) -> Mapping[str, KnownPerson]:
    found: dict[str, KnownPerson] = {}
    for person in context.persons:
        for name in person.names:
            behind = ["".join(filter(str.isalnum, lists.key(word))) for word in name.split()[1:]]
            for key in ("".join(behind), *behind[-1:]):
                if len(key) >= _SHORTEST_SURNAME and not key.isdigit():
                    found.setdefault(key, person)
    return found


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
