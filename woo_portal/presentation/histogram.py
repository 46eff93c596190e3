"""The geometry of a histogram, drawn as inline SVG by components/histogram.html. Pure.

Positions are percentages of the drawing's width and height, as strings with a point: the policy against inline styles
allows attributes only, and a localised "12,5" is no attribute value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from woo_portal.presentation.dutch import counted, number

MAX_TICKS = 6
"""Labels under the axis; more would overlap on a screen of 400 pixels."""
MIN_SLOTS = 12
"""The width is shared by at least this many bars: three bars do not become three walls."""
GAP = 0.2
"""The share of a bar's room that stays empty."""


@dataclass(frozen=True, slots=True)
class Count:
    """One bar to be: what it counts ("nov 2025"), how many, and the page that shows these, if there is one."""

    label: str
    count: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar as drawn: percentages from the left and the top; what it counts in words, and the page that shows these."""

    x: str
    y: str
    width: str
    height: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A label under the axis, at a percentage from the left. `anchor` keeps the outer ones inside the drawing."""

    x: str
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """A drawing and the words that replace it for who does not see it. `rows` fill the table beneath."""

    title: str
    description: str
    highest: str
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    rows: tuple[Count, ...]


def histogram(counts: Sequence[Count], *, title: str, one: str, many: str) -> Histogram:
    """A histogram of `counts`, in the order given; `one` and `many` name what is counted ("bericht", "berichten")."""
    top = max((item.count for item in counts), default=0)
    slots = max(len(counts), MIN_SLOTS)
    return Histogram(
        title=title,
        description=_description(counts, top, one, many),
        highest=number(top),
        bars=tuple(_bar(index, item, slots, top, counted(item.count, one, many)) for index, item in enumerate(counts)),
        ticks=_ticks(counts, slots),
        rows=tuple(counts),
    )


def _description(counts: Sequence[Count], top: int, one: str, many: str) -> str:
    if not top:
        return f"Geen {many}."
    total = counted(sum(item.count for item in counts), one, many)
    peak = next(item.label for item in counts if item.count == top)
    if len(counts) == 1:
        return f"{total} in {peak}."
    return f"{total}, van {counts[0].label} tot en met {counts[-1].label}; de meeste in {peak}: {number(top)}."


def _bar(index: int, item: Count, slots: int, top: int, amount: str) -> Bar:
    room = 100 / slots
    height = 100 * item.count / top if top else 0.0
    return Bar(
        x=f"{(index + GAP / 2) * room:.3f}%",
        y=f"{100 - height:.3f}%",
        width=f"{(1 - GAP) * room:.3f}%",
        height=f"{height:.3f}%",
        words=f"{item.label}: {amount}",
        url=item.url,
    )


def _ticks(counts: Sequence[Count], slots: int) -> tuple[Tick, ...]:
    step = max(1, -(-len(counts) // MAX_TICKS))
    ticks = []
    for index in range(0, len(counts), step):
        anchor, at = "middle", (index + 0.5) / slots
        if index == 0:
            anchor, at = "start", 0.0
        elif index == slots - 1:
            anchor, at = "end", 1.0
        ticks.append(Tick(x=f"{100 * at:.3f}%", label=counts[index].label, anchor=anchor))
    return tuple(ticks)
