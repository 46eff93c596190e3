"""Which messages of a chat are one session and one thread: the rules one by one, and what must hold for any chat."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.threads import SHORTEST_SILENCE, Names, Turn, place, silence

MINUTE = 60.0
KOFI, FATIMA, JAN, RIEKE = range(1, 5)
NAMES = Names([
    (KOFI, "Kofi Mensah"),
    (FATIMA, "Fatima El Amrani"),
    (JAN, "Jan van den Berg"),
    (JAN, "+31612345678"),
    (RIEKE, "Rieke"),
])  # fmt: skip


def chat(*lines: tuple[float, int | None, str], **about: dict) -> list[Turn]:
    """Messages 1, 2, … at so many minutes; `m3={"reply_to": 1}` says more of message 3."""
    turns = [Turn(number, minutes * MINUTE, author, text) for number, (minutes, author, text) in enumerate(lines, 1)]
    answered = {facts["reply_to"] for facts in about.values() if "reply_to" in facts}
    return [turn._replace(is_answered=turn.message in answered, **about.get(f"m{turn.message}", {})) for turn in turns]


def threads(turns: list[Turn], **options) -> list[set[int]]:
    """The threads, each as the messages in it, in the order they begin."""
    found: dict[int, set[int]] = {}
    for placed in place(turns, names=NAMES, silence=SHORTEST_SILENCE, **options):
        found.setdefault(placed.thread, set()).add(placed.message)
    return list(found.values())


def sessions(turns: list[Turn]) -> list[int]:
    return [placed.session for placed in place(turns, names=NAMES, silence=SHORTEST_SILENCE)]


# Three people write in these, so that a session is not one dialogue.


def test_a_session_ends_where_the_chat_falls_silent():
    turns = chat((0, KOFI, "a"), (30, JAN, "b"), (60.1, KOFI, "c"), (61, RIEKE, "d"))
    assert sessions(turns) == [1, 1, 3, 3]


def test_silence_is_at_least_half_an_hour_and_four_median_gaps():
    assert silence(0) == silence(450) == 1800
    assert silence(451) == 3600
    assert silence(6 * 3600) == 32 * 3600


def test_who_is_named_is_answered():
    turns = chat((0, KOFI, "pompen?"), (1, JAN, "wie heeft dienst?"), (2, RIEKE, "Kofi, die staan klaar"))
    assert threads(turns) == [{1, 3}, {2}]


def test_who_was_named_answers_next():
    turns = chat((0, KOFI, "Fatima wil jij bellen?"), (1, JAN, "iemand koffie?"), (2, FATIMA, "Doe ik nu"))
    assert threads(turns) == [{1, 3}, {2}]


def test_two_who_name_each_other_are_in_one_talk_whatever_one_says_to_a_third():
    turns = chat(
        (0, KOFI, "Fatima wil jij bellen?"),
        (1, FATIMA, "@Kofi waarover?"),
        (2, JAN, "stukken?"),
        (3, KOFI, "Jan morgen"),
        (4, FATIMA, "@kofi nogmaals: waarover?"),
        (5, KOFI, "Fatima over de pompen"),
    )
    assert threads(turns) == [{1, 2, 5, 6}, {3, 4}]


def test_an_author_goes_on_for_five_minutes():
    turns = chat((0, KOFI, "a"), (1, JAN, "b"), (5, KOFI, "c"), (11, KOFI, "d"), (12, RIEKE, "e"))
    assert threads(turns) == [{1, 3}, {2}, {4}, {5}]


def test_a_number_in_a_mention_is_the_person():
    turns = chat((0, JAN, "a"), (1, RIEKE, "b"), (7, KOFI, "@31612345678 ja"))
    assert threads(turns) == [{1, 3}, {2}]


def test_a_word_that_two_share_or_a_particle_is_nobody():
    names = Names([(KOFI, "Jan Mensah"), (JAN, "Jan van den Berg")])
    assert names.in_text("Jan van Mensah den Berg", RIEKE) == [KOFI, JAN]


def test_a_reply_belongs_to_what_it_replies_to_whoever_it_names():
    turns = chat((0, KOFI, "a"), (1, JAN, "b"), (2, RIEKE, "Jan, nee"), m3={"reply_to": 1})
    assert threads(turns) == [{1, 3}, {2}]


def test_a_reply_may_come_before_its_original_where_clocks_are_coarse():
    turns = chat((0, RIEKE, "nee"), (0, KOFI, "a"), (1, JAN, "b"), m1={"reply_to": 2})
    assert threads(turns) == [{1, 2}, {3}]


def test_a_quote_without_a_source_id_is_found_by_its_words():
    long = "De pompen bij gemaal Oud-Kessem staan uit en niemand neemt daar de telefoon op, wat nu?"
    turns = chat((0, KOFI, long), (1, JAN, "b"), (9, RIEKE, "ik rijd erheen"), m3={"quote": f"{long[:60]}…"})
    assert threads(turns) == [{1, 3}, {2}]


def test_a_reply_of_the_next_day_joins_the_thread_with_its_answers_and_nothing_else():
    turns = chat(
        (0, KOFI, "offerte?"), (1, JAN, "b"), (2, RIEKE, "c"),
        (900, RIEKE, "is er"), (901, KOFI, "dank"), (910, JAN, "koffie?"), (911, FATIMA, "d"),
        m4={"reply_to": 1}, m5={"reply_to": 4},
    )  # fmt: skip
    assert threads(turns) == [{1, 4, 5}, {2}, {3}, {6}, {7}]


def test_a_reply_to_what_is_not_placed_now_joins_its_thread():
    turns = chat((0, KOFI, "a"), (1, JAN, "b"), (2, RIEKE, "c"), m1={"reply_to": 77})
    assert [placed.thread for placed in place(turns, names=NAMES, silence=1800, threads={77: 70})] == [70, 2, 3]


def test_what_two_people_write_is_one_thread():
    turns = chat((0, KOFI, "a"), (12, JAN, "b"), (24, KOFI, "c"), (25, None, "Jan heeft de groep verlaten"))
    assert threads(turns) == [{1, 2, 3}, {4}]


def test_a_reply_does_not_chain_the_sessions_of_two_people_together():
    turns = chat((0, KOFI, "a"), (1, JAN, "b"), (900, KOFI, "c"), (901, JAN, "d"), (920, KOFI, "e"), m4={"reply_to": 1})
    assert threads(turns) == [{1, 2, 4}, {3, 5}]


def test_a_line_of_the_app_hangs_on_nothing():
    turns = chat((0, KOFI, "a"), (1, None, "Kofi heeft Jan toegevoegd"), (2, JAN, "b"), (3, RIEKE, "c"))
    assert threads(turns) == [{1}, {2}, {3}, {4}]


turns_of_any_chat = st.lists(
    st.tuples(
        st.integers(0, 3000),
        st.sampled_from([None, KOFI, FATIMA, JAN, RIEKE]),
        st.sampled_from(["ok", "Kofi?", "@rieke ja", "Fatima, Jan: nee", ""]),
        st.integers(0, 30),
    ),
    max_size=40,
)


@settings(deadline=None)
@given(turns_of_any_chat)
def test_every_message_is_placed_once_in_order_and_named_after_the_first(lines):
    at, turns = 0, []
    for number, (gap, author, text, back) in enumerate(lines, 1):
        at += gap
        reply_to = number - back if 0 < back < number and author else None
        turns.append(Turn(number, float(at), author, text, reply_to, is_answered=True))
    placed = list(place(turns, names=NAMES, silence=SHORTEST_SILENCE))

    assert [one.message for one in placed] == [turn.message for turn in turns]
    by_message = {one.message: one for one in placed}
    for one in placed:
        assert by_message[one.session].session == one.session <= one.message
        assert by_message[one.thread].thread == one.thread <= one.message


@settings(deadline=None)
@given(turns_of_any_chat, st.integers(0, 39))
def test_sessions_can_be_placed_apart(lines, cut):
    """What the incremental assignment relies on: a session's places depend on it and on what it replies to."""
    at, turns = 0, []
    for number, (gap, author, text, _) in enumerate(lines, 1):
        at += gap
        turns.append(Turn(number, float(at), author, text))
    whole = list(place(turns, names=NAMES, silence=SHORTEST_SILENCE))
    starts = sorted({one.session for one in whole})
    start = starts[cut % len(starts)] if starts else 1
    part = [turn for turn in turns if turn.message >= start]
    assert list(place(part, names=NAMES, silence=SHORTEST_SILENCE)) == whole[len(whole) - len(part) :]
