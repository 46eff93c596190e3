"""De kamerliaison schrijft het antwoord bij de bronnen, een tweede geeft akkoord, en de brief houdt zich aan het lakken."""

from __future__ import annotations

import io

from django.test import Client
from django.urls import reverse
from django.utils import timezone

import docx
import pytest

from archive.models import Message
from redaction.choices import Status
from redaction.models import Redaction
from tests import factories
from tests.portal.dossiers.conftest import said
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers import composing
from woo_portal.dossiers.models import Dossier, Judgement
from woo_portal.dossiers.states import State
from woo_portal.parliament import answers, confirming, evidence
from woo_portal.parliament.answer_letter import Variant, answer_letter
from woo_portal.parliament.answers import AnswerRefused, StaleAnswer
from woo_portal.parliament.models import Answer, AnswerState, QuestionSet, Reading, Verdict

pytestmark = pytest.mark.django_db
OVERVIEW = "/kamervragen/2026Z03456/antwoorden/"


@pytest.fixture
def colleague(db: None) -> User:
    return User.objects.create(username="tweede", first_name="Gina", last_name="Holt", role=Role.LIAISON)


@pytest.fixture
def messages(question_set: QuestionSet, liaison: User) -> list[Message]:
    """Two messages on the dike that somebody judged to be about it."""
    chat = factories.conversation("Dijkleger")
    written = [
        factories.message(chat, text, sender=factories.handle(name))
        for name, text in (
            ("Kofi Mensah", "Jan Blom zag de scheur in dijk 12"),
            ("Petra Smit", "Herstel duurt een maand"),
        )
    ]
    composing.add_messages(question_set.dossier, [row.pk for row in written], by=liaison)
    items = list(question_set.dossier.items.all())
    composing.judge(question_set.dossier, items, judgement=Judgement.PUBLIC, by=liaison)
    return written


def together(question_set: QuestionSet, by: User) -> Answer:
    """An answer to both questions, begun."""
    return answers.start(question_set, keys=[question.key for question in question_set.questions.all()], by=by)


def agreed(answer: Answer, *, writer: User, other: User) -> Answer:
    for to, by in ((AnswerState.READY, writer), (AnswerState.REVIEW, writer), (AnswerState.APPROVED, other)):
        answer = answers.move(answer, version=answer.version, to=to, by=by)
    return answer


def decided(dossier: Dossier, *passages: Redaction) -> None:
    """The dossier approved, with these passages withheld; how it comes so far is told elsewhere."""
    Redaction.objects.filter(pk__in=[passage.pk for passage in passages]).update(status=Status.ACCEPTED)
    dossier.items.update(proposed_at=timezone.now())
    Dossier.objects.filter(pk=dossier.pk).update(state=State.APPROVED)
    dossier.refresh_from_db()


def words(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)


class TestWriting:
    def test_questions_are_answered_together_in_any_order(self, question_set: QuestionSet, liaison: User) -> None:
        second = answers.start(question_set, keys=[2], by=liaison)
        both = answers.regroup(second, version=second.version, keys=[2, 1], by=liaison)
        assert answers.label_of(both.questions.all()) == "1 en 2"
        with pytest.raises(AnswerRefused, match="heeft al een antwoord"):
            answers.start(question_set, keys=[1], by=liaison)
        alone = answers.regroup(both, version=both.version, keys=[2], by=liaison)
        assert answers.start(question_set, keys=[1], by=liaison) != alone

    def test_a_source_has_one_number_in_the_whole_set(
        self, question_set: QuestionSet, liaison: User, messages: list[Message]
    ) -> None:
        first, second = (answers.start(question_set, keys=[key], by=liaison) for key in (1, 2))
        first = answers.write(first, version=1, text="Ja.", by=liaison, cite=messages[1].pk)
        first = answers.write(first, version=2, text=first.text, by=liaison, cite=messages[0].pk)
        second = answers.write(second, version=1, text="", by=liaison, cite=messages[1].pk)
        assert (first.text, second.text) == ("Ja. [bron 1] [bron 2]", "[bron 1]")

    def test_only_a_message_that_was_judged_to_be_about_it_is_a_source(
        self, question_set: QuestionSet, liaison: User, messages: list[Message]
    ) -> None:
        answer = together(question_set, liaison)
        composing.judge(
            question_set.dossier,
            list(question_set.dossier.items.filter(message=messages[0])),
            judgement=Judgement.OUT_OF_SCOPE,
            by=liaison,
        )
        factories.private_mark(messages[1].conversation, messages[1])
        for message in messages:
            with pytest.raises(AnswerRefused, match=r"niet .* als relevant beoordeeld"):
                answers.write(answer, version=1, text="Ja.", by=liaison, cite=message.pk)
        assert not question_set.citations.exists()

    def test_of_two_writers_at_once_the_second_is_told(self, question_set: QuestionSet, liaison: User) -> None:
        answer = together(question_set, liaison)
        answers.write(answer, version=1, text="De eerste.", by=liaison)
        with pytest.raises(StaleAnswer):
            answers.write(answer, version=1, text="De tweede.", by=liaison)
        answer.refresh_from_db()
        assert answer.text == "De eerste."

    def test_every_version_is_kept_and_told_in_the_log(self, question_set: QuestionSet, liaison: User) -> None:
        answer = together(question_set, liaison)
        answer = answers.write(answer, version=1, text="Een.", by=liaison)
        answers.write(answer, version=2, text="Twee.", by=liaison)
        assert [row.text for row in answer.versions.all()] == ["Twee.", "Een.", ""]
        event = Event.objects.filter(verb=Verb.ANSWER_CHANGED).first()
        assert sentence(event) == "Daan Liem heeft het antwoord op vraag 1 en 2 gewijzigd."
        assert "Twee." not in str(event.details)


