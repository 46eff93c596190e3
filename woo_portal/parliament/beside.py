"""What a page shows of a draft beside the document it was read from: questions with what is to be looked at, and the lines
of the original with what each was read as.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from woo_portal.parliament.reading.contents import NO_KEY, Contents, Flag, Question, ReadLine, Role, SubQuestion
from woo_portal.parliament.reading.editing import flags_now

_ROLES = {
    Role.OPENING: "Aanhef",
    Role.NOTICE: "Mededeling",
    Role.EXPLANATION: "Toelichting",
    Role.NOTE: "Voetnoot",
    Role.FURNITURE: "Kop- en voetregels",
    Role.LEFT_OVER: "Niet thuisgebracht",
}


@dataclass(frozen=True, slots=True)
class Part:
    """Lines of the original that belong together. `label` is what they were read as; `key` is the question's, if of one
    that is still there, and `anchor` where the page can be sent to; `page` is told when another page begins.
    """

    role: Role
    label: str
    lines: tuple[str, ...]
    page: int
    key: int
    anchor: str


@dataclass(frozen=True, slots=True)
class QuestionToEdit:
    """A question of the draft, with the flags on it; `has_source` when lines of the original were read as it."""

    question: Question
    flags: tuple[Flag, ...]
    has_source: bool
    is_first: bool
    is_last: bool

    @property
    def parts(self) -> tuple[SubQuestion, ...]:
        """Its lettered parts."""
        return self.question.parts

    @property
    def rows(self) -> int:
        """How many lines its text takes on the page."""
        return max(3, sum(1 + len(paragraph) // 75 for paragraph in self.question.text.split("\n")))


@dataclass(frozen=True, slots=True)
class BesideOriginal:
    """Both sides of the page. `flags` are those on no question that is there."""

    contents: Contents
    questions: tuple[QuestionToEdit, ...]
    flags: tuple[Flag, ...]
    flag_count: int
    parts: tuple[Part, ...]

    @classmethod
    def of(cls, found: Contents, draft: Contents) -> BesideOriginal:
        """The page of a draft, and of what was found in its document."""
        flags = flags_now(found, draft)
        keys = {question.key for question in draft.questions}
        source = {line.key for line in found.lines if line.role == Role.QUESTION}
        last = len(draft.questions) - 1
        questions = tuple(
            QuestionToEdit(
                question,
                tuple(flag for flag in flags if flag.key == question.key),
                question.key in source,
                place == 0,
                place == last,
            )
            for place, question in enumerate(draft.questions)
        )
        general = tuple(flag for flag in flags if flag.key not in keys)
        return cls(draft, questions, general, len(flags), tuple(_parts(found, keys)))


def _parts(found: Contents, keys: set[int]) -> Iterator[Part]:
    """The lines of the original, those that go together as one part."""
    labels = {row.key: f"Vraag {row.label}" for row in found.questions}
    labels |= {row.key: f"Antwoord {', '.join(row.numbers)}" for row in found.answers}
    anchored: set[int] = set()
    held: list[ReadLine] = []
    page = 0
    for line in [*found.lines, None]:
        if held and (line is None or (line.role, line.key, line.page) != (held[0].role, held[0].key, held[0].page)):
            first = held[0]
            is_new = first.key not in anchored
            anchored.add(first.key)
            yield Part(
                role=first.role,
                label=labels.get(first.key, "") if first.key else _ROLES.get(first.role, ""),
                lines=tuple(row.text for row in held),
                page=first.page if first.page != page else 0,
                key=first.key if first.key in keys else NO_KEY,
                anchor=f"bron-{first.key}" if first.key and is_new else "",
            )
            page, held = first.page, []
        if line is not None:
            held.append(line)
