"""What is uncertain or missing in what was read, each as a Dutch sentence that says where to look. Pure.

Some flags tell how a document was read; they are set once. The others tell what the contents lack, and are set anew
whenever a person changed something.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import takewhile

from woo_portal.parliament.reading.contents import Contents, Flag, FlagCode, Question, Role
from woo_portal.parliament.reading.dividing import Division
from woo_portal.parliament.reading.headings import bare_number, figure_of
from woo_portal.parliament.reading.opening import Opening
from woo_portal.presentation.dutch import counted, day, enumeration

_MOST_SHOWN = 10
"""A flag names so many numbers."""


def flags_of_reading(contents: Contents, opening: Opening, division: Division) -> tuple[Flag, ...]:
    """What is uncertain about how a document was read."""
    return (
        *_about_the_opening(opening),
        *_about_the_blocks(division),
        *_about_the_answers(contents),
        *_about_the_rest(contents),
    )


def flags_of_contents(contents: Contents) -> tuple[Flag, ...]:
    """What the contents lack."""
    return (*_missing_facts(contents), *_about_the_numbers(contents.questions), *_about_the_notes(contents))


def _about_the_opening(opening: Opening) -> Iterator[Flag]:
    for name in opening.askers.assumed:
        sentence = f"Bij {name} staat geen fractie; aangenomen is die van wie erna genoemd wordt."
        yield Flag(FlagCode.ASSUMED_PARTY, sentence)
    if opening.is_derived:
        sentence = "Het stuk zegt niet aan wie de vragen gericht zijn; aangenomen is wie ze beantwoordt."
        yield Flag(FlagCode.DERIVED_MINISTER, sentence)
    if opening.is_impossible:
        yield Flag(FlagCode.DOCUMENT, "De datum van inzending die in het stuk staat, bestaat niet.")
    if opening.other_days and opening.sent_in:
        others = enumeration([day(other) for other in opening.other_days])
        sentence = f"Als dag van inzending noemt het stuk ook {others}; aangehouden is {day(opening.sent_in)}."
        yield Flag(FlagCode.DIFFERS, sentence)


def _about_the_blocks(division: Division) -> Iterator[Flag]:
    unnumbered = sum(block.doubt == FlagCode.UNNUMBERED for block in division.blocks)
    if unnumbered:
        yield Flag(
            FlagCode.UNNUMBERED,
            f"De vragen hebben geen nummer. Elke alinea met een vraagteken is een vraag geworden: {unnumbered}.",
        )
    for key, block in enumerate(division.blocks, start=1):
        if block.doubt == FlagCode.SHARED_HEADING and block.heading is not None:
            yield _about_the_shared(division, key)
        elif block.doubt == FlagCode.HEADLESS_ANSWER:
            label = enumeration(list(block.numbers))
            sentence = (
                f"Het antwoord op vraag {label} heeft geen kop. Controleer of er geen tekst van de vraag in staat."
            )
            yield Flag(FlagCode.HEADLESS_ANSWER, sentence, key)

    for key, numbers in division.doubtful.items():
        block = division.blocks[key - 1]
        what = (
            f"{'Vraag' if block.role == Role.QUESTION else 'Het antwoord op vraag'} {enumeration(list(block.numbers))}"
        )
        shown = list(dict.fromkeys(numbers))
        inside = enumeration(shown if len(shown) <= _MOST_SHOWN else [*shown[:_MOST_SHOWN], "andere"])
        sentence = f"{what} bevat zelf {inside} als nummer. Controleer of dat geen vragen zijn."
        yield Flag(FlagCode.LIST_INSIDE, sentence, key)


def _about_the_shared(division: Division, key: int) -> Flag:
    """The flag on the questions under one heading; those after the first have no heading of their own."""
    block = division.blocks[key - 1]
    if len(block.numbers) > 1:
        label = enumeration(list(block.numbers))
        sentence = f"Vraag {label} staan onder één kop en waren niet te scheiden. Splits ze zo nodig."
        return Flag(FlagCode.SHARED_HEADING, sentence, key)
    following = takewhile(lambda other: other.heading is None and other.doubt == block.doubt, division.blocks[key:])
    label = enumeration([*block.numbers, *(number for other in following for number in other.numbers)])
    sentence = f"Vraag {label} stonden onder één kop en zijn per alinea verdeeld. Controleer waar elke vraag begint."
    return Flag(FlagCode.SHARED_HEADING, sentence, key)


def _about_the_answers(contents: Contents) -> Iterator[Flag]:
    if not contents.answers:
        return
    asked = {number for question in contents.questions for number in question.numbers}
    answered = {number for answer in contents.answers for number in answer.numbers}
    if unanswered := sorted(asked - answered, key=_order):
        yield Flag(FlagCode.ANSWERS_DIFFER, f"Geen antwoord gevonden op vraag {enumeration(unanswered)}.")
    if unasked := sorted(answered - asked, key=_order):
        yield Flag(FlagCode.ANSWERS_DIFFER, f"Wel een antwoord, maar geen vraag gevonden: {enumeration(unasked)}.")


def _about_the_rest(contents: Contents) -> Iterator[Flag]:
    left = sum(line.role == Role.LEFT_OVER and bool(line.text.strip()) for line in contents.lines)
    if left:
        sentence = f"Niet thuisgebracht: {counted(left, 'regel', 'regels')}. Zoek ze op in het origineel."
        yield Flag(FlagCode.LEFT_OVER, sentence)
    if beside := _numbers_beside_the_text(contents):
        numbers = enumeration([str(number) for number in beside])
        sentence = f"Naast de tekst staan de cijfers {numbers}. Controleer of dat geen nummers van vragen zijn."
        yield Flag(FlagCode.DOCUMENT, sentence)


def _numbers_beside_the_text(contents: Contents) -> list[int]:
    """The bare numbers read as furniture that go up by one on one page; a single one is the page's own."""
    found: list[int] = []
    before: tuple[int, int] | None = None
    for line in contents.lines:
        number = bare_number(line.text.strip())
        if line.role != Role.FURNITURE or not line.page or number is None or number.rest:
            continue
        now = (line.page, int(number.number))
        if before is not None and now == (before[0], before[1] + 1):
            found.extend([now[1]] if found[-1:] == [before[1]] else [before[1], now[1]])
        before = now
    return found


