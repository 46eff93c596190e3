"""How soon the evidence for parliamentary questions is found in the demonstration archive: run it where `make demo` was run.

`python -m tests.quality.evidence`. What bears on a set is annotated by hand, for the set as a whole and not for each question:
a message counts as found when it stands in one of the first stretches of some question of its set. A stretch is a hit with what
the page shows around it, at most eleven messages ("hits" counts the hits alone). The first 20 messages of six questions could
not hold 80 % of 203: so the first 20 stretches of each question are meant.

Half of such a small archive is shown by that, so it is told as well what any order would show ("by chance", the mean of ten),
and which share of a question's list bears on the set. The ten judgements of a question are the annotations of its first ten
hits, not of what stands around them; then forty more stretches are shown. Ranking again is measured without the database: from
the weights of the terms to the first twenty stretches.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Collection, Iterator
from datetime import date
from itertools import islice

import django
from django.db import OperationalError

import numpy as np

SETS = {"2026Z91432": "kamervragen1_terpstra", "2026Z91438": "kamervragen2_hoekman"}
FIRST, JUDGED, DEEP = 20, 10, 50


def main() -> None:
    """A line for each set, and what ranking costs at 100,000 messages."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "woo_portal.settings.base")
    django.setup()
    from woo_portal.parliament.models import QuestionSet

    try:
        is_there = QuestionSet.objects.filter(dossier__number__in=SETS).count() == len(SETS)
    except OperationalError:
        is_there = False
    if is_there:
        for number, request in SETS.items():
            print(f"{number}: {' · '.join(_measured(number, request))}")
    else:
        print("evidence: NOT MEASURED, the demonstration archive is not here or does not run; run `make demo` first")
    print(f"ranking again at 100,000 messages: {_milliseconds():.0f} ms, median of 20")


def _measured(number: str, request: str) -> Iterator[str]:
    from woo_portal.demo.cast import DEMO_DIR
    from woo_portal.demo.gold import find_in_archive, relevance
    from woo_portal.parliament.asking import is_opener
    from woo_portal.parliament.corpus import corpus_of
    from woo_portal.parliament.evidence import sought
    from woo_portal.parliament.models import QuestionSet
    from woo_portal.parliament.ranking import Ranked, stretches
    from woo_portal.parliament.scoring import proposed, scored

    known = relevance(request)
    annotated = json.loads((DEMO_DIR / "requests" / f"{request}.relevance.json").read_text("utf-8"))
    first, last = map(date.fromisoformat, annotated["period"])
    wanted = {pk for pk, gold in find_in_archive().items() if known.get(gold.address) == "relevant"}
    shown: dict[str, set[int]] = {"first": set(), "hits": set(), "deep": set()}
    shares = []
    chance = np.random.default_rng(1)
    by_chance: list[dict[str, set[int]]] = [{"first": set(), "deep": set()} for _ in range(10)]

    def rows_of(ranked: Collection[Ranked]) -> set[int]:
        return {row for stretch in ranked for row in range(stretch.first, stretch.last + 1)}

    for question in QuestionSet.objects.get(dossier__number=number).questions.all():
        if is_opener(question.text):
            continue
        how = sought(question)
        corpus = corpus_of(first, last)
        by = scored(corpus, how.terms)
        ranked = list(islice(proposed(corpus, by, (), ())[0], FIRST))
        top = [stretch.row for stretch in ranked[:JUDGED]]
        relevant = [row for row in top if corpus.ids[row] in wanted]
        again, _ = proposed(corpus, by, relevant, set(top) - set(relevant))
        after = [*ranked[:JUDGED], *islice(again, DEEP - JUDGED)]
        for key, rows in (
            ("first", rows_of(ranked)),
            ("hits", {stretch.row for stretch in ranked}),
            ("deep", rows_of(after)),
        ):
            shown[key] |= {int(corpus.ids[row]) for row in rows}
        own = {int(corpus.ids[row]) for row in rows_of(ranked)}
        shares.append(len(own & wanted) / len(own))
        for found in by_chance:
            order = list(islice(stretches(corpus, chance.random(len(corpus))), DEEP))
            for key, count in (("first", FIRST), ("deep", DEEP)):
                found[key] |= {int(corpus.ids[row]) for row in rows_of(order[:count])}
    share = {key: len(found & wanted) / len(wanted) for key, found in shown.items()}
    any_order = {key: np.mean([len(found[key] & wanted) / len(wanted) for found in by_chance]) for key in by_chance[0]}
    yield f"{len(wanted)} messages bear on it"
    yield (
        f"{share['first']:.1%} shown in the first {FIRST} of a question (by chance {any_order['first']:.1%}; "
        f"as hits {share['hits']:.1%})"
    )
    yield f"{share['deep']:.1%} in the first {DEEP} after {JUDGED} judgements (by chance {any_order['deep']:.1%})"
    yield f"{np.mean(shares):.1%} of what a question's first {FIRST} show bears on the set"
    yield f"{len(shown['first'])} and {len(shown['deep'])} messages shown"


def _milliseconds() -> float:
    from woo_portal.parliament.ranking import Corpus, by_words, combined, learned, related, stretches, with_surroundings

    chance, size, kinds = np.random.default_rng(1), 100_000, 40_000
    starts = np.concatenate(([0], np.cumsum(chance.integers(3, 16, size))))
    words = (chance.zipf(1.3, starts[-1]) % kinds).astype(np.int64)
    chats, moments = np.sort(chance.integers(0, 500, size)), np.arange(size) * 60
    corpus = Corpus(
        np.arange(size), chats, moments, starts, words, chats, {_in_letters(number): number for number in range(kinds)}
    )
    weights = np.zeros(kinds)
    weights[100:112] = 3.0
    laps = []
    for _ in range(20):
        started = time.perf_counter()
        plain = with_surroundings(corpus, by_words(corpus, weights))
        plain += with_surroundings(corpus, by_words(corpus, related(corpus, plain, weights)))
        judged = learned(corpus, [5, 900, 1200, 40, 77, 3000], [7, 8, 9, 10])
        list(islice(stretches(corpus, combined(plain, judged)), FIRST))
        laps.append(1000 * (time.perf_counter() - started))
    return sorted(laps)[len(laps) // 2]


def _in_letters(number: int) -> str:
    """A word of its own for each number, of letters as words have."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


if __name__ == "__main__":
    main()
