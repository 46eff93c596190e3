"""What is asked of words as the text of a PostgreSQL tsquery. Pure: how a word is stemmed is the server's to say."""

from __future__ import annotations

import re
import unicodedata

from archive.search.expressions import Near, Phrase, Word

Words = Word | Phrase | Near
_LETTER = re.compile(r"[^\W_]")


def tsquery(words: Words) -> str:
    """As the server reads it before stemming: every word quoted, so that nothing typed is an operator or an error.

    Empty when there is no letter or digit in it; that asks nothing.
    """
    match words:
        case Word(text, is_beginning):
            return f"{_quoted(text)}:*" if is_beginning and _quoted(text) else _quoted(text)
        case Phrase(text):
            return _quoted(text)
        case Near(left, right, distance):
            one, other = tsquery(left), tsquery(right)
            if not (one and other):
                return one or other
            pairs = [
                (first, steps, second)
                for first, second in ((one, other), (other, one))
                for steps in range(1, distance + 1)
            ]
            return " | ".join(f"{first} <{steps}> {second}" for first, steps, second in pairs)


def _quoted(text: str) -> str:
    # As the index has it: an accent that is typed as a character of its own would end the word.
    text = unicodedata.normalize("NFC", text)
    return "'" + text.replace("\\", " ").replace("'", "''") + "'" if _LETTER.search(text) else ""
