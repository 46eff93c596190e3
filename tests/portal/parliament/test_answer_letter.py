"""De antwoordbrief houdt zich aan het lakken, noemt zijn bronnen, en zegt wat vertrouwelijk blijft."""

from __future__ import annotations

import io
from zipfile import ZipFile

from django.test import Client
from django.urls import reverse
from django.utils import timezone

import docx
import pytest

from archive.models import Message
from redaction.choices import Field
from tests import factories
from tests.portal.parliament.test_answers import agreed, colleague, decided, messages, together, words
from woo_portal.accounts.models import User
from woo_portal.dossiers.models import Item, Judgement
from woo_portal.parliament import answers
from woo_portal.parliament.answer_letter import CONFIDENTIAL, Variant, answer_letter
from woo_portal.parliament.answers import AnswerRefused
from woo_portal.parliament.models import Answer, AnswerState, Citation, QuestionSet
from woo_portal.parliament.sources import public_lines, sources_of

__all__ = ["colleague", "messages"]

pytestmark = pytest.mark.django_db


class TestLetter:
    @pytest.fixture
    def answer(self, question_set: QuestionSet, liaison: User, colleague: User, messages: list[Message]) -> Answer:
        text = "Een inwoner zag een scheur."
        answer = answers.write(together(question_set, liaison), version=1, text=text, by=liaison, cite=messages[0].pk)
        return agreed(answer, writer=liaison, other=colleague)

    def test_has_the_form_of_a_ministers_answer(self, answer: Answer, liaison: User) -> None:
        content = answer_letter(
            answer.question_set, variant=Variant.CONFIDENTIAL, dated=timezone.localdate(), by=liaison
        )
        told = words(content)
        assert "Aan de Voorzitter van de Tweede Kamer" in told
        assert "Betreft\tBeantwoording Kamervragen over dijk 12" in told
        parts = ["Vraag 1 en 2", "Wat is er met dijk 12?", "Wanneer wordt hij hersteld?", "Antwoord op vraag 1 en 2"]
        assert told.index("\n".join([*parts, "Een inwoner zag een scheur. [bron 1]"])) > 0
        assert "van Kofi Mensah, in «Dijkleger»" in told
        header = docx.Document(io.BytesIO(content)).sections[0].header.paragraphs[0].text
        assert header == CONFIDENTIAL

    def test_the_public_one_waits_for_agreement_and_for_the_redaction(self, answer: Answer, liaison: User) -> None:
        with pytest.raises(AnswerRefused, match="Het dossier is nog niet vastgesteld"):
            answer_letter(answer.question_set, variant=Variant.PUBLIC, dated=timezone.localdate(), by=liaison)
        decided(answer.question_set.dossier)
        Answer.objects.update(state=AnswerState.READY)
        with pytest.raises(AnswerRefused, match="Nog niet akkoord: het antwoord op vraag 1 en 2"):
            answer_letter(answer.question_set, variant=Variant.PUBLIC, dated=timezone.localdate(), by=liaison)

    def test_the_public_one_holds_no_letter_of_what_is_withheld(
        self, answer: Answer, liaison: User, messages: list[Message]
    ) -> None:
        dossier = answer.question_set.dossier
        of = {"ground": "68Gw"}
        decided(
            dossier,
            factories.proposal(dossier.layer, messages[0], field=Field.SENDER, **of),
            factories.proposal(dossier.layer, messages[0], "Jan Blom", **of),
            factories.proposal(dossier.layer, messages[0].conversation, "leger", **of),
        )
        content = answer_letter(answer.question_set, variant=Variant.PUBLIC, dated=timezone.localdate(), by=liaison)
        assert "van [weggelaten], in «Dijk[weggelaten]»" in words(content)
        with ZipFile(io.BytesIO(content)) as parts:
            raw = "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
        for secret in ("Mensah", "Blom", "leger"):
            assert secret not in raw
        assert CONFIDENTIAL not in raw

    def test_a_text_that_tells_what_is_withheld_stops_it(
        self, answer: Answer, liaison: User, messages: list[Message]
    ) -> None:
        Answer.objects.update(text="Jan  blom zag een scheur.")
        dossier = answer.question_set.dossier
        decided(dossier, factories.proposal(dossier.layer, messages[0], "Jan Blom", ground="68Gw"))
        with pytest.raises(
            AnswerRefused, match=r"antwoord op vraag 1 en 2 noemt wat .* gelakt of geweigerd is: ‘Jan  blom’"
        ):
            answer_letter(answer.question_set, variant=Variant.PUBLIC, dated=timezone.localdate(), by=liaison)

    def test_a_sentence_of_a_message_that_is_refused_whole_stops_it_and_is_pointed_out(
        self, client: Client, answer: Answer, liaison: User, messages: list[Message]
    ) -> None:
        """Regression: only the whole message was looked for, so an answer could quote all but its last word."""
        said = "Akkoord.\nDe scheur loopt door tot de sluis. Morgen meer!"
        Message.objects.filter(pk=messages[0].pk).update(text=said)
        dossier = answer.question_set.dossier
        dossier.items.update(judgement=Judgement.WITHHELD, grounds=["68Gw"])
        decided(dossier)
        Answer.objects.update(text="Akkoord. Morgen meer. Volgens de dienst: de scheur loopt door tot de sluis.")

        with pytest.raises(AnswerRefused, match=r"geweigerd is: ‘de scheur loopt door tot de sluis’\.$"):
            answer_letter(answer.question_set, variant=Variant.PUBLIC, dated=timezone.localdate(), by=liaison)
        page = client.get(reverse("parliament-answer", args=[dossier.number, answer.pk]))
        assert "Dit mag niet naar buiten" in page.content.decode()

    @pytest.mark.parametrize(
        "said",
        [
            "We verkopen het terrein aan Hollandia!",
            "*We verkopen het terrein, aan Hollandia* 👍",
            "We verkopen het terrein – aan Hollandia…",
        ],
    )
    def test_a_sentence_with_other_marks_is_the_same_sentence(
        self, answer: Answer, liaison: User, messages: list[Message], said: str
    ) -> None:
        Message.objects.filter(pk=messages[0].pk).update(text=said)
        dossier = answer.question_set.dossier
        dossier.items.filter(message=messages[0]).update(judgement=Judgement.WITHHELD, grounds=["68Gw"])
        decided(dossier)
        Answer.objects.update(text="De dienst schreef: ‘we verkopen het terrein aan Hollandia’.")
        with pytest.raises(AnswerRefused, match="‘we verkopen het terrein aan Hollandia’"):
            answer_letter(answer.question_set, variant=Variant.PUBLIC, dated=timezone.localdate(), by=liaison)

    @pytest.mark.parametrize(
        "said", ["1. De pompen nakijken\n2. De Kamer bellen", "Er is overleg om 2", "In 2026", "👍"]
    )
    def test_the_number_of_an_item_is_no_secret(
        self, answer: Answer, liaison: User, messages: list[Message], said: str
    ) -> None:
        """Regression: of a numbered list "1." was a secret, and every letter has a question 1."""
        Message.objects.filter(pk=messages[0].pk).update(text=said)
        dossier = answer.question_set.dossier
        dossier.items.filter(message=messages[0]).update(judgement=Judgement.WITHHELD, grounds=["68Gw"])
        decided(dossier)
        Answer.objects.update(text="Het ministerie is in 2026 op de hoogte gesteld.")
        assert answer_letter(answer.question_set, variant=Variant.PUBLIC, dated=timezone.localdate(), by=liaison)

    @pytest.mark.parametrize(
        ("withheld", "text"),
        [
            ("06-12345678", "Bel 0612345678."),
            ("06-12345678", "Bel +31 6 12 34 56 78."),
            ("0031 6 1234 5678", "Bel 06 - 1234 5678."),
            ("NL91 ABNA 0417 1643 00", "Er is betaald op nl91abna0417164300."),
            ("Jan Blom", "Jan Bloms melding kwam als eerste."),
        ],
    )
    def test_a_number_that_is_spaced_otherwise_and_a_genitive_stop_it(
        self, answer: Answer, liaison: User, messages: list[Message], withheld: str, text: str
    ) -> None:
        Message.objects.filter(pk=messages[0].pk).update(text=f"Van {withheld} dus")
        messages[0].refresh_from_db()
        dossier = answer.question_set.dossier
        decided(dossier, factories.proposal(dossier.layer, messages[0], withheld, ground="68Gw"))
        Answer.objects.update(text=text)
        with pytest.raises(AnswerRefused, match="noemt wat in het dossier gelakt of geweigerd is"):
            answer_letter(answer.question_set, variant=Variant.PUBLIC, dated=timezone.localdate(), by=liaison)

    def test_another_number_does_not(self, answer: Answer, liaison: User, messages: list[Message]) -> None:
        Message.objects.filter(pk=messages[0].pk).update(text="Van 06-12345678 dus")
        messages[0].refresh_from_db()
        dossier = answer.question_set.dossier
        decided(dossier, factories.proposal(dossier.layer, messages[0], "06-12345678", ground="68Gw"))
        Answer.objects.update(text="Zie Kamerstuk 31 612 345 679 en 061234567.")
        assert answer_letter(answer.question_set, variant=Variant.PUBLIC, dated=timezone.localdate(), by=liaison)

    @pytest.mark.parametrize("is_removed", [True, False])
    def test_a_source_that_left_the_dossier_after_the_agreement_is_not_called_a_secret_of_state(
        self, answer: Answer, liaison: User, messages: list[Message], is_removed: bool
    ) -> None:
        question_set = answer.question_set
        cited = Citation.objects.get(question_set=question_set)
        decided(question_set.dossier)
        if is_removed:
            cited.item.delete()
        else:
            Item.objects.filter(pk=cited.item_id).update(judgement=Judgement.OUT_OF_SCOPE)
        with pytest.raises(AnswerRefused, match=r"Bron 1 bij het antwoord op vraag 1 en 2 is uit het dossier genomen"):
            answer_letter(question_set, variant=Variant.PUBLIC, dated=timezone.localdate(), by=liaison)
        [source] = sources_of(question_set)
        assert "belang van de staat" not in public_lines(question_set, [source])[1]

    def test_a_surname_alone_is_pointed_out(
        self, client: Client, answer: Answer, liaison: User, messages: list[Message]
    ) -> None:
        dossier = answer.question_set.dossier
        Message.objects.filter(pk=messages[0].pk).update(text="Jan Schuurmans zag de scheur in dijk 12")
        messages[0].refresh_from_db()
        decided(dossier, factories.proposal(dossier.layer, messages[0], "Jan Schuurmans", ground="68Gw"))
        Answer.objects.update(text="De heer Schuurmans zag een scheur.")

        page = client.get(reverse("parliament-answer", args=[dossier.number, answer.pk])).content.decode()
        assert "In de berichten is een naam gelakt waarin dit voorkomt: Schuurmans." in page

    def test_a_message_that_is_refused_whole_is_named_by_its_ground(self, answer: Answer, liaison: User) -> None:
        dossier = answer.question_set.dossier
        dossier.items.update(judgement=Judgement.WITHHELD, grounds=["68Gw"])
        decided(dossier)
        content = answer_letter(answer.question_set, variant=Variant.PUBLIC, dated=timezone.localdate(), by=liaison)
        assert "[bron 1] niet verstrekt in het belang van de staat (artikel 68 Grondwet)" in words(content)
