"""How long a conversation is kept, and the table of terms that the administrator keeps."""

from __future__ import annotations

from datetime import date

import pytest

from archive.functions import FunctionClass
from archive.models import Conversation, Function, RetentionRule
from tests import factories
from tests.factories import MORNING
from tests.portal.custody.conftest import words
from woo_portal.accounts.roles import Role

ADD = "/beheer/archive/retentionrule/add/"


def test_a_conversation_tells_its_terms_by_period(els, browser):
    deputy = factories.handle("Marja Visser")
    Function.objects.create(
        person=deputy.person,
        title="staatssecretaris",
        function_class=FunctionClass.STATE_SECRETARY,
        valid_from=date(2025, 11, 14),
    )
    chat = factories.conversation("Overleg", deputy, factories.handle("Kofi Mensah"))
    for day in (12, 13, 14):
        factories.message(chat, "pompen", at=MORNING.replace(day=day))
    RetentionRule.objects.filter(function_class=FunctionClass.UNKNOWN).update(years=5)

    page = words(browser(els).get(f"/archief/gesprekken/{chat.pk}/bewaartermijn/"))
    assert "12 nov 2025 – 13 nov 2025 2 5 jaar Onbekend cat. 4.2" in page
    assert "12 november 2030 (het oudste bericht) tot 13 november 2030 (het nieuwste)" in page
    assert "14 nov 2025 1 Blijvend bewaren Staatssecretaris" in page


def test_without_a_term_for_unknown_persons_the_page_says_why_nothing_is_due(els, browser):
    RetentionRule.objects.filter(function_class=FunctionClass.UNKNOWN).delete()
    factories.conversation("Overleg", factories.handle("Kofi Mensah"))
    page = words(browser(els).get("/archief/bewaren/"))
    assert "Voor wie geen functie bekend is, is geen bewaartermijn ingesteld." in page
    assert "Er is vandaag niets aan de beurt" in page


def test_the_table_starts_with_what_holds_for_all_of_the_state(db):
    rules = dict(RetentionRule.objects.values_list("function_class", "years"))
    assert rules == {"minister": None, "state_secretary": None, "top_official": 10, "unknown": 0}


@pytest.mark.parametrize(
    ("period", "problem"),
    [
        ({}, "er al een termijn die in deze periode geldt"),
        ({"valid_from": "2024-01-01"}, "er al een termijn die in deze periode geldt"),
        ({"valid_from": "2026-01-01", "valid_until": "2025-01-01"}, "De laatste dag ligt vóór de eerste."),
        ({"valid_until": "2022-12-31"}, ""),
    ],
)
def test_two_terms_of_one_class_do_not_overlap(user, browser, period, problem):
    RetentionRule.objects.create(
        function_class=FunctionClass.OFFICIAL, years=5, valid_from=date(2023, 1, 1), basis="Selectielijst 2023"
    )
    form = {"function_class": "official", "years": "7", "basis": "Selectielijst 2015", **period}
    answer = browser(user(Role.ADMINISTRATOR)).post(ADD, form, follow=True)
    assert problem in words(answer)
    assert RetentionRule.objects.filter(function_class="official").count() == (1 if problem else 2)


def test_a_term_is_saved_as_in_every_table_of_beheer(user, browser):
    administrator = browser(user(Role.ADMINISTRATOR))
    page = administrator.get(ADD).content.decode()
    assert page.count('type="date"') == 2
    form = {"function_class": "official", "years": "7", "basis": "Selectielijst 2015"}
    assert "is toegevoegd." in words(administrator.post(ADD, form, follow=True))


def test_a_private_conversation_has_no_such_page(els, browser):
    chat = factories.conversation("Mama")
    factories.private_mark(chat)
    assert browser(els).get(f"/archief/gesprekken/{chat.pk}/bewaartermijn/").status_code == 404
    assert Conversation.objects.private().count() == 1
