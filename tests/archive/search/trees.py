"""Trees of what can be typed, in their one form, for hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from archive.search.expressions import Field, Near, Phrase, Term, Word, all_of, any_of, none_of
from archive.search.fields import FEATURES

WORDS = st.sampled_from(
    "pomp dijken café huisje code-rood 10:30 foto's of en http://x.nl re:plan pomp(en) 2025".split()
)
DAYS = st.sampled_from(["2025", "2025-11", "14-11-2025", "14 november 2025"])
PERIODS = DAYS | DAYS.map(lambda day: f"{day}..") | DAYS.map(lambda day: f"..{day}")
NAMES = st.sampled_from(
    ["rieke", "Rieke Talsma", "Rieke Talsma #12", "OF", "-5", "'s-Gravenhage (groep)", "a:b", "06 1234"]
)


def words() -> st.SearchStrategy[Word]:
    """Words, and beginnings of words."""
    return st.builds(Word, WORDS, st.booleans())


def leaves() -> st.SearchStrategy:
    """Words, phrases, words near another, and terms of every field."""
    named = [field for field in Field if field not in FEATURES and field != Field.DATE]
    return st.one_of(
        words(),
        st.builds(Phrase, st.lists(WORDS, min_size=1, max_size=3).map(" ".join)),
        st.builds(Near, words(), words(), st.integers(1, 20)),
        st.builds(Term, st.sampled_from(named), NAMES),
        st.builds(Term, st.just(Field.DATE), PERIODS),
        *(st.builds(Term, st.just(field), st.sampled_from(features)) for field, features in FEATURES.items()),
    )


def trees(leaf: st.SearchStrategy, *, size: int = 12) -> st.SearchStrategy:
    """What `parse` can give, with at most so many leaves."""
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=4).map(all_of),
            st.lists(inner, min_size=2, max_size=4).map(any_of),
            inner.map(none_of),
        ),
        max_leaves=size,
    )
