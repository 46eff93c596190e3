"""What the archive knows: names, numbers and addresses of the persons in the conversation, in every spelling chat uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from redaction.detecting import Confidence, Context, Finding, KnownPerson, Label, detectors
from redaction.names import lists
from redaction.names.fitting import MISSPELT, one_letter_less
from redaction.names.nobody import is_nobody
from redaction.names.ordinary_words import Currency, currency
from redaction.names.reading import Reading, read
from redaction.names.tagger import NEITHER, name_chances
from redaction.names.variants import Strength, Variant, variants
from redaction.spans import Span

_NUMBER = re.compile(r"(?<![\w])[+(]?\d(?:[\s().\-/]{0,3}\d){7,14}(?!\w)")
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+'-]{1,64}@[\w.-]{1,255}\w")
_SIGNIFICANT = 9  # digits of a number that do not depend on how the country is written
_SKIPPED = ".-"
_UNKNOWN = "urvyURVY"
USED_AS_NAME = 0.3
"""The chance of a name from which a word of the language is the name of somebody who is known."""
_NAME, _NEAR, _CALLED = "Naam", "Lijkt op de naam", "Kan de roepnaam zijn"


@dataclass(slots=True)
class _Register:
    """The persons of a context by what is written: rows of keys under their first key, numbers, addresses."""

    present: frozenset[int]
    names: dict[str, dict[tuple[str, ...], dict[int, tuple[KnownPerson, Variant]]]] = field(default_factory=dict)
    misspelt: dict[str, set[str]] = field(default_factory=dict)
    phones: dict[str, KnownPerson] = field(default_factory=dict)
    emails: dict[str, KnownPerson] = field(default_factory=dict)


@detectors.register
class Participants:
    """Finds the persons of the context, whatever the case; an ambiguous word needs a capital or a verb behind it."""

    name = "participants"

    def find(self, text: str, context: Context) -> Iterator[Finding]:
        """Names, telephone numbers and e-mail addresses of the persons of `context`."""
        if not context.persons and not context.elsewhere:
            return
        register = _register(context)
        for match in _NUMBER.finditer(text):
            if person := register.phones.get(_significant(match[0])):
                yield _finding(Span(*match.span()), Label.PHONE, Confidence.HIGH, "Telefoonnummer", person, register)
        for match in _ADDRESS.finditer(text) if "@" in text else ():
            if person := register.emails.get(match[0].lower()):
                yield _finding(Span(*match.span()), Label.EMAIL, Confidence.HIGH, "E-mailadres", person, register)
        yield from _names(read(text), register)


@lru_cache(maxsize=64)
def _register(context: Context) -> _Register:
    register = _Register(frozenset(person.person_id for person in context.persons))
    for person in (*context.persons, *context.elsewhere):
        for variant in variants(person):
            if person.person_id in register.present or (variant.strength is Strength.SURE and not variant.may_be):
                by_keys = register.names.setdefault(variant.keys[0], {})
                by_keys.setdefault(variant.keys, {})[person.person_id] = (person, variant)
        register.phones.update({_significant(phone): person for phone in person.phones})
        register.emails.update({address.lower(): person for address in person.emails})
    for key, by_keys in register.names.items():
        single = by_keys.get((key,), {}).values()
        if len(key) in MISSPELT and any(
            variant.strength is Strength.SURE and not variant.may_be for _, variant in single
        ):
            for form in one_letter_less(key):
                register.misspelt.setdefault(form, set()).add(key)
    return register


def _significant(number: str) -> str:
    return "".join(character for character in number if character.isdigit())[-_SIGNIFICANT:]


def _names(reading: Reading, register: _Register) -> Iterator[Finding]:
    places = [place for place, letter in enumerate(reading.letters) if letter not in _SKIPPED]
    at = 0
    while at < len(places):
        length, finding = _name_at(reading, places, at, register)
        if finding is not None:
            yield finding
        at += max(1, length)


def _name_at(reading: Reading, places: list[int], at: int, register: _Register) -> tuple[int, Finding | None]:
    """The longest known way of writing that begins here: its length in words, and the finding if it is a name."""
    first = places[at]
    candidates = register.names.get(reading.words[first], {})
    for keys in sorted(candidates, key=len, reverse=True):
        row = places[at : at + len(keys)]
        if tuple(reading.words[place] for place in row) != keys:
            continue
        end = row[-1] + 1
        if len(keys[-1]) == 1 and reading.letters[end : end + 1] == ".":
            end += 1  # the dot of an abbreviated surname: "Jan B."
        found = [pair for pair in candidates[keys].values() if _holds(reading, row, pair[1])]
        if found and not is_nobody(reading, first, end):
            really = [person for person, variant in found if not variant.may_be]
            persons = really or [person for person, _ in found]
            return len(keys), _name_finding(reading, first, end, persons, register, kind=_NAME if really else _CALLED)
    return 1, _near_name(reading, first, register)


def _holds(reading: Reading, row: list[int], variant: Variant) -> bool:
    """Whether a way of writing is a name here."""
    first, last = row[0], row[-1]
    if variant.strength is Strength.SURE:
        return True
    if variant.strength is Strength.INITIALS:
        written = reading.text[reading.starts[first] : reading.ends[first]]
        return written == variant.written or (written.islower() and currency(written) is Currency.UNKNOWN)
    before = reading.letters[first - 1] if first else "\n"
    behind = reading.words[last + 1] if last + 1 < len(reading.words) else ""
    somebody = len(variant.keys) > 1 or variant.keys[0] in lists.first_names()
    speaks = somebody and before in ".,!?\n" and behind in lists.words("verbs")
    return reading.letters[last].isupper() or before == "@" or speaks or _is_used_as_name(reading, row)


def _is_used_as_name(reading: Reading, row: list[int]) -> bool:
    """Whether the trained network half sees a name in one of these words: of somebody who is known that is enough."""
    chances = name_chances(reading.text)
    return chances is not None and max(1 - chances[place][NEITHER] for place in row) > USED_AS_NAME


def _near_name(reading: Reading, place: int, register: _Register) -> Finding | None:
    """A name with a genitive -s or a typing error, among words that are no ordinary Dutch."""
    word = reading.words[place]
    if reading.letters[place] not in _UNKNOWN or len(word) not in MISSPELT:
        return None
    keys = _near_keys(word, register)
    if not keys or is_nobody(reading, place, place + 1):
        return None
    # A typing error that leads to two names is of nobody for certain: never of the first one that was found.
    persons = {pk: person for key in keys for pk, (person, _) in register.names[key][(key,)].items()}
    return _name_finding(reading, place, place + 1, list(persons.values()), register, kind=_NEAR)


def _near_keys(word: str, register: _Register) -> list[str]:
    """The names that a word is with a genitive -s; when there are none, all that it is with a typing error."""
    bare = word.removesuffix("s")
    if bare in register.misspelt.get(bare, ()):
        return [bare]
    near = {key for form in one_letter_less(word) for key in register.misspelt.get(form, ())}
    return sorted(key for key in near if key[0] == word[0])


def _name_finding(
    reading: Reading, first: int, end: int, persons: list[KnownPerson], register: _Register, *, kind: str
) -> Finding:
    here = [person for person in persons if person.person_id in register.present] or persons
    sure = here[0].person_id in register.present and kind == _NAME
    confidence = Confidence.HIGH if sure else Confidence.CHECK
    span = reading.span(first, end)
    if len(here) == 1:
        return _finding(span, Label.PERSON, confidence, kind, here[0], register)
    names = " of ".join(sorted(person.names[0] for person in here)[:3])
    why = f"{kind} van meer dan één bekende persoon ({names})."
    return Finding(span, Label.PERSON, confidence, Participants.name, why)


def _finding(
    span: Span, label: Label, confidence: Confidence, what: str, person: KnownPerson, register: _Register
) -> Finding:
    where = "deelnemer aan dit gesprek" if person.person_id in register.present else "bekend uit het archief"
    why = f"{what} van {person.names[0]}, {where}."
    return Finding(span, label, confidence, Participants.name, why, person.person_id)
