"""Conformance over real answers to parliamentary questions that nobody here wrote; they are not part of the project.

CHAT_SAMPLES names the folder of samples (`samples` in the shared folder beside the project when not set). Without it the run
says so loudly. What is expected was written down by reading the documents: numbers, names and dates, no sentences. PDFium,
which reading does not use, stands witness for the texts.
"""

from __future__ import annotations

import os
import re
import warnings
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from woo_portal.parliament.reading.contents import Contents, FlagCode, Role
from woo_portal.parliament.reading.opening import opening_of
from woo_portal.parliament.reading.reader import read

SAMPLES = Path(os.environ.get("CHAT_SAMPLES", Path(__file__).parents[3].parent / "shared" / "samples"))
FOLDER = SAMPLES / "kamervragen"
BZK, JENV = "van Binnenlandse Zaken en Koninkrijksrelaties", "van Justitie en Veiligheid"
VWS, IENW = "van Volksgezondheid, Welzijn en Sport", "van Infrastructuur en Waterstaat"
LNV = "van Landbouw, Visserij, Voedselzekerheid en Natuur"
CASE, DERIVED, ASSUMED = FlagCode.NO_CASE_NUMBER, FlagCode.DERIVED_MINISTER, FlagCode.ASSUMED_PARTY
SHARED, HEADLESS = FlagCode.SHARED_HEADING, FlagCode.HEADLESS_ANSWER


class Facts(NamedTuple):
    """What a person reads in a document. `answers` are the numbers each answers; `lengths` the questions' in characters."""

    number: str
    sent_in: date
    answered_on: date
    members: str
    ministers: str
    answers: str
    notes: int
    lengths: tuple[int, ...]
    earlier: str = ""
    flags: tuple[FlagCode, ...] = (CASE,)


