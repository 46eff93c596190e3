"""Emoji that Slack and Mattermost keep by name."""

from __future__ import annotations

import pytest

from archive.reading.emoji_names import EMOJI, emoji_named, with_emoji


@pytest.mark.parametrize(
    ("name", "shown"),
    [("+1", "👍"), ("+1::skin-tone-6", "👍🏿"), ("flag-nl", "🇳🇱"), ("party_parrot", ":party_parrot:"), ("", "::")],
)
def test_an_emoji_of_a_name(name: str, shown: str) -> None:
    assert emoji_named(name) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("goed :+1::skin-tone-2: :tada::tada:", "goed 👍🏻 🎉🎉"),
        ("(:warning:) :onze_emoji:", "(⚠️) :onze_emoji:"),
        ("om 10:100:30 uur, 3:x:4, a:100:b", "om 10:100:30 uur, 3:x:4, a:100:b"),
        ("geen: dubbele punt", "geen: dubbele punt"),
    ],
)
def test_names_in_a_text_become_emoji_and_other_colons_stay(text: str, shown: str) -> None:
    assert with_emoji(text) == shown


def test_every_name_has_an_emoji_that_is_no_word() -> None:
    assert all(name == name.lower() and not shown.isascii() for name, shown in EMOJI.items())
