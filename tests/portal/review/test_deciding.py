"""Deciding on a passage: on to the next, nothing overwritten, nothing lost."""

from __future__ import annotations

import pytest

from archive.models import Message
from redaction import propagate
from redaction.choices import Status
from redaction.models import Decision, Redaction
from tests import factories
from tests.portal.review.conftest import NUMBER, SCREEN, form_of, redacting, words
from woo_portal.accounts.roles import Role
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers.models import Dossier, Kind
from woo_portal.dossiers.states import State

DECIDE, UNDO = f"{SCREEN}beslissen/", f"{SCREEN}ongedaan/"


def standing(redaction: Redaction) -> tuple[str, str, str]:
    redaction.refresh_from_db()
    return redaction.status, redaction.ground, redaction.decided_by


class TestDeciding:
    def test_withholding_says_what_was_done_and_goes_on_to_the_next(self, case, reviewer):
        page = reviewer.post(DECIDE, form_of(case.name, "lakken", ground="5.1.2i", motivation="beraad"), follow=True)

        assert standing(case.name) == (Status.ACCEPTED, "5.1.2i", "Bert Tazelaar")
        assert "Gelakt op 5.1.2i: naam." in words(page)
        assert page.context["current"] == case.number.pk
        assert "1 van 5 voorstellen beslist" in words(page)

    def test_on_several_grounds(self, case, reviewer):
        form = form_of(case.name, "lakken", ground="5.1.2e", further=["5.1.2i", "5.2"])
        page = reviewer.post(f"{DECIDE}?toon=beslist", form, follow=True)

        case.name.refresh_from_db()
        assert case.name.grounds == ("5.1.2e", "5.1.2i", "5.2")
        assert "Gelakt op 5.1.2e, 5.1.2i en 5.2: naam." in words(page)
        assert "5.1.2e, 5.1.2i, 5.2" in page.content.decode()
        event = Event.objects.get(verb=Verb.PASSAGES_DECIDED)
        assert sentence(event).endswith("op grond 5.1.2e, 5.1.2i en 5.2.")
        # The form as it comes back has them ticked: sent once more, it changes nothing
        form = page.context["decision_form"]
        assert form["further"].value() == ["5.1.2i", "5.2"]
        page = reviewer.post(f"{DECIDE}?toon=beslist", form_of(case.name, "lakken") | form.initial, follow=True)
        assert "Dit was al gelakt op 5.1.2e, 5.1.2i en 5.2" in words(page)

    def test_all_equal_passages_on_the_grounds_that_were_ticked(self, case, reviewer):
        form = form_of(case.name, "lakken", ground="5.1.2e", further=["5.1.2i"])
        asked = reviewer.post(f"{SCREEN}gelijke/", form)

        assert asked.context["form"]["further"].value() == ["5.1.2i"]

    def test_showing_too(self, case, reviewer):
        page = reviewer.post(DECIDE, form_of(case.name, "openbaar"), follow=True)

        assert standing(case.name)[0] == Status.REJECTED
        assert "Openbaar: naam." in words(page)

    def test_the_next_is_in_the_queue_as_it_is_narrowed(self, case, reviewer):
        page = reviewer.post(f"{DECIDE}?soort=PERSON", form_of(case.name, "lakken"), follow=True)

        assert page.context["current"] == case.other.pk
        assert "Alleen soort ‘naam’" in words(page)

    def test_after_the_last_it_begins_again_with_what_was_skipped(self, case, reviewer):
        page = reviewer.post(DECIDE, form_of(case.other, "lakken"), follow=True)

        assert page.context["current"] == case.title.pk

    def test_all_of_it_one_by_one(self, case, reviewer):
        page, decisions = reviewer.get(SCREEN), 0
        while opened := page.context["desk"].opened:
            page = reviewer.post(DECIDE, form_of(opened.redaction, "openbaar"), follow=True)
            decisions += 1

        assert decisions == 5
        assert "Alle 5 voorstellen zijn beslist" in words(page)
        assert not case.dossier.layer.redactions.filter(status=Status.PROPOSED).exists()

    def test_who_looks_at_what_was_decided_stays_there(self, case, reviewer):
        reviewer.post(DECIDE, form_of(case.name, "lakken"))

        page = reviewer.post(f"{DECIDE}?toon=beslist", form_of(case.name, "lakken", ground="5.2"), follow=True)
        assert page.context["current"] == case.name.pk
        assert standing(case.name)[1] == "5.2"

    def test_a_name_that_was_missed_elsewhere_becomes_a_proposal(self, case, reviewer):
        Message.objects.filter(pk=case.second.pk).update(text="jan de vries is akkoord")

        page = reviewer.post(DECIDE, form_of(case.name, "lakken"), follow=True)
        assert "1 andere plaats met dezelfde woorden staat nu als voorstel in de lijst" in words(page)
        assert case.dossier.layer.redactions.filter(message=case.second, status=Status.PROPOSED).count() == 1

    def test_nothing_is_decided_when_the_places_it_brings_along_cannot_be_proposed(self, case, reviewer, monkeypatch):
        """A process that dies in between leaves the passage open: else the other places would never be proposed."""

        def died(*asked):
            raise ProcessLookupError

        monkeypatch.setattr(propagate, "propose_equal", died)
        with pytest.raises(ProcessLookupError):
            reviewer.post(f"{SCREEN}beslissen/", form_of(case.name, "lakken"))
        assert standing(case.name)[0] == Status.PROPOSED

    def test_the_log_tells_of_it_without_the_words(self, case, reviewer):
        reviewer.post(DECIDE, form_of(case.name, "lakken"))

        event = Event.objects.get(verb=Verb.PASSAGES_DECIDED)
        assert sentence(event).replace("\u00a0", " ") == (
            "Bert Tazelaar besliste over 1 passage: gelakt, op grond 5.1.2e."
        )
        assert "Jan" not in str(event.details)


