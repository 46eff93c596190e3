"""Names of persons by lists and context: the rules that need no knowledge of who is in the archive.

Each rule is a regular expression over the letters of a `Reading`, one letter a word; the table of letters stands there. A
capital letter is a word written with a capital that means something, so most rules come in two halves, "Jan Bakker" and
"jan bakker", and a word that is also ordinary Dutch needs more around it than a name that is nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from redaction.detecting import Confidence, Context, Finding, Label, detectors
from redaction.names import lists
from redaction.names.nobody import is_abbreviation, is_nobody, is_of_a_thing
from redaction.names.offices import name_end
from redaction.names.reading import has_case, read
from redaction.names.tagger import NEITHER, name_chances
from redaction.spans import Span

_DOUBT = 0.97
"""The chance of no name from which what only a weak rule finds is left alone."""
_DOUBT_WITHOUT_CASE = 0.98
_GIVEN_NAMES = frozenset("FfGgBb")
_PREFIX = "(?:[PpDdXx]-?){0,4}"
_PART = "[FfGgBbLlMmVvUuRrYyJj]"
_ANY = "[FfGgBbLlMmVvUuRrYyJjWQq]"
_UNKNOWN = "[URYV]"
_DOUBLE = rf"(?:-{_PREFIX}{_PART}){{0,2}}"
_INITIALS_ONLY = re.compile(r"(?<![^\W_])[A-Z]{1,3}(?:vd|vh|v|d)[A-Z](?![^\W_])")  # "JvdB"
# Every repetition is bounded: a message of sixty thousand characters must not take longer than it is long.
_CAPITAL_GIVEN = r"F(?:-?[FfGB]|-[gbLlMmVvUuRrYyJj]){0,3}"
_LOWER_GIVEN = r"f(?:-?f|-[FGgBbLlMmVvUuRrYyJj]){0,3}"
_GIVEN = rf"(?:{_CAPITAL_GIVEN}|{_LOWER_GIVEN})"
_INITIALS = r"(?:I\.?-?|i\.-?){0,5}"
_SURNAME = rf"(?:{_PREFIX}[LlVMBURYFJ]|Q){_DOUBLE}"
_LOWER_SURNAME = r"(?:x{1,3}[lm]|[pd]{0,4}[lvy]|[mbfjq])(?:-[pdx]{0,4}[lvymbfujr]){0,2}"


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern over the letters of a reading with the name in its group `name`; `why` is a Dutch sentence.

    With `after` the word before the name must be one of these, with `before` the word behind it; with `unless` the word
    behind it must be none of these. A `weak` rule does not count where the trained network sees no name at all.
    """

    pattern: re.Pattern[str]
    confidence: Confidence
    why: str
    after: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    weak: bool = False

    def fits(self, behind: str, ahead: str) -> bool:
        """Whether the words around a name are as the rule wants them."""
        return (
            (not self.after or behind in self.after)
            and (not self.before or ahead in self.before)
            and ahead not in self.unless
        )


def _rule(
    pattern: str,
    confidence: Confidence,
    why: str,
    *,
    after: str = "",
    before: frozenset[str] = frozenset(),
    unless: str = "",
    weak: bool = False,
) -> Rule:
    return Rule(re.compile(pattern), confidence, why, frozenset(after.split()), before, frozenset(unless.split()), weak)


