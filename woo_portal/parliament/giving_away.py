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
_DIGITS = 6
"""Digits from which a secret is a number, however it is spaced."""
_SPACED = r"[\W_]{0,3}"
_TRUNK = re.compile(r"^(?:0|(?:00)?310?)(?=[1-9]\d{8}$)")
"""What stands before the nine digits of a Dutch telephone number: "0", "31", "0031"."""


def secrets_of(dossier: Dossier) -> frozenset[str]:
    """What may stand in no answer: withheld passages, names that are withheld, also in the genitive ("Jan Bloms melding"), and
    the sentences of messages withheld whole.
    """
    passages = withheld_passages(dossier)
    names = (passage for passage in passages if " " in passage and passage.replace(" ", "").isalpha())
    return passages | withheld_sentences(dossier) | {f"{name}s" for name in names}


def found_in(text: str, secrets: Collection[str]) -> Iterator[str]:
    """The secrets that stand in a text as whole words."""
    plain = normalise(text).text.casefold()
    signs = _signs(plain)
    # Most stand nowhere in it, and looking for letters is a hundred times faster than looking for words.
    near = (secret for secret in secrets if _is_near(secret, plain, signs))
    return (secret for secret in near if places_of(secret, text))


def _is_near(secret: str, plain: str, signs: str) -> bool:
    if number := _number_in(secret):
        return number in signs
    return all(word.casefold() in plain for word in _words(secret))


def given_away(text: str, secrets: Collection[str]) -> list[str]:
    """What a text tells of `secrets`, as it is written there, each once and in its order."""
    spans = sorted(span for secret in found_in(text, secrets) for span in places_of(secret, text))
    return list(dict.fromkeys(f"‘{text[span.start : span.end]}’" for span in spans))


def places_of(secret: str, text: str) -> list[Span]:
    """Where a secret stands in a text, in code points; a sentence also with other marks between its words, a number with any or
    none between its digits, a Dutch telephone number also with the country's before it.
    """
    words, number = _words(secret), _number_in(secret)
    if len(words) < _SENTENCE and not number:
        return occurrences(secret, text)
    plain = normalise(text)
    pattern = r"[\W_]+".join(map(re.escape, words))
    if number:
        begin = (
            rf"(?:(?:0{_SPACED}0{_SPACED})?3{_SPACED}1{_SPACED})?0?{_SPACED}" if _TRUNK.match(_signs(secret)) else ""
        )
        pattern = begin + _SPACED.join(map(re.escape, number))
    found = re.finditer(rf"(?<![^\W_]){pattern}(?![^\W_])", plain.text, re.IGNORECASE)
    return [plain.original(Span(*match.span())) for match in found]


def _number_in(secret: str) -> str:
    """The letters and digits of a secret that is a number (IBAN, telephone, BSN); "" for any other."""
    signs = _signs(normalise(secret).text.casefold())
    digits = sum(map(str.isdecimal, signs))
    return _TRUNK.sub("", signs) if digits >= _DIGITS and 2 * digits >= len(signs) else ""


def _signs(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _words(text: str) -> list[str]:
    return _WORD.findall(normalise(text).text)