class TestTwoPeopleAtOnce:
    def test_the_second_is_told_what_the_first_decided_and_changes_nothing(self, case, reviewer, colleague):
        seen_by_colleague = form_of(case.name, "openbaar")
        reviewer.post(DECIDE, form_of(case.name, "lakken"))

        page = colleague.post(DECIDE, seen_by_colleague, follow=True)
        assert "Over deze passage is intussen beslist: gelakt op 5.1.2e, door Bert Tazelaar" in words(page)
        assert "Er is niets gewijzigd" in words(page)
        assert page.context["current"] == case.name.pk
        assert standing(case.name) == (Status.ACCEPTED, "5.1.2e", "Bert Tazelaar")

    def test_a_form_sent_twice_is_one_decision_and_no_complaint(self, case, reviewer):
        form = form_of(case.name, "lakken")
        reviewer.post(DECIDE, form)

        page = reviewer.post(DECIDE, form, follow=True)
        assert "Niet gelukt" not in words(page)
        assert page.context["current"] == case.number.pk
        assert Decision.objects.count() == 1

    def test_two_may_undo_each_their_own(self, case, reviewer, colleague):
        reviewer.post(DECIDE, form_of(case.name, "lakken"))
        colleague.post(DECIDE, form_of(case.name, "openbaar"))

        page = reviewer.post(UNDO, follow=True)
        assert "Er is niets om ongedaan te maken" in words(page)
        assert standing(case.name)[2] == "Anna Coenen"


class TestUndo:
    def test_goes_back_to_what_was_undone(self, case, reviewer):
        reviewer.post(DECIDE, form_of(case.name, "lakken"))

        page = reviewer.post(UNDO, follow=True)
        assert "Ongedaan gemaakt: 1 beslissing." in words(page)
        assert page.context["current"] == case.name.pk
        assert standing(case.name) == (Status.PROPOSED, "5.1.2e", "")
        assert "Teruggedraaid tot voorstel" in words(page)
        event = Event.objects.get(verb=Verb.DECISION_UNDONE)
        assert sentence(event).replace("\u00a0", " ") == (
            "Bert Tazelaar draaide de eigen laatste beslissing over 1 passage terug."
        )

    def test_of_what_a_colleague_withheld_otherwise_since_is_told_and_changes_nothing(self, case, reviewer, colleague):
        for besluit in ("lakken", "openbaar"):
            reviewer.post(f"{SCREEN}beslissen/", form_of(case.name, besluit))
            case.name.refresh_from_db()
        place = {"place": f"bericht-{case.first.pk}.text.0", "words": "Bel Jan de Vries op", "occurrence": 1}
        colleague.post(
            f"{SCREEN}toevoegen/", place | {"label": "OTHER", "ground": "5.1.5", "motivation": "Schaadt de dijk."}
        )

        page = reviewer.post(f"{SCREEN}ongedaan/", follow=True)
        assert "vijfde lid" in words(page)
        assert standing(case.name)[0] == Status.REJECTED

    def test_with_nothing_to_undo_it_stays_where_it_was(self, case, reviewer):
        page = reviewer.post(UNDO, {"bericht": case.first.pk, "passage": case.number.pk}, follow=True)

        assert "Er is niets om ongedaan te maken" in words(page)
        assert page.context["current"] == case.number.pk


