"""From the divided lines of a document to its contents: texts, notes, numbers, and flags for what is uncertain. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from archive.storable import storable
from woo_portal.parliament.reading.blocks import text_of
from woo_portal.parliament.reading.checking import flags_of_contents, flags_of_reading
from woo_portal.parliament.reading.contents import Answer, Contents, Flag, FlagCode, Question, ReadLine, Role
from woo_portal.parliament.reading.dividing import Division, divide
from woo_portal.parliament.reading.dutch_dates import iso_day
from woo_portal.parliament.reading.footnotes import notes_from, with_references
from woo_portal.parliament.reading.opening import CASE_NUMBER, Opening, document_number_in, opening_of
from woo_portal.parliament.reading.paragraphs import joined, tidy
from woo_portal.parliament.reading.sheets import Fact, Line, Place, Sheet

_APPENDIX = re.compile(
    r"Aanhangsel(?:\s+van\s+de)?(?:\s+(?:der\s+)?Handelingen)?(?:\s+II)?\s*,?\s*(?:vergaderjaar\s+)?"
    r"(?P<year>\d{4}\s*[-–/]\s*\d{2,4})\s*,?\s*(?:nr\.?|nummer)\s*(?P<number>\d+)",
    re.IGNORECASE,
)
_CASE_OF_A_NAME = re.compile(r"(?:19|20)\d{2}Z\d{4,6}")


def contents_of(sheet: Sheet, *, file_name: str = "") -> Contents:
    """What a document says. `file_name` may hold the number of the case, as the names of downloads do."""
    division = divide(sheet.lines)
    notes = notes_from(sheet.lines, division.notes.labels)
    opening = _opening(sheet, division, file_name)
    contents = Contents(
        form=sheet.form,
        subject=opening.subject,
        case_number=opening.case_number,
        document_number=_document_number(sheet, file_name),
        sent_in=opening.sent_in,
        answered_on=opening.answered_on,
        members=opening.askers.members,
        ministers=opening.ministers,
        notes=notes,
        lines=_read_lines(sheet.lines, division),
        last_key=len(division.blocks),
    )
    contents = _with_texts(contents, division, sheet.lines)
    if not contents.answers and not contents.notice:
        # The date on a letter with which questions were sent is no date of an answer.
        contents = replace(contents, answered_on=None)
    contents = replace(contents, earlier=_earlier(contents))
    problems = tuple(Flag(FlagCode.DOCUMENT, problem) for problem in sheet.problems)
    flags = (*problems, *flags_of_reading(contents, opening, division), *flags_of_contents(contents))
    return replace(contents, flags=flags)


def _read_lines(lines: Sequence[Line], division: Division) -> tuple[ReadLine, ...]:
    return tuple(
        ReadLine(storable(line.text), line.page, role, key)
        for line, (role, key) in zip(lines, division.roles, strict=True)
    )


def _with_texts(contents: Contents, division: Division, lines: Sequence[Line]) -> Contents:
    """The contents with the texts of the blocks."""
    labels = [note.label for note in contents.notes]
    found: dict[Role, list[tuple[int, tuple[str, ...], str]]] = {role: [] for role in Role}
    for key, block in enumerate(division.blocks, start=1):
        text = with_references(text_of(block, lines), labels, glued=division.notes.are_glued)
        found[block.role].append((key, block.numbers, text))
    return replace(
        contents,
        questions=tuple(Question(*row) for row in found[Role.QUESTION]),
        answers=tuple(Answer(*row) for row in found[Role.ANSWER]),
        notice="\n".join(text for _, _, text in found[Role.NOTICE]),
        explanation="\n".join(text for _, _, text in found[Role.EXPLANATION]),
    )


def _opening(sheet: Sheet, division: Division, file_name: str) -> Opening:
    """The opening, completed by what the form says of itself and by the name of the file."""
    lines = sheet.lines
    # Where no number was found the facts may stand below the questions as well.
    unnumbered = any(block.doubt == FlagCode.UNNUMBERED for block in division.blocks)
    roles = {Role.OPENING, Role.LEFT_OVER} if unnumbered else {Role.OPENING}
    above = [
        line
        for line, (role, _) in zip(lines, division.roles, strict=True)
        if role in roles or (line.place == Place.FURNITURE and line.page <= 1)
    ]
    opening = opening_of(joined(above).split("\n"), [tidy(line.text) for line in above])
    facts = sheet.facts
    named = _CASE_OF_A_NAME.search(file_name)
    return replace(
        opening,
        case_number=facts.get(Fact.CASE_NUMBER) or opening.case_number or (named[0] if named else ""),
        sent_in=opening.sent_in or iso_day(facts.get(Fact.SENT_IN)),
        answered_on=opening.answered_on or iso_day(facts.get(Fact.ANSWERED_ON)),
    )


def _document_number(sheet: Sheet, file_name: str) -> str:
    """The number of the document: what the form says, else the first one in what stands beside the text."""
    beside = "\n".join(line.text for line in sheet.lines if line.place == Place.FURNITURE or not line.text.count(" "))
    return sheet.facts.get(Fact.DOCUMENT_NUMBER, "") or document_number_in(f"{beside}\n{file_name}")


def _earlier(contents: Contents) -> tuple[str, ...]:
    """The earlier questions that the document refers to: appendices of the Handelingen, and numbers of other cases."""
    opening = " ".join(line.text for line in contents.lines if line.role == Role.OPENING)
    asked, notes = (question.text for question in contents.questions), (note.text for note in contents.notes)
    texts = [opening, contents.explanation, *asked, *notes]
    found: list[str] = []
    for text in texts:
        found.extend(f"Aanhangsel {_year(part['year'])}, nr. {part['number']}" for part in _APPENDIX.finditer(text))
        found.extend(number for number in CASE_NUMBER.findall(text) if number != contents.case_number)
    return tuple(dict.fromkeys(found))


def _year(text: str) -> str:
    """A parliamentary year as "2023-2024", also when it was written "2023/24"."""
    first, second = re.findall(r"\d+", text)
    return f"{first}-{second if len(second) == 4 else first[: 4 - len(second)] + second}"
