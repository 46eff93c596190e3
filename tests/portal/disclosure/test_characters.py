"""Which characters reach paper: nothing unseen goes along, nothing written goes without a trace."""

from __future__ import annotations

import unicodedata

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from woo_portal.disclosure import fonts
from woo_portal.disclosure.characters import printable, reads_from_right
from woo_portal.disclosure.typesetting import TEMPLATES


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Café é, €\u00a05 – „ja” ½ ² ✓ → ≥ 👍", "Café é, €\u00a05 – „ja” ½ ² ✓ → ≥ 👍"),
        ("een\r\ntwee\rdrie\u2028vier", "een\ntwee\ndrie\nvier"),
        ("你好", "[U+4F60][U+597D]"),
        ("a\u0000b\u0007", "a[U+0000]b[U+0007]"),
        ("\ud83d", "[U+D83D]"),
        ("\u202eteed\u202c", "[U+202E]teed[U+202C]"),
        ("@\u2068Jan\u2069\u200e", "@Jan"),
        ("👍🏽 ❤️", "👍 ❤"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("Jan\u200d\u200c\u200d Piet", "Jan Piet"),
        ("ok\U000e0073\U000e0065", "ok[U+E0073][U+E0065]"),
        ("ﻣﺮﺣﺒﺎ", "مرحبا"),
        ("a\u3000b\tc", "a b c"),
    ],
)
def test_what_is_printed(written, printed):
    assert printable(written) == printed


@given(st.text(alphabet=st.characters()))
def test_only_what_the_fonts_draw_is_printed_and_printing_twice_is_printing_once(text):
    printed = printable(text)
    assert all(character == "\n" or ord(character) in fonts.coverage() for character in printed)
    assert printable(printed) == printed


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S"])))
def test_no_letter_digit_or_sign_is_lost(text):
    """Each is printed, as itself or as its code point; skin tones alone have no form in print."""
    tones = sum("\U0001f3fb" <= character <= "\U0001f3ff" for character in text)
    assert len(printable(text)) >= len(text) - tones


def test_which_way_a_message_reads():
    assert reads_from_right("(שלום) hello")
    assert not reads_from_right("hello שלום")
    assert not reads_from_right("123 👍")


def test_the_style_names_each_font_and_bold_has_the_letters_of_regular():
    names, letters = set(), {}
    for file in fonts.files():
        with TTFont(file, lazy=True) as font:
            names.add(font["name"].getBestFamilyName())
            letters[file.stem] = set(font.getBestCmap())
    style = (TEMPLATES / "pages.css").read_text("utf-8")
    assert all(f'"{name}"' in style for name in names)
    assert letters["NotoSans-Bold"] == letters["NotoSans-Regular"]


def test_a_glyph_is_read_back_as_a_letter_and_not_as_the_shape_of_one():
    arabic = fonts.letters("IBM Plex Sans Arabic", 400)
    shapes = {text for text in arabic.values() if "\ufe70" <= text[0] <= "\ufefc"}
    assert all(unicodedata.normalize("NFKC", shape) == shape for shape in shapes)
