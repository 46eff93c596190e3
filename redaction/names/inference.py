"""The answer of a trained network, computed with numpy: what thinc answers, at a quarter of the cost for one message.

Most of what thinc takes over a dozen words goes to its layers and not to their arithmetic. What a word looks like by itself is
computed once and kept, for chat repeats its words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

KEPT = 20_000
"""Words of which the vector is kept."""
_EPSILON = 1e-8  # thinc's own, in its layer norm

Features = Callable[[str, str], Sequence[int]]
"""What the tables of the network see of a word and its letter, in their order: numbers that stand for strings."""


class Inference:
    """A network as `tagger.network` makes them, ready to answer; it does not change when the network learns."""

    def __init__(self, model: Any, features: Features) -> None:
        from threadpoolctl import threadpool_limits

        # For a dozen words, threads wait for one another longer than they calculate, and all of this process with them.
        threadpool_limits(limits=1, user_api="blas")
        layers: dict[str, list[Any]] = {}
        for layer in model.walk(order="dfs_pre"):
            layers.setdefault(layer.name, []).append(layer)
        (softmax,) = layers["softmax"]
        mixing, *windows = (_layer(*pair) for pair in zip(layers["maxout"], layers["layernorm"], strict=True))
        tables = [(table.get_param("E"), table.attrs["seed"]) for table in layers["hashembed"]]
        self._vector = lru_cache(maxsize=KEPT)(_embedding(features, model.ops.hash, tables, mixing))
        self._windows = windows
        self._answer, self._bias = softmax.get_param("W").T.copy(), softmax.get_param("b").copy()
        self._width = len(softmax.get_param("W")[0])

    def chances(self, words: Sequence[str], letters: Sequence[str]) -> Any:
        """For each word the chances of the columns, as an array of so many rows."""
        import numpy

        edge, width = len(self._windows), self._width  # beside the text stands nothing, as far as the windows see
        rows = numpy.zeros((len(words) + 2 * edge, width), "f")
        rows[edge:-edge] = [self._vector(word, letter) for word, letter in zip(words, letters, strict=True)]
        seen = numpy.zeros((len(rows), 3 * width), "f")
        for window in self._windows:
            seen[1:, :width], seen[:, width : 2 * width], seen[:-1, 2 * width :] = rows[:-1], rows, rows[1:]
            rows = rows + window(seen)
        logits = rows[edge:-edge] @ self._answer + self._bias
        shares = numpy.exp(logits - logits.max(axis=1, keepdims=True))
        return shares / shares.sum(axis=1, keepdims=True)


def _embedding(features: Features, hashed: Callable[..., Any], tables: Sequence[Any], mixing: Any) -> Any:
    """The function that gives the vector of a word and its letter, whatever stands beside it."""
    import numpy

    def vector(word: str, letter: str) -> Any:
        parts = []
        for number, (table, seed) in zip(features(word, letter), tables, strict=True):
            rows = hashed(numpy.array([number], "uint64"), seed)[0] % len(table)
            parts.append(table[rows].sum(axis=0))
        return mixing(numpy.concatenate(parts)[None])[0]

    return vector


def _layer(maxout: Any, norm: Any) -> Callable[[Any], Any]:
    """A maxout layer with its layer norm, over an array of rows."""
    import numpy

    width, pieces, seen = maxout.get_param("W").shape
    weights = numpy.ascontiguousarray(maxout.get_param("W").transpose(2, 1, 0).reshape(seen, pieces * width))
    bias = maxout.get_param("b").T.reshape(-1)
    gain, shift = norm.get_param("G").copy(), norm.get_param("b").copy()

    def layer(rows: Any) -> Any:
        best = (rows @ weights + bias).reshape(-1, pieces, width).max(axis=1)
        best -= best.sum(axis=1, keepdims=True) / width
        spread = numpy.einsum("ij,ij->i", best, best) / width
        return best * (1 / numpy.sqrt(spread + _EPSILON))[:, None] * gain + shift

    return layer
