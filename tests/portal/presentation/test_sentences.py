"""Sentences stand in the templates as they are read: there is one language, and no catalogue."""

from __future__ import annotations

import re

from django.conf import settings
from django.template import engines

MARK = re.compile(r"\{%\s*(?:blocktrans|trans|plural\b)|\b_\([\"']")
"""What would have a sentence looked up in Django's own catalogue at every rendering."""


def test_no_template_has_a_sentence_looked_up() -> None:
    folder = settings.BASE_DIR / "templates"
    marked = [str(path.relative_to(folder)) for path in folder.rglob("*.*") if MARK.search(path.read_text())]

    assert marked == []


def test_a_sentence_under_a_name_escapes_what_it_is_about_once() -> None:
    page = "{% load dutch %}{% sentence as title %}«{{ name }}» weggooien?{% endsentence %}<h1>{{ title }}</h1>"

    shown = engines["django"].from_string(page).render({"name": "Jansen & <zoon>"})

    assert shown == "<h1>«Jansen &amp; &lt;zoon&gt;» weggooien?</h1>"