RULES = (
    _rule(
        rf"(?P<name>{_CAPITAL_GIVEN}{_INITIALS}{_SURNAME}|{_LOWER_GIVEN}{_INITIALS}{_LOWER_SURNAME})",
        Confidence.HIGH,
        "Voornaam uit de lijst met een achternaam erachter.",
    ),
    _rule(rf"(?P<name>{_CAPITAL_GIVEN}(?:I\.?)?)", Confidence.HIGH, "Voornaam uit de lijst."),
    _rule(
        rf"(?P<name>{_LOWER_GIVEN}(?:i\.)?)", Confidence.CHECK, "Voornaam uit de lijst, zonder hoofdletter.", weak=True
    ),
    _rule(
        rf"(?P<name>[GB](?:-{_PART})?{_INITIALS}{_PREFIX}[LVMURYJ]{_DOUBLE}"
        r"|[gb](?:-[fgb])?(?:x{1,3}[lmLM]|p{0,4}[lvLV])|[gb]-f)",
        Confidence.HIGH,
        "Een woord dat ook een voornaam is, met een achternaam erachter.",
    ),
    _rule(
        r"(?P<name>[gb](?:[pd]{0,4}[YU]|p{0,3}d[lvLV]))",
        Confidence.CHECK,
        "Een woord dat ook een voornaam is, met wat een achternaam kan zijn.",
        weak=True,
    ),
    _rule(
        r"(?<![dDxXWURYA])(?P<name>[GBMJ])(?![WUYQNOA~-])",
        Confidence.CHECK,
        "Een woord dat ook een naam is, met een hoofdletter midden in de zin.",
        weak=True,
    ),
    _rule(
        rf"[tT]\.?(?P<name>{_INITIALS}(?:{_GIVEN})?{_INITIALS}{_PREFIX}{_ANY}(?:(?:-{_PREFIX}{_ANY}){{1,2}}|[YVL])?)",
        Confidence.HIGH,
        "Naam achter een aanspreekvorm of titel.",
    ),
    _rule(
        rf"[kKjJ][(:]?(?P<name>{_INITIALS}(?:{_PREFIX}[GMBUVRYJ]{_DOUBLE}|[pdx]{{0,4}}[lvy]))",
        Confidence.CHECK,
        "Naam achter een functie, beroep of familieband.",
    ),
    _rule(
        rf"[wW](?P<name>{_INITIALS}{_PREFIX}[GMBUVRYJL]{_DOUBLE})",
        Confidence.CHECK,
        "Naam achter een functie, beroep of familieband.",
        after="ouder ouders",  # which is "older" before anything but a capital
    ),
    _rule(
        rf"(?<![-'\"0])(?P<name>(?:I\.-?){{1,6}}{_PREFIX}{_PART}{_DOUBLE}|(?:I\.-?){{2,6}}{_PREFIX}W)",
        Confidence.HIGH,
        "Voorletters met een achternaam.",
    ),
    _rule(
        r"(?<![-'\"0])(?P<name>(?:i\.){1,5}(?:x{1,3}[lm]|[pd]{0,4}[lvy]|[mbj]))",
        Confidence.CHECK,
        "Voorletter met een achternaam.",
    ),
    _rule(
        rf"(?P<name>(?:{_PREFIX}[LVYMUBRJ]|[pdx]{{0,4}}[lvy]){_DOUBLE},(?:I\.-?){{1,5}})(?![FGLVMBUYJflvypdxPDX])",
        Confidence.CHECK,
        "Achternaam met de voorletters erachter.",
    ),
    _rule(
        rf"(?P<name>(?:I{{1,2}}|A){_PREFIX}[LV]|I{_PREFIX}[MBURYJ])",
        Confidence.CHECK,
        "Voorletter zonder punt met een achternaam.",
    ),
    _rule(
        rf"@(?P<name>[FfGLlMBUVRYJW](?:-?{_PREFIX}[FLGMBUVRYJ]){{0,3}})",
        Confidence.HIGH,
        "Naam achter een apenstaartje: een vermelding van een deelnemer.",
    ),
    _rule(
        rf"(?P<name>(?:[PDX][pdxPDX]{{0,3}}|x{{1,3}})?L{_DOUBLE})",
        Confidence.CHECK,
        "Achternaam uit de lijst.",
        weak=True,
    ),
    _rule(
        r"(?P<name>x{0,3}l(?:-[pdx]{0,4}[lvmur]){0,2})",
        Confidence.CHECK,
        "Achternaam uit de lijst, zonder hoofdletter.",
        weak=True,
    ),
    _rule(
        rf"(?P<name>(?:[PDX][pdxPDX]{{0,3}}[LVMBURYJ]|x{{1,3}}M){_DOUBLE})",
        Confidence.CHECK,
        "Tussenvoegsel met een achternaam.",
        weak=True,
    ),
    _rule(
        r"s[.,!*]{0,3}\n{0,2}(?P<name>(?:I\.?|i\.){0,4}[FfGgBbLlMmVvUuRrYyJjIiA](?:-?[PpDdXx]{0,4}[FfGgBbLlMmVvUuRrYyJj]){0,2})"
        r"(?=[.!*)\n]{0,4}$|\n)",
        Confidence.CHECK,
        "Naam onder een afsluitende groet.",
    ),
    _rule(
        r"h,?(?P<name>[GgMmBbUuVvRrYyJj])(?=[,.!?:)*\n]|$)",
        Confidence.CHECK,
        "Naam achter een begroeting.",
    ),
    _rule(
        r"(?:^|\n)(?P<name>A)(?=,)",
        Confidence.CHECK,
        "Letters met een komma erachter, aan het begin van een regel: zo wordt iemand aangesproken.",
        weak=True,
    ),
    _rule(rf"h,?(?P<name>{_UNKNOWN}(?:{_PREFIX}[LMUVBRY])?)", Confidence.CHECK, "Naam achter een begroeting."),
    _rule(
        rf"e[:.]?(?P<name>{_INITIALS}(?:{_GIVEN})?(?:{_PREFIX}[GBLlMUVvRYJ]|[gbmuryj]))",
        Confidence.CHECK,
        "Naam achter een woord dat een naam aankondigt.",
    ),
    _rule(
        rf"(?P<name>{_UNKNOWN}(?:-{_PART})?(?:{_PREFIX}[LV]|[pdx]{{1,4}}[MUBRY]))",
        Confidence.CHECK,
        "Onbekend woord met een achternaam erachter.",
        weak=True,
    ),
    _rule(
        r"(?:^|[\n,;(*~])(?P<name>[VvYyURGMBJ](?:[LlUuRrVvYy])?)[:,]?(?=6|\+0)",
        Confidence.CHECK,
        "Naam voor een telefoonnummer.",
    ),
    _rule(r"[FfLl]\+(?P<name>[gGbB])", Confidence.CHECK, "Woord dat ook een naam is, naast een andere naam."),
    _rule(
        r"w(?P<name>[gb])",
        Confidence.CHECK,
        "Woord dat ook een naam is, achter 'bellen' of 'vragen'.",
        after="bel belde gebeld vraag vroeg app appte mail mailde bereik spreek sprak namens via",
        unless="je jij u ik hij ze zij we wij jullie iemand niemand dat dit het de een er niet ook nog",
    ),
    _rule(
        r"(?:^|[.!?:\n*,])(?P<name>f)(?=w)",
        Confidence.CHECK,
        "Voornaam uit de lijst, met een werkwoord erachter.",
        before=lists.words("verbs"),
    ),
    _rule(
        r"(?:^|[.!?:\n*])(?P<name>g)(?=w)",
        Confidence.CHECK,
        "Woord dat ook een voornaam is, met een werkwoord erachter.",
        before=lists.words("verbs"),
    ),
    _rule(
        r"(?:^|[.!?:\n*])(?P<name>[yv])(?=w)",
        Confidence.CHECK,
        "Onbekend woord met een werkwoord erachter.",
        weak=True,
        before=lists.words("verbs"),
    ),
    _rule(
        rf"[wpm](?P<name>[YyVU](?:-{_PART})?)(?![URVYWALMNQ-])",
        Confidence.CHECK,
        "Onbekend woord, achter 'door', 'aan' of 'met'.",
        weak=True,
        after="door aan met namens",
    ),
)
"""The rules. Their matches may overlap; the widest reading of a name wins."""


