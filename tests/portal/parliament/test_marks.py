"""What a question names beside words lifts messages as well, and every lifted message says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from archive.identity import merge
from archive.models import Function, Participant, Person
from archive.search import vocabulary
from archive.search.index import reindex
from tests import factories
from woo_portal.parliament.corpus import corpus_of
from woo_portal.parliament.evidence import hits_for, seek, sought
from woo_portal.parliament.marks import is_mark, marks_of, proposed_marks
from woo_portal.parliament.scoring import proposed, scored, told
from woo_portal.parliament.terms import matches_of, proposed_terms

ASKED = "Wat zei de burgemeester op 1 maart 2026, en wat deed het Waterschap Oost?"
FUNCTION = "functie:burgemeester"


@pytest.fixture
def said(db):
    """The mayor at a quarter to midnight on 1 March 2026 and a colleague on three days, each in a conversation of their own."""
    mayor = factories.handle(factories.person("Loes Geurts", function="burgemeester"))
    kofi = factories.handle("Kofi Mensah")
    late = datetime(2026, 3, 1, 22, 45, tzinfo=UTC)
    rows = [factories.message(factories.conversation("Raad"), "Ik kom eraan", sender=mayor, at=late)]
    for place in range(1, 4):
        at = late + timedelta(days=place)
        rows.append(
            factories.message(factories.conversation(f"Koffie {place}"), "Wie haalt er thee", sender=kofi, at=at)
        )
    reindex([row.pk for row in rows])
    return rows


@pytest.fixture
def corpus(said):
    return corpus_of(date(2026, 1, 1), date(2026, 12, 31))


def test_the_days_and_functions_a_question_names_are_proposed_when_they_have_messages(corpus):
    assert proposed_marks(corpus, ASKED) == ["datum:01-03-2026", FUNCTION]
    assert proposed_marks(corpus, "Wat deed de oudburgemeester op 1 januari 2020?") == []


def test_the_persons_a_question_names_are_proposed_also_by_a_surname_that_nobody_else_has(corpus):
    assert proposed_marks(corpus, "Wat appte Loes Geurts aan Kofi Mensah?") == ["van:Loes Geurts", "van:Kofi Mensah"]
    assert proposed_marks(corpus, "Wat appte burgemeester Geurts?") == ["van:Loes Geurts", FUNCTION]
    factories.person("Piet Geurts")
    assert proposed_marks(corpus, "Wat wist Geurts?") == []


@pytest.mark.parametrize("name", ["Kim Ng", "Hedy d'Ancona", "Sem Water"])
def test_short_surnames_and_those_with_an_apostrophe_are_seen_and_no_word_a_sentence_begins_with(corpus, name):
    Person.objects.filter(name="Kofi Mensah").update(name=name)
    surname = name.partition(" ")[2]

    assert proposed_marks(corpus, f"Wat schreef directeur {surname} daarover?") == [f"van:{name}"]
    assert proposed_marks(corpus, "Wie besloot dat? Water stond er in ieder geval.") == []


def test_who_was_written_to_is_found_when_it_is_asked(corpus, said):
    mayor, colleague = said[0].sender, said[1].sender
    for handle in (mayor, colleague):
        Participant.objects.create(conversation=said[1].conversation, handle=handle)

    assert marks_of(corpus, ["aan:Loes Geurts"])["aan:Loes Geurts"].on.tolist() == [False, True, False, False]
    assert marks_of(corpus, ["aan:Kofi Mensah"])["aan:Kofi Mensah"].on.tolist() == [False] * 4
    assert proposed_marks(corpus, "Wat appte Loes Geurts?") == ["van:Loes Geurts"]


def test_a_long_name_is_still_that_name_after_the_terms_were_changed(corpus, question_set, liaison):
    """Regression: every term was cut at sixty characters, and what was left of a ministry found nothing."""
    ministry = "organisatie:Ministerie van Binnenlandse Zaken en Koninkrijksrelaties"
    how = sought(question := question_set.questions.first())

    kept = seek(
        question, terms=[ministry, "x" * 80], off=(), first_day=how.first_day, last_day=how.last_day, seen=0, by=liaison
    )

    assert kept.terms == (ministry, "x" * 60)


def test_a_word_that_every_question_has_names_nobody(corpus):
    Person.objects.filter(name="Kofi Mensah").update(name="Kofi Kamer")

    assert proposed_marks(corpus, "Wat is de Kamer verteld?") == []
    assert proposed_marks(corpus, "Wat zei Kofi Kamer?") == ["van:Kofi Kamer"]


def test_what_somebody_sent_is_found_under_the_name_they_had_as_well(corpus, said):
    kofi = Person.objects.get(name="Kofi Mensah")
    merge(person=kofi, into=factories.person("K. Mensah-Boateng"))

    for name in ("kofi mensah", "K. Mensah-Boateng"):
        assert marks_of(corpus, [f"van:{name}"])[f"van:{name}"].on.tolist() == [False, True, True, True]


def test_who_is_only_in_private_conversations_is_not_named(corpus, said):
    Function.objects.all().delete()
    chat = said[0].conversation
    Participant.objects.create(conversation=chat, handle=said[0].sender)
    assert proposed_marks(corpus, "Wat appte Loes Geurts?") == ["van:Loes Geurts"]

    factories.private_mark(chat)

    assert proposed_marks(corpus, "Wat appte Loes Geurts?") == []


def test_the_minister_is_the_one_the_archive_knows_and_of_two_nobody(corpus, said):
    Function.objects.update(title="minister van Water en Ruimte")
    title = "functie:minister van water en ruimte"
    assert proposed_marks(corpus, "Wat wist de Minister op 1 maart 2026?") == ["datum:01-03-2026", title]
    assert proposed_marks(corpus, "Wat weet het ministerie, en de minister-president?") == []

    factories.person("Bas Dekker", function="minister van Natuur")
    assert proposed_marks(corpus, "Wat wist de minister?") == []


def test_who_held_the_function_is_found_without_any_word_of_the_question(said, question_set):
    question = question_set.questions.first()
    how = replace(sought(question), terms=("functie:Burgemeester",), first_day=date(2026, 1, 1))

    (hit,) = hits_for(question, how).hits
    assert (hit.message, hit.here) == (said[0].pk, ("functie:Burgemeester",))


def test_not_on_a_day_on_which_the_function_was_not_held(corpus):
    Function.objects.update(valid_until=date(2026, 2, 28))

    assert not marks_of(corpus, [FUNCTION])[FUNCTION].on.any()


def test_a_day_is_a_dutch_day_and_the_days_beside_it_count_for_less(corpus, said):
    of = {int(pk): row for row, pk in enumerate(corpus.ids)}
    mark = marks_of(corpus, ["datum:2026-03-02"])["datum:2026-03-02"]

    before, own, after, later = (mark.scores[of[row.pk]] for row in said)
    assert own > after > before > later == 0
    assert [bool(mark.on[of[row.pk]]) for row in said] == [False, True, False, False]


@pytest.mark.parametrize("term", ["datum:ooit", "datum:2026-02..", "functie:niemand", "organisatie:nergens"])
def test_what_cannot_be_read_or_is_nobodys_finds_nothing(corpus, term):
    assert not marks_of(corpus, [term])[term].scores.any()


def test_a_time_and_a_word_with_a_colon_are_words():
    assert not any(map(is_mark, ["16:10", "datum", "datum:", "re:plan"]))


def test_a_mark_can_be_put_off_like_any_term(said, question_set, liaison):
    question = question_set.questions.first()
    days = {"first_day": date(2026, 1, 1), "last_day": date(2026, 12, 31)}
    changed = seek(question, terms=["thee"], off=[FUNCTION], seen=0, by=liaison, **days)

    assert said[0].pk not in {hit.message for hit in hits_for(question, changed).hits}


def archive_of(*chats: list[str]):
    """Conversations of messages a minute apart, read back from the archive."""
    rows, start = [], datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
    for number, lines in enumerate(chats):
        chat = factories.conversation(f"Gesprek {number}")
        for place, line in enumerate(lines):
            rows.append(factories.message(chat, line, at=start + timedelta(minutes=place)))
    reindex([row.pk for row in rows])
    vocabulary.settle()
    return corpus_of(date(2026, 1, 1), date(2026, 12, 31)), rows


@pytest.mark.django_db
def test_a_compound_of_the_question_finds_the_words_it_is_made_of_but_is_not_proposed_for_these():
    corpus, _ = archive_of(["mijn telefoon is weg", "zie noodpompen"], ["wat een dag"])

    found = {
        term: {number for number, _ in matches} for term, matches in matches_of(corpus, ["diensttelefoon"]).items()
    }
    assert found == {"diensttelefoon": {corpus.vocabulary["telefon"]}}
    assert proposed_terms(corpus, "Waren er diensttelefoons?") == []


@pytest.mark.django_db
def test_related_words_lift_what_has_none_of_the_terms_and_are_told():
    corpus, rows = archive_of(
        *[["de pomp is stuk", "Schuurmans komt"]] * 2, ["Schuurmans belde net"], *[["wie haalt thee", "ik"]] * 6
    )
    by = scored(corpus, ["pomp"])
    found, is_like = proposed(corpus, by, (), ())
    hits = {hit.message: hit for hit in told(corpus, list(found), by, is_like)}

    lifted = hits[rows[4].pk]
    assert (lifted.here, lifted.near, lifted.related) == ((), (), ("schuurmans",))
    assert all(hit.here or hit.near or hit.related for hit in hits.values())
    assert rows[-1].pk not in hits


@pytest.mark.django_db
def test_a_hit_tells_the_term_in_a_neighbour_that_another_stretch_shows_already():
    """It was proposed with an empty reason: only the messages shown with it were looked at."""
    corpus, _ = archive_of(["tja"] * 5 + ["pomp"] + ["tja"] * 3 + ["pomp"] + ["tja"] * 5, ["heel wat anders"] * 9)
    by = scored(corpus, ["pomp"])
    found, is_like = proposed(corpus, by, (), ())
    hits = told(corpus, list(found), by, is_like)

    assert len(hits) > 1
    assert all("pomp" in (*hit.here, *hit.near) for hit in hits)
