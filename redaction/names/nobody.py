"""Names that are nobody's: months, streets, towns, firms, buildings, ships and sayings."""

from __future__ import annotations

import re
from functools import cache

from redaction.names import lists
from redaction.names.offices import places
from redaction.names.ordinary_words import is_compound
from redaction.names.reading import Reading

_ORGANISATION_BEFORE = re.compile(r"[oO][-.\"']{0,2}\Z")
_HOUSE = re.compile(
    r"[^\W\d_]{3,}(?:centrum|complex|gebouw|zaal|praktijk|kliniek|bedrijf|fabriek|winkel|vereniging|school|college|kantoor|"
    r"gemaal|sluis|museum|theater)"
)
"""What has a name of its own, by the end of the word."""
_WORK = re.compile(r"[^\W\d_]{4,}(?:sluis|gemaal|tunnel|viaduct|aquaduct|kanaal|centrale|stadion|gebouw|terminal)")
_STREET_BEHIND = re.compile(r"(?P<small>[PpDdXx]{1,2})[qQ]")
_SMALL_OF_STREETS = frozenset({("van",), ("van", "der"), ("van", "den")})
_COMPANY = frozenset({"zn", "zoon", "zonen", "dochters", "co", "partners"})
_INITIALS = 2
_MONTHS = frozenset({"jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "sept", "okt", "nov", "dec"})
_WANTED = frozenset(
    "dat een geen graag niet ook nog weten haar hem de het die dit liever wel al om per iets met weer wat zich zijn mijn "
    "naar".split()
)
"""What follows "wil" where it is no name."""
_SHIP = re.compile(r"[^\W\d_]*(?:schip|boot|tanker|kotter|pont|klipper|tjalk|coaster)")
_CREW = re.compile(r"schipper|kapitein|stuurman|matroos|bemanning")
_OF_A_SAINT = re.compile(
    r"[^\W\d_]*(?:kerk|school|scholen|parochie|kapel|basiliek|kathedraal|klooster|ziekenhuis|kliniek|hospitaal|hospital|"
    r"[ck]olegio|college|lyceum)"
)
_SAINTS = frozenset({"sint", "sinte", "st", "san", "santa", "santo", "sankt", "saint", "sainte", "sao"})
_OFFICE_OF_PARTNERS = re.compile(r"[^\W\d_]*kantoor|firma|maatschap")
_ARTICLES = frozenset({"de", "het"})
_GIVEN = frozenset("FfGgBb")
_NAMES = frozenset("FfGgBbLlMmVvUuRrYyJj")
_SMALL = frozenset("PpDdXx")
_STREET_NAMED_AFTER = re.compile(r"[FfGgBbLlMmVvUuRrYyIi.]{1,3}[PpDdXx]{0,3}[qQ]")
_FARTHEST = 4
"""Words before a name in which is sought what makes it that of a thing."""
_LONGEST_OF_A_CODE = 3
_DAY = re.compile(r"[0-3]?\d")
_YEAR = re.compile(r"(?:19|20)\d\d")


def is_nobody(reading: Reading, first: int, end: int) -> bool:
    """Whether the words from letter `first` up to letter `end` look like a name but are that of no person."""
    return (
        _is_organisation(reading, first, end)
        or _is_month(reading, first, end)
        or _is_street(reading, end)
        or _is_place(reading, first, end)
        or _is_saying(reading, first, end)
        or _is_verb(reading, first, end)
        or is_work(reading, first, end)
    )


def is_of_a_thing(reading: Reading, first: int, end: int) -> bool:
    """Whether a code, an article of a law, a ship, a church, an office or a street has the name read here.

    Only for names that are known from no archive: whoever takes part in a conversation may be meant all the same.
    """
    return (
        _is_of_a_code(reading, first, end)
        or _is_article(reading, first, end)
        or _is_ship(reading, first, end)
        or _is_saint(reading, first)
        or _are_partners(reading, first, end)
        or _is_street_after_somebody(reading, first, end)
    )


def is_abbreviation(reading: Reading, first: int, end: int) -> bool:
    """Whether it is an abbreviation that is no initials of anybody: "OvJ", "de RvdK". Two letters may be somebody's, "AM"."""
    word = reading.words[end - 1]
    return (
        set(reading.letters[first : end - 1]) <= {"d", "p"}
        and len(word) > _INITIALS
        and word in lists.words("no_initials")
    )


def is_work(reading: Reading, first: int, end: int) -> bool:
    """Whether it is one word for a work with a name of its own: "Beatrixsluis", "(Prinses) Margrietkanaal"."""
    is_one = end == first + 1 and reading.letters[first] in "yurvYURV"
    return is_one and _WORK.fullmatch(reading.words[first]) is not None


def is_of_a_place(reading: Reading, first: int, end: int) -> bool:
    """Whether it is a compound with a place behind it: "Noodplan Maas"."""
    letters, words = reading.letters[first:end], reading.words[first:end]
    return end > first + 1 and letters[0] in "urUR" and is_compound(words[0]) and " ".join(words[1:]) in places()


def _head(reading: Reading, first: int) -> int:
    """Where the row of names begins that letter `first` stands in."""
    farthest = max(0, first - _FARTHEST)
    while first > farthest and reading.letters[first - 1] in _NAMES and reading.words[first - 1] not in _SAINTS:
        first -= 1
    return first


def _is_of_a_code(reading: Reading, first: int, end: int) -> bool:
    """Whether it is the last letters of a file's number: "2026/0034/ab"."""
    return (
        end == first + 1
        and first > 1
        and reading.letters[first - 1] == "/"
        and reading.letters[first - 2] in "06"
        and reading.ends[first - 2] + 1 == reading.starts[first]
        and len(reading.words[first]) <= _LONGEST_OF_A_CODE
    )


def _is_article(reading: Reading, first: int, end: int) -> bool:
    """Whether it is the article of a law: "art. 7"."""
    is_one = end == first + 1 and reading.words[first] in ("art", "artt")
    return is_one and reading.letters[end : end + 1] == "." and reading.letters[end + 1 : end + 2] in ("0", "6")


def _is_ship(reading: Reading, first: int, end: int) -> bool:
    """Whether a ship is called so: "het motorschip de Fenna", "de schipper van de Fenna Maria". With a surname behind it, it is
    somebody; and so is "de Anna" in the south, "de schipper belde de Anna", also when the boat is hers.
    """
    first += reading.words[first] == "de"
    start = _head(reading, min(first, end - 1))
    if not start or reading.words[start - 1] != "de" or not _GIVEN.issuperset(reading.letters[start:end]):
        return False
    before = reading.words[max(0, start - 1 - _FARTHEST) : start - 1]
    if before[-1:] == ("van",):
        return end > start + 1 and any(map(_CREW.fullmatch, before[-2:-1]))
    if before[-1:] == (",",):
        return end > start + 1 and any(map(_SHIP.fullmatch, before))
    return any(map(_SHIP.fullmatch, before[-1:]))


def _is_saint(reading: Reading, first: int) -> bool:
    """Whether a church, school or hospital bears the name of a saint: "kerk Sint Nicolaas". Who is named behind "en" may be
    somebody who comes along.
    """
    start = _head(reading, first)
    saint = start - 1 - (reading.letters[max(0, start - 1) : start] == ".")
    if saint < 1 or reading.words[saint] not in _SAINTS:
        return False
    return any(map(_OF_A_SAINT.fullmatch, reading.words[max(0, saint - 2) : saint]))


def _are_partners(reading: Reading, first: int, end: int) -> bool:
    """Whether it is one of the names of an office: "kantoor Smit & De Windt"."""
    start = first
    while start and first - start < _FARTHEST and reading.letters[start - 1] in _SMALL:
        start -= 1
    if start and reading.words[start - 1] == "&":
        start -= 1
    elif reading.words[end : end + 1] != ("&",):
        return False
    before = start
    while before and start - before < _FARTHEST and reading.letters[before - 1] in _NAMES | _SMALL:
        before -= 1
    return before > 0 and _OFFICE_OF_PARTNERS.fullmatch(reading.words[before - 1]) is not None


def _is_street_after_somebody(reading: Reading, first: int, end: int) -> bool:
    """Whether an article stands before a name that ends as a street does: "de Anna Paulownastraat". Nobody is "de Jan"."""
    start = first
    while start and first - start < _FARTHEST and reading.letters[start - 1] in _NAMES:
        start -= 1
    if not start or reading.words[start - 1] not in _ARTICLES:
        return False
    street = _STREET_NAMED_AFTER.match(reading.letters, start)
    return street is not None and end <= street.end()


def _is_organisation(reading: Reading, first: int, end: int) -> bool:
    """Whether a firm, a building or a body is named. "In hotel Jan gesproken" is no hotel: a first name needs more."""
    if _is_building(reading, first):
        return True
    match = _ORGANISATION_BEFORE.search(reading.letters, max(0, first - 3), first)
    if match and (reading.letters[first] not in "fF" or reading.words[match.start()] in lists.words("namesakes")):
        return True
    behind, next_but_one = (*reading.words[end : end + 2], "", "")[:2]
    return behind in lists.words("organisation_ends") or (behind == "&" and next_but_one in _COMPANY)


def _is_building(reading: Reading, first: int) -> bool:
    """Whether a capital behind a building begins the name of it: "zalencentrum De Kroon", and not "hoofdkantoor van Talsma"."""
    before = first
    while before and reading.letters[before - 1] in "PDX":
        before -= 1
    is_named = reading.letters[first].isupper() and reading.letters[first] != "F"
    return is_named and before > 0 and _HOUSE.fullmatch(reading.words[before - 1]) is not None


def _is_month(reading: Reading, first: int, end: int) -> bool:
    if end != first + 1 or reading.words[first] not in _MONTHS:
        return False
    words = ("", "", *reading.words, "", "")
    earlier, before, after, later = words[first], words[first + 1], words[first + 3], words[first + 4]
    day = bool(_DAY.fullmatch(before)) and not earlier.isdigit() and earlier not in (":", ".")
    span = (after in ("-", "/") and later in _MONTHS) or (before in ("-", "/") and earlier in _MONTHS)
    lower = reading.letters[first].islower()
    return bool(_YEAR.fullmatch(after)) or span or (day and lower)


def _is_street(reading: Reading, end: int) -> bool:
    """Whether the name is the first half of a street's: "Jan van Galenstraat", but not "Janssen van de Dijkstraat"."""
    match = _STREET_BEHIND.match(reading.letters, end)
    return match is not None and reading.words[slice(*match.span("small"))] in _SMALL_OF_STREETS


def _is_place(reading: Reading, first: int, end: int) -> bool:
    return reading.letters[first] not in "fFlL" and " ".join(reading.words[first:end]) in places()


def _is_saying(reading: Reading, first: int, end: int) -> bool:
    for place, saying in _sayings().get(reading.words[first], ()):
        start = first - place
        if start >= 0 and end <= start + len(saying) and reading.words[start : start + len(saying)] == saying:
            return True
    return False


def _is_verb(reading: Reading, first: int, end: int) -> bool:
    """Whether "wil" behind a title is what somebody wants: "een mevrouw wil dat", but not "mevrouw wil belde"."""
    is_wil = end == first + 1 and reading.words[first] == "wil" and reading.letters[first] == "g"
    return (
        is_wil and first > 0 and reading.letters[first - 1] in "tT" and "".join(reading.words[end : end + 1]) in _WANTED
    )


@cache
def _sayings() -> dict[str, list[tuple[int, tuple[str, ...]]]]:
    """Every saying by each of its words, with the place of that word in it."""
    found: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    for saying in sorted(lists.words("idioms")):
        words = tuple(saying.split())
        for place, word in enumerate(words):
            found.setdefault(word, []).append((place, words))
    return found