@detectors.register
class PersonNames:
    """Finds names by lists of names and by titles, greetings, sign-offs, initials and tussenvoegsels around them."""

    name = "person_names"

    def find(self, text: str, context: Context) -> Iterator[Finding]:
        """Every match of every rule that is not a month, a street, a firm, a town or a saying."""
        reading = read(text)
        for letters in _INITIALS_ONLY.finditer(text):
            if not any(lists.key(letters[0]) in lists.words(name) for name in ("no_initials", "abbreviations_bare")):
                why = "Voorletters met de letters van een tussenvoegsel."
                yield Finding(Span(*letters.span()), Label.PERSON, Confidence.CHECK, self.name, why)
        for rule in RULES:
            for match in rule.pattern.finditer(reading.letters):
                first, end = match.span("name")
                behind = reading.words[first - 1] if first else ""
                ahead = reading.words[end] if end < len(reading.words) else ""
                if not rule.fits(behind, ahead) or is_nobody(reading, first, end):
                    continue
                if is_of_a_thing(reading, first, end):
                    continue
                whole, end = end, name_end(reading, first, end)
                if end == first or (end < whole and reading.letters[first] not in _GIVEN_NAMES):
                    continue
                if not rule.weak or not (is_abbreviation(reading, first, end) or _is_doubtful(text, first, end)):
                    yield Finding(reading.span(first, end), Label.PERSON, rule.confidence, self.name, rule.why)


def _is_doubtful(text: str, first: int, end: int) -> bool:
    """Whether the trained network sees no name in any of these words: then a weak rule does not count."""
    chances = name_chances(text)
    doubt = _DOUBT if has_case(text) else _DOUBT_WITHOUT_CASE
    return chances is not None and min(chances[place][NEITHER] for place in range(first, end)) > doubt
