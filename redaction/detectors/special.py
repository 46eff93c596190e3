"""Special personal data (article 9 and 10 GDPR): health, belief, union, origin, orientation, crime. Always for a person to judge.

By words and phrases. What is also said of epidemics, policy and weather counts only where the message speaks of a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import ahocorasick

from redaction.detecting import Confidence, Context, Finding, Label, detectors
from redaction.names import lists
from redaction.names.reading import read
from redaction.names.special_sentences import BODY, hints, sentences
from redaction.spans import Span
from redaction.surroundings import folded, has_digit

_KINDS = {
    "special_health": "Kan iets zeggen over iemands gezondheid.",
    "special_condition": "Kan iets zeggen over iemands gezondheid.",
    "special_belief": "Kan iets zeggen over iemands geloof of overtuiging.",
    "special_union": "Kan iets zeggen over iemands lidmaatschap van een vakbond.",
    "special_origin": "Kan iets zeggen over iemands afkomst.",
    "special_orientation": "Kan iets zeggen over iemands seksuele gerichtheid.",
    "special_crime": "Kan iets zeggen over iemands strafrechtelijk verleden.",
}
"""The lists, and what the reviewer is told."""
_HEALTH = _KINDS["special_health"]
_ILLNESS = "illness"
"""What `_ILL` is called among the lists."""

_OWN = r"(?:(?:de|het|een|m'n|mn|mijn|z'n|zn|zijn|haar|d'r|der|je|uw|linker|rechter|allebei)[ ]?){0,2}"
_DAMAGED = (
    r"(?:ge?broken|ge?scheurd|ge?kneusd|ontstoken|verstuikt|verrekt|verbrand|kapot|versleten|ge?opereerd|ge?zwollen|"
    r"uit de kom|eraf|geamputeerd|verlamd|gehecht|in het gips|in gips|in t gips|overbelast|gekneld)"
)
_SMALL_WORDS = r"(?:[ ][^\W\d_]{1,6}){0,2}"
_COMPOUND = (
    r"[^\W\d_]{3,}(?:kanker|allergie|allergisch|intolerantie|tumor|infarct|ontsteking|verslaving|verslaafde?|stoornis|syndroom|"
    r"pati[eë]nte?|therapie|fobie|operatie|dystrofie|sclerose|trombose|embolie|artrose|insufficientie|scopie|ectomie)"
)
_ILL = re.compile(
    rf"(?<!\w)(?:(?:linker|rechter)?{BODY}{_SMALL_WORDS}[ ]{_DAMAGED}|"
    rf"{_DAMAGED}e?[ ](?:linker|rechter)?{BODY}|"
    rf"(?:operatie|geopereerd|ingreep|gevoel|breuk|scheur|last|pijn|kwaal|tumor|knobbel|bult)[ ](?:aan|in|van)[ ]{_OWN}{BODY}|"
    rf"aan[ ]{_OWN}{BODY}[ ]ge?opereerd(?:e|en)?|{BODY}[ ](?:doet|doen|deed)[ ](?:\w+[ ])?(?:pijn|zeer)|"
    rf"{BODY}-?(?:pijn|klachten|breuk|operatie|kanker|infectie|letsel|problemen|ziekte|blessure)|"
    rf"(?:stress|slaap|geheugen|burn-?out|corona|covid|paniek|angst|evenwichts)klachten|"
    rf"{_COMPOUND}|\d{{1,3}}[ ]?(?:%|procent)[ ](?:ziek|arbeidsongeschikt|afgekeurd|beter[ ]gemeld)|"
    rf"(?:ligt|lag|lig|opgenomen|opname)[ ](?:\w+[ ])?(?:op|in|aan)[ ](?:de[ ]|een[ ]|het[ ])?"
    r"(?:ic|paaz|ggz|mc|hartbewaking|beademing|zuurstof|infuus|isolatie|kliniek|inrichting|verslavingskliniek|coma)|"
    r"nieuwe[ ](?:knie|heup)|suiker[ ](?:\w+[ ]){1,3}(?:hoog|laag|goed|slecht|ontregeld)|"
    r"zit[ ]in[ ]een[ ]rolstoel|positief[ ](?:getest|op[ ]corona)|getest[ ]op[ ](?:hiv|soa|corona))(?!\w)",
    re.IGNORECASE,
)
_ILL_HINTS = (
    "klachten", "kanker", "allerg", "intolerantie", "tumor", "infarct", "ontsteking", "verslav", "verslaafd", "stoornis",
    "syndroom", "pati", "therapie", "fobie", "operatie", "dystrofie", "sclerose", "trombose", "embolie", "artrose",
    "insufficientie", "scopie", "ectomie", "ziek", "arbeidsongeschikt", "afgekeurd", "beter gemeld", "lig", "lag", "opgenomen",
    "opname", "nieuwe knie", "nieuwe heup", "suiker", "rolstoel", "positief", "getest",
)  # fmt: skip
"""What is in all that `_ILL` finds, where no part of the body is: who adds to the one adds to the other."""
_FEVER = re.compile(
    r"(?<![\d.,€])(?<!paal[ ])(?<!hmp[ ])(?<!km[ ])"
    r"(?:3[89]|4[01])[.,]\d(?!\d|[.,]\d|[ ]?(?:%|€|euro|km|m\b|m[23]|uur|min|mln|miljoen|miljard|kg|ton|"
    r"jaar|cm|mm|punt|procent|ha\b|liter|kw|pp\b))",
    re.IGNORECASE,
)
_JOINING = frozenset(
    (" en ", ", ", " bij de ", " met ", " wegens ", " door ", " door de ", " van de ", "-uitkering wegens ")
)
_Told = tuple[Span, str, bool]
"""A passage, what it may tell, and whether it tells that of a person whatever else the message says."""
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_PERSONAL = re.compile(
    r"(?<!\w)(?:ik|k|mij|me|mijn|mn|m'n|hij|zij|ze|hem|haar|z'n|zn|d'r|je|jij|jou|jouw|u|uw|wie|die|iemand|man|vrouw|zoon|dochter|"
    r"moeder|vader|ma|pa|mam|pap|mama|papa|broer|zus|zusje|broertje|oma|opa|oom|tante|neef|nicht|kind|kinderen|collega|"
    r"cli[eë]nt|cli[eë]nte|pati[eë]nt|bewoner|bewoonster|verdachte|leerling|student|medewerker|medewerkster|minister|dhr|mw|mevr|"
    r"mevrouw|meneer|heer|echtgenoot|echtgenote|partner|vriend|vriendin|buurman|buurvrouw|baby|aanvrager|verzoeker|baas|chef)(?!\w)",
    re.IGNORECASE,
)
_NAMED = frozenset("fFlLtGBMV")
_ADJECTIVES = frozenset(
    "een ernstige ernstig zware zwaar acute lichte licht chronische chronisch beginnende dubbele erge hoge flinke heel erg "
    "nieuwe last van".split()
)


@detectors.register
class Special:
    """Finds the shortest phrase that tells what is special; whether somebody is identifiable, the reviewer sees."""

    name = "special"

    def find(self, text: str, context: Context) -> Iterator[Finding]:
        """Phrases of the lists, complaints of parts of the body, a fever; all of them for a closer look."""
        personal: bool | None = None
        for span, why, strong in _together(text, sorted((*_listed(text), *_complaints(text)))):
            if not strong:
                personal = _speaks_of_somebody(text) if personal is None else personal
            if strong or personal:
                yield Finding(span, Label.SPECIAL, Confidence.CHECK, self.name, why)


def _together(text: str, found: list[_Told]) -> Iterator[_Told]:
    """Those that say one thing as one: "onderkoeld en hypo", "een echo bij de gynaecoloog"."""
    last: _Told | None = None
    for told in found:
        if last and (told[0].start <= last[0].end or text[last[0].end : told[0].start] in _JOINING):
            span = Span(last[0].start, max(last[0].end, told[0].end))
            last = (span, last[1], last[2] or told[2])
            continue
        if last:
            yield last
        last = told
    if last:
        yield last


def _complaints(text: str) -> Iterator[_Told]:
    hinted = {kind for _, kinds in _hints().iter(folded(text)) for kind in kinds}
    if _ILLNESS in hinted:
        for match in _ILL.finditer(text):
            yield Span(*match.span()), _HEALTH, True
    if has_digit(text):
        for match in _FEVER.finditer(text):
            yield Span(*match.span()), "Kan iemands temperatuur zijn.", False
    for kind, pattern in sentences().items():
        if kind in hinted:
            for match in pattern.finditer(text):
                yield Span(*match.span()), _KINDS[kind], True


@cache
def _hints() -> ahocorasick.Automaton:
    """What is in all that a pattern finds, with the names of the patterns: most texts hold none of it, and one look tells."""
    found: dict[str, set[str]] = {}
    for kind, needed in {**hints(), _ILLNESS: {*lists.words("body_parts"), *_ILL_HINTS}}.items():
        for hint in needed:
            found.setdefault(hint, set()).add(kind)
    automaton = ahocorasick.Automaton()
    for hint, kinds in found.items():
        automaton.add_word(hint, kinds)
    automaton.make_automaton()
    return automaton


def _speaks_of_somebody(text: str) -> bool:
    return bool(_PERSONAL.search(text)) or not _NAMED.isdisjoint(read(text).letters)


@cache
def _phrases() -> dict[str, list[tuple[tuple[str, ...], str, bool]]]:
    """Every phrase of the lists under its first word, the longest first: its words, what it may tell, whether it is strong."""
    found: dict[str, list[tuple[tuple[str, ...], str, bool]]] = {}
    for name, why in _KINDS.items():
        for phrase, weak in lists.marked(name).items():
            words = tuple(_WORD.findall(phrase))
            found.setdefault(words[0], []).append((words, why, not weak))
    for phrases in found.values():
        phrases.sort(key=lambda phrase: len(phrase[0]), reverse=True)
    return found


def _listed(text: str) -> Iterator[_Told]:
    matches = list(_WORD.finditer(text))
    keys = [lists.key(match[0]) for match in matches]
    at = 0
    while at < len(keys):
        for words, why, strong in _phrases().get(keys[at], ()):
            if tuple(keys[at : at + len(words)]) == words:
                first = at
                while first and at - first < 2 and keys[first - 1] in _ADJECTIVES:
                    first -= 1
                yield Span(matches[first].start(), matches[at + len(words) - 1].end()), why, strong
                at += len(words) - 1
                break
        at += 1
