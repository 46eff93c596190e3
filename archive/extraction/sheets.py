"""Cuts a picture that is much taller than wide (a screenshot that was scrolled through) into sheets. Pure.

Made small enough to look at whole, its letters would be too small to be recognised, and not too small to be read by who
enlarges them. Sheets lie one below the other and overlap nothing; each cut is made where the least stands.
"""

from __future__ import annotations

from array import array

from PIL import Image, ImageChops

LONGEST = 3000
"""The longest side, in pixels, of a page as it is published."""
_TALL = 2.4
"""Times its width that a picture may be high and stay whole: the screens of telephones are up to 2.3."""
_SHEET, _LOWEST = 2, LONGEST // 2
"""Times its width that a sheet is high, as long as that is no more than `LONGEST`, and what it is high at least."""
_AROUND = 8
"""A cut is looked for up to a part of so many of a sheet above and below where sheets of one height would end."""
_MARGIN = 8
"""Rows above and below a cut in which, if it can be, nothing stands: letters at the very edge are read badly."""
_EDGE = 24
"""A difference in grey between neighbours, of 255, that is an edge of something."""


def count_sheets(width: int, height: int) -> int:
    """Into how many sheets a picture of this size is cut; mostly one."""
    if height <= max(LONGEST, _TALL * width):
        return 1
    return -(-height // max(_LOWEST, width, min(_SHEET * width, LONGEST)))


def around_cut(height: int, cut: int, sheets: int) -> tuple[int, int]:
    """The rows from which one is chosen to begin sheet `cut`, counted from 0: the first and the one past the last."""
    middle, room = height * cut // sheets, height // sheets // _AROUND
    return middle - room, middle + room


def emptiest_row(stretch: Image.Image, *, step: int = 1, first: int = 0) -> int:
    """Where to cut a stretch of a picture: the row that begins the lower part, counted from the top of the stretch.

    It is `first` or a multiple of `step` below it. Of rows that are equally empty it is the one nearest to the middle: the same
    pixels are cut in the same place.
    """
    grey = stretch.convert("L")
    edges = ImageChops.difference(grey, ImageChops.offset(grey, 1, 0)).point(lambda value: 255 * (value > _EDGE))
    ink = array("f", edges.convert("F").resize((1, grey.height), Image.Resampling.BOX).tobytes())

    def emptiness(row: int) -> tuple[float, float, int]:
        around = ink[max(0, row - _MARGIN) : row + _MARGIN]
        return max(ink[max(0, row - 1) : row + 1]), sum(around), abs(2 * row - grey.height)

    return min(range(first, grey.height, step), key=emptiness)
