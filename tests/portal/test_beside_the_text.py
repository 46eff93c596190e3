"""What hangs on a message tells as much as its text: the quotation in an answer, a remark of the import, an emoji's name."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime

from django.urls import reverse

import pytest

from archive.models import Conversation, Message
from redaction.apply import Shown, Withheld
from redaction.choices import Field, Status
from redaction.detecting import Label
from tests import factories
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.disclosure.assembly import assemble
from woo_portal.disclosure.publishing import Entry
from woo_portal.dossiers import composing, passages
from woo_portal.dossiers.missed import sweep_of
from woo_portal.dossiers.models import Dossier, Judgement, Kind
from woo_portal.dossiers.states import State
from woo_portal.dossiers.workflow import move

pytestmark = pytest.mark.django_db
MADE_AT = datetime(2026, 2, 18, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_one_day(monkeypatch):
    """Messages that are made without a moment follow one another by the minute, in whatever test: here none crosses midnight."""
    monkeypatch.setattr(factories, "_numbers", itertools.count(1))


@pytest.fixture
def anna() -> User:
    return User.objects.create(username="anna", role=Role.COORDINATOR)


@pytest.fixture
def chat() -> Conversation:
    return factories.conversation("Kernteam")


@pytest.fixture
def judged(anna: User) -> Callable[..., Dossier]:
    """A dossier of these messages, judged so, in which passages are decided on now."""

    def judge(*judgements: tuple[Message, Judgement]) -> Dossier:
        dossier = composing.create(
            kind=Kind.WOO, number="2026-0142", subject="Dijk", received_on=date(2026, 1, 5), requester="", by=anna
        )
        composing.add_messages(dossier, [message.pk for message, _ in judgements], by=anna)
        for message, judgement in judgements:
            grounds = ["5.1.2i"] if judgement == Judgement.WITHHELD else []
            items = list(dossier.items.filter(message=message))
            composing.judge(dossier, items, judgement=judgement, by=anna, grounds=grounds, motivation="beraad")
        dossier.items.update(proposed_at=MADE_AT)
        return move(dossier, to=State.REDACTING, by=anna)

    return judge


def printed(dossier: Dossier) -> tuple[Entry, ...]:
    (document,) = assemble(dossier, made_at=MADE_AT).disclosure.documents
    return document.entries


def withhold(dossier: Dossier, message: Message, passage: str, *, by: User, field: Field = Field.TEXT) -> None:
    text = message.text if field == Field.TEXT else message.quote_text
    start = text.index(passage)
    where = {"field": field, "index": 0, "start": start, "end": start + len(passage)}
    passages.add(dossier, by=by, source=message, label=Label.OTHER, ground="5.1.2i", **where)


def proposed(dossier: Dossier) -> list[tuple[int, str, str]]:
    rows = dossier.layer.redactions.filter(status=Status.PROPOSED).order_by("message", "start")
    texts = [(row, row.message.text if row.field == Field.TEXT else row.message.quote_text) for row in rows]
    return [(row.message_id, row.field, text[row.start : row.end]) for row, text in texts]


class TestOfAMessageThatIsWithheldWhole:
    def test_an_answer_shows_neither_its_words_nor_who_wrote_it(self, judged, chat):
        refused = factories.message(chat, "De offerte is te hoog", sender=factories.handle("Marloes Prins"))
        answer = factories.message(chat, "Eens", reply_to=refused, quote_text="De offerte is te hoog")

        entries = printed(judged((refused, Judgement.WITHHELD), (answer, Judgement.PUBLIC)))

        assert entries[1].quote is not None
        assert entries[1].quote.text == entries[1].quote.author == (Withheld(("5.1.2i",)),)

    def test_an_answer_of_which_the_export_does_not_say_what_it_answers_tells_nothing_either(self, judged, chat):
        refused = factories.message(chat, "De offerte is te hoog, en dat weten ze zelf ook")
        answer = factories.message(chat, "Eens", quote_text="De offerte is te hoog, en…", quote_author="Marloes")

        entries = printed(judged((refused, Judgement.WITHHELD), (answer, Judgement.PUBLIC)))

        assert entries[1].quote is not None
        assert entries[1].quote.text == (Withheld(("5.1.2i",)),)

    def test_words_that_a_shown_message_has_as_well_are_shown(self, judged, chat):
        shown, refused = factories.message(chat, "Akkoord"), factories.message(chat, "Akkoord")
        answer = factories.message(chat, "Fijn", quote_text="Akkoord", quote_author="Marloes")

        entries = printed(judged((shown, Judgement.PUBLIC), (refused, Judgement.WITHHELD), (answer, Judgement.PUBLIC)))

        assert entries[2].quote is not None
        assert entries[2].quote.text == (Shown("Akkoord"),)

    def test_inside_the_ministry_the_answer_is_complete(self, judged, chat):
        refused = factories.message(chat, "De offerte is te hoog")
        answer = factories.message(chat, "Eens", reply_to=refused, quote_text="De offerte is te hoog")
        dossier = judged((refused, Judgement.WITHHELD), (answer, Judgement.PUBLIC))

        (document,) = assemble(dossier, made_at=MADE_AT, is_confidential=True).disclosure.documents

        assert document.entries[1].quote is not None
        assert document.entries[1].quote.text == (Shown("De offerte is te hoog"),)


class TestOfAPassage:
    def test_an_ordinary_word_that_is_withheld_waits_in_the_answer_that_quotes_it(self, judged, chat, anna):
        """ "Storm" is a name and a word: beyond the message itself it was proposed nowhere, and the answer showed it."""
        original = factories.message(chat, "Bel Storm even")
        answer = factories.message(chat, "Doe ik, voor de storm", reply_to=original, quote_text="Bel Storm even")
        dossier = judged((original, Judgement.PUBLIC), (answer, Judgement.PUBLIC))

        withhold(dossier, original, "Storm", by=anna)

        assert proposed(dossier) == [(answer.pk, Field.QUOTE, "Storm")]

    def test_a_name_of_which_the_app_cut_off_the_end_is_found_by_its_place(self, judged, chat, anna):
        original = factories.message(chat, "Zie het bericht van Marloes Prins over de pompen")
        answer = factories.message(chat, "Ja", reply_to=original, quote_text="Zie het bericht van Marl…")
        dossier = judged((original, Judgement.PUBLIC), (answer, Judgement.PUBLIC))

        withhold(dossier, original, "Marloes Prins", by=anna)

        assert proposed(dossier) == [(answer.pk, Field.QUOTE, "Marl")]

    def test_what_is_withheld_in_the_answer_waits_in_the_message_it_quotes(self, judged, chat, anna):
        original = factories.message(chat, "Bel Storm even")
        answer = factories.message(chat, "Doe ik", reply_to=original, quote_text="Bel Storm")
        dossier = judged((original, Judgement.PUBLIC), (answer, Judgement.PUBLIC))

        withhold(dossier, answer, "Storm", by=anna, field=Field.QUOTE)

        assert proposed(dossier) == [(original.pk, Field.TEXT, "Storm")]

    def test_an_answer_that_is_shown_later_is_looked_at_when_it_is_searched(self, judged, chat, anna):
        original = factories.message(chat, "Bel Storm even")
        answer = factories.message(chat, "Doe ik", reply_to=original, quote_text="Bel Storm even")
        dossier = judged((original, Judgement.PUBLIC), (answer, Judgement.OUT_OF_SCOPE))
        withhold(dossier, original, "Storm", by=anna)
        assert proposed(dossier) == []
        items = list(dossier.items.filter(message=answer))
        composing.judge(dossier, items, judgement=Judgement.PUBLIC, by=anna)

        passages.propose(dossier)

        assert (answer.pk, Field.QUOTE, "Storm") in proposed(dossier)

    def test_a_place_that_was_decided_on_is_left_alone(self, judged, chat, anna):
        original = factories.message(chat, "Bel Storm even")
        answer = factories.message(chat, "Doe ik", reply_to=original, quote_text="Bel Storm even")
        dossier = judged((original, Judgement.PUBLIC), (answer, Judgement.PUBLIC))
        withhold(dossier, original, "Storm", by=anna)
        passages.reject(dossier, passages.open_proposals(dossier), by=anna)

        passages.propose(dossier)

        assert (answer.pk, Field.QUOTE, "Storm") not in proposed(dossier)


class TestWhatTheImportRemarked:
    def test_a_name_in_it_is_proposed_and_withheld_in_print(self, judged, chat, anna):
        """It was printed as a word of the portal's own, and nobody could withhold anything of it."""
        said = "de platte tekst van dit bericht luidt anders: «Bel Marloes Prins even»"
        message = factories.message(chat, "Bel haar even", warnings=["verwijderd uit het gesprek", said])
        dossier = judged((message, Judgement.PUBLIC))
        passages.propose(dossier)
        (proposal,) = passages.open_proposals(dossier)
        assert (proposal.field, proposal.index) == (Field.REMARK, 1)

        passages.accept(dossier, [proposal], by=anna)

        (entry,) = printed(dossier)
        assert entry.notes == (
            (Shown("verwijderd uit het gesprek"),),
            (Shown(f"{said[:46]}«Bel "), Withheld(("5.1.2e",)), Shown(" even»")),
        )

    def test_what_is_withheld_in_the_text_waits_in_the_remark(self, judged, chat, anna):
        message = factories.message(chat, "Bel Storm", warnings=["de platte tekst luidt anders: «bel storm nu»"])
        dossier = judged((message, Judgement.PUBLIC))

        withhold(dossier, message, "Storm", by=anna)

        (proposal,) = passages.open_proposals(dossier)
        assert proposal.field == Field.REMARK

    def test_a_reviewer_can_choose_words_in_it(self, judged, chat, client_for):
        message = factories.message(chat, "Bel haar", warnings=["reden van de verwijdering: ruzie met Storm"])
        dossier = judged((message, Judgement.PUBLIC))
        form = {
            "place": f"bericht-{message.pk}.remark.0",
            "words": "Storm",
            "occurrence": "1",
            "label": Label.PERSON.value,
            "ground": "5.1.2e",
        }

        page = client_for(Role.REVIEWER).post(reverse("review-add", args=[dossier.number]), form, follow=True)

        assert "Gelakt op 5.1.2e" in page.content.decode()
        assert printed(dossier)[0].notes == ((Shown("reden van de verwijdering: ruzie met "), Withheld(("5.1.2e",))),)

    def test_the_last_sweep_looks_at_it(self, judged, chat):
        message = factories.message(chat, "Bel haar", warnings=["verwijderd door Zwaluwkamp"])
        dossier = judged((message, Judgement.PUBLIC))

        assert "Zwaluwkamp" in [suspect.word for suspect in sweep_of(dossier).left]


def test_the_name_of_an_emoji_that_somebody_made_is_not_printed(judged, chat):
    """A reaction is decided on by whose it is; ":weg_met_marloes:" could be withheld by nobody.

    Regression: one called by a single letter was printed by its name.
    """
    kofi = factories.handle("Kofi")
    signs = ("👍🏽", "1️⃣", "🇳🇱", "ℹ️", "+1", ":-1:", ":weg_met_marloes:", "marloes", ":j:", ":李:", "J", ":!:")
    message = factories.message(chat, "Dag", reactions=tuple((sign, kofi) for sign in signs))

    (entry,) = printed(judged((message, Judgement.PUBLIC)))

    emoji = [run.text.strip() for run in entry.reactions[::3] if isinstance(run, Shown)]
    assert emoji == [*signs[:6], *["(eigen emoji)"] * 6]
