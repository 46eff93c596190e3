"""Non-interference, with names in every place a chat has for them: two dossiers that differ in what is withheld are one set.

What renders a set is given nothing else, so equal sets are equal packages (`tests/portal/test_package.py` renders one).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import transaction

import pytest

from archive.importing import MessageKind
from archive.models import Conversation, Message
from redaction.choices import Field
from redaction.detecting import Label
from tests import factories
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.disclosure.assembly import assemble
from woo_portal.disclosure.publishing import DisclosureSet
from woo_portal.dossiers import composing, passages
from woo_portal.dossiers.models import Dossier, Judgement, Kind
from woo_portal.dossiers.numbering import set_numbering
from woo_portal.dossiers.states import State
from woo_portal.dossiers.versions import Version, concerning
from woo_portal.dossiers.workflow import move

pytestmark = pytest.mark.django_db
MADE_AT = datetime(2026, 2, 18, 9, 0, tzinfo=UTC)
BEGIN = datetime(2025, 11, 12, 8, tzinfo=UTC)
Source = Message | Conversation


@dataclass(frozen=True)
class Hidden:
    """What is withheld, which may have any length, alphabet and number of words."""

    jan: str
    fatima: str
    wil: str
    number: str
    file: str
    whole: str
    outside: str


ONE = Hidden("Jan", "Fatima El Amrani-van den Boogaard", "Wil", "06 12345678", "a.pdf", "nee", "ja")
OTHER = Hidden(
    "He\u0301le\u0300ne O\u2019Brien",
    "עמית כהן",
    "Zo\u200bë Ｓtorm",
    "+31 (0)20-555 12 34 toestel 9",
    "zeer lange naam van Прокофьев 你好.docx.pdf",
    "een heel lang bericht\nmet regels\n" * 30,
    "x" * 4000,
)


@pytest.fixture
def set_of() -> Callable[..., DisclosureSet]:
    """The set of a dossier with these words in it, for everybody or for the first person; and nothing else is left."""
    anna = User.objects.create(username="anna", role=Role.COORDINATOR)

    def made(hidden: Hidden, *, for_jan: bool) -> DisclosureSet:
        with transaction.atomic():
            dossier, jan = _dossier(hidden, anna)
            version = Version("versie", concerning(dossier, [jan]), frozenset()) if for_jan else None
            disclosure = assemble(dossier, made_at=MADE_AT, version=version).disclosure
            transaction.set_rollback(True)
        return disclosure

    return made


def _dossier(hidden: Hidden, anna: User) -> tuple[Dossier, int]:
    people = [factories.person(name) for name in (hidden.jan, hidden.fatima, hidden.wil)]
    jan, fatima, wil = map(factories.handle, people)
    chat = factories.conversation(f"Kernteam {hidden.jan}", jan, fatima, wil)
    minutes = iter(range(1000))

    def say(text: str, **more: object) -> Message:
        return factories.message(chat, text, at=BEGIN + timedelta(minutes=next(minutes)), **more)

    everybody = (hidden.jan, hidden.fatima, hidden.wil)
    asked = say(f"Bel {hidden.jan} en {hidden.fatima}, of {hidden.wil}'s zus op {hidden.number}. #{hidden.jan}")
    liked = say("Zei ik", sender=jan, reactions=(("👍", jan), (f":{hidden.jan}:", fatima)))
    event = say(f"{hidden.fatima} heeft {hidden.wil} toegevoegd", kind=MessageKind.SYSTEM)
    answer = say("Doe ik", quote_text=asked.text, reply_to=asked)
    list_ = say(
        f"Zie\n{hidden.jan}\n{hidden.fatima} \u200e{hidden.wil}", sender=fatima, files=(hidden.file, "open.pdf")
    )
    whole, outside = say(hidden.whole), say(hidden.outside)
    about = say("Eens", quote_text=hidden.whole.strip(), reply_to=whole, quote_author=hidden.wil)
    noted = say("Dag", sender=wil, warnings=[f"de platte tekst luidt anders: «{hidden.jan}»"])
    link = say(
        f"https://voorbeeld.nl/?q={hidden.fatima}&ok=1 [{hidden.wil}]", forwarded=True, forwarded_from=hidden.wil
    )
    shown = [asked, liked, event, answer, list_, about, noted, link]

    dossier = composing.create(
        kind=Kind.WOO, number="2026-0142", subject="Pompen", received_on=date(2026, 1, 21), requester="", by=anna
    )
    composing.add_messages(dossier, [message.pk for message in (*shown, whole, outside)], by=anna)
    for judgement, some in (
        (Judgement.PUBLIC, shown),
        (Judgement.WITHHELD, [whole]),
        (Judgement.OUT_OF_SCOPE, [outside]),
    ):
        grounds = ["5.1.2i"] if judgement == Judgement.WITHHELD else []
        items = list(dossier.items.filter(message__in=some))
        composing.judge(dossier, items, judgement=judgement, by=anna, grounds=grounds, motivation="beraad")
    dossier = move(dossier, to=State.REDACTING, by=anna)
    dossier.items.update(proposed_at=MADE_AT)
    set_numbering(dossier, True, by=anna)
    for message in shown:
        for field, text in ((Field.TEXT, message.text), (Field.QUOTE, message.quote_text)):
            if message is not about:
                _withhold(dossier, message, field, text, (*everybody, hidden.number), anna)
        if message.sender is not None:
            _withhold(dossier, message, Field.SENDER, message.sender.person.name, everybody, anna)
    for index, name in enumerate((hidden.jan, hidden.fatima)):
        _withhold(dossier, liked, Field.REACTION, name, everybody, anna, index)
    _withhold(dossier, list_, Field.FILE_NAME, hidden.file, (hidden.file,), anna)
    _withhold(dossier, noted, Field.REMARK, noted.warnings[0], everybody, anna)
    _withhold(dossier, chat, Field.TITLE, chat.title, everybody, anna)
    passages.accept(dossier, passages.open_proposals(dossier), by=anna)
    return dossier, people[0].pk


def _withhold(
    dossier: Dossier, source: Source, field: Field, text: str, words: tuple[str, ...], by: User, index: int = 0
) -> None:
    for word in words:
        start = text.find(word)
        while start >= 0:
            where = {"field": field, "index": index, "start": start, "end": start + len(word)}
            passages.add(dossier, by=by, source=source, label=Label.PERSON, ground="5.1.2e", **where)
            start = text.find(word, start + len(word))


@pytest.mark.parametrize("for_jan", [False, True])
def test_two_dossiers_that_differ_only_in_what_is_withheld_are_one_set(set_of, for_jan):
    one, other = set_of(ONE, for_jan=for_jan), set_of(OTHER, for_jan=for_jan)

    assert one.documents
    assert one == other
