"""The words of a topic as one text search query. Pure. What is typed to search is `archive.search.language`.

Words follow the web's habits: all of them, "een zin", OR (or OF), -niet; a word that ends in * is a beginning.
"""

from __future__ import annotations

import re

_TERM = re.compile(r'(?P<no>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_OR = frozenset({"OR", "OF"})
_LETTER = re.compile(r"[^\W_]")
_CURLY_QUOTES = str.maketrans("“”„‟«»’‘", '""""""\'\'')


def tsquery(words: str) -> str:
    """The words as the text of a PostgreSQL tsquery: every term quoted, so that nothing typed is an operator or an error.

    As on the web, OR binds less than the words beside it: "a b OR c" is (a and b) or c. Empty when there is no letter or
    digit in it; that query finds nothing.
    """
    alternatives: list[list[str]] = [[]]
    for term in _TERM.finditer(words.translate(_CURLY_QUOTES)):
        if term["word"] in _OR and not term["no"]:
            alternatives.append([])
        elif asked := _term(term["phrase"] or term["word"] or "", is_word=term["word"] is not None):
            alternatives[-1].append(f"!{asked}" if term["no"] else asked)
    return " | ".join(" & ".join(terms) for terms in alternatives if terms)


def _term(text: str, *, is_word: bool) -> str:
    is_beginning = is_word and text.endswith("*")
    text = text.rstrip("*") if is_beginning else text
    if not _LETTER.search(text):
        return ""
    quoted = text.replace("\\", " ").replace("'", "''")
    return f"'{quoted}':*" if is_beginning else f"'{quoted}'"
