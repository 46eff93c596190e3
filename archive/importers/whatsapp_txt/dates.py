"""Which header shapes of a file are its own, and in which order each writes day and month.

What the whole file proves is used; what stays open is asked of a person, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from archive.importers.whatsapp_txt.headers import Header, Shape
from archive.importers.whatsapp_txt.survey import Evidence, ShapeSurvey, Survey
from archive.importing import DateOrder, QuestionForPerson

ENOUGH = 3
"""So many headers must prove the second order before a file is held to change order half-way."""

UNCERTAIN_DATE = "dag en maand kunnen verwisseld zijn: de export wisselt hier van schrijfwijze"


@dataclass(frozen=True, slots=True)
class ShapeDates:
    """The order of one shape, and where a file changes it: from `switched` on `after` holds.

    Between `uncertain_from` and `switched` no header proves either order.
    """

    order: DateOrder
    after: DateOrder | None = None
    uncertain_from: int = 0
    switched: int = 0

    def read(self, header: Header, line: int, previous: datetime | None) -> tuple[datetime | None, bool]:
        """The local time of a header, and whether its day and month are uncertain."""
        if self.after is None or line <= self.uncertain_from:
            return header.moment(self.order), False
        if line >= self.switched:
            return header.moment(self.after), False
        one, other = header.moment(self.order), header.moment(self.after)
        if one is None or other is None or one == other:
            return one or other, False
        if previous is None:
            return one, True
        return min(one, other, key=lambda moment: (moment < previous, abs(moment - previous))), True


def decide_dates(survey: Survey, answer: DateOrder | None) -> Mapping[Shape, ShapeDates]:
    """How to read the dates of each shape the file uses. Headers of other shapes are text somebody pasted.

    Raises `QuestionForPerson` when day and month of a shape stay open and no `answer` was given.
    """
    return {shape: _dates_of(shape, survey.shapes[shape], answer) for shape in _own_shapes(survey)}


def _own_shapes(survey: Survey) -> list[Shape]:
    """The most used shape, and those that hold all headers of another stretch of the file.

    A chat is exported in one go, so a file that changes shape does so once, for good: the app was updated or two exports
    were joined. A shape that stands between the headers of a more frequent one was pasted. So was a single header of
    another shape in the last message.
    """
    own: list[Shape] = []
    for shape, seen in sorted(survey.shapes.items(), key=lambda item: (-item[1].count, item[1].first_line)):
        stretches = [survey.shapes[other] for other in own]
        apart = all(seen.last_line < other.first_line or seen.first_line > other.last_line for other in stretches)
        last = all(seen.first_line > other.last_line for other in stretches)
        if apart and (not own or not last or seen.count > 1):
            own.append(shape)
    return own


def _dates_of(shape: Shape, seen: ShapeSurvey, answer: DateOrder | None) -> ShapeDates:
    if shape.year_first:
        return ShapeDates(DateOrder.YMD)
    day_first, month_first = seen.day_first, seen.month_first
    if day_first.certain and month_first.certain:
        return _changing(day_first, month_first)
    if day_first.certain or month_first.certain:
        return ShapeDates(DateOrder.DMY if day_first.certain else DateOrder.MDY)
    if order := answer or _indicated(shape, day_first, month_first):
        return ShapeDates(order)
    if not seen.open_examples:
        return ShapeDates(DateOrder.DMY)
    raise QuestionForPerson("date_order", tuple(seen.open_examples))


def _changing(day_first: Evidence, month_first: Evidence) -> ShapeDates:
    """A shape in which some dates can only be day first and others only month first."""
    orders = [(DateOrder.DMY, day_first), (DateOrder.MDY, month_first)]
    (before, first), (after, second) = sorted(orders, key=lambda item: item[1].first_certain)
    if first.last_certain < second.first_certain and min(first.certain, second.certain) >= ENOUGH:
        return ShapeDates(before, after, first.last_certain, second.first_certain)
    return ShapeDates(max(orders, key=lambda item: item[1].certain)[0])


def _indicated(shape: Shape, day_first: Evidence, month_first: Evidence) -> DateOrder | None:
    """The order that the names of media files, the separator or the course of time point to."""
    if day_first.file_names != month_first.file_names:
        return DateOrder.DMY if day_first.file_names > month_first.file_names else DateOrder.MDY
    if shape.separator != "/":
        return DateOrder.DMY  # no locale writes the month first with dashes or points (Unicode CLDR)
    if (day_first.backward == 0) != (month_first.backward == 0):
        return DateOrder.DMY if day_first.backward == 0 else DateOrder.MDY
    return None


def runs_back_often(survey: Survey, dates: Mapping[Shape, ShapeDates]) -> bool:
    """Whether time runs back so often that it proves nothing: in one message of a hundred, and more than five times."""
    backward = 0
    for shape, how in dates.items():
        seen = survey.shapes[shape]
        backward += (seen.month_first if how.order is DateOrder.MDY else seen.day_first).backward
    return backward > max(5, survey.headers // 100)
