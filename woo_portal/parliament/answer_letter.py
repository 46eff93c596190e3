"""The answers to a set as the letter of a minister, a Word document: complete for inside, or as it may be sent.

The form is that of answers to written questions: a covering letter, then "Vraag 3, 4 en 5", what was asked, "Antwoord op vraag
3, 4 en 5" and the answer. The letter that may be sent is held against what the dossier withholds, and read back.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from xml.etree import ElementTree
from zipfile import ZipFile

from django.conf import settings

from archive.storable import printable
from redaction.withheld import UndecidedPassage
from woo_portal.accounts.models import User
from woo_portal.dossiers.decision import paragraphs_of
from woo_portal.dossiers.models import PackageState
from woo_portal.dossiers.workflow import FINAL, everything_decided, names_otherwise
from woo_portal.dossiers.written_words import found_in, given_away, secrets_of
from woo_portal.parliament.answers import AnswerRefused, cited_in, evidence, label_of
from woo_portal.parliament.letters import ADDRESS, Letter, office, saved, written
from woo_portal.parliament.models import Answer, AnswerState, Question, QuestionSet
from woo_portal.parliament.sets import ministers_of
from woo_portal.parliament.sources import public_lines, sources_of
from woo_portal.presentation.dutch import day, enumeration

CONFIDENTIAL = "VERTROUWELIJK – alleen voor gebruik binnen het ministerie"


class Variant(StrEnum):
    """Who a file of a set is for."""

    CONFIDENTIAL = "vertrouwelijk"
    PUBLIC = "openbaar"


@dataclass(frozen=True, slots=True)
class Part:
    """Questions that are answered together, and their answer; None where none is begun."""

    questions: tuple[Question, ...]
    answer: Answer | None

    @property
    def label(self) -> str:
        """ "3, 4 en 5"."""
        return label_of(self.questions)


def parts_of(question_set: QuestionSet) -> list[Part]:
    """The questions of a set as they are answered: an answer stands at the first of its questions."""
    parts: dict[object, list[Question]] = {}
    questions = list(question_set.questions.select_related("answer"))
    for question in questions:
        parts.setdefault(question.answer_id or ("none", question.pk), []).append(question)
    return [Part(tuple(members), members[0].answer) for members in parts.values()]


def not_yet_public(question_set: QuestionSet, user: User) -> list[str]:
    """Why the answers may not be sent yet, as Dutch sentences; none when they may."""
    parts, dossier = parts_of(question_set), question_set.dossier
    lacking = []
    if bare := [question for part in parts if part.answer is None for question in part.questions]:
        lacking.append(f"Nog zonder antwoord: vraag {label_of(bare)}.")
    waiting = [part.label for part in parts if part.answer and part.answer.state != AnswerState.APPROVED]
    if waiting:
        lacking.append(f"Nog niet akkoord: het antwoord op vraag {'; '.join(waiting)}.")
    if dossier.state not in FINAL:
        lacking.append("Het dossier is nog niet vastgesteld: wat gelakt wordt, kan nog veranderen.")
    elif objection := everything_decided(dossier, user):
        lacking.append(objection)
    released = dossier.packages.public().filter(state=PackageState.RELEASED).first()
    if released is not None and names_otherwise(dossier, released):
        lacking.append(
            "Sinds de vrijgave is in het archief gewijzigd wie iemand is. Heropen het dossier en stel het weer vast."
        )
    return [*lacking, *_what_no_longer_holds(question_set, parts), *_what_is_told(question_set, parts)]


def _what_no_longer_holds(question_set: QuestionSet, parts: Iterable[Part]) -> Iterator[str]:
    """Sources that were taken out of the dossier, or judged not to be about it, since the answer was agreed to."""
    holding = set(question_set.citations.filter(item__in=evidence(question_set)).values_list("number", flat=True))
    for part in parts:
        gone = [number for number in cited_in(part.answer.text) if number not in holding] if part.answer else []
        if gone:
            which = enumeration(list(map(str, gone)))
            yield (
                f"Bron {which} bij het antwoord op vraag {part.label} is uit het dossier genomen, of gaat er niet meer over. "
                "Heropen dat antwoord."
            )


def _what_is_told(question_set: QuestionSet, parts: Iterable[Part]) -> list[str]:
    secrets = secrets_of(question_set.dossier)
    return [
        f"Het antwoord op vraag {part.label} noemt wat in het dossier gelakt of geweigerd is: {enumeration(told)}."
        for part in parts
        if part.answer and (told := given_away(part.answer.text, secrets))
    ]


def answer_letter(question_set: QuestionSet, *, variant: Variant, dated: date, by: User) -> bytes:
    """The letter as a Word document; the public one raises `AnswerRefused` while it may not be sent."""
    if variant == Variant.PUBLIC and (lacking := not_yet_public(question_set, by)):
        raise AnswerRefused(" ".join(["De brief kan nog niet worden verstuurd.", *lacking]))
    parts = parts_of(question_set)
    sources = sources_of(question_set, [part.answer for part in parts if part.answer])
    lines = {source.number: source.line for source in sources}
    if variant == Variant.PUBLIC:
        try:
            lines = public_lines(question_set, sources)
        except UndecidedPassage:
            raise AnswerRefused("Er staat nog een lakvoorstel open. Er is geen brief gemaakt.") from None
    content = _file(question_set, parts, lines, variant, dated)
    if variant == Variant.PUBLIC:
        _check_file(content, question_set, [*_put(question_set, parts), *lines.values()])
    return content


def _file(
    question_set: QuestionSet, parts: Sequence[Part], lines: dict[int, str], variant: Variant, dated: date
) -> bytes:
    from docx.enum.text import WD_BREAK

    document = written(_covering(question_set, dated))
    if variant == Variant.CONFIDENTIAL:
        document.sections[0].header.paragraphs[0].add_run(CONFIDENTIAL).bold = True
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.add_heading(printable(f"{question_set.dossier.number}: {question_set.dossier.subject}"), level=1)
    for part in parts:
        document.add_heading(f"Vraag {part.label}", level=2)
        for question in part.questions:
            document.add_paragraph(printable(question.text))
        document.add_heading(f"Antwoord op vraag {part.label}", level=2)
        for paragraph in paragraphs_of(part.answer.text if part.answer else ""):
            document.add_paragraph(printable(paragraph))
    if notes := list(question_set.notes.all()):
        document.add_heading("Voetnoten bij de vragen", level=2)
        for note in notes:
            document.add_paragraph(printable(f"[{note.label}] {' '.join([note.text, *note.links]).strip()}"))
    if lines:
        document.add_heading("Bronnen bij de antwoorden", level=2)
        for number, line in sorted(lines.items()):
            document.add_paragraph(printable(f"[bron {number}] {line}"))
    return saved(document)


def _covering(question_set: QuestionSet, dated: date) -> Letter:
    dossier = question_set.dossier
    signer, *others = [f"de {office(str(minister))}" for minister in ministers_of(question_set)] or [""]
    on_behalf = f", mede namens {enumeration(others)}," if others else ""
    return Letter(
        authority=settings.AUTHORITY,
        address=ADDRESS,
        dated=dated,
        about=f"Beantwoording Kamervragen over {dossier.subject}",
        paragraphs=(
            "Geachte Voorzitter,",
            f"Hierbij bied ik u{on_behalf} de antwoorden aan op de vragen van {dossier.requester or 'uw Kamer'} over "
            f"{dossier.subject} (ingezonden {day(dossier.received_on)}, kenmerk {dossier.number}).",
            "Hoogachtend,",
        ),
        signature=signer,
    )


def _put(question_set: QuestionSet, parts: Iterable[Part]) -> list[str]:
    """What the Kamer itself wrote, and is public whatever it names."""
    dossier = question_set.dossier
    asked = [question.text for part in parts for question in part.questions]
    notes = [f"{note.text} {' '.join(note.links)}" for note in question_set.notes.all()]
    # Each as often as the letter has it: subject and number in the title, the matter, the opening and the heading.
    return [*asked, *notes, *[dossier.subject, dossier.number] * 4, dossier.requester, settings.AUTHORITY]


def _check_file(content: bytes, question_set: QuestionSet, known: Iterable[str]) -> None:
    """Read the file back, every part of it, and refuse it when it holds what the dossier withholds."""
    told, file = list(known), "\n".join(_texts(content))
    for secret in found_in(file, secrets_of(question_set.dossier)):
        allowed = sum(len(secret.places_in(text)) for text in told)
        if len(secret.places_in(file)) > allowed:
            raise AnswerRefused(
                "De brief noemt iets dat in het dossier gelakt of geweigerd is. Er is geen brief gemaakt."
            )


def _texts(content: bytes) -> Iterable[str]:
    with ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                root = ElementTree.fromstring(parts.read(name))
                yield "\n".join(_paragraphs(root))


def _paragraphs(root: ElementTree.Element) -> Iterable[str]:
    """The texts of a part, those of one paragraph joined: a word may stand in several runs."""
    paragraphs = [node for node in root.iter() if node.tag.endswith("}p")]
    return ["".join(node.itertext()) for node in paragraphs] or list(root.itertext())
