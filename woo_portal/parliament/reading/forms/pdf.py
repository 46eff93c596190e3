"""PDF: lines in reading order by where they stand, notes by the size of their letters, and what stands beside the text.

Nothing in a PDF says what a line is. The size in which most letters are set is the text's; smaller lines below it that
begin with a raised figure are notes; what stands outside the column of the text, or on every page at the same height, is
furniture. Scans have no letters; they are named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from operator import attrgetter
from pathlib import Path
from statistics import median
from typing import Any

from archive.extraction import media_types
from archive.extraction.contract import NotReadable
from woo_portal.parliament.reading.columns import Run, gutter_of, in_reading_order, is_number, left_edge
from woo_portal.parliament.reading.headings import heading_of
from woo_portal.parliament.reading.paragraphs import broken, raised, tidy, with_raised
from woo_portal.parliament.reading.sheets import MAX_LINES, Break, Line, Place, Sheet, forms

MAX_PAGES = 150
"""The longest answers have some forty pages."""
_RAISED = 0.8
"""Figures smaller than this share of the letters beside them refer to a note."""
_SMALLER = 0.9
"""Letters smaller than this share of the text's are a note's, a table's or a letterhead's."""
_MASTHEAD = 2.3
"""Letters larger than this times the text's are a masthead."""
_GAP = 1.35
"""Lines further apart than this times the ordinary distance have white space between them."""
_EDGE = 0.15
"""The share of a page, above and below, where its head and foot stand."""
_SAME_ROW = 2.0
_INDENT = 60.0
_SIGNS = re.compile(r"\d+")
_NOTE_START = re.compile(r"\[\d{1,2}\]|\d{1,2}\s")


@forms.register
class Pdf:
    """Reads .pdf: answers as the Kamer publishes them (Aanhangsel), its own question documents, letters."""

    name = "pdf"
    media_types = frozenset({media_types.PDF})

    def sheet_of(self, path: Path) -> Sheet:
        """The lines of at most `MAX_PAGES` pages."""
        runs, heights, pages = _runs_of(path)
        if not runs:
            raise NotReadable(
                "In deze PDF staat geen tekst: het is een scan. Plak de tekst van de vragen, of lever een ander bestand in."
            )
        problems = []
        if empty := [str(page) for page in range(1, len(heights) + 1) if all(run.page != page for run in runs)]:
            problems.append(f"Zonder tekst, misschien een scan: bladzijde {', '.join(empty)}.")
        if pages > MAX_PAGES:
            problems.append(f"De PDF heeft {pages} bladzijden; de eerste {MAX_PAGES} zijn gelezen.")
        layout = _Layout(runs, heights)
        if two := [str(page) for page in layout.gutters]:
            problems.append(
                f"In twee kolommen, eerst de linker gelezen en dan de rechter: bladzijde {', '.join(two)}. "
                "Controleer de volgorde."
            )
        lines = layout.lines()
        return Sheet("PDF", tuple(lines[:MAX_LINES]), problems=tuple(problems))


def _runs_of(path: Path) -> tuple[list[Run], list[float], int]:
    """The runs of letters, the height of each page that was read, and how many pages there are."""
    from pdfminer.high_level import extract_pages
    from pdfminer.layout import LAParams, LTTextContainer, LTTextLine
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfminer.pdfpage import PDFPage

    runs: list[Run] = []
    heights: list[float] = []
    try:
        with path.open("rb") as stream:
            pages = sum(1 for _ in PDFPage.get_pages(stream))
        for number, page in enumerate(extract_pages(path, maxpages=MAX_PAGES, laparams=LAParams()), start=1):
            heights.append(page.height)
            boxes = (box for box in page if isinstance(box, LTTextContainer))
            runs.extend(_run(line, number) for box in boxes for line in box if isinstance(line, LTTextLine))
    except PDFPasswordIncorrect as error:
        raise NotReadable("De PDF is met een wachtwoord beveiligd.") from error
    return [run for run in runs if run.text.strip()], heights, pages


def _run(line: Any, page: int) -> Run:
    from pdfminer.layout import LTChar

    letters = [letter for letter in line if isinstance(letter, LTChar)]
    size = Counter(round(letter.size, 1) for letter in letters if letter.get_text().strip()).most_common(1)
    main = size[0][0] if size else 0.0
    ordinary = [letter for letter in letters if letter.size >= main * _SMALLER]
    base = min(map(attrgetter("y0"), ordinary), default=0.0)
    text = with_raised("".join(_letters(line, main, base)))
    return Run(text.strip("\n"), page, line.x0, line.x1, base, main)


def _letters(line: Iterable[Any], size: float, base: float) -> Iterator[str]:
    """The text of a line with its raised figures; lowered ones, as in a formula, are plain figures."""
    from pdfminer.layout import LTChar

    for letter in line:
        text = letter.get_text()
        is_raised = isinstance(letter, LTChar) and letter.size < size * _RAISED and letter.y0 > base
        yield raised(text) if is_raised else text


