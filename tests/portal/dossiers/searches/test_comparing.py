"""Two searches side by side: what only one of them finds, and what both do."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.privacy import Scope, mark
from archive.search.query import Query
from tests.portal.dossiers.searches.conftest import EVA, PUMPS, export
from tests.portal.intake.conftest import words
from woo_portal.dossiers.comparing import Part, overlap, part_of
from woo_portal.dossiers.models import RecordedSearch
from woo_portal.dossiers.searches import ask_again, record_search

COMPARE = "/dossiers/2026-0001/zoekslag/vergelijken/"


@pytest.fixture
def other(dossier, searched, bring_in, coordinator) -> RecordedSearch:
    bring_in(EVA, export("Eva", "De pompen doen het", "De pompen bij de sluis", "De sluis is dicht", day=13))
    return record_search(dossier, Query(words="sluis"), by=coordinator)


def texts(page) -> list[str]:
    return [message.text for message in page.context["page"].rows]


def test_the_page_counts_what_each_finds_alone_and_together(client, searched, other):
    page = client.get(COMPARE, {"eerste": searched.pk, "tweede": other.pk})

    assert "Alleen 1. pomp* 3" in words(page)
    assert "Alleen 2. sluis 1" in words(page)
    assert "Allebei 1" in words(page)


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("", ["De pompen staan uit", "Bel de pompdienst", "De pompen doen het"]),
        ("eerste", ["De pompen staan uit", "Bel de pompdienst", "De pompen doen het"]),
        ("tweede", ["De sluis is dicht"]),
        ("beide", ["De pompen bij de sluis"]),
    ],
)
def test_what_only_one_of_them_finds_is_listed_in_the_order_it_was_written(client, searched, other, part, found):
    assert texts(client.get(COMPARE, {"eerste": searched.pk, "tweede": other.pk, "toon": part})) == found


def test_reruns_are_the_same_search_and_are_chosen_once(client, searched, other, coordinator):
    ask_again(searched, by=coordinator)

    choices = client.get(COMPARE).context["form"].fields["eerste"].choices
    assert choices == [(str(searched.pk), "1. pomp*"), (str(other.pk), "2. sluis")]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ({"eerste": "1", "tweede": "1"}, "Kies twee verschillende zoekvragen."),
        ({"eerste": "1"}, "Tweede zoekvraag"),
        ({"eerste": "999", "tweede": "x"}, "Selecteer een geldige keuze"),
    ],
)
def test_a_question_that_makes_no_sense_is_said_so(client, searched, other, question, said):
    question = {name: str(searched.pk) if value == "1" else value for name, value in question.items()}
    page = client.get(COMPARE, question)
    assert said in words(page)
    assert "page" not in page.context


def test_a_search_that_can_no_longer_be_asked_is_said_so(client, dossier, searched, first_export, coordinator):
    kept = record_search(dossier, Query(words="in:jan"), by=coordinator)
    mark(Scope(first_export[0].conversation_id), reason="Thuis", by="Els", said_by="")

    page = client.get(COMPARE, {"eerste": searched.pk, "tweede": kept.pk})
    assert "kan niet meer zo worden gesteld" in words(page)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pair=st.tuples(*[st.sampled_from(["pompen", "sluis", "de", "bel*", "niets", "pompen sluis", "uit OR dicht"])] * 2)
)
def test_alone_and_together_are_what_each_finds(other: RecordedSearch, pair: tuple[str, str]) -> None:
    one, two = (RecordedSearch(query=PUMPS_ASKED | {"words": asked}) for asked in pair)
    parts = {part: set(part_of(one, two, part).values_list("pk", flat=True)) for part in Part}
    counts = overlap(one, two)

    assert (counts.only_first, counts.only_second, counts.both) == tuple(len(parts[part]) for part in Part)
    assert not parts[Part.ONLY_FIRST] & parts[Part.ONLY_SECOND]
    assert parts[Part.ONLY_FIRST] | parts[Part.BOTH] == set(part_of(one, one, Part.BOTH).values_list("pk", flat=True))


PUMPS_ASKED = {name: getattr(PUMPS, name) for name in PUMPS.__dataclass_fields__}
