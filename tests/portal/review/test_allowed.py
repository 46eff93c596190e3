"""The list of what is not proposed: from a proposal, by hand, off again, and never against a closed dossier."""

from __future__ import annotations

from django.urls import reverse

import pytest

from tests.portal.review.conftest import SCREEN, words
from woo_portal.accounts.roles import Role
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers.allowing import allow_everywhere
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.states import State
from woo_portal.jobs.models import Job

PAGE = f"{SCREEN}niet-voorstellen/"


def test_a_proposal_fills_the_form_in_and_says_how_many_lapse(case, reviewer):
    page = reviewer.post(PAGE, {"passage": case.name.pk})

    assert page.status_code == 200
    assert 'value="Jan de Vries"' in page.content.decode()
    assert "2 open voorstellen in dit dossier met deze woorden vervallen." in words(page)
    assert case.dossier.layer.allowed.count() == 0


def test_with_a_reason_the_words_come_on_the_list_and_their_proposals_lapse(case, reviewer):
    page = reviewer.post(PAGE, {"words": "Jan de Vries", "reason": "naam van een gemaal"}, follow=True)

    assert "Dit wordt in dit dossier niet meer voorgesteld. 2 open voorstellen zijn vervallen." in words(page)
    assert "Jan de Vries naam van een gemaal" in words(page)
    assert case.dossier.layer.redactions.count() == 3
    event = Event.objects.get(verb=Verb.PASSAGE_ALLOWED)
    assert event.details["count"] == 2
    assert "Jan de Vries" not in str(event.details)


def test_without_a_reason_nothing_happens_and_what_was_typed_is_kept(case, reviewer):
    page = reviewer.post(PAGE, {"words": "Jan de Vries", "reason": ""})

    assert page.status_code == 422
    assert "Vul in waarom" in words(page)
    assert 'value="Jan de Vries"' in page.content.decode()
    assert case.dossier.layer.redactions.count() == 5


def test_off_the_list_every_message_is_searched_again(case, reviewer):
    reviewer.post(PAGE, {"words": "Jan de Vries", "reason": "x"})
    entry = case.dossier.layer.allowed.get()

    page = reviewer.post(f"{PAGE}weg/", {"regel": entry.pk}, follow=True)

    assert "Het portaal zoekt opnieuw" in words(page)
    assert case.dossier.items.exclude(proposed_at=None).count() == 0
    assert Job.objects.filter(kind="propose").count() == 1
    again = reviewer.post(f"{PAGE}weg/", {"regel": entry.pk}, follow=True)
    assert "stond al niet meer op de lijst" in words(again)


def test_the_list_of_the_organisation_is_shown_and_not_taken_off_here(case, reviewer, user):
    entry = allow_everywhere("Storm", reason="een storm", by=user(Role.ADMINISTRATOR)).entry

    assert "In alle dossiers" in words(reviewer.get(PAGE))
    reviewer.post(f"{PAGE}weg/", {"regel": entry.pk})
    assert "Storm" in words(reviewer.get(PAGE))


def test_a_dossier_that_is_not_being_redacted_keeps_its_list(case, reviewer):
    Dossier.objects.update(state=State.APPROVAL)

    page = reviewer.post(PAGE, {"words": "Jan de Vries", "reason": "x"}, follow=True)

    assert "er kan nu niet gelakt worden" in words(page)
    assert case.dossier.layer.allowed.count() == 0


def test_the_passage_of_another_dossier_does_not_exist(case, reviewer):
    assert reviewer.post(PAGE, {"passage": 10**9}).status_code == 404


def test_the_administrator_keeps_the_list_of_the_organisation(case, client_for):
    administrator = client_for(Role.ADMINISTRATOR)
    add, table = reverse("admin:redaction_allowedpassage_add"), reverse("admin:redaction_allowedpassage_changelist")

    refused = administrator.post(add, {"words": "Jan de Vries", "reason": " "})
    administrator.post(add, {"words": "Jan de Vries", "reason": "naam van een schip"})

    assert "verplicht" in words(refused)
    assert "naam van een schip" in words(administrator.get(table))
    assert case.dossier.layer.redactions.count() == 3
    entry = case.dossier.layer.allowed.model.objects.get()
    administrator.post(reverse("admin:redaction_allowedpassage_delete", args=[entry.pk]), {"post": "yes"})
    assert case.dossier.items.exclude(proposed_at=None).count() == 0
    assert [event.verb for event in Event.objects.filter(subject="alle dossiers").order_by("pk")] == [
        Verb.PASSAGE_ALLOWED,
        Verb.PASSAGE_DISALLOWED,
    ]


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_as_many_queries_however_long_it_is(case, reviewer, django_assert_max_num_queries, count: int):
    for number in range(count):
        reviewer.post(PAGE, {"words": f"Storm {number}", "reason": "x"})

    with django_assert_max_num_queries(22):
        reviewer.get(PAGE)
