"""Addresses: a street with a house number, with its postcode and town where they follow, and a postcode by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from redaction.detecting import Confidence, Context, Finding, Label, detectors
from redaction.names import lists
from redaction.names.ordinary_words import Currency, currency
from redaction.spans import Span
from redaction.surroundings import before, has_digit, words

_SURE = (
    r"[^\W\d_][\w'.-]+(?:straat|straatweg|laan|weg|plein|kade|gracht|singel|steeg|dreef|plantsoen|dijk|burgwal|boulevard|"
    r"allee|warande|promenade|gaarde|strjitte|dyk|leane|str\.?)"
    r"(?:-(?:noord|zuid|oost|west))?"
)
_SURE_ENDING = re.compile(_SURE, re.IGNORECASE)
_BARE_ENDING = re.compile(
    r"straat|weg|dijk|kade|gracht|singel|steeg|haven|markt|brug|plein|laan|poten|voorhout|bosch|kerk|molen|muren|toren|uitleg",
    re.IGNORECASE,
)
_POSSIBLE_ENDING = re.compile(
    r"[^\W\d_][\w'.-]+(?:hof|park|pad|markt|wal|vest|haven|baan|akker|veld|kamp|erf|hoek|brink|berg|oord|zoom|horst|donk|"
    r"weide|werf|rode|dam|sluis|brug|poort|kolk|rade|wei|hage|stede|ring|hoeve|end|bosch|bos|hout)",
    re.IGNORECASE,
)
_ADDED = r"(?:[-/](?:hs|bis|[a-z]|[1-9]\d{0,3})(?!\w)){0,2}"
_HOUSE_NUMBER = (
    r"(?:(?:nr\.?|nummer|huisnummer|huisnr\.?)[ ]?)?[1-9]\d{0,4}"
    rf"(?:[ ]?-?(?:bis(?:[ ][a-h])?|hs|rood|zwart|[1-9][ -]?hoog)(?!\w){_ADDED}|(?:-?[a-z]|[ ][a-h])(?!\w){_ADDED}|"
    r"[-/][1-9]\d{0,3}(?:[-/](?:hs|bis|[a-z]|[1-9]\d?)(?!\w))?(?![-/\d])|[ -]?i{1,3}(?!\w))?"
)
_NO_HOUSE = (
    r"(?![\w%€]|[.:]\d|,\d(?!\d{3}[ ]?[a-z]{2}(?!\w))|-\d|"
    r"[ ](?:%|€|(?:t/m|tm|tot|uur|u|min|minuten|sec|dag|dagen|week|weken|maand|maanden|jaar|km|m|m2|"
    r"m3|meter|cm|mm|euro|procent|x|keer|personen|mensen|man|stuks|graden|kilo|kg|liter)(?!\w)))"
)
_POSTCODE = r"[1-9]\d{3}(?:[ ]?[a-z]{2}|-(?-i:[A-Z]{2}))(?![^\W\d]|_)(?!\d{5})"
_HOUSE_BEFORE = re.compile(
    r"(?:(?<!\w)(?:nr\.?|nummer|huisnummer|huisnr\.?)[ ]?[:]?[ ]?[1-9]\d{0,4}[a-z]?[ ]?,?[ ](?:op|in|postcode|pc)?[ ]?|"
    r"(?:^|(?<=\n))[1-9]\d{0,3}[a-z]?[ ]?,[ ])$",
    re.IGNORECASE,
)
_STREET_OF_A_YEAR = re.compile(
    rf"(?<!\w)(?:plein|singel|laan|straat)[ ](?:1813|1940-1945|19[0-9]{{2}})[ ]?,?[ ]{_HOUSE_NUMBER}{_NO_HOUSE}",
    re.IGNORECASE,
)
_BARE_STREETS = frozenset(
    "markt brink spui damrak rokin weena blaak singel heuvel plein haven kade coolsingel boompjes meent buitenhof binnenhof "
    "plantage westersingel noordeinde hofweg vlamingstraat vismarkt grote-markt neude janskerkhof domplein vrijthof "
    "buorren achterom voorstreek kerkbuurt eewal hoogend middenweg achterweg oudegracht nieuwendijk".split()
)
"""Streets whose name has no word for a street in it, or nothing else."""
_NUMBERED = re.compile(r"[^\W\d_]*(?:artikel|paragraaf|hoofdstuk|bijlage|kamerstuk)(?:en|s)?", re.IGNORECASE)
"""What is numbered and is no street, whatever stands behind the number."""
_AT_AN_END = re.compile(r"[ ]?(?:$|[,.;)\n])")
_LAST_WORD = re.compile(
    rf"(?<![\w-])(?P<word>[^\W\d_][\w'.-]*)[ ]{_HOUSE_NUMBER}{_NO_HOUSE}(?P<code>[ ]?,?\s?{_POSTCODE})?", re.IGNORECASE
)
_RUN_TOGETHER = (
    re.compile(  # from the beginning of a word only: with the dots inside it, it would be read over and over
        rf"(?<![\w.'-])(?P<word>{_SURE})(?:,[ ])?{_HOUSE_NUMBER}{_NO_HOUSE}(?P<code>[ ]?,?\s?{_POSTCODE})?",
        re.IGNORECASE,
    )
)
_LOOSE_POSTCODE = re.compile(
    rf"(?<![\w€.,-])(?P<code>{_POSTCODE})(?P<house>[ ,-]{{0,2}}{_HOUSE_NUMBER}{_NO_HOUSE})?", re.IGNORECASE
)
_SMALL = r"(?:(?:van|de|der|den|het|'t|ter|ten)[ ]){1,2}"
_WHERE = re.compile(r"(?<!\w)(?:bij|van|fan|op|oan|naar)[ ]$", re.IGNORECASE)
_LEAD = re.compile(
    r"(?<![\w-])(?:(?:oude|nieuwe|korte|lange|grote|kleine|hoge|lage|eerste|tweede|derde|vierde|achter|verlengde|binnen|"
    r"buiten|noord|zuid|oost|west|burgemeester|burg|prins|prinses|koningin|koning|sint|st|dr|prof|ds|ir|mr|pater|pastoor|"
    rf"president|generaal|admiraal|kolonel|kapitein|luitenant|meester|jonkheer|jhr|wethouder|dominee|kapelaan|dokter|"
    r"kardinaal|bisschop|minister|professor|ingenieur|"
    rf"graaf|gravin|hertog|[1-4]e|v\.?d|v/d|[a-z]\.)\.?[ -]){{1,3}}(?:{_SMALL})?$|(?<!\w)'t[ ]$|"
    r"(?<!\w)(?-i:(?:Van|De|Ter|Ten|Het)(?:[ ](?:de|der|den|het))?)[ ]$",
    re.IGNORECASE,
)
_STREET_OF = re.compile(
    r"(?<![\w-])(?:laan|plein|park|hof|kade|weg|dreef|gracht|singel|pad)[ ](?:van|v\.?|vd|v\.?d\.|der|ten|naar)[ ]"
    r"(?:(?:de|den|het|der)[ ])?(?:[^\W\d_]{3,}[ ])?$",
    re.IGNORECASE,
)
_HALF = re.compile(r"(?:noord|zuid|oost|west)(?!\w)", re.IGNORECASE)
_BEFORE_ITS_HALF = re.compile(rf"(?<![\w.'-]){_SURE}[ ]$", re.IGNORECASE)
_APOSTROPHE = re.compile(r"(?<!\w)'$")  # of "'s-Gravenweg"
_OF_A_LAW = re.compile(r"(?:artikel|paragraaf|hoofdstuk|bijlage|kamerstuk)(?:en|s)?[ ]\d{1,3}[ ]?,?[ ]$", re.IGNORECASE)
_GIVEN_NAME = re.compile(rf"(?<![\w-])(?P<given>[^\W\d_]+)[ ](?:{_SMALL})?$", re.IGNORECASE)
_HOME = words("adres", "woon", "wonen", "huis van", "thuis", "gevestigd", "verhuisd", "postadres", "bezorg")
_RESIDENCE = re.compile(
    r"(?<!\w)(?:adres(?:[ ]is)?:?|woont|woonde|woonachtig|wonend|wonen|woon)[ ](?:nog[ ])?(?:(?:aan|op|in)[ ])?(?:(?:de|het)[ ])?"
    rf"(?:[^\W\d_]+[ ])??(?P<street>{_SURE})(?![\w-])",
    re.IGNORECASE,
)


@detectors.register
class Address:
    """Finds addresses as one span: street, number, addition, postcode and town."""

    name = "address"

    def find(self, text: str, context: Context) -> Iterator[Finding]:
        """Streets with a number, postcodes with or without one, and a street alone where somebody is said to live."""
        if has_digit(text):
            yield from _streets(text)
            yield from _postcodes(text)
        for match in _RESIDENCE.finditer(text):
            if match["street"].lower() not in lists.words("no_street"):
                why = "Straat waar iemand woont, zonder huisnummer."
                span = Span(_first_word(text, match.start("street")), match.end("street"))
                yield _finding(span, Confidence.CHECK, why)


def _streets(text: str) -> Iterator[Finding]:
    for match in _STREET_OF_A_YEAR.finditer(text):
        yield _finding(Span(*match.span()), Confidence.CHECK, "Straat met een jaartal als naam, en een huisnummer.")
    for match in _RUN_TOGETHER.finditer(text):
        is_ordinary = match["word"].lower() in lists.words("no_street") or _is_ordinary(match["word"])
        is_apart = text[match.end("word")] == ","
        if not is_ordinary and (match["code"] or not is_apart or _AT_AN_END.match(text, match.end())):
            span = Span(
                _first_word(text, match.start()), _with_town(text, match.end(), after_postcode=bool(match["code"]))
            )
            yield _finding(span, Confidence.CHECK, "Straat met huisnummer.")
    for match in _LAST_WORD.finditer(text):
        confidence = _street_confidence(text, match)
        if confidence is not None:
            start = _first_word(text, match.start())
            span = Span(start, _with_town(text, match.end(), after_postcode=bool(match["code"])))
            yield _finding(span, confidence, "Straat met huisnummer.")


def _street_confidence(text: str, match: re.Match[str]) -> Confidence | None:
    """How surely the word before a number is a street; None when it is not."""
    word, span = match["word"], Span(*match.span())
    if word.lower() in lists.words("no_street") or len(word) < 3 or _NUMBERED.fullmatch(word):
        return None
    told = bool(match["code"]) or bool(_HOME.search(before(text, span, 25)))
    written = word[0].isupper() and not word.isupper()
    if _STREET_OF.search(text, max(0, match.start() - 40), match.start()):
        return Confidence.HIGH
    if _HALF.fullmatch(word) and _BEFORE_ITS_HALF.search(text, max(0, match.start() - 40), match.start()):
        return Confidence.CHECK
    if _SURE_ENDING.fullmatch(word):
        if _is_ordinary(word):
            return Confidence.CHECK if told or written else None
        return Confidence.HIGH if told or written else Confidence.CHECK
    is_alone = written or _AT_AN_END.match(text, match.end())
    if _BARE_ENDING.fullmatch(word) and is_alone and _LEAD.search(text, max(0, match.start() - 40), match.start()):
        return Confidence.CHECK
    if _POSSIBLE_ENDING.fullmatch(word) and (told or written) and not _is_town(word):
        if not _is_ordinary(word):
            return Confidence.HIGH if told else Confidence.CHECK
        if written and (told or _AT_AN_END.match(text, match.end())):
            return Confidence.CHECK
    if word.lower() in _BARE_STREETS and (told or (written and _AT_AN_END.match(text, match.end()))):
        return Confidence.CHECK
    if _is_hamlet(text, match):
        return Confidence.CHECK
    return Confidence.CHECK if match["code"] and (written or not _is_ordinary(word)) else None


def _is_hamlet(text: str, match: re.Match[str]) -> bool:
    """Whether a word stands as the houses of a hamlet do, "bij beukenrode 3,": in small letters, where somebody is or lives."""
    word = match["word"]
    if not word.islower() or not _AT_AN_END.match(text, match.end()):
        return False
    if word not in _BARE_STREETS and not _POSSIBLE_ENDING.fullmatch(word):
        return False
    is_where = _WHERE.search(text, max(0, match.start() - 12), match.start()) is not None
    return is_where and not _is_ordinary(word) and not _is_town(word)


def _first_word(text: str, start: int) -> int:
    """Where the street begins whose last word begins at `start`: "Oude", "Burg. van", "Jan van", "Laan van" belong to it, and
    "Kerkstraat" to "Noord".
    """
    window = max(0, start - 40)
    if _HALF.match(text, start) and (street := _BEFORE_ITS_HALF.search(text, window, start)):
        return street.start()
    capital = text[start].isupper()
    match = _GIVEN_NAME.search(text, window, start)
    if match and lists.key(match["given"]) in lists.first_names() and match["given"][0].isupper() == capital:
        start = match.start()
    for pattern in (_STREET_OF, _LEAD):
        if match := pattern.search(text, window, start):
            return match.start()
    return start - (_APOSTROPHE.search(text, window, start) is not None and text[start : start + 2].lower() == "s-")


def _with_town(text: str, end: int, *, after_postcode: bool) -> int:
    """The end of an address with the town behind it: a known one, or any name behind a postcode."""
    if match := _town_pattern().match(text, end):
        return match.end()
    match = (_NAME_BEHIND_POSTCODE if after_postcode else _NAME_BEHIND_NUMBER).match(text, end)
    if match is None:
        return end
    first = next(filter(None, match.groups())).split()[0]
    named = lists.key(first) in lists.first_names() and not after_postcode
    return end if named or currency(first.lower()) is Currency.ORDINARY else match.end()


_NAME_BEHIND_POSTCODE = re.compile(r"[ ]?,?[ ](?P<town>[A-Z][\w'-]+(?:[ ][A-Z][\w'-]+)?)")
_NAME_BEHIND_NUMBER = re.compile(
    r"(?:[ ]?,[ ](?P<listed>[A-Z][a-z]+(?:[ -][A-Z][a-z]+)*)|"
    r"[ ](?P<loose>[A-Z][a-z]+(?:-[A-Z][a-z]+)+|[A-Z][a-z]+(?=[.,;:!?)\n]|$)))"
)


@cache
def _town_pattern() -> re.Pattern[str]:
    names = "|".join(re.escape(place) for place in lists.places())
    return re.compile(rf"[ ]?,?[ ](?:te[ ])?(?:{names})(?![\w-])", re.IGNORECASE)


def _postcodes(text: str) -> Iterator[Finding]:
    for match in _LOOSE_POSTCODE.finditer(text):
        letters = match["code"][-2:]
        told = bool(_HOME.search(before(text, Span(*match.span()), 25)))
        if not _can_be_postcode(match["code"][:4], letters.lower(), told) or _OF_A_LAW.search(
            text, max(0, match.start() - 40), match.start()
        ):
            continue
        end = _with_town(text, match.end(), after_postcode=True)
        earlier = None if match["house"] else _HOUSE_BEFORE.search(text, max(0, match.start() - 40), match.start())
        start = earlier.start() if earlier else match.start()
        house = match["house"] or earlier
        sure = house or letters.isupper() or told
        why = "Postcode met huisnummer." if house else "Postcode."
        yield _finding(Span(start, end), Confidence.HIGH if sure else Confidence.CHECK, why)


def _can_be_postcode(digits: str, letters: str, told: bool) -> bool:
    """Whether four digits and two letters are no number or year with a small word behind it: "4500 km", "2026 EK"."""
    if letters in lists.words("no_postcode"):
        return False
    return told or digits[:2] not in ("19", "20") or letters not in lists.words("no_postcode_of_a_year")


def _is_ordinary(word: str) -> bool:
    return currency(word.lower()) is Currency.ORDINARY


def _is_town(word: str) -> bool:
    return bool(_town_pattern().fullmatch(f" {word}"))


def _finding(span: Span, confidence: Confidence, why: str) -> Finding:
    return Finding(span, Label.ADDRESS, confidence, Address.name, why)
