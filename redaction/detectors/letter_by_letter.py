"""Names of which the letters stand apart: "J a n s e n", "M-a-r-l-o-e-s". No word to be tagged, but a reader reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from redaction.detecting import Confidence, Context, Finding, Label, detectors
from redaction.names import lists
from redaction.spans import Span

_RUN = re.compile(r"(?<![^\W_])[^\W\d_](?:[ ._*-]{1,3}[^\W\d_](?![^\W_])){2,59}")
_WIDER = re.compile(r"[ ._*-]{2,3}")
_SPELLED = 5
"""Letters from which what stands letter by letter, with blanks between, is looked at whatever it says."""


@detectors.register
class LetterByLetter:
    """Finds what is written letter by letter and is a name, of the lists or of the conversation, or too long otherwise."""

    name = "letter_by_letter"

    def find(self, text: str, context: Context) -> Iterator[Finding]:
        """Each row of single letters as a whole, with a blank, dot, dash, asterisk or line between them."""
        for match in _RUN.finditer(text):
            words = ["".join(filter(str.isalpha, word)) for word in _WIDER.split(match[0])]
            letters = "".join(words)
            is_known = any(_is_name(lists.key(word), context) for word in {letters, *words})
            is_spelled = len(letters) >= _SPELLED and (is_known or set(match[0]) - set(letters) == {" "})
            if is_spelled or (is_known and letters[0].isupper()):
                why = "Letter voor letter geschreven; dat kan een naam zijn."
                yield Finding(Span(*match.span()), Label.PERSON, Confidence.CHECK, self.name, why)


def _is_name(key: str, context: Context) -> bool:
    return key in lists.first_names() or key in lists.surnames() or key in _names(context)


@lru_cache(maxsize=64)
def _names(context: Context) -> frozenset[str]:
    """The words of the names of everybody known here, and the names run together."""
    known = (name for person in (*context.persons, *context.elsewhere) for name in person.names)
    names = [lists.key(name).split() for name in known]
    return frozenset({word for words in names for word in words} | {"".join(words) for words in names})
