"""Withholding what was missed: selected in the page, or typed; exactly these words or none."""

from __future__ import annotations

import pytest

from archive.acting import Actor
from redaction.choices import Field, Status
from redaction.decide import reject
from redaction.models import Redaction
from tests import factories
from tests.portal.review.conftest import SCREEN, redacting, words
from woo_portal.accounts.roles import Role
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.states import State

ADD = f"{SCREEN}toevoegen/"


def typed(message, passage: str, **fields: object) -> dict[str, object]:
    """What the form sends for words that were typed."""
    return {
        "bericht": message.pk,
        "place": f"bericht-{message.pk}.text.0",
        "words": passage,
        "occurrence": 1,
        "start": "",
        "label": "PERSON",
        "ground": "5.1.2e",
        "motivation": "",
    } | fields


def withheld(dossier: Dossier) -> list[tuple[str, str]]:
    """Of every accepted passage its field and its words."""
    rows = dossier.layer.redactions.filter(status=Status.ACCEPTED).order_by("pk")
    return [(row.field, row.message.text[row.start : row.end]) if row.message else (row.field, "") for row in rows]


def test_typed_words_are_withheld_and_the_page_stays_where_it_is(case, reviewer):
    page = reviewer.post(ADD, typed(case.first, "Bel", label="OTHER", ground="5.2"), follow=True)

    assert withheld(case.dossier) == [(Field.TEXT, "Bel")]
    assert "Gelakt op 5.2: iets anders." in words(page)
    assert page.context["desk"].source.message == case.first.pk


def test_the_second_time_it_stands_there(case, reviewer, user):
    message = factories.message(factories.conversation(), "Jan en Jan en jan")
    redacting([message], by=user(Role.COORDINATOR), number="2026-9")

    page = reviewer.post("/dossiers/2026-9/lakken/toevoegen/", typed(message, "Jan", occurrence=2), follow=True)
    assert Redaction.objects.get(message=message, status=Status.ACCEPTED).start == 7
    waiting = Redaction.objects.filter(message=message, status=Status.PROPOSED).order_by("start")
    assert [item.start for item in waiting] == [0, 14]
    assert "2 andere plaatsen met dezelfde woorden staan nu als voorstel in de lijst." in words(page)


def test_words_that_are_not_there_so_often_are_refused_and_kept(case, reviewer):
    page = reviewer.post(ADD, typed(case.first, "Jan", occurrence=2))

    assert page.status_code == 422
    assert "Deze woorden staan 1 keer in de gekozen tekst. Er is niets gelakt." in words(page)
    assert ">\nJan</textarea>" in page.content.decode()
    assert withheld(case.dossier) == []


@pytest.mark.parametrize(
    ("text", "selected", "start"),
    [
        ("👨‍👩‍👧 van Jan 😀", "Jan", 10),
        ("שלום דני להתראות", "דני", 5),
        ("regel een\nregel Jan", "regel Jan", 10),
        ("regel een\r\nregel Jan", "een\r\nregel Jan", 6),
    ],
)
def test_a_selection_is_counted_in_code_points(case, reviewer, user, text, selected, start):
    message = factories.message(factories.conversation(), text)
    redacting([message], by=user(Role.COORDINATOR), number="2026-9")

    sent = typed(message, selected.replace("\r\n", "\n").replace("\n", "\r\n"), start=start)
    page = reviewer.post("/dossiers/2026-9/lakken/toevoegen/", sent, follow=True)
    assert "Gelakt" in words(page)
    found = Redaction.objects.get(message=message)
    assert text[found.start : found.end] == selected


@pytest.mark.parametrize("start", [5, 3, 400])
def test_a_selection_that_shifted_is_refused(case, reviewer, start):
    page = reviewer.post(ADD, typed(case.first, "Jan", start=start))

    assert page.status_code == 422
    assert "Op deze plaats staat iets anders dan u selecteerde. Er is niets gelakt; selecteer opnieuw." in words(page)
    assert withheld(case.dossier) == []


@pytest.mark.parametrize("sender", ["", "Kofi"])
def test_a_name_in_its_own_field_is_taken_whole(case, reviewer, sender):
    page = reviewer.post(ADD, typed(case.second, sender, place=f"bericht-{case.second.pk}.sender.0"), follow=True)

    assert "Gelakt op 5.1.2e: naam." in words(page)
    found = case.dossier.layer.redactions.get(message=case.second)
    assert (found.field, found.start, found.end) == (Field.SENDER, 0, len("Kofi Mensah"))


