"""The word lists that ship: broad, without doubles, and read without regard to case and accents."""

from __future__ import annotations

from importlib.resources import files

import pytest

from redaction.names import lists

LISTS = sorted(file.name for file in (files("redaction.names") / "lists").iterdir() if file.name.endswith(".txt"))


def entries(name: str) -> list[str]:
    lines = (files("redaction.names") / "lists" / name).read_text("utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("name", LISTS)
def test_an_entry_stands_once_and_the_list_says_what_it_is(name: str):
    keys = [lists.key(entry.removesuffix(" ?")) for entry in entries(name)]
    assert len(keys) == len(set(keys))
    assert (files("redaction.names") / "lists" / name).read_text("utf-8").startswith("# ")


def test_the_lists_are_broad():
    assert len(lists.first_names()) > 5000
    assert len(lists.surnames()) > 6000
    assert sum(map(len, lists.surnames_with_prefix().values())) > 1500


@pytest.mark.parametrize(
    "name",
    ["Sanne", "Tjitske", "Mehmet", "Ayşe", "Youssef", "Fatima", "Sunita", "Churandy", "Agnieszka", "Nguyen", "Megan"],
)
def test_first_names_of_many_origins_are_there(name: str):
    assert lists.first_names()[lists.key(name)] is False


@pytest.mark.parametrize("word", ["Wil", "Storm", "Roos", "Mark", "Beer"])
def test_words_that_are_also_first_names_are_marked(word: str):
    assert lists.first_names()[lists.key(word)] is True


@pytest.mark.parametrize("word", ["Koning", "Bos", "Prins", "Bakker", "Visser"])
def test_words_that_are_also_surnames_are_marked(word: str):
    assert lists.surnames()[lists.key(word)] is True


def test_a_tussenvoegsel_belongs_to_its_surname():
    assert lists.surnames_with_prefix()["vries"] == {("de",): False}
    assert ("van", "den") in lists.surnames_with_prefix()["berg"]


@pytest.mark.parametrize(
    ("written", "key"), [("Yıldız", "yildiz"), ("YILDIZ", "yildiz"), ("Łukasz", "lukasz"), ("Zoë", "zoe")]
)
def test_case_and_accents_do_not_count(written: str, key: str):
    assert lists.key(written) == key