def _missing_facts(contents: Contents) -> Iterator[Flag]:
    if not contents.case_number:
        yield Flag(FlagCode.NO_CASE_NUMBER, "Er is geen zaaknummer. Het staat in de brief van de Kamer.")
    if not contents.subject:
        yield Flag(FlagCode.NO_SUBJECT, "Er is geen onderwerp.")
    if contents.sent_in is None:
        yield Flag(FlagCode.NO_DATE, "Er is geen datum van inzending. De termijn telt vanaf die dag.")
    if not contents.members:
        yield Flag(FlagCode.NO_MEMBERS, "Er staat niet wie de vragen stelt.")
    for member in contents.members:
        if not member.party:
            yield Flag(FlagCode.NO_PARTY, f"Bij {member.name} staat geen fractie.")
    if not contents.ministers:
        yield Flag(FlagCode.NO_MINISTER, "Er staat niet aan wie de vragen gericht zijn.")
    if not contents.questions:
        yield Flag(FlagCode.NO_QUESTIONS, "Er zijn geen vragen. Voeg ze hieronder toe.")


def _about_the_numbers(questions: Sequence[Question]) -> Iterator[Flag]:
    """Gaps and doubles in the row of numbers, and questions without a text."""
    each = [(number, question.key) for question in questions for number in question.numbers]
    keys = dict(reversed(each))
    for number, times in Counter(number for number, _ in each).items():
        if times > 1:
            yield Flag(FlagCode.DOUBLE, f"Vraag {number} komt {times} keer voor.", keys[number])
    whole = sorted({figure_of(number) for number in keys})
    missing = [number for number in range(1, whole[-1]) if number not in whole] if whole else []
    if missing:
        verb = "ontbreekt" if len(missing) == 1 else "ontbreken"
        behind = next(key for number, key in each if figure_of(number) > missing[0])
        sentence = f"In de nummering {verb} vraag {enumeration([str(number) for number in missing])}."
        yield Flag(FlagCode.GAP, sentence, behind)
    for question in questions:
        if not question.text.strip():
            yield Flag(FlagCode.EMPTY, f"Vraag {question.label} heeft geen tekst.", question.key)
        if not question.numbers:
            yield Flag(FlagCode.EMPTY, "Deze vraag heeft geen nummer.", question.key)


def _order(number: str) -> tuple[int, str]:
    """What numbers are sorted by: "5a" comes after 5 and before 6."""
    figure = figure_of(number)
    return figure, number.removeprefix(str(figure))


def _about_the_notes(contents: Contents) -> Iterator[Flag]:
    known = {note.label for note in contents.notes}
    for question in contents.questions:
        if missing := [label for label in question.notes if label not in known]:
            sentence = f"Vraag {question.label} verwijst naar noot {enumeration(missing)}, die niet gevonden is."
            yield Flag(FlagCode.NOTE_MISSING, sentence, question.key)
