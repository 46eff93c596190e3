"""An answer does not print what the set does not tell: withheld whole, out of scope, private, or of others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from archive import privacy
from archive.importing import MessageKind
from archive.models import Conversation, Handle, Message
from redaction.apply import Shown, Withheld
from redaction.choices import Field, Status
from redaction.detecting import Label
from tests import factories
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.disclosure.assembly import Assembled, assemble
from woo_portal.disclosure.leak_check import check
from woo_portal.disclosure.package import files_of
from woo_portal.disclosure.publishing import Entry
from woo_portal.dossiers import passages
from woo_portal.dossiers.models import Dossier, Judgement
from woo_portal.dossiers.states import State
from woo_portal.dossiers.versions import Version, concerning

pytestmark = pytest.mark.django_db
MADE_AT = datetime(2026, 2, 18, 9, 0, tzinfo=UTC)
PRIVATE = "Mijn scheiding van Rieke\nis nu *definitief* geregeld"
CONTRACT = "Het contract met Delta\nkost ons *vier* ton extra"
SHORT = "Delta wint niet"
TOKEN = (Withheld(("5.1.2i",)),)
_OUTSIDE = "antwoord op een bericht buiten reikwijdte"


@pytest.fixture
def anna(user) -> User:
    return user(Role.COORDINATOR)


@pytest.fixture
def jan() -> Handle:
    return factories.handle("Jan Bakker")


@pytest.fixture
def fatima() -> Handle:
    return factories.handle("Fatima Amrani")


@pytest.fixture
def chat(jan, fatima) -> Conversation:
    return factories.conversation("Team", jan, fatima)


@pytest.fixture
def aside(jan, fatima) -> Conversation:
    return factories.conversation("Jan en Fatima", jan, fatima)


def judged(by: User, shown: Iterable[Message], **left_out: Message) -> Dossier:
    """A dossier of messages that are public, and of one `withheld` or `outside`."""
    number = f"2026-{Dossier.objects.count():04d}"
    dossier = factories.dossier(by, *shown, *left_out.values(), number=number)
    dossier.items.update(judgement=Judgement.PUBLIC, proposed_at=MADE_AT)
    judgements = {"withheld": Judgement.WITHHELD, "outside": Judgement.OUT_OF_SCOPE}
    for name, message in left_out.items():
        grounds = ["5.1.2i"] if name == "withheld" else []
        dossier.items.filter(message=message).update(judgement=judgements[name], grounds=grounds)
    return dossier


def last_entry(made: Assembled) -> Entry:
    return max(
        (entry for document in made.disclosure.documents for entry in document.entries), key=lambda entry: entry.time
    )


def quoted(made: Assembled) -> object:
    quote = last_entry(made).quote
    return quote and quote.text


def answer(to: Conversation, by: Handle, quote: str, **fields: object) -> Message:
    return factories.message(to, "Oei", sender=by, quote_text=quote, **fields)


class TestOfAPrivateMessage:
    def hidden(self, anna: User, *shown: Message, confidential: bool = False) -> bool:
        made = assemble(judged(anna, shown), made_at=MADE_AT, is_confidential=confidential)
        return quoted(made) is None

    @pytest.mark.parametrize("is_elsewhere", [False, True])
    @pytest.mark.parametrize(
        "quote", [PRIVATE, PRIVATE.replace("\n", " "), PRIVATE.replace("*", ""), PRIVATE[:30] + "…", PRIVATE.upper()]
    )
    def test_it_was_printed_when_it_was_not_the_same_to_the_letter(
        self, anna, jan, fatima, chat, aside, quote, is_elsewhere
    ):
        said = factories.message(chat, PRIVATE, sender=jan)
        reply = answer(aside if is_elsewhere else chat, fatima, quote, quote_author="Jan Bakker")
        privacy.mark(privacy.Scope(chat.pk, (said.pk,)), reason="Privé", by="Els")
        assert self.hidden(anna, reply)
        assert self.hidden(anna, reply, confidential=True)

    def test_it_was_printed_when_the_answer_hung_on_a_placeholder(self, anna, jan, fatima, chat, aside):
        gone = factories.message(aside, sender=jan, kind=MessageKind.DELETED)
        said = factories.message(chat, PRIVATE, sender=jan)
        reply = answer(aside, fatima, PRIVATE, reply_to=gone)
        privacy.mark(privacy.Scope(chat.pk, (said.pk,)), reason="Privé", by="Els")
        assert self.hidden(anna, gone, reply)

    def test_its_earlier_text_was_printed(self, anna, jan, fatima, chat, aside):
        said = factories.message(chat, "Laat maar", sender=jan, edited=True)
        said.versions.create(number=0, text=PRIVATE, sent_at=said.sent_at)
        reply = answer(aside, fatima, PRIVATE.replace("\n", " "))
        privacy.mark(privacy.Scope(chat.pk), reason="Privé", by="Els")
        assert self.hidden(anna, reply)

    def test_a_short_one_of_another_chat_was_printed(self, anna, jan, fatima, chat, aside):
        said = factories.message(chat, "Ik scheid", sender=jan)
        reply = answer(aside, fatima, "Ik scheid!", quote_author="Jan")
        of_another = answer(aside, fatima, "Ik scheid!", quote_author="Piet")
        privacy.mark(privacy.Scope(chat.pk, (said.pk,)), reason="Privé", by="Els")
        assert self.hidden(anna, reply)
        assert not self.hidden(anna, of_another)

    def test_what_a_shown_message_of_the_chat_says_is_printed(self, anna, jan, fatima, chat, aside):
        said, shown = (factories.message(where, PRIVATE, sender=jan) for where in (chat, aside))
        reply = answer(aside, fatima, PRIVATE)
        privacy.mark(privacy.Scope(chat.pk, (said.pk,)), reason="Privé", by="Els")
        assert not self.hidden(anna, shown, reply)

    def test_it_was_no_secret_so_that_nothing_stopped_a_package_that_told_it(
        self, anna, jan, fatima, chat, aside, monkeypatch
    ):
        said = factories.message(chat, PRIVATE, sender=jan)
        replies = [answer(aside, fatima, PRIVATE) for _ in range(2)]
        privacy.mark(privacy.Scope(chat.pk, (said.pk,)), reason="Privé", by="Els")
        dossier = judged(anna, replies)
        made = assemble(dossier, made_at=MADE_AT)
        assert check(files_of(made.disclosure), made.secrets, made.disclosure).ok

        monkeypatch.setattr("woo_portal.disclosure.assembly.untold_quotations", lambda printed, kept: {})
        told = assemble(dossier, made_at=MADE_AT)
        report = check(files_of(told.disclosure), made.secrets, told.disclosure)
        assert "aangehaald in een antwoord" in {finding.channel for finding in report.findings}


@pytest.mark.parametrize("how", ["withheld", "outside"])
class TestOfAMessageThatIsLeftOut:
    def is_left_out(self, made: Assembled, how: str) -> bool:
        entry = last_entry(made)
        if how == "withheld":
            return entry.quote is not None and entry.quote.text == TOKEN
        return entry.quote is None and entry.remarks == (_OUTSIDE,)

    @pytest.mark.parametrize("text", [CONTRACT, SHORT])
    @pytest.mark.parametrize("is_edited", [False, True])
    def test_it_was_printed_when_the_answer_hung_on_the_message_of_another_phone(
        self, anna, jan, fatima, chat, how, text, is_edited
    ):
        said = factories.message(chat, text, sender=jan)
        facts = {"twin": said, "edited": True} if is_edited else {"kind": MessageKind.DELETED}
        on_another = factories.message(chat, "Het is prima" if is_edited else "", sender=jan, **facts)
        reply = answer(chat, fatima, text, reply_to=on_another)
        made = assemble(judged(anna, [on_another, reply], **{how: said}), made_at=MADE_AT)
        assert self.is_left_out(made, how)

    @pytest.mark.parametrize("text", [SHORT, "Ja akkoord"])
    @pytest.mark.parametrize("author", ["", "Jan"])
    def test_a_short_one_was_printed_in_another_chat(self, anna, jan, fatima, chat, aside, how, text, author):
        said = factories.message(chat, text, sender=jan)
        reply = answer(aside, fatima, text, quote_author=author)
        made = assemble(judged(anna, [reply], **{how: said}), made_at=MADE_AT)
        assert self.is_left_out(made, how)

    def test_the_other_wording_in_a_remark_was_printed(self, anna, jan, fatima, chat, how):
        wording = "Fatima liegt over alles hier"
        remark = f"de platte tekst van dit bericht luidt anders: «{wording}»"
        said = factories.message(chat, "geheim woord hier", sender=jan, warnings=[remark])
        reply = answer(chat, fatima, wording)
        made = assemble(judged(anna, [reply], **{how: said}), made_at=MADE_AT)
        assert self.is_left_out(made, how)
        assert wording in {secret.text for secret in made.secrets}
        assert remark not in {secret.text for secret in made.secrets}

    def test_inside_the_house_it_is_printed(self, anna, jan, fatima, chat, how):
        said = factories.message(chat, CONTRACT, sender=jan)
        reply = answer(chat, fatima, CONTRACT)
        made = assemble(judged(anna, [reply], **{how: said}), made_at=MADE_AT, is_confidential=True)
        assert quoted(made) == (Shown(CONTRACT),)


class TestOfWhatConcernsOthers:
    @pytest.fixture
    def piet(self) -> Handle:
        return factories.handle("Piet Smit")

    @pytest.mark.parametrize("text", ["Piet wil niet", "Ons bod is vier ton en Delta wint het dus niet"])
    def test_a_version_printed_a_short_one_and_was_blocked_by_a_long_one(
        self, anna, jan, piet, chat, aside, text, tmp_path
    ):
        said = factories.message(chat, text, sender=piet)
        reply = answer(aside, jan, text, quote_author="Piet Smit")
        dossier = judged(anna, [said, reply])
        version = Version("versie voor zienswijze", concerning(dossier, [jan.person_id]), frozenset())
        made = assemble(dossier, made_at=MADE_AT, version=version)
        assert quoted(made) is None
        assert last_entry(made).remarks == ()
        assert check(files_of(made.disclosure, folder=tmp_path), made.secrets, made.disclosure).ok

        assert quoted(assemble(dossier, made_at=MADE_AT)) == (Shown(text),)

    def test_what_is_of_the_reader_is_printed(self, anna, jan, fatima, chat):
        said = factories.message(chat, CONTRACT, sender=jan)
        reply = answer(chat, fatima, CONTRACT)
        dossier = judged(anna, [said, reply])
        version = Version("versie voor zienswijze", frozenset({said.pk, reply.pk}), frozenset())
        assert quoted(assemble(dossier, made_at=MADE_AT, version=version)) == (Shown(CONTRACT),)


@pytest.mark.parametrize("text", ["", "Het wordt dinsdag"])
def test_a_passage_was_proposed_in_no_quotation_of_which_the_answer_hung_on_another_phone(
    anna, jan, fatima, chat, text
):
    said = factories.message(chat, "Bel Storm even over de pompen", sender=jan)
    on_another = factories.message(chat, text, sender=jan, kind=MessageKind.TEXT if text else MessageKind.DELETED)
    reply = answer(chat, fatima, "*Bel Storm* even over de…", reply_to=on_another)
    dossier = judged(anna, [said, on_another, reply])
    Dossier.objects.filter(pk=dossier.pk).update(state=State.REDACTING)
    dossier.refresh_from_db()

    start = said.text.index("Storm")
    where = {"field": Field.TEXT, "index": 0, "start": start, "end": start + len("Storm")}
    passages.add(dossier, by=anna, source=said, label=Label.OTHER, ground="5.1.2i", **where)

    (row,) = dossier.layer.redactions.filter(status=Status.PROPOSED)
    assert (row.message_id, row.field, reply.quote_text[row.start : row.end]) == (reply.pk, Field.QUOTE, "Storm")
