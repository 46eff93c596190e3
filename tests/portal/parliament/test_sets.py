"""All sets by their term, one set with its questions, and the notice of delay as a letter."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from django.test import Client

import docx
import pytest
import time_machine

from tests import factories
from tests.portal.dossiers.conftest import said
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers.models import Dossier, Kind
from woo_portal.dossiers.states import State
from woo_portal.dossiers.terms import term_of
from woo_portal.parliament import confirming, letters
from woo_portal.parliament.models import QuestionSet, Way
from woo_portal.parliament.reading.contents import Minister
from woo_portal.parliament.taking_in import take_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
OVERVIEW, SET = "/kamervragen/", "/kamervragen/2026Z03456/"
POSTPONE = f"{SET}uitstel/"
TODAY = date(2026, 3, 10)
REASON = "nog niet alle berichten zijn beoordeeld."


@pytest.fixture
def _today():
    with time_machine.travel("2026-03-10 12:00+01:00"):
        yield


def dossier(by: User, number: str, days_ago: int, **fields) -> Dossier:
    made = factories.dossier(by, kind=Kind.PARLIAMENT, number=number, received_on=TODAY - timedelta(days=days_ago))
    Dossier.objects.filter(pk=made.pk).update(**fields)
    return made


class TestOverview:
    def test_the_most_pressing_comes_first(self, client: Client, liaison: User, question_set: QuestionSet) -> None:
        dossier(liaison, "Z-laat", 22)
        dossier(liaison, "Z-uitgesteld", 22, extended=True, extended_on=TODAY)
        dossier(liaison, "Z-klaar", 30, state=State.RELEASED)
        page = client.get(OVERVIEW)
        rows = [(row.dossier.number, row.term.days_left) for row in page.context["to_answer"]]
        assert rows == [("Z-laat", -1), ("2026Z03456", 13), ("Z-uitgesteld", 20)]
        assert [row.dossier.number for row in page.context["answered"]] == ["Z-klaar"]
        shown = page.content.decode()
        assert "1\xa0dag te laat" in shown
        assert "Minister van Water en Ruimte" in shown
        assert page.context["to_answer"][1].questions == 2
        assert page.context["to_answer"][0].questions is None

    def test_who_handles_a_set_stands_in_the_list(
        self, client: Client, liaison: User, question_set: QuestionSet
    ) -> None:
        dossier(liaison, "Z-van-niemand", 1)
        gone = User.objects.create(
            username="weg", first_name="Gina", last_name="Holt", role=Role.LIAISON, is_active=False
        )
        Dossier.objects.filter(pk=question_set.dossier_id).update(assignee=gone)
        page = client.get(OVERVIEW).content.decode()
        ours, nobodys = page.index("2026Z03456"), page.index("Z-van-niemand")
        assert '<th scope="col">Behandelaar</th>' in page
        assert (
            ours < page.index("<bdi>Gina Holt (account uitgeschakeld)</bdi>") < page.index("over te dragen") < nobodys
        )
        assert page.index("niemand\n", nobodys) > nobodys

    def test_drafts_wait_above_them(self, client: Client, reading) -> None:
        page = client.get(OVERVIEW).content.decode()
        assert "Nog te bevestigen" in page
        assert "dijk 12" in page

    def test_the_number_of_queries_does_not_grow(
        self, client: Client, liaison: User, question_set: QuestionSet, django_assert_max_num_queries
    ) -> None:
        draft = take_in(b"Vraag 1: wat nu?", file_name="a.txt", way=Way.PASTE, by=liaison)
        for number in range(12):
            dossier(liaison, f"Z{number}", number)
        for _ in range(11):
            draft.pk = None
            draft.save(force_insert=True)
        with django_assert_max_num_queries(10):
            page = client.get(OVERVIEW)
        assert (len(page.context["to_answer"]), len(page.context["drafts"])) == (13, 12)

    def test_a_reviewer_sees_a_set_once_there_is_something_to_review(
        self, client_for: Callable[[Role], Client], liaison: User, question_set: QuestionSet
    ) -> None:
        reviewer = client_for(Role.REVIEWER)
        assert "Er zijn geen vragen te toetsen" in reviewer.get(OVERVIEW).content.decode()
        Dossier.objects.update(state=State.REDACTING)
        assert [row.dossier.number for row in reviewer.get(OVERVIEW).context["to_answer"]] == ["2026Z03456"]
        page = reviewer.get(SET).content.decode()
        assert "Wanneer wordt hij hersteld?" in page
        assert "Wijzig de vragen" not in page

    @pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ARCHIVIST, Role.ADMINISTRATOR])
    def test_to_other_roles_there_are_no_questions(
        self, client_for: Callable[[Role], Client], question_set: QuestionSet, role: Role
    ) -> None:
        client = client_for(role)
        assert client.get(OVERVIEW).status_code == client.get(SET).status_code == 404
        assert "Kamervragen" not in client.get("/").content.decode()


class TestOneSet:
    def test_it_shows_the_questions_and_where_they_came_from(self, client: Client, question_set: QuestionSet) -> None:
        page = client.get(SET).content.decode()
        for shown in ("Wat is er met dijk 12?", "De Graaf-Timmer (PvdR)", "23 maart 2026", "Haal het origineel op"):
            assert shown in page
        assert Event.objects.filter(verb=Verb.DOSSIER_VIEWED, details__part="vragen").count() == 1

    def test_it_is_a_tab_of_its_dossier_and_of_no_other(
        self, client: Client, client_for: Callable[[Role], Client], user, question_set: QuestionSet
    ) -> None:
        assert f'href="{SET}"' in client.get("/dossiers/2026Z03456/").content.decode()
        factories.dossier(user(Role.COORDINATOR), number="W1")
        assert "/kamervragen/W1/" not in client_for(Role.COORDINATOR).get("/dossiers/W1/").content.decode()
        assert client_for(Role.COORDINATOR).get("/kamervragen/W1/").status_code == 404
        Dossier.objects.filter(number="W1").update(state=State.REDACTING)
        assert client_for(Role.REVIEWER).get("/kamervragen/W1/").status_code == 404


class TestNoticeOfDelay:
    def test_the_letter_is_drafted_from_the_reason(self, client: Client, question_set: QuestionSet) -> None:
        assert "De vragen moeten uiterlijk op 23 maart 2026" in client.get(POSTPONE).content.decode()
        page = client.post(POSTPONE, {"reason": REASON, "sent_on": "2026-03-10", "doe": "brief"})
        assert page.context["letter"] == (
            "Ministerie van Water en Ruimte\n\n"
            "Aan de Voorzitter van de Tweede Kamer der Staten-Generaal\nPostbus 20018\n2500 EA Den Haag\n\n"
            "Datum: 10 maart 2026\nBetreft: Uitstel beantwoording Kamervragen over dijk 12\n\n"
            "Geachte Voorzitter,\n\n"
            "Hierbij bericht ik u dat de vragen van het lid De Graaf-Timmer (PvdR) over dijk 12 (ingezonden 2 maart 2026, "
            "kenmerk 2026Z03456) niet binnen de gebruikelijke termijn van drie weken kunnen worden beantwoord, omdat nog "
            "niet alle berichten zijn beoordeeld.\n\n"
            "Ik streef ernaar de vragen uiterlijk op 13 april 2026 te beantwoorden.\n\n"
            "Hoogachtend,\n\nde minister van Water en Ruimte\n"
        )
        assert not Dossier.objects.get().extended

    def test_it_can_be_had_as_a_word_document(self, client: Client, question_set: QuestionSet) -> None:
        answer = client.post(POSTPONE, {"reason": REASON, "sent_on": "2026-03-10", "doe": "docx"})
        assert answer["Content-Disposition"] == 'attachment; filename="uitstelbericht-2026Z03456.docx"'
        document = docx.Document(io.BytesIO(answer.content))
        text = "\n".join(paragraph.text for paragraph in document.paragraphs)
        assert "omdat nog niet alle berichten zijn beoordeeld." in text
        assert "de minister van Water en Ruimte" in text
        assert document.core_properties.title == "Uitstel beantwoording Kamervragen over dijk 12"
        assert Event.objects.filter(verb=Verb.LETTER_DRAFTED, dossier_id=question_set.dossier_id).count() == 1

    def test_that_it_was_sent_is_recorded_with_the_dossier(self, client: Client, question_set: QuestionSet) -> None:
        answer = client.post("/dossiers/2026Z03456/verlengen/", {"reason": REASON, "sent_on": "2026-03-10"})
        assert "verlengd tot en met 13 april 2026" in said(client.get(answer["Location"]))
        refused = client.get(POSTPONE)
        assert "De termijn is al verlengd, met een bericht van 10 maart 2026." in said(client.get(refused["Location"]))
        assert "na uitstel" in client.get(OVERVIEW).content.decode()

    def test_several_ministers_one_signs_and_the_others_are_named(self, liaison: User) -> None:
        made = dossier(liaison, "Z1", 3, subject="pompen", requester="de leden A (P) en B (Q)")
        made.refresh_from_db()
        ministers = [Minister("Minister", "van Water en Ruimte"), Minister("Staatssecretaris", "van Financiën"),
                     Minister("Minister-President", "")]  # fmt: skip
        letter = letters.notice_of_delay(
            made, ministers, reason="er\nmeer tijd nodig is", signed_by="Staatssecretaris van Financiën",
            dated=TODAY, weeks=1, until=TODAY, authority="Ministerie",
        )  # fmt: skip
        assert letter.paragraphs[1].startswith(
            "Hierbij bericht ik u, mede namens de minister van Water en Ruimte en de minister-president, dat de vragen van "
            "de leden A (P) en B (Q) over pompen"
        )
        assert "termijn van één week kunnen worden beantwoord, omdat er meer tijd nodig is." in letter.paragraphs[1]
        assert letter.signature == "de staatssecretaris van Financiën"

    def test_the_signer_is_asked_for_where_there_is_a_choice(self, client: Client, reading, liaison: User) -> None:
        two = (Minister("Minister", "van Water en Ruimte"), Minister("Staatssecretaris", "van Water en Ruimte"))
        kept = confirming.change(reading, version=0, to=lambda now: replace(now, ministers=two))
        confirming.confirm(kept, version=1, by=liaison)
        form = {"reason": REASON, "sent_on": "2026-03-10", "signed_by": "Staatssecretaris van Water en Ruimte"}
        letter = client.post(POSTPONE, form).context["letter"]
        assert "mede namens de minister van Water en Ruimte, dat" in letter
        assert letter.endswith("de staatssecretaris van Water en Ruimte\n")
        assert "Dit veld is verplicht." in client.post(POSTPONE, form | {"signed_by": ""}).content.decode()

    def test_a_set_without_its_questions_gets_a_letter_as_well(self, client: Client, liaison: User) -> None:
        dossier(liaison, "2026Z03456", 3)
        letter = client.post(POSTPONE, {"reason": REASON, "sent_on": "2026-03-10"}).context["letter"]
        assert "dat de vragen van uw Kamer over Noodpompen" in letter
        assert letter.endswith("Hoogachtend,\n")

    def test_a_reason_is_asked_for(self, client: Client, question_set: QuestionSet) -> None:
        page = client.post(POSTPONE, {"reason": "", "sent_on": "2026-03-10", "doe": "docx"})
        assert page.context["letter"] == ""
        assert "Dit veld is verplicht." in page.content.decode()


def test_the_terms_are_settings(liaison: User, settings) -> None:
    made = dossier(liaison, "Z1", 0)
    assert term_of(made).last_day == TODAY + timedelta(weeks=3)
    settings.QUESTIONS_WEEKS, settings.QUESTIONS_EXTENSION_WEEKS = 4, 1
    made.extended = True
    assert term_of(made).last_day == TODAY + timedelta(weeks=5)
