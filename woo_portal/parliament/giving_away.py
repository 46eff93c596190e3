"""What an answer must not tell: the passages the dossier withholds, and what messages say that it withholds whole."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from redaction.offsets import normalise
from redaction.passages import occurrences
from redaction.spans import Span
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.uses import withheld_passages, withheld_sentences

_WORD = re.compile(r"[^\W_]+")
_SENTENCE = 4
"""Words from which a secret is a sentence: what stands between them is no part of what it says."""


def secrets_of(dossier: Dossier) -> frozenset[str]:
    """What may stand in no answer: withheld passages, names that are withheld, and the sentences of messages withheld whole."""
    return withheld_passages(dossier) | withheld_sentences(dossier)


def found_in(text: str, secrets: Collection[str]) -> Iterator[str]:
    """The secrets that stand in a text as whole words."""
    plain = normalise(text).text.casefold()
    # Most stand nowhere in it, and looking for letters is a hundred times faster than looking for words.
    near = (secret for secret in secrets if all(word.casefold() in plain for word in _words(secret)))
    return (secret for secret in near if places_of(secret, text))


def given_away(text: str, secrets: Collection[str]) -> list[str]:
    """What a text tells of `secrets`, as it is written there, each once and in its order."""
    spans = sorted(span for secret in found_in(text, secrets) for span in places_of(secret, text))
    return list(dict.fromkeys(f"‘{text[span.start : span.end]}’" for span in spans))


def places_of(secret: str, text: str) -> list[Span]:
    """Where a secret stands in a text, in code points; a sentence also with other marks between its words."""
    words = _words(secret)
    if len(words) < _SENTENCE:
        return occurrences(secret, text)
    plain = normalise(text)
    pattern = r"[\W_]+".join(map(re.escape, words))
    found = re.finditer(rf"(?<![^\W_]){pattern}(?![^\W_])", plain.text, re.IGNORECASE)
    return [plain.original(Span(*match.span())) for match in found]


def _words(text: str) -> list[str]:
    return _WORD.findall(normalise(text).text)
