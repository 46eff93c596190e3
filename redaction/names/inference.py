"""The answer of trained networks, computed with numpy: what thinc answers, at a small part of the cost for one message.

Most of what thinc takes over a dozen words goes to its layers and not to their arithmetic. So networks of one shape are laid on
one another and asked at once, and what a word looks like by itself is computed once and kept, for chat repeats its words.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

KEPT = 20_000
"""Words of which the vectors are kept."""
_EPSILON = 1e-8  # thinc's own, in its layer norm

Features = Callable[[str, str], Sequence[int]]
"""What the tables of the networks see of a word and its letter, in their order: numbers that stand for strings."""
Text = tuple[Sequence[str], Sequence[str]]
"""The words of a text and the letter of each."""


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
        self._vectors_of = _embedding(features, models[0].ops.hash, tables, mixing)
        self._kept: dict[tuple[str, str], Any] = {}
        self._answer = numpy.stack([softmax.get_param("W").T for softmax in softmaxes])
        self._bias = numpy.stack([softmax.get_param("b") for softmax in softmaxes])[:, None]
        # Beside a text stands nothing, as far as the windows see.
        self._nothing = numpy.zeros((len(parts), len(self._windows), self._answer.shape[1]), "f")

    def chances(self, texts: Sequence[Text]) -> list[Any]:
        """For each text an array: for each of its words the chances of the columns, the mean of the networks.

        Several texts at once cost less than one by one, for each layer is asked once; what it answers of a text stays the same.
        """
        import numpy

        words_of = [list(zip(words, letters, strict=True)) for words, letters in texts]
        vectors = self._vectors(dict.fromkeys(pair for pairs in words_of for pair in pairs))
        rows = [self._nothing]
        starts = [0]
        for words in words_of:
            rows.extend(vectors[pair] for pair in words)
            rows.append(self._nothing)
            starts.append(starts[-1] + len(words) + len(self._windows))
        seen = numpy.concatenate(rows, axis=1)
        for window in self._windows:
            # No word needs what a layer makes of the outermost rows: each layer answers for two rows fewer.
            seen = seen[:, 1:-1] + window(numpy.concatenate((seen[:, :-2], seen[:, 1:-1], seen[:, 2:]), axis=2))
        logits = seen @ self._answer + self._bias
        shares = numpy.exp(logits - logits.max(axis=2, keepdims=True))
        chances = (shares / shares.sum(axis=2, keepdims=True)).mean(axis=0)
        return [chances[start : start + len(words)] for start, words in zip(starts, words_of, strict=False)]

    def _vectors(self, words: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], Any]:
        """The vectors of these words with their letters, and of others. When as many are kept as may be, none are kept on."""
        kept = self._kept
        if new := [word for word in words if word not in kept]:
            if len(kept) + len(new) > KEPT:
                kept, new = {}, list(words)
            made = self._vectors_of(new)
            kept.update((word, made[:, place : place + 1]) for place, word in enumerate(new))
            self._kept = kept
        return kept


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
    features: Features, hashed: Callable[..., Any], tables: Sequence[Sequence[Any]], mixing: Callable[[Any], Any]
) -> Callable[[Sequence[tuple[str, str]]], Any]:
    """The function that gives the vectors of words with their letters, whatever stands beside them, in one array."""
    import numpy

    def vectors(words: Sequence[tuple[str, str]]) -> Any:
        numbers = numpy.ascontiguousarray(numpy.array([features(*word) for word in words], "uint64").T)
        embedded = [
            numpy.concatenate(
                [
                    table[hashed(column, seed) % len(table)].sum(axis=1)
                    for column, (table, seed) in zip(numbers, of_one, strict=True)
                ],
                axis=1,
            )
            for of_one in tables
        ]
        return mixing(numpy.stack(embedded))

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
        pieced = rows @ weights
        pieced += bias
        best = pieced[:, :, :width]
        for first in range(width, pieces * width, width):
            best = numpy.maximum(best, pieced[:, :, first : first + width])
        best -= best.sum(axis=2, keepdims=True) / width
        spread = numpy.einsum("kij,kij->ki", best, best) / width
        best *= (1 / numpy.sqrt(spread + _EPSILON))[:, :, None]
        best *= gain
        best += shift
        return best

    return layer
