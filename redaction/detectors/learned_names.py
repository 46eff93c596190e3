"""Names of persons by the trained networks: what stands in no list and follows no rule, but reads like a name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from redaction.detecting import Confidence, Context, Finding, Label, detectors
from redaction.names import lists
from redaction.names.nobody import is_abbreviation, is_nobody, is_of_a_place, is_of_a_thing
from redaction.names.offices import name_end
from redaction.names.ordinary_words import Currency, currency
from redaction.names.reading import Reading, has_case, read
from redaction.names.tagger import BEGINS, GOES_ON, NEITHER, name_chances

THRESHOLD = 0.5
"""The chance of a name from which a word is taken for one."""
THRESHOLD_WITHOUT_CASE = 0.4
"""The same in a text without capitals or of capitals only: there the network is less sure, and less often wrong."""
THRESHOLD_OF_INITIALS = 0.45
"""The same for two capitals: there is little else in them to go by."""
SURE = 0.97
"""The chance from which an ordinary word is taken for a name."""
THRESHOLD_OF_COMPOUNDS = 0.8
"""The same for words that can be two ordinary words in one, or stand in the dictionary as rare ones, and nothing else."""

# Each letter is read once, also of a thousand "@" in a row.
_LINK = re.compile(r"(?<!\S)\S[^\s@]*+@\S[^\s.]*+\.\S++|(?:https?://|www\.)\S+", re.IGNORECASE)
_MARKS = frozenset("*,:;@()/&!?'\"+=#~\n0-6z")
_BEFORE_A_NAME = _MARKS | frozenset(".tTeEkKwsShH")
_BEHIND_A_NAME = _MARKS | frozenset("weEdph")
_NEVER_ALONE = frozenset("wpdxinIPDX")
_COMPOUNDS = frozenset("ur")
_SURELY_A_NAME = "l"
"""The letter of a surname, for an ordinary word that is one here."""
_Chances = tuple[tuple[float, float, float], ...]
_DOT_BEHIND = frozenset("IiA")
_ACRONYM_WITH_A_WORD = re.compile(r"A-[wurWUR]+")
_ONE_INITIAL = frozenset({"I", "I.", "i", "i."})
_ROMAN = re.compile(r"[ivx]{2,}")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")


@detectors.register
class LearnedNames:
    """Finds names by how they are used; what only this detector finds always asks for a closer look."""

    name = "learned_names"

    def find(self, text: str, context: Context) -> Iterator[Finding]:
        """Every row of words that the network takes for a name and that is no town, firm, street, saying or part of a link."""
        chances = name_chances(text)
        if chances is None:
            return
        reading = read(text)
        letters = _with_sure_names(reading.letters, chances)
        links = [match.span() for match in _LINK.finditer(text)] if "@" in text or "." in text else []
        for row in _rows(chances, reading):
            first, end = _trimmed(letters, *row)
            end = name_end(reading, first, end) if first < end else end
            if first == end or any(start <= reading.starts[first] < stop for start, stop in links):
                continue
            chance = max(1 - chances[place][NEITHER] for place in range(first, end))
            if not _is_dubious(reading, first, end, chance):
                while first and reading.letters[first - 1] in "xX":
                    first -= 1  # "steunt van der Plas", of which the network saw the surname only
                if is_nobody(reading, first, end) or is_of_a_thing(reading, first, end):
                    continue
                why = "Wordt in deze zin gebruikt als een naam."
                yield Finding(reading.span(first, end), Label.PERSON, Confidence.CHECK, self.name, why)


def _is_dubious(reading: Reading, first: int, end: int, chance: float) -> bool:
    """Whether it is a part of a word with a dash ("Oud-Kessem"), a firm or body, an acronym, which are seldom initials when
    longer than two letters, one with a word behind its dash ("NL-Alert"), a Roman number, one initial, an abbreviation of the
    list, a thing with the name of a place, an ordinary word drawn out, or a compound without much chance.
    """
    letters = reading.letters[first:end]
    if "-" in (reading.letters[first - 1 : first], reading.letters[end : end + 1]):
        return True
    if letters == "W" and reading.words[first] in lists.words("brands"):
        return True
    if end == first + 1 and _is_drawn_out(reading.words[first]):
        return True
    if is_abbreviation(reading, first, end) or is_of_a_place(reading, first, end):
        return True
    if letters == "A":
        return reading.ends[first] - reading.starts[first] > 2 or _ROMAN.fullmatch(reading.words[first]) is not None
    if _ACRONYM_WITH_A_WORD.fullmatch(letters) or letters in _ONE_INITIAL:
        return True
    return _COMPOUNDS.issuperset(letters) and chance < THRESHOLD_OF_COMPOUNDS


def _is_drawn_out(word: str) -> bool:
    """Whether it is an ordinary word as it is cried out: "heeeerlijk". "Jaaaan" is somebody who is called."""
    if not _DRAWN_OUT.search(word):
        return False
    said = {_DRAWN_OUT.sub(letters, word) for letters in (r"\1", r"\1\1")}
    is_named = any(known in lists.first_names() or known in lists.surnames() for known in said)
    return not is_named and any(currency(known) is Currency.ORDINARY for known in said)


def _rows(chances: _Chances, reading: Reading) -> Iterator[tuple[int, int]]:
    """The rows of words that are one name each."""
    first = None
    threshold = THRESHOLD if has_case(reading.text) else THRESHOLD_WITHOUT_CASE
    for place, row in enumerate(chances):
        named = 1 - row[NEITHER] > (THRESHOLD_OF_INITIALS if reading.letters[place] == "A" else threshold)
        if first is not None and (not named or row[BEGINS] > row[GOES_ON] or _divides(reading, place)):
            yield first, place
            first = None
        if named and first is None:
            first = place
    if first is not None:
        yield first, len(chances)


def _divides(reading: Reading, place: int) -> bool:
    """Whether a comma stands between two names, and not between a surname and its initials: "Smit, J." """
    return reading.letters[place] == "," and not re.match(r",(?:[Ii]\.?-?)++(?![a-zA-Z])", reading.letters[place:])


def _with_sure_names(letters: str, chances: _Chances) -> str:
    """The letters with those of ordinary words of which the network is sure as if they were surnames: "mr. kerkhof"."""
    return "".join(
        _SURELY_A_NAME if letter == "w" and 1 - chance[NEITHER] > SURE else letter
        for letter, chance in zip(letters, chances, strict=True)
    )


def _trimmed(letters: str, first: int, end: int) -> tuple[int, int]:
    """The row without titles, marks and small words at its edges; nothing when nothing else is in it."""
    if letters[first] in "oO" or _NEVER_ALONE.issuperset(letters[first:end]):
        return first, first
    while first < end and letters[first] in _BEFORE_A_NAME:
        first += 1
    while first < end and letters[end - 1] in _BEHIND_A_NAME:
        end -= 1
    while first + 1 < end and letters[first] in "pd" and letters[first + 1] in "PD":
        first += 1  # "van Van Tets"
    if first < end and letters[end - 1] == "." and not (end - first > 1 and letters[end - 2] in _DOT_BEHIND):
        end -= 1
    return (first, first) if _NEVER_ALONE.issuperset(letters[first:end]) else (first, end)
