"""A coordinator searches the archive and reads what was found in its conversation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.urls import reverse

import pytest

from archive.identity import merge
from archive.models import Capture, Source
from tests import factories
from woo_portal.accounts.roles import Role
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb

SEARCH = "/zoeken/"


def test_words_are_found_newest_first_and_marked(client, archive):
    page = client.get(SEARCH, {"q": "pomp*"}).content.decode()

    assert "3 treffers" in page.replace("\xa0", " ")
    assert page.index("pompstation") < page.index("Delta")
    assert "<mark>pompstation</mark>" in page
    assert "De <mark>pompen</mark> zijn uitgevallen" in page


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("pompen", ["Bel Delta Pompen", "De pompen zijn uitgevallen"]),
        ("pompen uitgevallen", ["De pompen zijn uitgevallen"]),
        ('"delta pompen"', ["Bel Delta Pompen"]),
        ("sluis OR gemaal", ["Het gemaal draait", "En de sluis?"]),
        ("pompen -delta", ["De pompen zijn uitgevallen"]),
        ("pompst*", ["Is er een pompstation bij?"]),
        ("onvindbaar", []),
    ],
)
def test_the_operators_of_the_help_line(hits, words, found):
    assert hits(q=words) == found


@pytest.mark.parametrize(
    ("line", "wrong", "said"),
    [
        ('pomp "delta', "&quot;", "Dit aanhalingsteken opent wat nergens wordt gesloten."),
        ("pomp vna:rieke", "vna:rieke", "Bedoelt u ‘van:’?"),
        ("van:niemand pomp", "van:niemand", "‘niemand’ is niet gevonden in het archief."),
        ("datum:2025-13", "2025-13", "staat niet op de kalender"),
    ],
)
def test_a_line_that_cannot_be_understood_shows_where_and_finds_nothing(client, archive, line, wrong, said):
    response = client.get(SEARCH, {"q": line})
    page = response.content.decode()
    assert f"<mark>{wrong}</mark>" in page
    assert said in page
    assert "fragments" not in response.context
    assert not Event.objects.filter(verb=Verb.SEARCHED).exists()


def test_what_is_asked_beside_the_words_can_be_typed_as_well(hits, archive):
    both = ["De pompen zijn uitgevallen"]
    assert hits(q="pomp* van:kofi app:whatsapp datum:2025-11") == both
    assert hits(q="pomp*", afzender="kofi", app="WhatsApp", van="2025-11-01", tot="2025-11-30") == both
    assert hits(q="aan:kofi") == hits(aan="kofi")


def test_each_condition_of_the_line_can_be_taken_away(ask):
    asked = ask(q="pomp* van:rieke (a OF pompstation)", app="signal")
    assert asked["parts"] == [
        ("pomp*", "?q=van%3Arieke+%28a+OF+pompstation%29&app=signal"),
        ("van:rieke", "?q=pomp%2A+%28a+OF+pompstation%29&app=signal"),
        ("a OF pompstation", "?q=pomp%2A+van%3Arieke&app=signal"),
    ]
    assert ask(q="pomp*")["parts"] == []


def test_all_hits_of_one_conversation(client, ask, archive):
    page = client.get(SEARCH, {"q": "pomp*"}).content.decode()
    address = f"?q=pomp%2A&amp;gesprek=Crisisteam%20%23{archive.chat.pk}"
    assert f'href="{address}"' in page
    assert ask(q="pomp*", gesprek=f"Crisisteam #{archive.chat.pk}")["total"] == 2


def test_more_hits_than_are_counted_are_called_so_on_the_page_and_in_the_log(client, ask, monkeypatch):
    monkeypatch.setattr("woo_portal.search.views.MOST_COUNTED", 2)
    asked = ask(q="pomp*")
    assert (asked["is_more"], asked["total"]) == (True, 2)
    assert "meer dan 2 treffers" in sentence(Event.objects.get(verb=Verb.SEARCHED)).replace("\xa0", " ")
    assert not ask(q="pompen")["is_more"]


def test_the_filters_beside_the_words(hits, archive):
    topic = factories.topic("Water", "sluis\ngemaal")

    assert hits(q="pomp*", afzender="Rieke Talsma") == ["Is er een pompstation bij?", "Bel Delta Pompen"]
    assert hits(q="pomp*", afzender="kofi") == ["De pompen zijn uitgevallen"]
    assert hits(q="pomp*", afzender=f"#{archive.kofi.person_id}") == ["De pompen zijn uitgevallen"]
    assert hits(functie="minister", gesprek="crisis") == ["En de sluis?", "Bel Delta Pompen"]
    assert hits(app="signal") == ["Nee", "Is er een pompstation bij?"]
    assert hits(van="2025-11-14", tot="2025-11-14") == ["Het gemaal draait", "En de sluis?"]
    assert hits(onderwerp=topic.pk) == ["Het gemaal draait", "En de sluis?"]


def test_a_name_of_before_a_merge_finds_the_person(ask, archive):
    """Also by the number in an address that was kept."""
    before = factories.person("K. Mensah")
    merge(person=before, into=archive.kofi.person)
    for name in ("K. Mensah", f"Kofi M. #{before.pk}", "k. mens", "Kofi Mensah"):
        asked = ask(q="pomp*", afzender=name)
        assert (asked["total"], asked["sentence"]) == (1, "pomp*, afzender Kofi Mensah"), name


def test_names_are_suggested_while_one_is_typed(client, archive):
    factories.handle(factories.person("Rieke Talsma"))

    def suggested(**typed: str) -> list[str]:
        return client.get("/zoeken/namen/", typed).context["names"]

    first, second = suggested(afzender="riek")
    assert first.startswith("Rieke Talsma #")
    assert first != second
    assert suggested(afzender="kofi") == ["Kofi Mensah"]
    assert suggested(gesprek="cris") == ["Crisisteam"]
    assert suggested(q="cris") == suggested() == []


def test_what_was_searched_stays_visible_as_a_sentence(ask):
    asked = ask(q="pomp*", afzender="rieke", functie="minister", van="2025-11-01", tot="2026-01-21", app="WhatsApp")
    assert asked["sentence"] == (
        "pomp*, afzender Rieke Talsma, afzender op dat moment minister, app WhatsApp, 1 november 2025 t/m 21 januari 2026"
    )
    assert ask(gesprek="Rieke (M)", van="2026-01-20", tot="2026-01-20")["sentence"] == (
        "gesprek ‘Rieke (M)’, 20 januari 2026"
    )


def test_a_topic_is_told_with_its_terms_for_it_may_change(ask):
    topic = factories.topic("Water", 'sluis\n\n"code rood" 2\n-zwem*', threshold=2)
    told = 'onderwerp Water, versie 1 (sluis, "code rood" 2, -zwem*; drempel 2)'
    assert ask(onderwerp=topic.pk)["sentence"] == told


def test_hits_that_are_neighbours_are_one_piece_of_conversation(ask):
    newest, crisis = ask(q="pomp*")["fragments"]

    assert [line.message.text for line in newest.lines] == ["Is er een pompstation bij?", "Nee"]
    assert [(line.message.text, line.is_hit) for line in crisis.lines] == [
        ("Goedemorgen", False),
        ("De pompen zijn uitgevallen", True),
        ("Bel Delta Pompen", True),
        ("Doe ik", False),
    ]


def test_a_message_on_two_phones_is_one_hit_that_names_them(client, archive):
    message, holders = archive.crisis[2], (archive.rieke.person, None, archive.kofi.person)
    for number, holder in enumerate(holders):
        source = Source.objects.create(sha256=f"{number:064}", size=1, file_name="chat.txt", holder=holder)
        Capture.objects.create(message=message, source=source, first_unit=1, last_unit=1, sent_at=message.sent_at)

    response = client.get(SEARCH, {"q": "delta"})

    assert response.context["total"] == 1
    assert "Rieke Talsma, onbekende telefoon en Kofi Mensah" in response.content.decode()


def test_a_message_is_never_markup(client, archive):
    factories.message(archive.chat, "<script>alert('sluis')</script> & \ue000klaar\ue001 sluis")
    factories.index_archive()

    page = client.get(SEARCH, {"q": "sluis"}).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "<mark>klaar</mark>" not in page


def test_of_a_very_long_message_the_piece_with_the_hit_is_shown(client, archive):
    factories.message(archive.chat, "water " * 10_000 + "dijkwacht " + "zand " * 10_000)
    factories.index_archive()

    response = client.get(SEARCH, {"q": "dijkwacht"})

    assert "<mark>dijkwacht</mark>" in response.content.decode()
    assert len(response.content) < 40_000


def test_bars_narrow_the_period_from_months_to_days(spread):
    months = spread(q="pomp*")["histogram"]
    assert [(row.label, row.count) for row in months.rows] == [("nov 2025", 2), ("dec 2025", 0), ("jan 2026", 1)]
    assert months.rows[0].url == "/zoeken/?q=pomp%2A&van=2025-11-01&tot=2025-11-30"

    days = spread(q="pomp*", van="2025-11-01", tot="2025-11-30")["histogram"]
    assert [(row.label, row.count) for row in days.rows] == [("13 nov 2025", 2)]


def test_one_date_of_forty_years_ago_does_not_make_five_hundred_bars(spread, archive):
    factories.message(archive.chat, "pomp", at="1985-01-01T12:00+01:00")
    factories.index_archive()

    rows = spread(q="pomp")["histogram"].rows

    assert (rows[0].label, rows[-1].label, len(rows)) == ("1985", "2025", 41)


def test_many_hits_come_in_pages_without_a_gap_or_a_double(client, archive):
    moment = datetime(2025, 11, 13, 8, tzinfo=UTC)
    for number in range(60):
        factories.message(archive.chat, f"dijk {number}", at=moment + timedelta(seconds=number // 7))
    factories.index_archive()

    seen, address = [], f"{SEARCH}?q=dijk"
    while address:
        context = client.get(address).context
        seen += [message.pk for message in context["page"].rows]
        address = SEARCH + context["page"].next_url if context["page"].next_url else ""

    assert len(seen) == len(set(seen)) == 60
    assert Event.objects.filter(verb=Verb.SEARCHED).count() == 1


def test_a_page_costs_the_same_number_of_queries_however_many_hits(
    client, archive, django_assert_num_queries, django_assert_max_num_queries
):
    question = {"q": "dijk*", "afzender": "kofi", "van": "2025-01-01"}
    factories.message(archive.chat, "de dijk", sender=archive.kofi)
    factories.index_archive()
    with django_assert_max_num_queries(37) as few:
        client.get(SEARCH, question)
    for number in range(30):
        factories.message(archive.chat, f"dijken {number}", sender=archive.kofi)
        factories.message(archive.chat, "iets anders", sender=archive.rieke)
    factories.index_archive()
    with django_assert_num_queries(len(few)):
        client.get(SEARCH, question)


@pytest.mark.parametrize(
    "question",
    [
        {"q": "\0"},
        {"q": "x" * 501},
        {"q": "((("},
        {"van": "gisteren"},
        {"van": "2025-13-45"},
        {"van": "2025-12-01", "tot": "2025-11-01"},
        {"q": "pomp", "tot": "9999-12-31"},
        {"q": "pomp", "van": "0001-01-01"},
        {"q": "po\0mp", "van": "2025-11-01"},
        {"afzender": "#999999999999999999"},
        {"afzender": "bestaat niet"},
        {"functie": "koning"},
        {"onderwerp": "x"},
        {"app": "\0"},
        {"q": "pomp", "na": "999999999999999999999"},
        {"q": "pomp", "voor": "' OR 1=1"},
    ],
)
def test_bad_input_is_an_answer_and_never_an_error(client, archive, question):
    assert client.get(SEARCH, question).status_code == 200


def test_a_day_at_an_end_of_the_calendar_is_refused_in_words(client, archive):
    for asked in ({"tot": "9999-12-31"}, {"van": "0001-01-01"}, {"van": "1899-12-31"}, {"tot": "2201-01-01"}):
        page = client.get(SEARCH, {"q": "pomp", **asked}).content.decode()
        assert "Kies een dag in de jaren 1900 tot en met 2200." in page
    assert (
        "Kies een dag"
        not in client.get(SEARCH, {"q": "pomp", "van": "1900-01-01", "tot": "2200-12-31"}).content.decode()
    )


def test_a_name_that_fits_two_people_asks_which(client, archive):
    other = factories.person("Rieke de Boer")

    page = client.get(SEARCH, {"q": "pomp", "afzender": "rieke"}).content.decode()

    assert f"Rieke de Boer #{other.pk}" in page
    assert "treffers" not in page


def test_words_too_common_to_search_for_are_named_as_such(client, archive):
    assert "zo gewoon" in client.get(SEARCH, {"q": "de het"}).content.decode()
    assert "Geen bericht voldoet" in client.get(SEARCH, {"q": "onvindbaar"}).content.decode()


def test_searching_is_an_event(client, archive, coordinator):
    client.get(SEARCH, {"q": "O'Brien & co"})

    event = Event.objects.get(verb=Verb.SEARCHED)
    assert sentence(event).replace("\xa0", " ") == "Anna Coenen zocht naar: O'Brien & co (geen treffers)."
    assert event.dossier_id is None


def test_an_empty_page_searches_nothing(client, archive):
    assert "Vraag iets aan het archief" in client.get(SEARCH).content.decode()
    assert not Event.objects.filter(verb=Verb.SEARCHED).exists()


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ARCHIVIST, Role.ADMINISTRATOR])
def test_who_may_not_search_finds_no_page(client_for, role):
    assert client_for(role).get(reverse("search"), {"q": "pomp"}).status_code == 404
    assert client_for(role).post(f"{reverse('search-add')}?dossier=2026-1&q=pomp").status_code == 404
