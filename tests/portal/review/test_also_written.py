"""Who withholds what officers wrote themselves is told at that moment, and not only at the end."""

from __future__ import annotations

import pytest

from archive.models import Message
from redaction.choices import Status
from tests import factories
from tests.portal.review.conftest import SCREEN, form_of, words
from woo_portal.dossiers.models import Dossier

TOLD = "‘Jan de Vries’ staat ook in het onderwerp van het dossier."


@pytest.fixture
def about_jan(case):
    """A dossier whose subject names somebody of whom nobody decided yet."""
    Dossier.objects.filter(pk=case.dossier.pk).update(subject="Ontslag <b>van Jan de Vries")
    case.dossier.refresh_from_db()
    return case


@pytest.fixture(params=["accepted", "added", "all"])
def withhold(request, about_jan):
    """Withhold the name in one of the ways in which that is done; the page that follows."""
    case = about_jan

    def deed(client):
        if request.param == "accepted":
            return client.post(f"{SCREEN}beslissen/", form_of(case.name, "lakken"), follow=True)
        if request.param == "added":
            case.name.delete()
            typed = {"place": f"bericht-{case.first.pk}.text.0", "words": "Jan de Vries", "occurrence": 1}
            reasons = {"label": "PERSON", "ground": "5.1.2e", "motivation": "", "bericht": case.first.pk}
            return client.post(f"{SCREEN}toevoegen/", typed | reasons, follow=True)
        asked = client.post(f"{SCREEN}gelijke/", form_of(case.name, "lakken"))
        seen = asked.context["seen"]
        return client.post(
            f"{SCREEN}gelijke/", form_of(case.name, "lakken", seen=seen, unmarked="withhold"), follow=True
        )

    return deed


def test_the_subject_told_a_name_and_nobody_heard_of_it_before_the_end(about_jan, withhold, reviewer):
    page = words(withhold(reviewer))

    assert TOLD in page
    assert "Het onderwerp verandert de Woo-coördinator" in page
    assert about_jan.dossier.layer.redactions.filter(status=Status.ACCEPTED).exists()


def test_who_may_change_the_subject_finds_the_page_at_once(about_jan, withhold, colleague):
    page = withhold(colleague).content.decode()

    assert f'<a href="/dossiers/{about_jan.dossier.number}/gegevens/">Wijzig gegevens</a>' in page


def test_it_is_told_once_and_not_for_what_is_shown(about_jan, reviewer):
    case = about_jan
    assert TOLD not in words(reviewer.post(f"{SCREEN}beslissen/", form_of(case.name, "openbaar"), follow=True))
    assert TOLD in words(reviewer.post(f"{SCREEN}beslissen/", form_of(case.name, "lakken"), follow=True))
    assert TOLD not in words(reviewer.post(f"{SCREEN}beslissen/", form_of(case.other, "lakken"), follow=True))


def test_a_name_that_nothing_had_pointed_at_elsewhere_was_not_told_when_it_was_withheld_everywhere(about_jan, reviewer):
    case = about_jan
    Message.objects.filter(pk=case.first.pk).update(text=f"{case.first.text} Jan de Vries belde.")
    asked = reviewer.post(f"{SCREEN}gelijke/", form_of(case.name, "lakken"))
    form = form_of(case.name, "lakken", seen=asked.context["seen"], unmarked="withhold")

    assert TOLD in words(reviewer.post(f"{SCREEN}gelijke/", form, follow=True))
    assert case.dossier.layer.redactions.filter(status=Status.ACCEPTED).count() > 1


def test_a_section_of_the_decision_is_told_with_its_address(case, reviewer, coordinator):
    case.dossier.decision_texts.create(section="zienswijzen", body="Bel <i>06 1234 5678</i>.", by=coordinator)

    page = reviewer.post(f"{SCREEN}beslissen/", form_of(case.number, "lakken"), follow=True).content.decode()

    assert "‘<bdi>06-12345678</bdi>’ staat ook in" in page
    assert "#onderdeel-zienswijzen" in page
    assert "Wijzig gegevens" not in page


def test_what_was_withheld_is_written_as_text(case, reviewer):
    Message.objects.filter(pk=case.second.pk).update(text="Zie <b>Rotpomp</b> nu")
    case.second.refresh_from_db()
    passage = factories.proposal(case.dossier.layer, case.second, "<b>Rotpomp</b>")
    Dossier.objects.filter(pk=case.dossier.pk).update(subject="Over <b>Rotpomp</b>")

    page = reviewer.post(f"{SCREEN}beslissen/", form_of(passage, "lakken"), follow=True).content.decode()

    assert "‘<bdi>&lt;b&gt;Rotpomp&lt;/b&gt;</bdi>’ staat ook in" in page
