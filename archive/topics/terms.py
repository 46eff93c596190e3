"""The terms of a topic as lines that people write: `pomp* 2`, `"code rood" 3`, `-wedstrijd`. Pure.

A line is a word, the beginning of a word with an asterisk, or a phrase in quotation marks; behind it the weight, 1 where it
is left out; a minus in front keeps out what it finds. What a term finds in the archive stands in `archive.topics.editing`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from archive.search.expressions import Phrase, Word
from archive.search.language import QUOTES, SHORTEST_BEGINNING
from archive.storable import storable

MOST_TERMS = 200
LONGEST_TERM = 100
"""Characters."""
HEAVIEST = 99

_LINE = re.compile(r'(?P<minus>[-–−]?)\s*(?P<term>"[^"]*"|[^\s"–−-][^\s"]*)(?:\s+(?P<weight>\S+))?')
_NUMBER = re.compile(r"[1-9][0-9]?")
_LETTER = re.compile(r"[^\W_]")
_PLAIN_QUOTES = str.maketrans(dict.fromkeys(QUOTES, '"'))


@dataclass(frozen=True, slots=True)
class Term:
    """What a line asks: `text` as written, with its asterisk or its quotation marks.

    A message that the term finds scores its `weight`, once however often it occurs; when it `excludes`, the message is not
    on the topic whatever else it says.
    """

    text: str
    weight: int = 1
    excludes: bool = False

    @property
    def words(self) -> Word | Phrase:
        """What it finds, as in a search."""
        if self.text.startswith('"'):
            return Phrase(self.text.strip('"'))
        return Word(self.text.removesuffix("*"), is_beginning=self.text.endswith("*"))

    def __str__(self) -> str:
        weight = f" {self.weight}" if self.weight != 1 else ""
        return f"{'-' if self.excludes else ''}{self.text}{weight}"


@dataclass(frozen=True, slots=True)
class LineProblem:
    """What is wrong with a line, counted from 1; the message is Dutch. Line 0 is the list as a whole."""

    line: int
    message: str


class TermsRefused(Exception):
    """Terms that cannot be kept: says of each line what is wrong with it."""

    def __init__(self, problems: Iterable[LineProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.message for problem in self.problems))


def read(text: str) -> tuple[tuple[int, Term], ...]:
    """The terms in a text, each with the number of its line; empty lines are passed over. Raises `TermsRefused`."""
    found, problems = looked_through(text)
    if problems or (problems := _as_a_whole([term for _, term in found])):
        raise TermsRefused(problems)
    return tuple(found)


def looked_through(text: str) -> tuple[list[tuple[int, Term]], list[LineProblem]]:
    """The terms in a text, each with the number of its line, and what is wrong with the lines that hold none."""
    found: list[tuple[int, Term]] = []
    problems: list[LineProblem] = []
    seen: dict[str, int] = {}
    plain = unicodedata.normalize("NFC", storable(text)).translate(_PLAIN_QUOTES)
    for number, line in enumerate(plain.splitlines(), start=1):
        term = _term(line.strip()) if line.strip() else None
        if isinstance(term, Term):
            first = seen.setdefault(term.text.casefold(), number)
            if first == number:
                found.append((number, term))
            else:
                problems.append(LineProblem(number, f"‘{term.text}’ staat al op regel {first}."))
        elif term is not None:
            problems.append(LineProblem(number, term))
    return found, problems


def write(terms: Iterable[Term]) -> str:
    """The terms as lines; `read` reads the same terms in them."""
    return "\n".join(map(str, terms))


def highest_score(terms: Iterable[Term]) -> int:
    """The score of a message that holds every term."""
    return sum(term.weight for term in terms if not term.excludes)


def _term(line: str) -> Term | str:
    """The term of a line, or in Dutch what is wrong with it."""
    if line.count('"') % 2:
        return "De aanhalingstekens van de zin worden niet gesloten."
    parts = _LINE.fullmatch(line)
    if parts is None:
        return "Zet woorden die bij elkaar horen tussen aanhalingstekens, en elke andere term op een eigen regel."
    weight = parts["weight"]
    if weight is not None and not _NUMBER.fullmatch(weight):
        return _no_weight(weight)
    if weight is not None and parts["minus"]:
        return "Een term met een minteken heeft geen gewicht: een bericht waarin hij staat, hoort er nooit bij."
    text = " ".join(parts["term"].split())
    return _objection(text) or Term(text, int(weight or 1), bool(parts["minus"]))


def _no_weight(written: str) -> str:
    if re.fullmatch(r"[\d.,]+", written):
        return f"Een gewicht is een heel getal van 1 tot en met {HEAVIEST}."
    return f"‘{written}’ is geen gewicht. Zet woorden die bij elkaar horen tussen aanhalingstekens."


def _objection(text: str) -> str:
    if not _LETTER.search(text):
        return "Hierin staat geen letter of cijfer om op te zoeken."
    if len(text) > LONGEST_TERM:
        return f"Een term heeft hoogstens {LONGEST_TERM} tekens."
    if "*" in text[:-1]:
        return "Een sterretje kan alleen achter aan een woord staan, en niet in een zin."
    if text.endswith("*") and len(_LETTER.findall(text)) < SHORTEST_BEGINNING:
        return f"Het begin van een woord heeft ten minste {SHORTEST_BEGINNING} letters: een korter begin vindt bijna alles."
    return ""


def _as_a_whole(terms: list[Term]) -> list[LineProblem]:
    if len(terms) > MOST_TERMS:
        return [LineProblem(0, f"Een onderwerp heeft hoogstens {MOST_TERMS} termen.")]
    if all(term.excludes for term in terms):
        return [LineProblem(0, "Geef ten minste één term zonder minteken: anders hoort er geen bericht bij.")]
    return []
