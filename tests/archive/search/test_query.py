"""A coordinator looks for messages by words, person, period and topic."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from archive.models import Handle, MessageIndex, Person
from archive.search.facets import facets
from archive.search.language import parse
from archive.search.query import HIT_END, HIT_START, Query, find, highlighted
from tests import factories

pytestmark = pytest.mark.django_db

EXPORT = """\
04-11-2025 19:12 - Emre Aydin: Schuurmans zit vanavond aan tafel
14-11-2025 21:02 - Wout Peeters: De pompen zijn uitgevallen, bel Delta Pompen
14-11-2025 21:05 - Emre Aydin: Welke noodpompen staan er nog?
20-01-2026 09:00 - Wout Peeters: Café De Wind is gesloten
28-03-2026 23:30 - Emre Aydin: de reünie vóór de zomertijd
"""


@pytest.fixture(autouse=True)
def archive(bring_in):
    bring_in("WhatsApp-chat met Crisis.txt", EXPORT)


def texts(query: Query) -> list[str]:
    return [message.text for message in find(query)]


def test_words_are_stemmed_in_dutch_and_diacritics_do_not_matter():
    assert texts(Query(words="pomp")) == ["De pompen zijn uitgevallen, bel Delta Pompen"]
    assert texts(Query(words="cafe")) == ["Café De Wind is gesloten"]
    assert texts(Query(words="REUNIE")) == ["de reünie vóór de zomertijd"]


def test_phrases_alternatives_and_exclusion():
    assert len(texts(Query(words='"delta pompen"'))) == 1
    assert texts(Query(words="noodpompen OR schuurmans")) == [
        "Welke noodpompen staan er nog?",
        "Schuurmans zit vanavond aan tafel",
    ]
    assert texts(Query(words="pompen -uitgevallen")) == []


def test_a_person_is_found_under_every_name():
    emre = Handle.objects.get(value="Emre Aydin").person
    Handle.objects.filter(value="Wout Peeters").update(person=emre)
    assert len(texts(Query(person=emre.pk))) == 5
    assert texts(Query(person=Person.objects.create(name="Niemand").pk)) == []


def test_a_period_is_in_dutch_days_both_included():
    assert len(texts(Query(first_day=date(2025, 11, 14), last_day=date(2025, 11, 14)))) == 2
    assert texts(Query(first_day=date(2026, 3, 28), last_day=date(2026, 3, 28))) == ["de reünie vóór de zomertijd"]


def test_a_topic_finds_what_any_of_its_terms_finds():
    topic = factories.topic("Pompen", 'noodpomp*\n"delta pompen"\n')
    assert len(texts(Query(topic=topic.pk))) == 2


def test_hits_are_counted_by_dutch_month():
    assert facets(parse("")).months == {date(2025, 11, 1): 3, date(2026, 1, 1): 1, date(2026, 3, 1): 1}


def test_a_hit_shows_what_was_found():
    hit = highlighted(find(Query(words="noodpompen")), parse("noodpompen")).get()
    assert hit.headline == f"Welke {HIT_START}noodpompen{HIT_END} staan er nog?"


def test_the_index_can_be_rebuilt():
    before = set(MessageIndex.objects.values_list("message", flat=True))
    MessageIndex.objects.all().delete()
    assert factories.index_archive() == len(before)
    assert set(MessageIndex.objects.values_list("message", flat=True)) == before


def test_an_accent_that_is_a_character_of_its_own_does_not_end_the_word():
    """macOS names files so, and some phones send words so."""
    chat = factories.conversation()
    decomposed = unicodedata.normalize("NFD", "Financiële café-nota")
    factories.message(chat, decomposed, files=(unicodedata.normalize("NFD", "reünie-foto.jpg"),))
    factories.index_archive()

    assert texts(Query(words="financiele nota"))[:1] == [decomposed]
    for words in (
        "financiële",
        "café",
        "reünie",
        unicodedata.normalize("NFD", "financiële café"),
        '"financiële café-nota"',
    ):
        assert decomposed in texts(Query(words=words)), words
