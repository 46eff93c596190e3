"""JSON that stays JSON but says something else in places: what a sloppy producer writes, and a byte of damage seldom does."""

from __future__ import annotations

import random
from typing import Any

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
