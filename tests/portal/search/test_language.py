"""The page says how one searches."""

from __future__ import annotations

from django.template.loader import render_to_string

from archive.search.explaining import WORDS, fields


def test_the_explanation_shows_every_example_and_what_it_finds():
    shown = render_to_string("search/_language.html")
    for way in (*WORDS, *fields()):
        for text in (way.example, way.meaning, *way.also):
            assert text.replace('"', "&quot;") in shown
