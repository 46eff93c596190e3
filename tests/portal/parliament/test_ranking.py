"""Ranking messages for a question: words first, then what was judged; a message is never ranked without its surroundings."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from woo_portal.parliament.ranking import (
    AROUND,
    Corpus,
    by_words,
    combined,
    learned,
    related,
    stretches,
    with_surroundings,
)


def corpus(*chats: list[str], apart: int = 60) -> Corpus:
    """Conversations of messages of plain words, a minute between each."""
    vocabulary: dict[str, int] = {}
    ids, of, moments, starts, words = [], [], [], [0], []
    for chat, lines in enumerate(chats):
        for place, line in enumerate(lines):
            ids.append(len(ids) + 100)
            of.append(chat)
            moments.append(place * apart)
            words += [vocabulary.setdefault(word, len(vocabulary)) for word in line.split()]
            starts.append(len(words))
    arrays = [np.array(column, dtype=np.int64) for column in (ids, of, moments, starts, words, [0] * len(ids))]
    return Corpus(*arrays, vocabulary=vocabulary)


def weights(of: Corpus, *words: str) -> np.ndarray:
    found = np.zeros(len(of.vocabulary))
    for word in words:
        found[of.vocabulary[word]] = of.rarity()[of.vocabulary[word]]
    return found


FILLER = ["goedemorgen allemaal", "wie haalt koffie", "tot straks"] * 4


def test_a_rare_word_counts_for_more_than_a_frequent_one():
    some = corpus(["pomp stuk", *["stuk"] * 20, "pomp"])

    scores = by_words(some, weights(some, "pomp", "stuk"))

    assert min(scores[0], scores[21]) > scores[5] > 0


def test_a_message_without_the_words_is_found_by_what_stands_around_it():
    some = corpus(["de pomp is stuk", "ja sinds gisteren", *FILLER], FILLER)

    scores = with_surroundings(some, by_words(some, weights(some, "pomp")))

    assert scores[0] > scores[1] > scores[4] > 0
    assert scores[-1] == 0


def test_another_conversation_and_another_half_day_are_no_surroundings():
    other = corpus(["de pomp"], ["ja sinds gisteren"])
    later = corpus(["de pomp", "ja sinds gisteren"], apart=7 * 3600)

    for some in (other, later):
        assert with_surroundings(some, by_words(some, weights(some, "pomp")))[1] == 0


def test_what_was_judged_brings_its_like_up_and_what_was_refused_down():
    good = [f"factuur betalen tekenen {number}" for number in range(6)]
    bad = [f"pomp taart feest {number}" for number in range(6)]
    some = corpus(*[[line] for line in (*good, *bad, *FILLER)])
    words = by_words(some, weights(some, "pomp"))

    judged = learned(some, relevant=[0, 1], other=[6, 7])
    scores = combined(words, judged)

    assert min(judged[2:6]) > max(judged[8:12])
    assert min(scores[2:6]) > max(scores[12:])


def test_related_words_stand_in_several_of_the_best_were_not_asked_for_and_are_no_times_or_amounts():
    some = corpus(["pomp stuk schuurmans 1430"], ["pomp schuurmans 1430 eenmaal"], *[[line] for line in FILLER])
    sought = weights(some, "pomp")

    found = related(some, by_words(some, sought), sought)

    assert {word for word, number in some.vocabulary.items() if found[number]} == {"schuurmans"}


def test_the_best_come_first_in_a_large_archive_too_and_of_equals_the_first():
    some = corpus(*[["regel"] for _ in range(5000)])
    scores = np.random.default_rng(2).integers(0, 40, len(some)).astype(float)

    assert [stretch.row for stretch in stretches(some, scores)] == np.argsort(-scores, kind="stable").tolist()


def test_without_anything_relevant_nothing_is_learned():
    some = corpus(FILLER)

    assert not learned(some, [], [1, 2]).any()


def test_the_same_judgements_give_the_same_ranking():
    some = corpus(*[[f"woord{number} anders{number % 3}"] for number in range(300)])

    assert np.array_equal(learned(some, [1, 2], [5]), learned(some, [1, 2], [5]))


def test_no_message_stands_in_two_stretches_and_none_leaves_its_conversation():
    some = corpus([*FILLER], [*FILLER])
    found = list(stretches(some, np.arange(len(some), dtype=float)))

    rows = [row for stretch in found for row in range(stretch.first, stretch.last + 1)]
    assert sorted(rows) == list(range(len(some)))
    for stretch in found:
        assert stretch.last - stretch.first <= 2 * AROUND
        assert some.chats[stretch.first] == some.chats[stretch.last]


@given(
    st.lists(st.lists(st.sampled_from(["a b", "b c", "", "d"]), min_size=1, max_size=12), min_size=1, max_size=4),
    st.randoms(use_true_random=False),
)
def test_stretches_hold_their_hit_and_come_in_order_of_score(chats, random):
    some = corpus(*chats)
    scores = np.array([random.choice([0.0, 1.0, 2.5]) for _ in range(len(some))])
    found = list(stretches(some, scores))

    assert [stretch.score for stretch in found] == sorted((stretch.score for stretch in found), reverse=True)
    assert all(stretch.first <= stretch.row <= stretch.last for stretch in found)


def test_an_empty_archive_has_nothing_to_rank():
    some = corpus()

    assert list(stretches(some, with_surroundings(some, by_words(some, np.zeros(0))))) == []