class _Layout:
    """What the places and sizes of all runs say of each."""

    def __init__(self, runs: Sequence[Run], heights: Sequence[float]) -> None:
        self._runs, self._heights = runs, heights
        sizes: Counter[float] = Counter()
        for run in runs:
            sizes[run.size] += len(run.text)
        self.size = sizes.most_common(1)[0][0]
        body = [run for run in runs if self._is_text(run)]
        of_pages = ((page, gutter_of([run for run in body if run.page == page])) for page in _pages(body))
        self.gutters = {page: gutter for page, gutter in of_pages if gutter is not None}
        self.left = left_edge(body)
        column = [run for run in body if self.left - 3 <= run.left and self._is_in_column(run)]
        self._beside = _beside_text(runs, body)
        self.right = max(run.right for run in column)
        self._repeated = _repeated(runs, heights)
        self._blank = median((run.right - run.left) / max(1, len(run.text)) for run in column)

    def lines(self) -> list[Line]:
        """All lines: what stands beside the text of a page first, then its text and its notes."""
        found: list[Line] = []
        body: list[tuple[int, Run]] = []
        for page in range(1, len(self._heights) + 1):
            runs = sorted((run for run in self._runs if run.page == page), key=lambda run: (-run.base, run.left))
            text = [run for run in runs if not self._is_furniture(run)]
            found.extend(Line(run.text, page, Place.FURNITURE) for run in runs if self._is_furniture(run))
            notes = self._notes(text, continued=bool(found) and found[-1].place == Place.NOTE)
            for part in in_reading_order([run for run in text if run not in notes], self.gutters.get(page)):
                for row in _rows(part):
                    body.append((len(found), row))
                    found.append(Line(row.text, page))
            found.extend(
                Line(row.text, page, Place.NOTE, Break.PARAGRAPH if _NOTE_START.match(row.text) else Break.NONE)
                for row in _rows(notes)
            )
        return self._with_breaks(found, body)

    def _is_in_column(self, run: Run) -> bool:
        return run.left <= self.left + _INDENT or run.page in self.gutters

    def _is_text(self, run: Run) -> bool:
        return self.size * 0.97 <= run.size <= self.size * 1.03

    def _is_furniture(self, run: Run) -> bool:
        within = min(run.right, self.right) - max(run.left, self.left)
        return (
            (within < (run.right - run.left) / 2 and run not in self._beside)
            or (run.page, run.base, run.text) in self._repeated
            or run.size > self.size * _MASTHEAD
        )

    def _notes(self, text: Sequence[Run], *, continued: bool) -> list[Run]:
        """The runs of a page, ordered from its head, that are notes: small ones below the text, from a raised figure on."""
        lowest = min((run.base for run in text if run.size >= self.size * _SMALLER), default=float("inf"))
        small = [run for run in text if run.size < self.size * _SMALLER and run.base < lowest]
        first = next((place for place, run in enumerate(small) if _NOTE_START.match(run.text)), None)
        if first is None:
            return small if continued else []
        return small[first:]

    def _with_breaks(self, lines: list[Line], body: Sequence[tuple[int, Run]]) -> list[Line]:
        """The lines with what separates those of the text from the ones before."""
        rows = [row for _, row in body]
        steps = [round(above.base - below.base, 1) for above, below in pairwise(rows) if above.page == below.page]
        usual = Counter(step for step in steps if step > 0).most_common(1)
        step = usual[0][0] if usual else self.size * 1.2
        begins = broken([row.right for row in rows], [tidy(row.text) for row in rows], blank=self._blank)
        for at, (place, row) in enumerate(body):
            above = rows[at - 1] if at else None
            is_apart = above is not None and above.page == row.page and above.base - row.base > step * _GAP
            before = Break.GAP if is_apart or above is None else Break.PARAGRAPH if begins[at] else Break.NONE
            lines[place] = replace(lines[place], before=before)
        return lines


def _pages(runs: Iterable[Run]) -> list[int]:
    return sorted({run.page for run in runs})


def _beside_text(runs: Iterable[Run], body: Iterable[Run]) -> set[Run]:
    """The numbers in the margin: each on one line with a run of the text to its right."""
    ends: dict[tuple[int, int], float] = {}
    for run in body:
        if not is_number(run):
            row = (run.page, round(run.base / _SAME_ROW))
            ends[row] = max(ends.get(row, 0.0), run.left)
    found = set()
    for run in filter(is_number, runs):
        height = round(run.base / _SAME_ROW)
        if any(ends.get((run.page, near), 0.0) > run.right for near in (height - 1, height, height + 1)):
            found.add(run)
    return found


def _rows(runs: Iterable[Run]) -> Iterator[Run]:
    """Runs at one height as one row, from left to right."""
    row: list[Run] = []
    for run in [*runs, None]:
        if run is not None and (not row or abs(row[0].base - run.base) <= _SAME_ROW):
            row.append(run)
            continue
        if row:
            parts = sorted(row, key=lambda part: part.left)
            largest = max(parts, key=lambda part: len(part.text))
            text = " ".join(part.text.strip() for part in parts)
            yield replace(largest, text=text, left=parts[0].left, right=max(part.right for part in parts))
        row = [run] if run is not None else []


def _repeated(runs: Sequence[Run], heights: Sequence[float]) -> set[tuple[int, float, str]]:
    """The runs near the edges of a page whose like stands at the same height on another: running heads, page numbers.

    A heading of a question that happens to stand at the head of two pages is none.
    """
    seen: dict[tuple[str, int], list[Run]] = {}
    for run in runs:
        if not _EDGE < run.base / heights[run.page - 1] < 1 - _EDGE and heading_of(tidy(run.text)) is None:
            seen.setdefault(_like(run), []).append(run)
    return {
        (run.page, run.base, run.text)
        for alike in seen.values()
        if len({run.page for run in alike}) > 1 and _are_furniture(alike)
        for run in alike
    }


def _are_furniture(alike: Sequence[Run]) -> bool:
    """Whether runs that differ in figures only are furniture: bare numbers are when they go up with the pages."""
    if not alike[0].text.strip().isdigit():
        return True
    return len({int(run.text) - run.page for run in alike}) == 1


def _like(run: Run) -> tuple[str, int]:
    return _SIGNS.sub("#", run.text.strip()), round(run.base / 4)