class TestBadInput:
    @pytest.mark.parametrize(
        ("fields", "complaint"),
        [
            ({"ground": "68Gw"}, "Kies een grond uit de lijst"),
            ({"ground": ""}, "Grond"),
            ({"motivation": "x" * 2001}, "Houd de motivering onder de 2000 tekens"),
        ],
    )
    def test_what_was_typed_is_still_there(self, case, reviewer, fields, complaint):
        page = reviewer.post(DECIDE, form_of(case.name, "lakken", motivation="omdat") | fields)

        assert page.status_code == 422
        assert complaint in words(page)
        assert fields.get("motivation", "omdat") in words(page)
        assert standing(case.name)[0] == Status.PROPOSED

    def test_grounds_that_may_not_stand_together_are_refused(self, case, reviewer):
        wide = factories.proposal(case.dossier.layer, case.first, "Bel Jan de Vries")
        reviewer.post(DECIDE, form_of(wide, "lakken", ground="5.1.5"))

        page = reviewer.post(DECIDE, form_of(case.name, "lakken"))
        assert "Grond 5.1.5 kan niet samen met 5.1.2e" in words(page)
        assert standing(case.name)[0] == Status.PROPOSED

    @pytest.mark.parametrize("passage", ["", "0", "999999", "x", "-1", "1" * 30])
    def test_a_passage_that_is_not_there_is_a_404(self, case, reviewer, passage):
        assert reviewer.post(DECIDE, form_of(case.name, "lakken") | {"passage": passage}).status_code == 404

    def test_nor_is_one_of_another_dossier(self, case, reviewer, user):
        message = factories.message(factories.conversation(), "Bel Piet")
        other = redacting([message], by=user(Role.COORDINATOR), number="2026-9")
        theirs = factories.proposal(other.layer, message, "Piet")

        assert reviewer.post(DECIDE, form_of(theirs, "lakken")).status_code == 404
        assert standing(theirs)[0] == Status.PROPOSED

    def test_a_dossier_past_redacting_refuses_and_says_so(self, case, reviewer):
        form = form_of(case.name, "lakken")
        Dossier.objects.update(state=State.APPROVAL)

        page = reviewer.post(DECIDE, form, follow=True)
        assert "er kan nu niet gelakt worden. Er is niets gewijzigd." in words(page)
        assert standing(case.name)[0] == Status.PROPOSED
        assert "er kan nu niet gelakt worden" in words(reviewer.post(UNDO, follow=True))

    @pytest.mark.parametrize("decision", ["", "weg"])
    def test_a_decision_that_does_not_exist_is_none(self, case, reviewer, decision):
        reviewer.post(DECIDE, form_of(case.name, decision))

        assert standing(case.name)[0] == Status.PROPOSED

    @pytest.mark.parametrize("path", ["beslissen", "gelijke", "persoon", "toevoegen", "ongedaan"])
    def test_nothing_is_decided_by_following_a_link(self, case, reviewer, path):
        assert reviewer.get(f"{SCREEN}{path}/").status_code == 405

    @pytest.mark.parametrize("path", ["beslissen", "gelijke", "persoon", "toevoegen", "ongedaan"])
    def test_who_may_not_redact_finds_nothing(self, case, client_for, path):
        assert client_for(Role.LIAISON).post(f"{SCREEN}{path}/", form_of(case.name, "lakken")).status_code == 404
        assert client_for(Role.ARCHIVIST).post(f"{SCREEN}{path}/", form_of(case.name, "lakken")).status_code == 404


def test_an_answer_to_parliament_has_its_own_ground(client_for, user):
    message = factories.message(factories.conversation(), "Bel Jan")
    dossier = redacting([message], by=user(Role.LIAISON), kind=Kind.PARLIAMENT, number="2026Z1")
    asked = factories.proposal(dossier.layer, message, "Jan", ground="68Gw")
    liaison = client_for(Role.LIAISON)

    page = liaison.get("/dossiers/2026Z1/lakken/")
    assert "1 · 68Gw Belang van de staat" in words(page)
    assert "5.1.2e" not in words(page)
    refused = liaison.post("/dossiers/2026Z1/lakken/beslissen/", form_of(asked, "lakken"))
    assert "Leg uit waarom verstrekken in strijd is met het belang van de staat" in words(refused)
    motivated = form_of(asked, "lakken") | {"motivation": "Het zou het overleg met de buurlanden schaden."}
    liaison.post("/dossiers/2026Z1/lakken/beslissen/", motivated)
    assert standing(asked)[:2] == (Status.ACCEPTED, "68Gw")
    assert NUMBER not in words(liaison.get("/dossiers/"))
