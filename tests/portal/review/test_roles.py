"""The reviewer says who somebody is, once for the whole dossier; the administrator keeps the policy."""

from __future__ import annotations

from django.urls import reverse

import pytest

from archive.functions import FunctionClass
from redaction.models import PolicyRule
from tests.portal.beheer import change, seen_on
from tests.portal.review.conftest import SCREEN, words
from woo_portal.accounts.roles import Role
from woo_portal.accounts.table_admin import OVERTAKEN
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.states import State
from woo_portal.jobs.models import Job

ROLE = f"{SCREEN}rol/"


def test_the_screen_says_which_role_decides_and_asks_for_another(case, reviewer):
    page = reviewer.get(f"{SCREEN}?bericht={case.first.pk}&passage={case.sender.pk}")

    assert "<dt>Soort</dt><dd>ambtenaar</dd>" in page.content.decode()
    assert "Behandel overal in dit dossier als" in words(page)


def test_a_role_counts_for_the_whole_dossier_and_has_it_searched_again(case, reviewer):
    form = {"passage": case.sender.pk, "role": FunctionClass.PUBLIC_OFFICE.value}

    page = reviewer.post(ROLE, form, follow=True)

    assert "Behandeld als openbaar ambt elders, overal in dit dossier. 1 open voorstel is vervallen" in words(page)
    assert not case.dossier.layer.redactions.filter(person=case.sender.person).exists()
    assert case.dossier.items.exclude(proposed_at=None).count() == 0
    assert Job.objects.filter(kind="propose").count() == 1
    assert Event.objects.get(verb=Verb.ROLE_GIVEN).details == {"role": "openbaar ambt elders", "count": 1}


def test_taken_back_the_table_of_functions_counts_again(case, reviewer):
    reviewer.post(ROLE, {"passage": case.sender.pk, "role": FunctionClass.MINISTER.value})
    assert case.dossier.layer.treated.count() == 1

    again = case.dossier.layer.redactions.create(
        message=case.later, field="sender", start=0, end=11, label="PERSON", ground="5.1.2e",
        person=case.sender.person, found_by="hand", passage_key="x",
    )  # fmt: skip
    page = reviewer.post(ROLE, {"passage": again.pk, "role": ""}, follow=True)

    assert "Behandeld volgens de functietabel" in words(page)
    assert case.dossier.layer.treated.count() == 0


@pytest.mark.parametrize("form", [{"role": "keizer"}, {"role": "minister", "passage": 10**9}, {}])
def test_what_is_no_role_or_no_passage_does_not_exist(case, reviewer, form):
    assert reviewer.post(ROLE, {"passage": case.sender.pk} | form if "role" in form else form).status_code == 404


def test_a_passage_of_nobody_has_no_role(case, reviewer):
    assert reviewer.post(ROLE, {"passage": case.number.pk, "role": "minister"}).status_code == 404


def test_a_closed_dossier_keeps_its_roles(case, reviewer):
    Dossier.objects.update(state=State.APPROVED)
    page = reviewer.post(ROLE, {"passage": case.sender.pk, "role": "minister"}, follow=True)

    assert "er kan nu niet gelakt worden" in words(page)
    assert case.dossier.layer.treated.count() == 0


