"""Which of some persons a passage may be the name of: a part of a name, initials, another spelling, a typing error. Pure.

The detector asks whether words are a name at all; here that is known already, so an ordinary word needs no sign around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from redaction.detecting import KnownPerson
from redaction.names import lists
from redaction.names.variants import Strength, Variant, variants
from redaction.offsets import plain_form

MISSPELT = range(5, 31)
"""Lengths at which one wrong letter still leaves the name."""
_WORD = re.compile(r"[^\W\d_]+")


def one_letter_less(word: str) -> frozenset[str]:
    """The word and all its forms that lack one letter: two words that share one differ by a typing error."""
    return frozenset({word, *(word[:place] + word[place + 1 :] for place in range(len(word)))})


def fitting(words: str, persons: Iterable[KnownPerson], *, is_elsewhere: bool = False) -> tuple[KnownPerson, ...]:
    """Those of whom these words are a way of writing the name; of persons from elsewhere only what can be nothing else."""
    written = _WORD.findall(plain_form(words).text)
    keys = tuple(map(lists.key, written))
    return tuple(
        person
        for person in persons
        if any(
            variant.keys == keys and not variant.may_be and _holds(variant, written[0], is_elsewhere)
            for variant in variants(person)
        )
    )


def perhaps_called(words: str, persons: Iterable[KnownPerson]) -> tuple[KnownPerson, ...]:
    """Those who may be called so, though the archive never saw it: "Kees" of Cornelis, "Keesje" too."""
    keys = tuple(map(lists.key, _WORD.findall(plain_form(words).text)))
    return tuple(
        person for person in persons if any(variant.keys == keys and variant.may_be for variant in variants(person))
    )


def nearly_fitting(words: str, persons: Iterable[KnownPerson]) -> tuple[KnownPerson, ...]:
    """Those whose name this one word is with a genitive -s; when there are none, with a typing error."""
    keys = tuple(map(lists.key, _WORD.findall(plain_form(words).text)))
    if len(keys) != 1 or len(keys[0]) not in MISSPELT:
        return ()
    known, word = list(persons), keys[0]
    return _with_a_key({word.removesuffix("s")}, known) or _with_a_key(
        {key for person in known for key in _single_keys(person) if _differs_by_a_letter(word, key)}, known
    )


def _holds(variant: Variant, written: str, is_elsewhere: bool) -> bool:
    if variant.strength is Strength.INITIALS:
        return not is_elsewhere and (written == variant.written or written.islower())
    return variant.strength is Strength.SURE or not is_elsewhere


def _with_a_key(wanted: set[str], persons: Iterable[KnownPerson]) -> tuple[KnownPerson, ...]:
    return tuple(person for person in persons if wanted & _single_keys(person))


def _single_keys(person: KnownPerson) -> set[str]:
    """The single words that are surely this person's name and long enough to be known with a wrong letter."""
    found = (
        variant.keys[0]
        for variant in variants(person)
        if len(variant.keys) == 1 and variant.strength is Strength.SURE and not variant.may_be
    )
    return {key for key in found if len(key) in MISSPELT}


def _differs_by_a_letter(word: str, key: str) -> bool:
    return word[0] == key[0] and not one_letter_less(word).isdisjoint(one_letter_less(key))