# Of a question over two lines or more the length is that of one line with single blanks, references to notes as "[1]".
EXPECTED = {
    "00fe7edd": Facts(
        "ah-tk-20232024-1314", date(2024, 3, 6), date(2024, 3, 25), "Mutluer (GroenLinks-PvdA); Kostić (PvdD)",
        "Minister van Onderwijs, Cultuur en Wetenschap", "1 2 3,4,5 6", 2, (111, 195, 329, 361, 334, 255), flags=(SHARED, CASE),
    ),
    "01bf9f06": Facts(
        "ah-tk-20232024-1999", date(2024, 5, 30), date(2024, 6, 7), "Sneller (D66); Chakor (GroenLinks-PvdA); Van Nispen (SP)",
        f"Minister {BZK}", "", 1, (252, 116, 157),
    ),
    "1a2d8959": Facts(
        "ah-tk-20232024-2210", date(2024, 7, 2), date(2024, 7, 23), "Erkens (VVD)", "Minister van Klimaat en Groene Groei",
        "1 2 3 4 5 6 7 8 9 10 11 12 13", 2, (252, 201, 123, 110, 166, 103, 173, 113, 97, 101, 199, 213, 197),
    ),
    "1aa9bd01": Facts(
        "ah-tk-20232024-1076", date(2023, 11, 20), date(2024, 2, 20), "Van Haga (Groep Van Haga)",
        f"Minister {BZK}; Minister {JENV}", "1 2 3 4 5", 3, (572, 287, 205, 190, 205), "Aanhangsel 2023-2024, nr. 594",
    ),
    "1b26915f": Facts(
        "ah-tk-20232024-1771", date(2024, 3, 29), date(2024, 5, 17), "Van Nispen (SP)",
        f"Minister {JENV}; Staatssecretaris {IENW}", "1 2 3 4 5 6", 8, (160, 584, 297, 342, 204, 156),
    ),
    "1b38043f": Facts(
        "ah-tk-20232024-1292", date(2024, 3, 11), date(2024, 3, 21), "Keijzer (BBB)", f"Minister {BZK}",
        "1 2 3 4 5 6 7 8 9 10", 1, (76, 142, 173, 289, 333, 209, 107, 78, 60, 109),
    ),
    "1b650dd7": Facts(
        "ah-tk-20232024-1481", date(2024, 2, 12), date(2024, 4, 11), "Koekkoek (Volt)",
        f"Staatssecretaris {VWS}; Staatssecretaris {BZK}", "1 2 3 4 5,6", 3, (747, 267, 133, 233, 537, 375),
        "Aanhangsel 2023-2024, nr. 1137",
    ),
    "1bb0809b": Facts(
        "ah-tk-20232024-1949", date(2024, 5, 6), date(2024, 6, 11), "Faber-van de Klashorst (PVV)", f"Minister {JENV}",
        "1 2,3 4 5", 1, (204, 175, 118, 112, 281), "Aanhangsel 2023-2024, nr. 1843", flags=(SHARED, CASE),
    ),
    "1bd47dc8": Facts(
        "ah-tk-20232024-1893", date(2024, 4, 18), date(2024, 6, 3), "Klaver (GroenLinks-PvdA)",
        "Minister van Buitenlandse Zaken", "1 2 3 4 5 6 7", 1, (111, 321, 215, 79, 194, 137, 111),
    ),
    "1c7587f8": Facts(
        "ah-tk-20232024-1980", date(2024, 5, 7), date(2024, 6, 13), "Dobbe (SP)", f"Minister {VWS}", "1 2 3 4 5 6", 7,
        (109, 128, 247, 170, 144, 51), "Aanhangsel 2023-2024, nr. 1848",
    ),
    "1cf0c343": Facts(
        "ah-tk-20232024-2168", date(2024, 6, 18), date(2024, 7, 17), "Erkens (VVD)", "Minister voor Klimaat en Energie",
        "1 2 3 4 5 6 7 8 9 10", 1, (103, 170, 169, 161, 256, 229, 223, 185, 314, 208),
    ),
    "bw1": Facts(
        "2024Z11859", date(2024, 7, 5), date(2024, 7, 25),
        "Mutluer (GroenLinks-PvdA); Lahlah (GroenLinks-PvdA); Boswijk (CDA); Helder (BBB)", f"Minister {JENV}",
        "1 2 4 5 6 7 3,8", 0, (189, 162, 278, 236, 90, 228, 329, 196), flags=(ASSUMED, DERIVED),
    ),
    "bw3": Facts(
        "2023Z19677", date(2023, 12, 6), date(2024, 1, 11), "Temmink (SP); Van Nispen (SP)", f"Minister {JENV}",
        "1 2,3 4,5 6 7,8,9 10", 3, (120, 151, 165, 128, 366, 209, 146, 161, 196, 150), flags=(),
    ),
    "bw5": Facts(
        "2024Z11889", date(2024, 7, 8), date(2024, 8, 26), "Teunissen (PvdD)", f"Minister {JENV}; Minister {LNV}",
        "1 2 3 4 5 6 7 8 9 10 11,12,13 14 15 16 17 18 19 20 21 22", 5,
        (169, 120, 115, 86, 90, 84, 324, 101, 141, 191, 141, 177, 82, 106, 206, 308, 113, 99, 170, 232, 152, 141), flags=(),
    ),
    "bw7": Facts(
        "2023Z16994", date(2023, 10, 10), date(2023, 11, 7), "Mutluer (PvDA); Ellemeet (GroenLinks)", f"Minister {JENV}",
        "1 2 3,4 5 6", 4, (66, 230, 322, 307, 336, 223), flags=(DERIVED, HEADLESS, HEADLESS),
    ),
    "ll1": Facts(
        "", date(2023, 10, 2), date(2023, 11, 13), "Boswijk (CDA)", "Minister van Buitenlandse Zaken",
        "1 2 3 4,5 6 7 8 9 10", 9, (221, 575, 343, 222, 171, 192, 241, 135, 170, 176), flags=(SHARED, CASE),
    ),
}  # fmt: skip

