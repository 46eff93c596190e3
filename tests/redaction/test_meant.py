"""Who is meant by a name that fits several persons is a person's choice, which no new search overwrites."""

from __future__ import annotations

import pytest

from archive.functions import FunctionClass
from archive.models import Message
from redaction.choices import Status
from redaction.decide import StaleDecision, accept
from redaction.grounds import PSEUDONYM, Regime
from redaction.meant import candidates_for, choose, same_words_here, take_back
from redaction.models import Redaction, RedactionLayer
from redaction.policy_table import treat_as
from redaction.propagate import passage_text
from redaction.suggest import suggest
from tests import factories
from tests.redaction.conftest import BERT, FATIMA

pytestmark = pytest.mark.django_db


@pytest.fixture
def vries():
    return factories.person("Jan de Vries", function="minister", kind=FunctionClass.MINISTER)


@pytest.fixture
def visser():
    return factories.person("Jan Visserman", function="adviseur")


@pytest.fixture
def chat(vries, visser):
    return factories.conversation("Crisis", factories.handle(vries), factories.handle(visser))


def look(layer: RedactionLayer) -> list[Redaction]:
    suggest(layer, ids())
    return list(layer.redactions.order_by("message__position", "start"))


def ids() -> list[int]:
    return list(Message.objects.values_list("pk", flat=True))


def others(redaction: Redaction):
    return same_words_here(redaction, ids())


def test_a_name_two_participants_have_is_asked_about(layer, chat, vries, visser):
    factories.message(chat, "Jan weet het al")
    [row] = look(layer)

    assert row.person is None
    assert candidates_for(row, passage_text(row)) == (vries, visser)


def test_a_participant_goes_before_who_is_elsewhere_and_a_number_is_nobodys_name(layer, chat, vries):
    factories.person("Karel Visserman", function="adviseur")
    name = factories.proposal(layer, factories.message(chat, "Visserman belt"), "Visserman")
    number = factories.proposal(layer, factories.message(chat, "Jan"), "Jan", label="PHONE")

    assert [person.name for person in candidates_for(name, "Visserman")] == ["Jan Visserman"]
    assert candidates_for(number, "Jan") == ()


def test_a_surname_two_participants_share_was_shown_because_a_minister_has_it_too(layer):
    factories.person("Wopke Zwijnsvoort", function="minister", kind=FunctionClass.MINISTER)
    members = [factories.handle(name) for name in ("Aal Zwijnsvoort", "Kees Zwijnsvoort")]
    factories.message(factories.conversation("Borrel", *members), "vraag Zwijnsvoort even")

    [row] = look(layer)
    assert (row.person, row.ground) == (None, "5.1.2e")


def test_a_choice_is_for_one_passage_and_decides_nothing(layer, chat, visser):
    factories.message(chat, "Jan en Jan")
    first, second = look(layer)

    assert choose(first, visser, by=FATIMA).changed == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.person, first.status, first.version, second.person) == (visser, Status.PROPOSED, 1, None)


def test_everywhere_in_the_conversation_leaves_what_was_chosen_or_decided(layer, chat, vries, visser):
    factories.message(chat, "Jan komt. JAN belt. Zag je jan ook? Jan wel.")
    elsewhere = factories.proposal(layer, factories.message(factories.conversation("Ander"), "Jan"), "Jan")
    first, second, third, fourth, _ = look(layer)
    choose(second, vries, by=BERT)
    accept([third], by=BERT)

    done = choose(first, visser, by=FATIMA, others=others(first))

    assert (done.changed, done.left) == (2, 2)
    of = {row.pk: row.person for row in layer.redactions.all()}
    assert [of[row.pk] for row in (first, second, third, fourth, elsewhere)] == [visser, vries, None, visser, None]


def test_a_public_name_that_was_chosen_stays_to_be_decided(layer, chat, vries):
    factories.message(chat, "Jan weet het")
    [row] = look(layer)
    choose(row, vries, by=FATIMA)

    row.refresh_from_db()
    assert (row.person, row.status, row.ground) == (vries, Status.PROPOSED, "5.1.2e")


def test_for_the_kamer_it_becomes_a_pseudonym():
    layer = factories.layer(Regime.PARLIAMENT)
    message = factories.message(factories.conversation(), "Jan")
    row = factories.proposal(layer, message, "Jan", ground="68Gw")
    choose(row, factories.person("Jan Smit"), by=FATIMA)

    row.refresh_from_db()
    assert row.ground == PSEUDONYM


@pytest.mark.parametrize("is_somebody", [True, False])
def test_a_new_search_keeps_who_was_chosen(layer, chat, visser, is_somebody):
    factories.message(chat, "Jan weet het")
    [row] = look(layer)
    choose(row, visser if is_somebody else None, by=FATIMA)
    layer.redactions.all().delete()

    [again] = look(layer)
    assert again.person == (visser if is_somebody else None)
    assert again.pk != row.pk


def test_a_role_given_to_who_was_chosen_has_it_proposed_again(layer, chat, visser):
    factories.message(chat, "Jan weet het")
    [row] = look(layer)
    choose(row, visser, by=FATIMA)

    assert treat_as(layer, visser, FunctionClass.MINISTER, by=FATIMA).lapsed == 1
    [again] = look(layer)
    assert (again.person, again.status) == (visser, Status.PROPOSED)


def test_what_changed_meanwhile_is_refused(layer, chat, visser, vries):
    factories.message(chat, "Jan weet het")
    [row] = look(layer)
    seen = Redaction.objects.get(pk=row.pk)
    choose(row, vries, by=BERT)
    with pytest.raises(StaleDecision):
        choose(seen, visser, by=FATIMA)
    seen.refresh_from_db()
    accept([seen], by=BERT)
    seen.refresh_from_db()
    with pytest.raises(StaleDecision):
        choose(seen, visser, by=FATIMA)
    assert layer.meant.get().person == vries


def test_taken_back_all_that_was_chosen_with_it_is_asked_again_but_not_what_was_decided(layer, chat, visser):
    factories.message(chat, "Jan, Jan, Jan")
    first, second, _ = look(layer)
    choose(first, visser, by=FATIMA, others=others(first))
    second.refresh_from_db()
    accept([second], by=BERT)
    first.refresh_from_db()

    assert take_back(first) == 2
    assert [row.person for row in layer.redactions.order_by("start")] == [None, visser, None]
    assert layer.meant.get().start == second.start
    first.refresh_from_db()
    with pytest.raises(StaleDecision):
        take_back(first)


def test_a_choice_for_who_was_merged_is_of_who_that_is_now(layer, chat, visser):
    factories.message(chat, "Jan weet het")
    [row] = look(layer)
    choose(row, visser, by=FATIMA)
    layer.redactions.all().delete()
    now = factories.person("J. Visserman-Smit")
    visser.merged_into = now
    visser.save()

    [again] = look(layer)
    assert again.person == now
