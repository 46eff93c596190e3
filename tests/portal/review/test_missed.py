"""The last sweep over a dossier: what will be shown is looked at once more, and nothing is asked twice."""

from __future__ import annotations

import pytest

from archive.acting import Actor
from redaction.decide import accept
from tests import factories
from tests.portal.review.conftest import SCREEN, words
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers.composing import add_messages, judge
from woo_portal.dossiers.decision import write
from woo_portal.dossiers.missed import sweep_of
from woo_portal.dossiers.models import Dossier, Judgement
from woo_portal.dossiers.states import State

PAGE = f"{SCREEN}mogelijk-gemist/"
ANNA = Actor(0, "Anna Coenen")


@pytest.fixture
def shown(case):
    """A message that is shown, with a misspelt name, a number and a word nobody knows."""

    def _shown(text: str, judgement: Judgement = Judgement.PUBLIC):
        message = factories.message(case.crisis, text)
        add_messages(case.dossier, [message.pk], by=case.dossier.created_by)
        judge(
            case.dossier,
            list(case.dossier.items.filter(message=message)),
            judgement=judgement,
            by=case.dossier.created_by,
        )
        return message

    return _shown


def left(case) -> dict[str, str]:
    return {suspect.word: suspect.risk.name for suspect in sweep_of(case.dossier).left}


def test_what_is_withheld_or_proposed_is_not_listed_and_what_is_left_of_it_elsewhere_is(case, shown):
    accept([case.name], by=ANNA)
    shown("de Vries zei niets, zie Quorzel")

    assert left(case) == {"Vries": "WITHHELD_ELSEWHERE", "Quorzel": "CAPITALISED"}


def test_only_what_will_be_shown_is_swept(case, shown):
    shown("gesproken met Quorzel", Judgement.OUT_OF_SCOPE)

    assert "Quorzel" not in left(case)


def test_the_page_says_why_and_where_and_leads_to_the_message(case, shown, reviewer):
    message = shown("gesproken met Quorzel over de pomp")

    page = reviewer.get(PAGE)

    assert "Een onbekend woord met een hoofdletter." in words(page)
    assert "gesproken met Quorzel over de pomp" in words(page)
    assert f"bericht={message.pk}" in page.content.decode()


def test_what_is_ticked_is_not_asked_again_and_the_log_says_how_many_but_not_which(case, shown, reviewer):
    shown("gesproken met Quorzel en Blemvar")

    page = reviewer.post(PAGE, {"woord": ["Quorzel"]}, follow=True)

    assert "1 woord nagekeken en gelaten." in words(page)
    assert left(case) == {"Blemvar": "CAPITALISED"}
    [event] = Event.objects.filter(verb=Verb.WORDS_SEEN)
    assert event.details == {"count": 1}
    again = reviewer.post(PAGE, {"woord": ["quorzel"]}, follow=True)
    assert "U had geen nieuw woord aangevinkt." in words(again)


def test_outside_the_redacting_state_nothing_is_ticked_away(case, shown, reviewer):
    shown("gesproken met Quorzel")
    Dossier.objects.update(state=State.RELEASED)

    page = reviewer.post(PAGE, {"woord": ["Quorzel"]}, follow=True)

    assert "er kan nu niet gelakt worden" in words(page)
    assert "mogen blijven staan" not in words(page)
    assert not case.dossier.layer.seen_words.exists()


def test_what_a_person_wrote_in_the_decision_is_swept_too(case, shown, reviewer):
    write(case.dossier, "oordeel", "Over Quorzel zeg ik niets.", seen=0, by=case.dossier.created_by)

    page = reviewer.get(PAGE)

    assert "Over Quorzel zeg ik niets." in words(page)
    assert "Naar het besluit" in words(page)
    assert "/besluit/#onderdeel-oordeel" in page.content.decode()
    reviewer.post(PAGE, {"woord": ["Quorzel"]})
    assert "Quorzel" not in words(reviewer.get(PAGE))


def test_when_everything_is_looked_at_the_page_says_so(case, shown, reviewer):
    shown("gesproken met Quorzel")
    reviewer.post(PAGE, {"woord": ["Quorzel"]})

    assert "Er is niets meer na te kijken" in words(reviewer.get(PAGE))


def test_a_sweep_costs_as_many_queries_for_many_messages(case, shown, django_assert_max_num_queries):
    for number in range(20):
        shown(f"gesproken met Quorzel {number}")

    with django_assert_max_num_queries(9):
        sweep_of(case.dossier)
