"""The ways in which chat writes the name of a person the archive knows: parts, initials, short forms.

A name is compared as a row of keys (`lists.key`) without dots and hyphens, so that "P.J. Kloos", "PJ Kloos" and "p j kloos"
meet each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache

from redaction.detecting import KnownPerson
from redaction.names import lists
from redaction.names.word_classes import WordClass, word_class
from redaction.offsets import plain_form


class Strength(IntEnum):
    """How much a way of writing needs around it before it is a name."""

    INITIALS = 0
    """Letters that may also be an abbreviation: as written only, "PJ" and "JvdB"."""
    ORDINARY = 1
    """A word of the language too: only with a capital that means something, or with a name around it."""
    SURE = 2


@dataclass(frozen=True, slots=True)
class Variant:
    """One way of writing: its keys and how strong it is. `written` is the exact form that initials must have.

    A name that somebody `may_be` called was never seen by the archive: "Kees" or "Souf" of Cornelis or Soufiane. It finds, but it
    gives way to whoever is really called so, and it never has a name shown.
    """

    keys: tuple[str, ...]
    strength: Strength
    written: str = ""
    may_be: bool = False


_WORD = re.compile(r"[^\W\d_]+")
_PREFIX_CLASSES = (WordClass.PREFIX, WordClass.ARTICLE)
_PARTICLES = frozenset({"op", "in", "aan", "uit", "onder", "over", "bij", "voor", "tot", "st", "sint"})
_SURE = frozenset({
    WordClass.FIRST, WordClass.LAST, WordClass.SURNAME_SHAPED, WordClass.UNKNOWN, WordClass.STRANGE, WordClass.RARE,
})  # fmt: skip
_DIMINUTIVES = ("je", "tje", "pje", "etje")
_NAME = _SURE | {
    WordClass.FIRST_AMBIGUOUS,
    WordClass.LAST_AMBIGUOUS,
    WordClass.FIRST_OR_LAST_AMBIGUOUS,
    WordClass.FUNCTION_OR_LAST,
}


@lru_cache(maxsize=8192)
def variants(person: KnownPerson) -> frozenset[Variant]:
    """All ways of writing this person, from every name and e-mail address the archive has seen."""
    found: set[Variant] = set()
    for name in person.names:
        found.update(_of_name(name))
    for address in person.emails:
        found.update(_of_mailbox(address))
    return frozenset(found)


def _of_name(name: str) -> Iterator[Variant]:
    written = plain_form(name).text
    # Of "JAN DE WIT" the last word is no organisation, as that of "Fatima WV" may be.
    words = _WORD.findall(written.title() if written.isupper() else written)
    kept = [word for place, word in enumerate(words) if _in_name(word, place)]
    if not kept:
        return
    keys = tuple(lists.key(word) for word in kept)
    if len(keys) > 1:
        yield Variant(keys, Strength.SURE)
    given, surname = _split(kept)
    if given and len(given[0]) > 1:
        yield from _single(given[0])
        yield from _called(given[0])
    if len(given) > 1:
        yield Variant(tuple(map(lists.key, given)), Strength.SURE)
    if surname:
        yield from _of_surname(given, surname)


def _in_name(word: str, place: int) -> bool:
    """Whether a word of a contact's name is part of the person's name: not the "WV" of "Fatima WV" or "Jan loodgieter"."""
    kind = word_class(word)
    if kind in _PREFIX_CLASSES or lists.key(word) in _PARTICLES or kind is WordClass.INITIAL:
        return True
    if place and word.isupper() and len(word) <= 5:
        return False
    return kind in _NAME or (kind is WordClass.WORD and word[0].isupper())


def _split(words: list[str]) -> tuple[list[str], list[str]]:
    """Given names and surname: the surname begins at the first tussenvoegsel, else after the first or double given name."""
    for place, word in enumerate(words[1:], 1):
        if word_class(word) in _PREFIX_CLASSES or lists.key(word) in _PARTICLES:
            return words[:place], words[place:]
    given = 1
    while given < len(words) - 1 and word_class(words[given]) in (WordClass.FIRST, WordClass.INITIAL):
        given += 1
    return words[:given], words[given:]


def _single(word: str) -> Iterator[Variant]:
    if len(word) < 2:
        return
    sure = word_class(word) in _SURE and len(word) > 2
    yield Variant((lists.key(word),), Strength.SURE if sure else Strength.ORDINARY)


def _called(given: str) -> Iterator[Variant]:
    """What somebody may be called: the short names of the list, the beginning of a long name, and diminutives of these.

    A beginning that is a name of its own ("Jan" of Jantine) is left to whoever is called so; one of three letters is a syllable.
    """
    key = lists.key(given)
    listed = lists.short_names().get(key, ())
    begun = {key[:length] for length in (4, 5) if len(key) >= length + 2} - lists.first_names().keys()
    small = {f"{name}{ending}" for name in (key, *listed) if len(name) > 2 for ending in _DIMINUTIVES}
    for word in {*listed, *begun, *small} - {key}:
        for variant in _single(word):
            yield replace(variant, may_be=True)


def _of_surname(given: list[str], surname: list[str]) -> Iterator[Variant]:
    keys = tuple(map(lists.key, surname))
    main = [word for word in surname if word_class(word) not in _PREFIX_CLASSES and lists.key(word) not in _PARTICLES]
    if main and len(surname) > len(main):
        ordinary = all(word_class(word) not in _SURE for word in main) and len(surname) == 2
        yield Variant(keys, Strength.ORDINARY if ordinary else Strength.SURE)
    for word in main:
        if len(word) > 2:
            yield from _single(word)
    if all(len(word) == 1 for word in main):  # also when there is none
        return
    first_letters = [word[0] for word in given]
    for count in range(1, len(first_letters) + 1):
        letters = [lists.key(letter) for letter in first_letters[:count]]
        yield Variant((*letters, *keys), Strength.SURE)
        yield Variant(("".join(letters), *keys), Strength.SURE)
    if main:
        yield Variant((*map(lists.key, given), lists.key(main[0][0])), Strength.SURE)
        yield from _initials(first_letters, surname)
        prefix = "".join(word[0].lower() for word in surname[: surname.index(main[0])])
        if prefix:
            yield Variant((prefix, lists.key(main[0])), Strength.SURE)
            yield Variant((*map(lists.key, given), prefix, lists.key(main[0])), Strength.SURE)
            yield Variant((*map(lists.key, given), prefix + lists.key(main[0][0])), Strength.SURE)


def _initials(first_letters: list[str], surname: list[str]) -> Iterator[Variant]:
    """ "PJ", "PJK", "JB" and "JvdB" for Peter-Jan Kloos and Jan van den Berg."""
    given = "".join(first_letters).upper()
    last = "".join(word[0].lower() if word_class(word) in _PREFIX_CLASSES else word[0].upper() for word in surname)
    bare = "".join(letter for letter in last if letter.isupper())
    for written in {given, given + last, given + bare}:
        if len(written) > 1 and written.lower() not in lists.words("no_initials"):
            yield Variant((lists.key(written),), Strength.INITIALS, written)


def _of_mailbox(address: str) -> Iterator[Variant]:
    for part in _WORD.findall(address.partition("@")[0]):
        if len(part) > 3 and word_class(part) in _SURE:
            yield Variant((lists.key(part),), Strength.SURE)