class TestSecondPerson:
    def test_who_wrote_cannot_agree_and_nobody_writes_in_what_was_offered(
        self, question_set: QuestionSet, liaison: User, colleague: User
    ) -> None:
        answer = answers.write(together(question_set, liaison), version=1, text="Ja.", by=liaison)
        for to in (AnswerState.READY, AnswerState.REVIEW):
            answer = answers.move(answer, version=answer.version, to=to, by=liaison)
        with pytest.raises(AnswerRefused, match="Iemand anders moet er akkoord op geven"):
            answers.move(answer, version=answer.version, to=AnswerState.APPROVED, by=liaison)
        with pytest.raises(AnswerRefused, match="ligt vast"):
            answers.write(answer, version=answer.version, text="Nee.", by=colleague)
        agreed_on = answers.move(answer, version=answer.version, to=AnswerState.APPROVED, by=colleague)
        assert agreed_on.state == AnswerState.APPROVED

    def test_it_goes_back_with_a_reason(self, question_set: QuestionSet, liaison: User, colleague: User) -> None:
        answer = answers.write(together(question_set, liaison), version=1, text="Ja.", by=liaison)
        answer = agreed(answer, writer=liaison, other=colleague)
        with pytest.raises(AnswerRefused, match="Vul in waarom"):
            answers.move(answer, version=answer.version, to=AnswerState.DRAFT, by=colleague)
        back = answers.move(answer, version=answer.version, to=AnswerState.DRAFT, by=colleague, reason="Te kort.")
        assert (back.state, back.versions.first().reason) == (AnswerState.DRAFT, "Te kort.")

    def test_an_answer_without_text_or_with_a_source_that_is_gone_is_not_ready(
        self, question_set: QuestionSet, liaison: User, messages: list[Message]
    ) -> None:
        answer = together(question_set, liaison)
        with pytest.raises(AnswerRefused, match="nog geen tekst"):
            answers.move(answer, version=1, to=AnswerState.READY, by=liaison)
        answer = answers.write(answer, version=1, text="Ja.", by=liaison, cite=messages[0].pk)
        cited = question_set.dossier.items.filter(message=messages[0])
        composing.remove(question_set.dossier, list(cited), by=liaison)
        with pytest.raises(AnswerRefused, match="Bron 1 is niet"):
            answers.move(answer, version=2, to=AnswerState.READY, by=liaison)

    def test_a_question_that_is_changed_asks_for_agreement_again(
        self, question_set: QuestionSet, reading: Reading, liaison: User, colleague: User
    ) -> None:
        answer = answers.write(together(question_set, liaison), version=1, text="Ja.", by=liaison)
        answer = agreed(answer, writer=liaison, other=colleague)
        reading.refresh_from_db()
        reading.draft["questions"][0]["text"] = "Wat is er met dijk 13?"
        reading.save()
        confirming.confirm(reading, version=reading.version, by=liaison)
        answer.refresh_from_db()
        assert (answer.state, answer.text) == (AnswerState.DRAFT, "Ja.")

    def test_questions_of_a_released_dossier_do_not_change(
        self, question_set: QuestionSet, reading: Reading, liaison: User, colleague: User
    ) -> None:
        answer = answers.write(together(question_set, liaison), version=1, text="Ja.", by=liaison)
        answer = agreed(answer, writer=liaison, other=colleague)
        Dossier.objects.filter(pk=question_set.dossier_id).update(state=State.RELEASED)
        reading.refresh_from_db()
        reading.draft["questions"][0]["text"] = "Wat is er met dijk 13?"
        reading.save()
        with pytest.raises(confirming.Unconfirmable, match="vrijgegeven"):
            confirming.confirm(reading, version=reading.version, by=liaison)
        answer.refresh_from_db()
        assert answer.state == AnswerState.APPROVED
        assert question_set.questions.first().text == "Wat is er met dijk 12?"

    def test_what_no_letter_can_hold_is_not_saved(self, question_set: QuestionSet, liaison: User) -> None:
        text = "Ja\0, \x1bdat\ufffe klopt.\x0bEn nu?"
        answer = answers.write(together(question_set, liaison), version=1, text=text, by=liaison)
        assert answer.text == "Ja, dat klopt.\nEn nu?"
        # What others wrote, and was kept before, may hold it.
        Dossier.objects.filter(pk=question_set.dossier_id).update(subject="dijk\x0b12")
        question_set.questions.update(text="Wat\x1f nu?")
        Answer.objects.update(text="Ja.\x0b")
        question_set.refresh_from_db()
        content = answer_letter(question_set, variant=Variant.CONFIDENTIAL, dated=timezone.localdate(), by=liaison)
        assert "Wat nu?" in words(content)


