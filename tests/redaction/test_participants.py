"""What the archive knows of the persons in a conversation, in the ways chat writes them."""

from __future__ import annotations

import pytest

from redaction.detecting import Confidence, Context, KnownPerson, Label
from redaction.detectors.participants import Participants
from redaction.finding import find_all
from tests.redaction.found import chat_of, found

CHAT = chat_of(
    "Jan van den Berg", "Peter-Jan Kloosveld", "Faat 🌊", "Wil Zwijnsvoort", "Kelly de Wit", "Thijs Koning WV"
)


@pytest.mark.parametrize(
    ("text", "person_id"),
    [
        ("Jan van den Berg", 1),
        ("jan vd berg", 1),
        ("van den berg", 1),
        ("Van den Berg", 1),
        ("J. van den Berg", 1),
        ("JvdB", 1),
        ("Jan B.", 1),
        ("JAN", 1),
        ("Peter-Jan", 2),
        ("peter jan", 2),
        ("PJ", 2),
        ("P.J. Kloosveld", 2),
        ("kloosveld", 2),
        ("KLOOSVELD", 2),
        ("Kloosvelt", 2),
        ("kloosvelds", 2),
        ("faat", 3),
        ("Zwijnsvoort", 4),
        ("Wil Zwijnsvoort", 4),
        ("De Wit", 5),
        ("Thijs", 6),
        ("T. Koning", 6),
    ],
)
def test_a_participant_is_found_and_named_in_every_form(text: str, person_id: int):
    items = find_all(f"dat zei {text} gisteren", CHAT)
    assert [(item.label, item.person_id) for item in items] == [(Label.PERSON, person_id)]
    assert f"dat zei {text} gisteren"[items[0].span.start : items[0].span.end] == text


@pytest.mark.parametrize(
    "text",
    [
        "wil je de koning zien?",
        "de wit geverfde dijk",
        "wil iemand mee",
        "WV borrel",
        "een berg zand",
        "op 3 jan. om 10 uur",
    ],
)
def test_ordinary_words_of_their_names_are_not_them(text: str):
    assert found(text, Label.PERSON, CHAT) == []


@pytest.mark.parametrize(
    ("text", "names"), [("vraag Wil even", ["Wil"]), ("met Koning erbij", ["Koning"]), ("wil belt zo", ["wil"])]
)
def test_ordinary_words_with_a_sign_that_they_are_names(text: str, names: list[str]):
    assert found(text, Label.PERSON, CHAT) == names


def test_two_persons_of_one_name_are_found_and_neither_is_chosen():
    [item] = find_all("Jan weet het", chat_of("Jan Smit", "Jan Mulder"))
    assert item.person_id is None
    assert "Jan Mulder of Jan Smit" in item.why


def test_another_person_with_the_first_name_of_a_participant_is_not_the_participant():
    [item] = find_all("Jan Mulder weet het", chat_of("Jan Smit"))
    assert item.span.end == len("Jan Mulder")
    assert item.person_id is None


def test_who_is_known_from_elsewhere_is_found_too_but_asks_for_a_look():
    elsewhere = Context(elsewhere=(KnownPerson(9, ("Aaltje Kwakkelstein",)),))
    [item] = Participants().find("gehoord van kwakkelstein", elsewhere)
    assert (item.person_id, item.confidence) == (9, Confidence.CHECK)
    assert "bekend uit het archief" in item.why


def test_the_name_in_an_email_address_is_known_as_well():
    context = Context((KnownPerson(3, ("Faat",), emails=("f.elkhatibi@example.nl",)),))
    assert found("vraag elkhatibi maar", Label.PERSON, context) == ["elkhatibi"]


def test_the_archive_and_the_lists_agreeing_is_sure():
    [item] = find_all("Thijs komt", CHAT)
    assert item.confidence is Confidence.HIGH


CALLED = chat_of("Cornelis Haverkort", "Soufiane el Badaoui", "Wilhelmina Post", "Jan Smit", "Jantine Vos")


@pytest.mark.parametrize(
    ("text", "words", "person_id"),
    [
        ("dat zegt kees ook", "kees", 1),
        ("lief van Keesje", "Keesje", 1),
        ("haha soufi je bent er al", "soufi", 2),
        ("vraag Mien maar", "Mien", 3),
        ("Jantje lacht", "Jantje", 4),
        ("bel Jan", "Jan", 4),
    ],
)
def test_a_short_name_the_archive_never_saw_was_of_nobody(text: str, words: str, person_id: int):
    [item] = find_all(text, CALLED)
    assert (text[item.span.start : item.span.end], item.person_id) == (words, person_id)


def test_who_is_really_called_so_goes_before_who_may_be():
    [item] = find_all("Kees belt", chat_of("Cornelis Haverkort", "Kees Mulder"))
    assert item.person_id == 2


def test_two_who_may_be_called_so_are_asked_about():
    [item] = find_all("Kees belt", chat_of("Cornelis Haverkort", "Cornelis Mulder"))
    assert item.person_id is None


@pytest.mark.parametrize(
    "text", ["kan ik je bellen", "wil je mee", "het beste is wachten", "in de gang", "de rest mag weg"]
)
def test_the_beginning_of_a_name_is_no_name_where_it_is_a_word(text: str):
    assert found(text, Label.PERSON, chat_of("Bestevaer Kanters", "Wilhelmina Gangadien", "Restiana Magdalena")) == []


def test_of_who_is_not_in_the_chat_no_short_name_is_known():
    items = find_all("dat zegt kees ook", Context(elsewhere=(KnownPerson(9, ("Cornelis Haverkort",)),)))
    assert [item.person_id for item in items] == [None]