def test_part_of_a_title(case, reviewer):
    chosen = typed(case.first, "Crisis", place=f"gesprek-{case.crisis.pk}.title.0")

    assert "Gelakt" in words(reviewer.post(ADD, chosen, follow=True))
    assert case.dossier.layer.redactions.get(conversation=case.crisis).end == len("Crisis")


def test_the_same_words_elsewhere_become_proposals(case, reviewer, user):
    chat = factories.conversation()
    first, second = factories.message(chat, "met Piet Smit mee"), factories.message(chat, "piet smit belde")
    dossier = redacting([first, second], by=user(Role.COORDINATOR), number="2026-9")

    page = reviewer.post("/dossiers/2026-9/lakken/toevoegen/", typed(first, "Piet Smit"), follow=True)
    assert "1 andere plaats met dezelfde woorden staat nu als voorstel in de lijst." in words(page)
    assert [row.status for row in dossier.layer.redactions.order_by("pk")] == [Status.ACCEPTED, Status.PROPOSED]


def test_proposals_inside_it_are_decided_too(case, reviewer):
    page = reviewer.post(ADD, typed(case.first, "Jan de Vries op 06-12345678"), follow=True)

    assert "Ook 2 voorstellen erbinnen." in words(page)
    assert case.dossier.layer.redactions.filter(message=case.first, status=Status.ACCEPTED).count() == 3


def test_sent_twice_it_is_withheld_once(case, reviewer):
    reviewer.post(ADD, typed(case.first, "Bel"))
    page = reviewer.post(ADD, typed(case.first, "Bel"), follow=True)

    assert "Dit was al gelakt op 5.1.2e" in words(page)
    assert len(withheld(case.dossier)) == 1


def test_what_a_colleague_decided_to_show_is_looked_at_first(case, reviewer):
    reject([case.name], by=Actor(0, "Anna Coenen"))

    page = reviewer.post(ADD, typed(case.first, "Jan de Vries"), follow=True)
    assert "Hierover is al beslist: openbaar, door Anna Coenen." in words(page)
    assert page.context["current"] == case.name.pk
    assert withheld(case.dossier) == []


class TestWhatIsOutOfReach:
    def test_a_message_outside_the_dossier_or_not_printed(self, case, reviewer):
        stranger = factories.message(factories.conversation(), "geheim Jan")
        for message, passage in ((stranger, "Jan"), (case.outside, "pizza")):
            page = reviewer.post(ADD, typed(message, passage) | {"bericht": case.first.pk})
            assert "Deze tekst hoort niet bij het dossier, of wordt niet gedrukt. Er is niets gelakt." in words(page)
        assert withheld(case.dossier) == []

    @pytest.mark.parametrize(
        "place",
        ["", "bericht-1", "bericht-1.versie.0", "bericht-x.text.0", "gesprek-1.text.0", "bericht-{}.quote.0",
         "bericht-{}.title.0", "bericht-{}.file_name.3", "bericht-" + "9" * 18 + ".text.0"],
    )  # fmt: skip
    def test_a_text_that_does_not_exist(self, case, reviewer, place):
        page = reviewer.post(ADD, typed(case.first, "Jan", place=place.format(case.first.pk)))

        assert page.status_code == 422
        assert withheld(case.dossier) == []

    @pytest.mark.parametrize(
        "fields",
        [{"words": "   "}, {"words": ""}, {"occurrence": 0}, {"occurrence": ""}, {"ground": "68Gw"}, {"label": "X"},
         {"start": -1}, {"words": "\0"}],
    )  # fmt: skip
    def test_a_form_that_makes_no_sense(self, case, reviewer, fields):
        page = reviewer.post(ADD, typed(case.first, "Jan") | fields)

        assert page.status_code == 422
        assert "Dit klopt nog niet" in words(page)
        assert withheld(case.dossier) == []

    def test_a_dossier_past_redacting(self, case, reviewer):
        Dossier.objects.update(state=State.APPROVAL)

        page = reviewer.post(ADD, typed(case.first, "Bel"), follow=True)
        assert "er kan nu niet gelakt worden. Er is niets gewijzigd." in words(page)
