"""The themes of the State's publications, as the list has them."""

from __future__ import annotations

from collections import Counter

from archive.topics.themes import themes


def test_sixteen_main_themes_with_seventy_six_beneath_them():
    found = themes()
    mains = {code for code, theme in found.items() if not theme.main}
    assert (len(mains), len(found)) == (16, 92)
    assert Counter(theme.main for theme in found.values() if theme.main).keys() == mains


def test_a_theme_is_named_after_its_main_theme_and_has_an_address():
    water = themes()["c_389a72e6"]
    assert str(water) == "natuur en milieu: water"
    assert str(themes()[water.main]) == "natuur en milieu"
    assert water.uri == "https://identifier.overheid.nl/tooi/def/thes/top/c_389a72e6"


def test_a_main_theme_stands_before_its_own():
    listed = list(themes().values())
    for place, theme in enumerate(listed):
        main = next(other for other in reversed(listed[: place + 1]) if not other.main)
        assert theme.main in ("", main.code)
