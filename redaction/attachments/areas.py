"""Areas of a page, in ten-thousandths of its width and height, so that they mean the same at every size. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

WHOLE = 10_000
"""The width, and the height, of a page."""


@dataclass(frozen=True, slots=True, order=True)
class Area:
    """A rectangle that lies wholly on its page. Raises `ValueError` for one that does not, or that is empty."""

    x: int
    y: int
    width: int
    height: int

    def __post_init__(self) -> None:
        if not (0 <= self.x < self.right <= WHOLE and 0 <= self.y < self.bottom <= WHOLE):
            raise ValueError("an area that is empty or not on its page")

    @property
    def right(self) -> int:
        """Where it ends, from the left of the page."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """Where it ends, from the top of the page."""
        return self.y + self.height

    def pixels(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Every pixel it touches on a page of this size: left, top, right and bottom, half-open."""
        left, top = self.x * width // WHOLE, self.y * height // WHOLE
        return left, top, -(-self.right * width // WHOLE), -(-self.bottom * height // WHOLE)

    def shared(self, other: Area) -> float:
        """Which part of this area, 0 to 1, lies in the other as well."""
        width = min(self.right, other.right) - max(self.x, other.x)
        height = min(self.bottom, other.bottom) - max(self.y, other.y)
        return max(0, width) * max(0, height) / (self.width * self.height)


def around_pixels(left: float, top: float, right: float, bottom: float, size: tuple[int, int]) -> Area:
    """The smallest area around these pixels of a page of this size; what lies outside the page is cut off."""
    width, height = size
    x, y = max(0, math.floor(left * WHOLE / width)), max(0, math.floor(top * WHOLE / height))
    x, y = min(x, WHOLE - 1), min(y, WHOLE - 1)
    end_x, end_y = min(WHOLE, math.ceil(right * WHOLE / width)), min(WHOLE, math.ceil(bottom * WHOLE / height))
    return Area(x, y, max(1, end_x - x), max(1, end_y - y))


def around(areas: Iterable[Area], *, beside: int = 0, above: int = 0) -> Area:
    """The smallest area around all of these, with so much more on both sides, and above and below, as the page allows."""
    known = list(areas)
    x, y = max(0, min(area.x for area in known) - beside), max(0, min(area.y for area in known) - above)
    right = min(WHOLE, max(area.right for area in known) + beside)
    bottom = min(WHOLE, max(area.bottom for area in known) + above)
    return Area(x, y, right - x, bottom - y)
