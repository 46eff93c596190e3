"""The answer of trained networks, computed with numpy: what thinc answers, at a small part of the cost for one message.

Most of what thinc takes over a dozen words goes to its layers and not to their arithmetic. So networks of one shape are laid on
one another and asked at once, and what a word looks like by itself is computed once and kept, for chat repeats its words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

KEPT = 20_000
"""Words of which the vectors are kept."""
_EPSILON = 1e-8  # thinc's own, in its layer norm

Features = Callable[[str, str], Sequence[int]]
"""What the tables of the networks see of a word and its letter, in their order: numbers that stand for strings."""


class Inference:
    """Networks as `tagger.network` makes them, ready to answer together; they do not change when a network learns.

    In every array the first axis is that of the networks.
    """

    def __init__(self, models: Sequence[Any], features: Features) -> None:
        import numpy
        from threadpoolctl import threadpool_limits

        # For a dozen words, threads wait for one another longer than they calculate, and all of this process with them.
        threadpool_limits(limits=1, user_api="blas")
        parts = [_parts(model) for model in models]
        (softmaxes,) = _beside(part["softmax"] for part in parts)
        maxouts, norms = _beside(part["maxout"] for part in parts), _beside(part["layernorm"] for part in parts)
        mixing, *self._windows = map(_layer, maxouts, norms)
        tables = [[(table.get_param("E"), table.attrs["seed"]) for table in part["hashembed"]] for part in parts]
        self._vector = lru_cache(maxsize=KEPT)(_embedding(features, models[0].ops.hash, tables, mixing))
        self._answer = numpy.stack([softmax.get_param("W").T for softmax in softmaxes])
        self._bias = numpy.stack([softmax.get_param("b") for softmax in softmaxes])[:, None]
        self._count, self._width = self._answer.shape[:2]

    def chances(self, words: Sequence[str], letters: Sequence[str]) -> Any:
        """For each word the chances of the columns, as an array of so many rows: the mean of the networks."""
        import numpy

        edge, width = len(self._windows), self._width  # beside the text stands nothing, as far as the windows see
        rows = numpy.zeros((self._count, len(words) + 2 * edge, width), "f")
        for place, (word, letter) in enumerate(zip(words, letters, strict=True), edge):
            rows[:, place] = self._vector(word, letter)
        seen = numpy.zeros((self._count, rows.shape[1], 3 * width), "f")
        for window in self._windows:
            seen[:, 1:, :width], seen[:, :, width : 2 * width], seen[:, :-1, 2 * width :] = (
                rows[:, :-1],
                rows,
                rows[:, 1:],
            )
            rows = rows + window(seen)
        logits = rows[:, edge : edge + len(words)] @ self._answer + self._bias
        shares = numpy.exp(logits - logits.max(axis=2, keepdims=True))
        return (shares / shares.sum(axis=2, keepdims=True)).mean(axis=0)


def _parts(model: Any) -> dict[str, list[Any]]:
    """The layers of a network by their kind, in their order."""
    layers: dict[str, list[Any]] = {}
    for layer in model.walk(order="dfs_pre"):
        layers.setdefault(layer.name, []).append(layer)
    return layers


def _beside(layers: Any) -> list[tuple[Any, ...]]:
    """The layers that stand at the same place in each of the networks."""
    return list(zip(*layers, strict=True))


def _embedding(
    features: Features, hashed: Callable[..., Any], tables: Sequence[Sequence[Any]], mixing: Any
) -> Callable[[str, str], Any]:
    """The function that gives the vectors of a word and its letter, whatever stands beside it."""
    import numpy

    def vectors(word: str, letter: str) -> Any:
        numbers = [numpy.array([number], "uint64") for number in features(word, letter)]
        embedded = [
            numpy.concatenate([
                table[hashed(number, seed)[0] % len(table)].sum(axis=0)
                for number, (table, seed) in zip(numbers, of_one, strict=True)
            ])
            for of_one in tables
        ]  # fmt: skip
        return mixing(numpy.stack(embedded)[:, None])[:, 0]

    return vectors


def _layer(maxouts: Sequence[Any], norms: Sequence[Any]) -> Callable[[Any], Any]:
    """A maxout layer with its layer norm, of all networks, over an array of rows."""
    import numpy

    width, pieces, seen = maxouts[0].get_param("W").shape
    weights = numpy.stack([
        maxout.get_param("W").transpose(2, 1, 0).reshape(seen, pieces * width) for maxout in maxouts
    ])  # fmt: skip
    bias = numpy.stack([maxout.get_param("b").T.reshape(-1) for maxout in maxouts])[:, None]
    gain = numpy.stack([norm.get_param("G") for norm in norms])[:, None]
    shift = numpy.stack([norm.get_param("b") for norm in norms])[:, None]

    def layer(rows: Any) -> Any:
        best = (rows @ weights + bias).reshape(len(weights), -1, pieces, width).max(axis=2)
        best -= best.sum(axis=2, keepdims=True) / width
        spread = numpy.einsum("kij,kij->ki", best, best) / width
        return best * (1 / numpy.sqrt(spread + _EPSILON))[:, :, None] * gain + shift

    return layer
