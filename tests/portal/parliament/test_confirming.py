"""A draft of questions that a person confirms is a set in a dossier of its own, and its term runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.test import Client

import pytest
import time_machine

from tests import factories
from tests.portal.dossiers.conftest import said
from tests.portal.parliament.test_taking_in import filled, page_of
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers.models import Dossier, Kind
from woo_portal.parliament import confirming
from woo_portal.parliament.confirming import StaleDraft, Unconfirmable
from woo_portal.parliament.models import QuestionSet, Reading
from woo_portal.parliament.reading import editing

pytestmark = pytest.mark.django_db


class TestConfirming:
    @time_machine.travel("2026-03-04 12:00+01:00")
    def test_the_questions_belong_to_a_dossier_and_the_term_runs(self, client: Client, reading: Reading) -> None:
        answer = client.post(page_of(reading), filled(client, reading, doe="bevestig"))
        assert answer["Location"] == "/kamervragen/2026Z03456/"
        page = client.get(answer["Location"])
        assert "Beantwoorden uiterlijk op 23 maart 2026." in said(page)
        dossier = Dossier.objects.get()
        assert (dossier.kind, dossier.number, dossier.subject) == (Kind.PARLIAMENT, "2026Z03456", "dijk 12")
        assert (dossier.received_on, dossier.requester) == (date(2026, 3, 2), "het lid De Graaf-Timmer (PvdR)")
        rows = dossier.question_set.questions.values_list("numbers", "text")
        assert list(rows) == [(["1"], "Wat is er met dijk 12?"), (["2"], "Wanneer wordt hij hersteld?")]
        log = client.get("/dossiers/2026Z03456/logboek/").content.decode()
        assert "legde 2\xa0vragen vast uit «2026Z03456.txt»" in log

    @pytest.mark.parametrize(
        ("changes", "problem"),
        [
            ({"number": ""}, "Dit veld is verplicht."),
            ({"number": "2026 Z"}, "Gebruik alleen letters"),
            ({"number": "innemen"}, "Er is al een dossier met nummer innemen."),
            ({"subject": ""}, "Dit veld is verplicht."),
            ({"sent_in": ""}, "Dit veld is verplicht."),
            ({"sent_in": "2010-01-01"}, "meer dan tien jaar geleden"),
        ],
    )
    def test_what_a_dossier_needs_must_be_there(self, client: Client, reading: Reading, changes, problem: str) -> None:
        page = client.post(page_of(reading), filled(client, reading, doe="bevestig", **changes))
        assert problem in page.content.decode()
        assert not Dossier.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "problem"),
        [
            ({"tekst-1": " "}, "Vraag 1 heeft geen tekst."),
            ({"nummer-2": ""}, "Een van de vragen heeft geen nummer."),
        ],
    )
    def test_a_question_needs_a_number_and_a_text(
        self, client: Client, reading: Reading, changes, problem: str
    ) -> None:
        answer = client.post(page_of(reading), filled(client, reading, doe="bevestig") | changes)
        assert problem in said(client.get(answer["Location"]))
        assert not Dossier.objects.exists()

    def test_a_draft_without_questions_is_no_set(self, reading: Reading, liaison: User) -> None:
        emptied = confirming.change(reading, version=0, to=lambda now: editing.remove(editing.remove(now, 1), 2))
        with pytest.raises(Unconfirmable, match="geen vragen"):
            confirming.confirm(emptied, version=1, by=liaison)
        with pytest.raises(StaleDraft):
            confirming.confirm(emptied, version=0, by=liaison)

    def test_a_number_that_is_taken_is_said_at_the_field(
        self, client: Client, reading: Reading, user: Callable[[Role], User]
    ) -> None:
        factories.dossier(user(Role.COORDINATOR), number="2026z03456")
        page = client.post(page_of(reading), filled(client, reading, doe="bevestig"))
        assert "Er is al een dossier met nummer 2026Z03456." in page.content.decode()

    def test_a_dossier_that_waits_for_its_questions_gets_them(
        self, client: Client, reading: Reading, liaison: User
    ) -> None:
        waiting = factories.dossier(liaison, kind=Kind.PARLIAMENT, number="2026Z03456")
        assert "De vragen zijn nog niet ingelezen" in client.get("/kamervragen/2026Z03456/").content.decode()
        client.post(page_of(reading), filled(client, reading, doe="bevestig"))
        assert QuestionSet.objects.get().dossier == waiting
        assert Dossier.objects.count() == 1

    def test_a_question_changed_afterwards_stays_the_same_question(
        self, client: Client, reading: Reading, question_set: QuestionSet
    ) -> None:
        first = question_set.questions.get(key=1).pk
        form = filled(client, reading, doe="bevestig") | {"tekst-1": "Wat is er precies met dijk 12?"}
        assert "number" not in client.get(page_of(reading)).context["form"].fields
        client.post(page_of(reading), form | {"number": "2026Z99999"})
        assert question_set.questions.get(pk=first).text == "Wat is er precies met dijk 12?"
        client.post(page_of(reading), filled(client, reading, doe="weg-2"))
        assert question_set.questions.count() == 2, "what is not confirmed again does not hold"
        client.post(page_of(reading), filled(client, reading, doe="bevestig"))
        assert list(question_set.questions.values_list("pk", flat=True)) == [first]
        assert Dossier.objects.get().number == "2026Z03456"
        assert Event.objects.filter(verb=Verb.QUESTIONS_CHANGED).count() == 2
