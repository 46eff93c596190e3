"""Makes the structure tree of a page smaller without saying otherwise: four of five of WeasyPrint's elements say nothing.

It gives every run of text an element of its own, between others that have no meaning. A paragraph may hold its text itself (ISO
32000-1, 14.7.4); only what says something of its own, such as a token's alternate text, needs an element.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_BLOCKS = frozenset({"/P", "/H1", "/H2", "/TD", "/TH", "/Span", "/NonStruct"})
"""Elements that may hold text themselves."""
_WITHOUT_MEANING = frozenset({"/Span", "/NonStruct"})
_BARE = frozenset({"Type", "S", "P", "K", "Pg"})


def flatten(pdf: Any, tree: Any, elements: Sequence[Any]) -> None:
    """Lets blocks hold their text themselves, and makes one piece of what is drawn in one go. `elements` in reading order.

    What no longer belongs to the tree is left to whoever stores the file to drop.
    """
    by_reference = {bytes(element.reference): element for element in elements}
    for element in reversed(elements):  # what is inside first
        _take_in(element, by_reference)
    lists = [item for item in _at(pdf, tree["ParentTree"])["Nums"][1::2] if isinstance(item, list)]
    for page, parents in zip(_pages(pdf), lists, strict=True):
        own = [item for item in by_reference.values() if item.get("Pg") == page.reference]
        owners = {number: element for element in own for number in element["K"] if isinstance(number, int)}
        stream = _at(pdf, page["Contents"])
        kept = _joined(stream, owners)
        numbers = {old: new for new, old in enumerate(kept)}
        for element in {id(owner): owner for owner in owners.values()}.values():
            element["K"][:] = [numbers.get(kid) if isinstance(kid, int) else kid for kid in element["K"]]
            element["K"][:] = [kid for kid in element["K"] if kid is not None]
        for item in stream.stream:
            if isinstance(item, dict) and "MCID" in item:
                item["MCID"] = numbers[item["MCID"]]
        parents[:] = [owners[old].reference for old in kept]


def _take_in(element: Any, by_reference: dict[bytes, Any]) -> None:
    """Puts the content of kids without meaning in their place."""
    if element["S"] not in _BLOCKS:
        return
    kids: list[Any] = []
    for kid in element["K"]:
        inner = None if isinstance(kid, int) else by_reference.get(bytes(kid))
        if inner is None or not _is_without_meaning(inner, element):
            kids.append(kid)
            continue
        for one in inner["K"]:
            if not isinstance(one, int) and (below := by_reference.get(bytes(one))) is not None:
                below["P"] = element.reference
            kids.append(one)
        del by_reference[bytes(kid)]
    element["K"][:] = kids


def _is_without_meaning(element: Any, parent: Any) -> bool:
    return element["S"] in _WITHOUT_MEANING and set(element) <= _BARE and element.get("Pg") == parent.get("Pg")


def _joined(stream: Any, owners: dict[int, Any]) -> list[int]:
    """Takes out where one piece of an element ends and its next begins at once; the numbers that are left, as drawn."""
    items: list[Any] = []
    kept: list[int] = []
    open_pieces: list[int | None] = []
    ended: int | None = None  # the piece that the last item ended
    left = iter(stream.stream)
    for item in left:
        if isinstance(item, dict) and "MCID" in item:
            tag, number, begin = items.pop(), item["MCID"], next(left)
            if ended is not None and _follows(ended, number, owners):
                items.pop()
                owners[number]["K"].remove(number)
                open_pieces.append(ended)
            else:
                items += [tag, item, begin]
                kept.append(number)
                open_pieces.append(number)
            ended = None
            continue
        if item in (b"BMC", b"BDC"):
            open_pieces.append(None)
        if item == b"EMC":
            ended = open_pieces.pop()
        elif not isinstance(item, str):  # a tag is text, for the piece that it begins comes after it
            ended = None
        items.append(item)
    stream.stream[:] = items
    return kept


def _follows(before: int, number: int, owners: dict[int, Any]) -> bool:
    kids = owners[before]["K"]
    return owners[before] is owners[number] and kids.index(before) + 1 == kids.index(number)


def _pages(pdf: Any) -> list[Any]:
    return [item for item in pdf.objects if isinstance(item, dict) and item.get("Type") == "/Page"]


def _at(pdf: Any, reference: Any) -> Any:
    return pdf.objects[int(reference.split()[0])]