class TestPages:
    def test_an_answer_to_two_questions_speaks_of_these_questions(self, client_for, question_set, liaison, messages):
        answer = together(question_set, liaison)
        asked = question_set.questions.first()
        evidence.judge(asked, [messages[0].pk], verdict=Verdict.EVIDENCE, by=liaison)
        page = client_for(Role.LIAISON).get(f"{OVERVIEW}{answer.pk}/").content.decode()

        assert "Berichten bij deze vragen" in page

    def test_the_public_annex_is_not_offered_before_there_is_one(self, client_for, question_set):
        """Regression: it stood ready to be fetched, and only who asked for it heard that there was none."""
        page = client_for(Role.LIAISON).get(OVERVIEW).content.decode()

        assert "De openbare bijlage kan nog niet: Er is nog geen pakket dat de lekcontrole heeft doorstaan." in page
        assert "Haal de openbare bijlage op" not in page

    def test_what_was_typed_is_not_lost_when_somebody_was_first(
        self, client: Client, question_set: QuestionSet, liaison: User
    ) -> None:
        answer = together(question_set, liaison)
        answers.write(answer, version=1, text="De eerste.", by=liaison)
        address = reverse("parliament-answer-write", args=["2026Z03456", answer.pk])
        page = client.post(address, {"versie": "1", "tekst": "De tweede."})
        assert page.status_code == 409
        assert "Iemand anders heeft dit antwoord intussen gewijzigd" in said(page)
        assert "De tweede.</textarea>" in page.content.decode()

    def test_an_answer_is_not_reached_through_another_set(
        self, client: Client, question_set: QuestionSet, liaison: User
    ) -> None:
        answer = together(question_set, liaison)
        other = factories.dossier(liaison, kind=question_set.dossier.kind, number="2026Z09999")
        assert client.get(reverse("parliament-answer", args=[other.number, answer.pk])).status_code == 404

    def test_nonsense_is_refused_and_kept_from_the_database(
        self, client: Client, question_set: QuestionSet, liaison: User
    ) -> None:
        answer = together(question_set, liaison)
        move = reverse("parliament-answer-move", args=["2026Z03456", answer.pk])
        assert "Deze stap bestaat niet" in said(client.post(move, {"naar": "weg"}, follow=True))
        start = reverse("parliament-answer-start", args=["2026Z03456"])
        assert "Kies ten minste één vraag" in said(client.post(start, {"vraag": "²"}, follow=True))
        assert client.get(reverse("parliament-letter", args=["2026Z03456", "geheim"])).status_code == 404

    def test_costs_as_many_queries_however_much_was_written(
        self, client, question_set, liaison, messages, django_assert_max_num_queries
    ) -> None:
        answer = together(question_set, liaison)
        for number, message in enumerate(messages, start=1):
            answer = answers.write(answer, version=number, text=answer.text, by=liaison, cite=message.pk)
        address = reverse("parliament-answer", args=["2026Z03456", answer.pk])
        for page, most in ((OVERVIEW, 35), (address, 40)):
            client.get(page)
            with django_assert_max_num_queries(most):
                assert client.get(page).status_code == 200
