"""What a single word can be in a name, by the lists and its shape; its surroundings are for `reading` and the rules."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from redaction.names import lists
from redaction.names.ordinary_words import Currency, currency, is_compound


class WordClass(StrEnum):
    """The classes of words."""

    FIRST = "FIRST"
    FIRST_AMBIGUOUS = "FIRST_AMBIGUOUS"
    LAST = "LAST"
    LAST_AMBIGUOUS = "LAST_AMBIGUOUS"
    FIRST_OR_LAST_AMBIGUOUS = "FIRST_OR_LAST_AMBIGUOUS"
    FUNCTION_OR_LAST = "FUNCTION_OR_LAST"
    SURNAME_SHAPED = "SURNAME_SHAPED"
    PREFIX = "PREFIX"
    ARTICLE = "ARTICLE"
    TITLE = "TITLE"
    FUNCTION = "FUNCTION"
    NAMING = "NAMING"
    GREETING = "GREETING"
    SIGN_OFF = "SIGN_OFF"
    ORGANISATION = "ORGANISATION"
    ORGANISATION_END = "ORGANISATION_END"
    INITIAL = "INITIAL"
    STREET = "STREET"
    WORD = "WORD"
    RARE = "RARE"
    UNKNOWN = "UNKNOWN"
    STRANGE = "STRANGE"
    """Unknown, and no compound of known words either: often a name, also in lower case."""
    NUMBER = "NUMBER"
    MARK = "MARK"


_LISTED = {
    "titles": WordClass.TITLE,
    "naming": WordClass.NAMING,
    "sign_offs": WordClass.SIGN_OFF,
    "greetings": WordClass.GREETING,
    "organisations": WordClass.ORGANISATION,
    "organisation_ends": WordClass.ORGANISATION_END,
    "abbreviations": WordClass.WORD,
    "brands": WordClass.WORD,
}
_OTHER_TERMS = (
    "chat_words",
    "office_words",
    "policy_fields",
    "foreign_words",
    "abbreviations_bare",
    "trade_words",
    "special_health",
    "special_belief",
    "special_orientation",
    "body_parts",
)
"""Lists of rare words that are no names."""
_ARTICLES = frozenset({"de", "het", "den", "der", "'t", "'s"})
_LONGEST = 50
_SHORTEST_STRANGE = 5
_SHORTEST_GENITIVE = 4
_DIGRAPHS = frozenset({"th", "ch", "chr", "ph", "joh", "sj", "ij", "fl", "kl", "wm"})
_STREET = re.compile(
    r".{2,}(?:straat|laan|weg|plein|kade|gracht|singel|steeg|dreef|plantsoen|dijk|park|hof|pad|strjitte|dyk|leane)"
)
_SURNAME_SHAPE = re.compile(
    r".{2,}(?:sma|stra|inga|enga|ema|ssen|sens?|mans|ink|erts|aerts|aers|oven|kamp|horst|veld|brink|huis|huizen|meijer|"
    r"meyer|broek|berg|bergen|burg|dijk|donk|beek|kens|kers|oglu|ovic|evic|ski|ska|wicz|ova|enko|singh?|persad|aoui|"
    r"ouni|ssi|yan|adze|opoulos|cks|ckx|x)"
)


@lru_cache(maxsize=65536)
def word_class(word: str) -> WordClass:
    """The class of a word as it is written. A word of several lists has the class that says most about a name."""
    if len(word) > _LONGEST:
        return WordClass.UNKNOWN
    if not any(letter.isalpha() for letter in word):
        return WordClass.NUMBER if any(letter.isdigit() for letter in word) else WordClass.MARK
    key = lists.key(word)
    for name, listed in _LISTED.items():
        if key in lists.words(name):
            return listed
    if (len(word) == 1 and word.isalpha()) or key in _DIGRAPHS:
        return WordClass.INITIAL
    if key in _ARTICLES:
        return WordClass.ARTICLE
    return _name_class(key) or _other_class(key, word.lower())


def _name_class(key: str) -> WordClass | None:
    first = lists.first_names().get(key)
    last = lists.surnames().get(key)
    if first is False:
        return WordClass.FIRST
    if key in lists.words("functions"):
        return WordClass.FUNCTION if last is None else WordClass.FUNCTION_OR_LAST
    if last is False:
        return WordClass.LAST
    if key in lists.words("tussenvoegsels"):
        return WordClass.PREFIX
    if first and last:
        return WordClass.FIRST_OR_LAST_AMBIGUOUS
    if first:
        return WordClass.FIRST_AMBIGUOUS
    return WordClass.LAST_AMBIGUOUS if last else None


def _other_class(key: str, lower: str) -> WordClass:
    if any(letter.isdigit() for letter in key):
        return WordClass.NUMBER
    ordinary = currency(lower)
    if ordinary is Currency.ORDINARY or any(key in lists.words(name) for name in _OTHER_TERMS):
        return WordClass.WORD
    if key in lists.words("borrowed_words"):
        return WordClass.RARE
    if key.endswith("s") and len(key) > _SHORTEST_GENITIVE and lists.first_names().get(key[:-1]) is False:
        return WordClass.FIRST  # the genitive: "Fatimas auto"
    if _STREET.fullmatch(key):
        return WordClass.STREET
    is_a_box = key.endswith("x") and is_compound(lower)  # and no surname, whatever its last letter
    if _SURNAME_SHAPE.fullmatch(key) and ordinary is Currency.UNKNOWN and not is_a_box:
        return WordClass.SURNAME_SHAPED
    if ordinary is Currency.RARE:
        return WordClass.RARE
    return WordClass.STRANGE if len(key) >= _SHORTEST_STRANGE and not is_compound(lower) else WordClass.UNKNOWN
