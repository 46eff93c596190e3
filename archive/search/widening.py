"""A search made wider by words that a person ticked, each beside the word it belongs to. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from archive.search.expressions import And, Expression, Near, Or, Phrase, Word, all_of, any_of, asked_for


def asked_words(expression: Expression) -> list[Word]:
    """The words that a hit must or may have, in the order they were typed, each once. Not those it may not have: what
    stands beside these would make a search narrower.
    """
    words: dict[Word, None] = {}
    for leaf in asked_for(expression):
        sides = (leaf.left, leaf.right) if isinstance(leaf, Near) else (leaf,)
        words |= dict.fromkeys(side for side in sides if isinstance(side, Word))
    return list(words)


def widened(expression: Expression, word: Word, also: Sequence[str]) -> Expression:
    """The tree with "word or also or …" wherever a hit must or may have the word.

    "pomp nabij/3 storing" with "pompje" becomes "pomp nabij/3 storing OF pompje nabij/3 storing".
    """
    ways = [word, *(Word(text) for text in also)]
    match expression:
        case Word() if expression == word:
            return any_of(ways)
        case Near(left, right, distance):
            lefts, rights = (ways if side == word else [side] for side in (left, right))
            return any_of(Near(one, other, distance) for one in lefts for other in rights)
        case And(parts):
            return all_of(widened(part, word, also) for part in parts)
        case Or(parts):
            wide = any_of(widened(part, word, also) for part in parts)
            return any_of(dict.fromkeys(wide.parts)) if isinstance(wide, Or) else wide
    return expression


def or_else(expression: Expression, also: Sequence[str]) -> Expression:
    """The tree with "or also or …" beside all that it asks of words together; its other conditions hold for these as well.

    "pomp storing -borrel van:rieke" with "lekkage" becomes "(pomp storing OF lekkage) -borrel van:rieke".
    """
    parts = expression.parts if isinstance(expression, And) else (expression,)
    words = [part for part in parts if isinstance(part, Phrase) or asked_words(part)]
    others = [part for part in parts if part not in words]
    return all_of((any_of((all_of(words), *map(Word, also))), *others)) if words and also else expression