# The headings of koppen.txt: members, ministers, words of the subject, the day they were sent in.
HEADINGS = (
    ("Erkens (VVD)", f"Minister {BZK}", 16, date(2024, 12, 20)),
    (
        "Bouchallikh (GroenLinks); Bromet (GroenLinks); Kröger (GroenLinks)",
        f"Staatssecretaris {IENW}; Minister {IENW}; Minister voor Volkshuisvesting en Ruimtelijke Ordening; "
        "Minister voor Landbouw, Natuur en Voedselkwaliteit",
        10,
        date(2022, 5, 30),
    ),
    (
        "Omtzigt (CDA); Gesthuizen (SP); Schouw (D66)",
        f"Minister {BZK}; Staatssecretaris van Veiligheid en Justitie",
        19,
        date(2015, 2, 17),
    ),
    ("Bosman (VVD)", f"Minister {BZK}", 7, date(2017, 5, 26)),
    ("Monasch (PvdA)", "Staatssecretaris van Infrastructuur en Milieu", 7, date(2015, 11, 23)),
)
FURNITURE = re.compile(r"ISSN|ah-tk-\d|Gravenhage|vergaderjaar \d{4}–\d{4}, Aanhangsel\b|h tk \d|Retouradres")


def sample(name: str) -> Path:
    """A document of the samples; skips the test, and says so, where they are not at hand."""
    path = next(FOLDER.glob(f"{name}*"), None)
    if path is None:
        said = f"NOT TRIED: no real parliamentary questions at {FOLDER}; set CHAT_SAMPLES to the folder of samples."
        warnings.warn(said, stacklevel=1)
        pytest.skip(said)
    return path


def contents_of(name: str) -> Contents:
    path = sample(name)
    return read(path, file_name=path.name)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_document(name: str) -> None:
    facts, found = EXPECTED[name], contents_of(name)
    assert (found.document_number or found.case_number) == facts.number
    assert (found.sent_in, found.answered_on) == (facts.sent_in, facts.answered_on)
    assert "; ".join(map(str, found.members)) == facts.members
    assert "; ".join(map(str, found.ministers)) == facts.ministers
    assert " ".join(",".join(answer.numbers) for answer in found.answers) == facts.answers
    assert [question.numbers for question in found.questions] == [(str(n + 1),) for n in range(len(facts.lengths))]
    assert tuple(len(question.text) for question in found.questions) == facts.lengths
    assert len(found.notes) == facts.notes
    assert "; ".join(found.earlier) == facts.earlier
    assert tuple(flag.code for flag in found.flags) == facts.flags


@pytest.mark.parametrize("name", EXPECTED)
def test_no_question_or_answer_holds_furniture_or_a_footnote(name: str) -> None:
    found = contents_of(name)
    starts = [note.text[:60] for note in found.notes]
    blocks = [*found.questions, *found.answers]
    polluted = [row for row in blocks if FURNITURE.search(row.text) or any(start in row.text for start in starts)]
    assert not polluted
    # What a question refers to is there.
    assert {label for question in found.questions for label in question.notes} <= {note.label for note in found.notes}


@pytest.mark.parametrize("name", [name for name in EXPECTED if len(name) == 8])
def test_every_text_stands_so_in_the_pdf(name: str) -> None:
    """By the letters and figures of each page, as PDFium finds them: those of a block stand there in one run."""
    import pypdfium2

    with pypdfium2.PdfDocument(sample(name)) as document:
        pages = [_letters(page.get_textpage().get_text_bounded()) for page in document]
    parts: dict[tuple[int, int], str] = {}
    for line in contents_of(name).lines:
        if line.role in (Role.QUESTION, Role.ANSWER, Role.NOTICE):
            parts[line.key, line.page] = parts.get((line.key, line.page), "") + _letters(line.text)
    assert [part for (_, page), part in parts.items() if part not in pages[page - 1]] == []


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


def test_headings() -> None:
    lines = sample("koppen").read_text().splitlines()
    found = [opening_of([line]) for line in lines]
    assert [
        (
            "; ".join(map(str, opening.askers.members)),
            "; ".join(map(str, opening.ministers)),
            len(opening.subject.split()),
            opening.sent_in,
        )
        for opening in found
    ] == list(HEADINGS)