class TestThePolicyInBeheer:
    @pytest.fixture
    def administrator(self, client_for):
        return client_for(Role.ADMINISTRATOR)

    @pytest.fixture
    def phone(self) -> PolicyRule:
        return PolicyRule.objects.get(label="PHONE")

    def filled_in(self, rule: PolicyRule, **values: str) -> tuple[str, dict[str, str]]:
        form = {"label": rule.label, "role": rule.role, "ground": rule.ground or "tonen", "why": rule.why}
        return reverse("admin:redaction_policyrule_change", args=[rule.pk]), form | values

    def test_a_changed_row_lets_open_proposals_lapse_and_dossiers_be_searched_again(self, case, administrator, phone):
        change(administrator, *self.filled_in(phone, ground="5.1.2h"))

        phone.refresh_from_db()
        assert phone.ground == "5.1.2h"
        assert not case.dossier.layer.redactions.filter(label="PHONE").exists()
        assert case.dossier.layer.redactions.count() == 4
        assert case.dossier.items.exclude(proposed_at=None).count() == 0
        assert Event.objects.get(verb=Verb.POLICY_CHANGED).details["what"] == "telefoonnummer van iedereen: 5.1.2h"

    def test_a_form_that_was_opened_before_the_row_was_changed_does_not_change_it_back(
        self, case, administrator, phone
    ):
        """Regression: of two administrators the last to save won, and nobody was told what became of the other's ground."""
        page, other_words = self.filled_in(phone, why="Iemand anders zegt het zo.")
        old = other_words | seen_on(administrator, page)

        change(administrator, *self.filled_in(phone, ground="5.1.2i"))
        assert OVERTAKEN in administrator.post(page, old).content.decode()

        phone.refresh_from_db()
        assert phone.ground == "5.1.2i"
        assert Event.objects.filter(verb=Verb.POLICY_CHANGED).count() == 1

    def test_a_released_dossier_is_left_alone(self, case, administrator, phone):
        Dossier.objects.update(state=State.RELEASED)
        change(administrator, *self.filled_in(phone, ground="5.1.2h"))

        assert case.dossier.layer.redactions.filter(label="PHONE").count() == 1
        assert case.dossier.items.filter(proposed_at=None).count() == 0

    def test_two_rows_may_not_speak_of_the_same_in_one_period(self, case, administrator, phone):
        add = reverse("admin:redaction_policyrule_add")
        row = {"label": "PHONE", "role": "", "ground": "tonen", "why": "Mag.", "valid_from": "2026-01-01"}

        assert "er al een regel" in words(administrator.post(add, row))
        change(administrator, *self.filled_in(phone, valid_until="2025-12-31"))
        administrator.post(add, row)
        assert PolicyRule.objects.filter(label="PHONE").count() == 2

    def test_what_a_new_row_proposes_has_to_be_chosen(self, case, administrator, phone):
        """Regression: "tonen" stood in the form before anybody chose, and was called not required."""
        add = reverse("admin:redaction_policyrule_add")
        row = {"label": "PHONE", "role": "minister", "ground": "", "why": "Mag."}

        assert 'value="tonen" selected' not in administrator.get(add).content.decode()
        assert "Dit veld is verplicht" in words(administrator.post(add, row))
        assert not PolicyRule.objects.filter(label="PHONE", role="minister").exists()
        administrator.post(add, row | {"ground": "tonen"})
        made = PolicyRule.objects.get(label="PHONE", role="minister")
        assert made.ground == ""
        assert 'value="tonen" selected' in administrator.get(self.filled_in(made)[0]).content.decode()

    def test_no_policy_shows_a_citizen_service_number(self, case, administrator):
        bsn = PolicyRule.objects.get(label="BSN")

        assert "mag de wet niet laten tonen" in words(change(administrator, *self.filled_in(bsn, ground="tonen")))
        bsn.refresh_from_db()
        assert bsn.ground == "5.1.1e"

    def test_a_row_that_goes_is_withheld_in_doubt(self, case, administrator, phone):
        administrator.post(reverse("admin:redaction_policyrule_delete", args=[phone.pk]), {"post": "yes"})

        assert not PolicyRule.objects.filter(label="PHONE").exists()
        assert "verwijderd: telefoonnummer" in Event.objects.get(verb=Verb.POLICY_CHANGED).details["what"]


def test_the_policy_was_sorted_by_words_that_nobody_sees(client_for) -> None:
    table = client_for(Role.ADMINISTRATOR).get(reverse("admin:redaction_policyrule_changelist"))

    shown = [(rule.get_label_display(), rule.get_role_display()) for rule in table.context["cl"].result_list]
    assert len({data for data, _ in shown}) > 3
    assert shown == sorted(shown, key=lambda row: tuple(map(str.casefold, row)))
