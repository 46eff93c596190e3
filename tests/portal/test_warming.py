"""What the web server loads ahead, so that the first visitor of a process does not wait for it."""

from __future__ import annotations

import gc
import importlib
import sys

from django.template import engines

import pytest

from redaction.names import ordinary_words
from woo_portal import services, warming


@pytest.fixture(autouse=True)
def unfrozen(monkeypatch):
    """The tests stay ordinary: nothing of theirs is taken out of the collector's rounds."""
    monkeypatch.setattr(gc, "freeze", lambda: None)
    monkeypatch.setattr(gc, "set_threshold", lambda *_: None)


def test_every_page_and_the_ordinary_words_are_there_when_the_first_visitor_comes():
    loader = engines["django"].engine.template_loaders[0]
    loader.reset()
    ordinary_words._counts.cache_clear()

    warming.warm_up().join(timeout=60)

    loaded = set(loader.get_template_cache)
    assert {"parliament/question.html", "dossiers/decision.html", "base.html"} <= set(warming.template_names())
    assert set(warming.template_names()) <= loaded
    read = ordinary_words._counts.cache_info().misses
    assert ordinary_words.currency("water") is ordinary_words.Currency.ORDINARY
    assert ordinary_words._counts.cache_info().misses == read


def test_what_cannot_be_loaded_is_logged_and_the_rest_is_loaded(monkeypatch, caplog):
    def broken() -> None:
        raise OSError("no such file")

    loaded = []
    monkeypatch.setattr(warming, "LOADED", (broken, lambda: loaded.append("words")))

    warming.load_all()

    assert loaded == ["words"]
    assert "Loading ahead stopped: broken" in caplog.text


def test_the_web_server_loads_ahead_when_it_starts(monkeypatch):
    begun = []
    monkeypatch.setattr(warming, "warm_up", lambda: begun.append("warming"))
    monkeypatch.setattr(services, "start_services", lambda: None)
    monkeypatch.delitem(sys.modules, "woo_portal.wsgi", raising=False)

    importlib.import_module("woo_portal.wsgi")

    assert begun == ["warming"]
