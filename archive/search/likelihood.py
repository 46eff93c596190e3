"""How telling it is that a word stands in some messages more often than in all of them. Pure."""

from __future__ import annotations

from math import log


def log_likelihood(hits: int, of_hits: int, rows: int, of_rows: int) -> float:
    """Dunning's G² (1993) for a word that stands in `hits` of `of_hits` messages, and in `rows` of all `of_rows`.

    0 when it is not more frequent among them than in the rest; above 10.83 it would be chance once in a thousand times. The
    messages are part of the whole; where figures do not fit, for the whole is a guess, they are taken to be the least that does.
    """
    of_rows = max(of_rows, of_hits, rows + of_hits - hits)
    rows = max(rows, hits)
    observed = (hits, of_hits - hits, rows - hits, of_rows - rows - of_hits + hits)
    share_with, share_hits = rows / of_rows, of_hits / of_rows
    expected = [
        share * part * of_rows for share in (share_hits, 1 - share_hits) for part in (share_with, 1 - share_with)
    ]
    if hits <= expected[0]:
        return 0.0
    return 2 * sum(seen * log(seen / due) for seen, due in zip(observed, expected, strict=True) if seen)
