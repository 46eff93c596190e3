"""Pages of a long list by the place of a row in it: no page costs more than another, whatever is added meanwhile.

An address names that row by its key: `?na=12` is what comes after row 12, `?voor=12` what comes before it. A row that
does not exist, or no number, gives the first page; one after which nothing comes, such as when later rows went since, gives the
last. So a page is empty only where the list is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet

from woo_portal.presentation.typed_ids import id_in

Row = TypeVar("Row", bound=Model)
AFTER, BEFORE = "na", "voor"


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list, in its order, and the query strings of the pages around them; empty when there is none."""

    rows: list[Row]
    previous_url: str
    next_url: str


@dataclass(frozen=True, slots=True)
class Order:
    """A total order of rows: fields or annotations, the last one unique, all rising or all falling, none of them NULL."""

    fields: tuple[str, ...]
    falling: bool = False

    def names(self, *, backwards: bool = False) -> list[str]:
        """The fields for `order_by`."""
        return [f"-{name}" if self.falling != backwards else name for name in self.fields]

    def beyond(self, row: Model, *, backwards: bool = False, inclusive: bool = False) -> Q:
        """The rows after `row`, or before it; `inclusive` adds the row itself."""
        side = "lt" if self.falling != backwards else "gt"
        first = self.fields[0]
        condition, equal = Q(), Q()
        for name in self.fields:
            condition |= equal & Q(**{f"{name}__{side}": getattr(row, name)})
            equal &= Q(**{name: getattr(row, name)})
        if inclusive:
            condition |= equal
        # Redundant, and the one bound an index on the first field can use.
        return Q(**{f"{first}__{side}e": getattr(row, first)}) & condition


NEWEST_FIRST = Order(("id",), falling=True)
"""The order of what only ever grows."""


def page(rows: QuerySet[Row], order: Order, parameters: Mapping[str, str], *, size: int) -> Page[Row]:
    """The page of `rows` that the `parameters` of an address ask for, `size` rows at most; three queries at most, and one more
    behind the last row, where it is the last page.
    """
    after, before = _row(rows, key_in(parameters, AFTER)), _row(rows, key_in(parameters, BEFORE))
    if before is not None:
        return page_before(rows, order, before, parameters, size=size)
    found = page_from(rows, order, after, parameters, size=size)
    return last_page(rows, order, parameters, size=size) if after is not None and not found.rows else found


def page_from(
    rows: QuerySet[Row],
    order: Order,
    start: Row | None,
    parameters: Mapping[str, str],
    *,
    size: int,
    inclusive: bool = False,
) -> Page[Row]:
    """The rows after `start`, or from it on when `inclusive`; None starts at the first."""
    found = rows if start is None else rows.filter(order.beyond(start, inclusive=inclusive))
    shown = list(found.order_by(*order.names())[: size + 1])
    earlier = start is not None and rows.filter(order.beyond(start, backwards=True, inclusive=not inclusive)).exists()
    return addressed(shown[:size], parameters, previous=earlier, following=len(shown) > size)


def page_before(rows: QuerySet[Row], order: Order, end: Row, parameters: Mapping[str, str], *, size: int) -> Page[Row]:
    """The rows just before `end`; the first page when fewer than `size` precede it, so that no page is a stump."""
    found = rows.filter(order.beyond(end, backwards=True))
    shown = list(found.order_by(*order.names(backwards=True))[: size + 1])
    if len(shown) <= size:
        return page_from(rows, order, None, parameters, size=size)
    return addressed(shown[:size][::-1], parameters, previous=True, following=True)


def last_page(rows: QuerySet[Row], order: Order, parameters: Mapping[str, str], *, size: int) -> Page[Row]:
    """The end of the list."""
    shown = list(rows.order_by(*order.names(backwards=True))[: size + 1])
    return addressed(shown[:size][::-1], parameters, previous=len(shown) > size, following=False)


def addressed(rows: list[Row], parameters: Mapping[str, str], *, previous: bool, following: bool) -> Page[Row]:
    """A page of rows that were found otherwise, with the addresses around it where there are rows before and after it."""
    kept = {name: value for name, value in parameters.items() if name not in (AFTER, BEFORE) and value}
    return Page(
        rows,
        f"?{urlencode(kept | {BEFORE: rows[0].pk})}" if previous and rows else "",
        f"?{urlencode(kept | {AFTER: rows[-1].pk})}" if following and rows else "",
    )


def key_in(parameters: Mapping[str, str], name: str) -> int | None:
    """The key of a row that an address names; None for what is no key."""
    return id_in(parameters.get(name))


def _row(rows: QuerySet[Row], pk: int | None) -> Row | None:
    return None if pk is None else rows.prefetch_related(None).filter(pk=pk).first()
