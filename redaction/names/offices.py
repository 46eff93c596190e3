"""Where a name ends that a department or a town follows, and which words are an office and no name at all.

"Karin van Toezicht" is Karin, "de minister van Onderwijs" and "de griffier van Gouda" are nobody. "Burgemeester Van Buren" is
somebody, and "burgemeester van Buren" may be: the lists know it as a surname, and it needs the article to be an office.
"""

from __future__ import annotations

from functools import cache

from redaction.names import lists
from redaction.names.reading import Reading

_VAN = frozenset({"van", "v", "vd", "v.d.", "v.d", "v/d", "bij"})
_ARTICLES = frozenset({"de", "het", "'t"})
_AND = frozenset({"en", "&", "/", "-", ","})
_LOCAL = frozenset(
    "burgemeester burgemeesters wethouder wethouders griffier gemeentesecretaris raadslid raadsleden commissaris cdk "
    "gedeputeerde gedeputeerden statenlid dijkgraaf heemraad korpschef inwoner inwoners bewoner bewoners".split()
)
"""Offices that a town or a province has."""
_OF_STATES = frozenset(
    "president premier koning koningin keizer kanselier minister ministers ambassadeur ambassadrice consul".split()
)
_PROVINCES = frozenset(
    "groningen friesland fryslan drenthe overijssel flevoland gelderland utrecht zeeland brabant limburg holland".split()
)
_BEFORE_AN_OFFICE = frozenset({"de", "een", "onze", "die", "deze", "-", "vorige", "nieuwe"})


def name_end(reading: Reading, first: int, end: int) -> int:
    """Where the name ends that is read from letter `first` up to letter `end`; `first` when it is no name."""
    if not _is_addressed(reading, first) and any(
        is_office(reading, first, end) for is_office in (_is_field, _is_country, _is_of_a_place)
    ):
        return first
    for place in range(first + 1, end):
        if reading.words[place] in _VAN:
            body = place + 1 + (reading.words[place + 1 : place + 2] in [(word,) for word in _ARTICLES])
            if body < end and _is_body(reading, body, end):
                return place
        elif reading.words[place - 1] not in _VAN and _is_written_behind(reading, place, end):
            return place
    return end


def _is_addressed(reading: Reading, first: int) -> bool:
    """Whether a title stands before it: what follows "mw." is a name, whatever it looks like."""
    before = reading.letters[max(0, first - 2) : first]
    return before[-1:] in ("t", "T") or before in ("t.", "T.")


def _is_field(reading: Reading, first: int, end: int) -> bool:
    """Whether the words are a portfolio and nothing else: "van Onderwijs", "Financiën"."""
    start = first + (reading.words[first] in _VAN)
    start += reading.words[start : start + 1] in [(word,) for word in _ARTICLES]
    return start < end and _are_fields(reading.words[start:end])


def _is_country(reading: Reading, first: int, end: int) -> bool:
    """Whether it is a state by itself, or that of a president: "Jan van Polen" may be anybody."""
    of_a_state = first > 0 and reading.words[first] == "van" and reading.words[first - 1] in _OF_STATES
    name = "".join(reading.words[first + of_a_state : end])  # "Zuid-Afrika" is three words of a reading
    return reading.letters[first] not in "fFlLPX" and name in lists.words("countries")


def _is_of_a_place(reading: Reading, first: int, end: int) -> bool:
    """Whether an office stands before "van" and a town: the capital of "Van" is that of a surname."""
    town = reading.words[first + 1 : end]
    if not first or reading.words[first] != "van" or reading.letters[first] in "PX" or " ".join(town) not in places():
        return False
    office = reading.words[first - 1]
    if office not in _LOCAL and reading.letters[first - 1] not in "kKjJ":
        return False
    if ("van",) not in lists.surnames_with_prefix().get(town[-1], {}):
        return True
    is_told = first > 1 and reading.words[first - 2] in _BEFORE_AN_OFFICE
    return office in _LOCAL and (is_told or town[-1] in _PROVINCES)


def _is_body(reading: Reading, first: int, end: int) -> bool:
    """Whether a department, a firm or an acronym stands here, and no surname the lists know."""
    word = reading.words[first]
    return reading.letters[first] == "A" or _are_fields(reading.words[first:end]) or word in _firms()


def _is_written_behind(reading: Reading, first: int, end: int) -> bool:
    """Whether what stands behind a name is where somebody is from: "Loes IenW", "Piet Den Haag", "Karin Toezicht"."""
    words = reading.words[first:end]
    if len(words) > 1:
        return reading.letters[first] in "DPX" and " ".join(words) in places()
    is_capital = reading.text[reading.starts[first]].isupper()
    return is_capital and (words[0] in _firms() or _are_fields(words))


def _are_fields(words: tuple[str, ...]) -> bool:
    """Whether the words are fields of policy, one or more."""
    place = 0
    while place < len(words):
        length = next(
            (size for size in (2, 1) if " ".join(words[place : place + size]) in lists.words("policy_fields")), 0
        )
        if not length:
            return False
        place += length
        if words[place : place + 1] and words[place] in _AND and place + 1 < len(words):
            place += 1
    return place > 0


@cache
def _firms() -> frozenset[str]:
    """Firms and bodies that bear nobody's name."""
    return lists.words("brands") - lists.surnames().keys() - lists.surnames_with_prefix().keys()


@cache
def places() -> frozenset[str]:
    """Towns, regions and rivers as a reading has them."""
    return frozenset(lists.key(place).replace("'s-", "'s - ") for place in lists.places())
