"""JSON and XML that stay so but say something else in places: what a sloppy producer writes, and damage seldom does."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element

ODD = (
    None,
    True,
    0,
    -1,
    10**25,
    1.5,
    "",
    "x",
    "\0\ud800",
    [],
    {},
    [[]],
    [None],
    {"x": {}},
    "2999-01-01T00:00:00Z",
    "+316",
)


def mangled(value: Any, dice: random.Random, *, chance: float = 0.02) -> Any:
    """The value with some of what is in it replaced, removed or doubled."""
    if dice.random() < chance:
        return dice.choice(ODD)
    if isinstance(value, dict):
        return {key: mangled(inner, dice, chance=chance) for key, inner in value.items() if dice.random() > chance / 2}
    if isinstance(value, list):
        found = [mangled(inner, dice, chance=chance) for inner in value]
        return found + found[:1] if dice.random() < chance else found
    return value


def disturb(
    root: Element, dice: random.Random, *, tags: Sequence[str], values: Sequence[str], places: int = 40
) -> None:
    """Change elements in a tree: some are gone, doubled, in another place, have another name or say something else."""
    for element in dice.sample(list(root.iter()), places):
        match dice.randrange(6):
            case 0:
                element.clear()
            case 1:
                element.text = dice.choice(values)
            case 2:
                element.attrib = {name: dice.choice(values) for name in element.attrib}
            case 3:
                element.tag = dice.choice(tags)
            case 4 if len(element):
                element.append(element[0])
            case 5 if len(element):
                element.remove(element[-1])
