"""Terms that may be added to a topic, for a person to tick: other forms of its words, words they are part of, and what is said
with it. Read from the search rows alone, so nothing is known here of what is private.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.search.expressions import Expression, OnTopic, Or, Word
from archive.search.stemming import stem
from archive.search.suggesting import MOST_WORDS, Kind, Suggestion, related, suggest
from archive.topics.hits import version_in_use
from archive.topics.terms import Term

WORDS = 5 * MOST_WORDS
"""So many words of a topic are looked at."""
OF_A_KIND = 15
"""So many words of a kind are suggested at most: more nobody looks through."""
_BEGINNING = re.compile(r"('(?:[^']|'')*)':\*")
"""What a lexeme in a tsquery has to begin with, with the quote before it. A query of several words has a "<" between them."""


def suggested(terms: Sequence[Term], topic: int | None = None) -> list[Suggestion]:
    """Words to put beside these terms, by kind the most frequent, or the most telling; none that a term finds already.

    What is said with them is looked for in the newest messages on the topic (id); of one that is not in use yet, in the
    newest that any term finds.
    """
    asked = [term for term in terms if not term.excludes]
    words = [part for term in asked if isinstance(part := term.words, Word)][:WORDS]
    found = [
        suggestion
        for first in range(0, len(words), MOST_WORDS)
        for alike in suggest(words[first : first + MOST_WORDS]).values()
        for suggestion in alike
    ]
    found.sort(key=lambda suggestion: -suggestion.count)
    fresh = list(_new([*found, *related(_hits(asked, topic))], terms))
    return [one for kind in Kind for one in [each for each in fresh if each.kind == kind][:OF_A_KIND]]


def _hits(asked: Sequence[Term], topic: int | None) -> Expression:
    if topic is not None and version_in_use(topic):
        return OnTopic(topic)
    return Or(tuple(term.words for term in asked))


def _new(found: Sequence[Suggestion], terms: Sequence[Term]) -> Iterator[Suggestion]:
    """Each of these once, without those that a term finds or keeps out."""
    known, words = [term.words for term in terms], [Word(suggestion.word) for suggestion in found]
    stemmed = {part: row.query for part, row in stem(Or((*known, *words))).items()}
    seen = {stemmed[part] for part in known}
    beginnings = tuple(part for query in seen if "<" not in query for part in _BEGINNING.findall(query))
    for suggestion, word in zip(found, words, strict=True):
        lexeme = stemmed[word]
        is_known = not lexeme or lexeme in seen or (beginnings and lexeme.startswith(beginnings))
        if not is_known:
            seen.add(lexeme)
            yield suggestion
