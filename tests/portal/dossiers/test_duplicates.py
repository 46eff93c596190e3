"""A message that is in the dossier twice is judged and printed once, and the other place is told."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils import timezone

import pytest

from archive.importing import MessageKind
from archive.models import Attachment, Handle, Message
from redaction.apply import Shown, Withheld
from tests import factories
from tests.portal.dossiers.conftest import said
from woo_portal.accounts.roles import Role
from woo_portal.disclosure.assembly import assemble
from woo_portal.dossiers.composing import InvalidJudgement, add_messages, judge
from woo_portal.dossiers.models import Dossier, Item, Judgement, Kind
from woo_portal.dossiers.states import State
from woo_portal.dossiers.workflow import everything_decided, everything_judged

pytestmark = pytest.mark.django_db
TEXT = "De pompen van De Hoop draaien weer"


@pytest.fixture
def coordinator(user):
    return user(Role.COORDINATOR)


@pytest.fixture
def chats():
    """Kofi says the same in two chats on two days, and Fatima as well."""
    kofi, fatima = factories.handle("Kofi Mensah"), factories.handle("Fatima El Amrani")
    first, second = factories.conversation("Crisisteam"), factories.conversation("Pers")
    at = datetime(2026, 2, 18, 13, 3, tzinfo=UTC)
    return [
        factories.message(first, TEXT, sender=kofi, at=at),
        factories.message(second, TEXT, sender=kofi, at=at.replace(day=19)),
        factories.message(second, TEXT, sender=fatima, at=at.replace(day=19, minute=9)),
    ]


@pytest.fixture
def dossier(coordinator, chats) -> Dossier:
    made = factories.dossier(coordinator, *chats)
    call(made, chats[0], Judgement.PUBLIC, coordinator)
    call(made, chats[2], Judgement.PUBLIC, coordinator)
    return made


def call(dossier: Dossier, message, judgement: Judgement, by, **details) -> int:
    return judge(dossier, list(dossier.items.filter(message=message)), judgement=judgement, by=by, **details)


def test_the_message_is_held_to_the_one_that_says_the_same_of_the_same_person(dossier, chats, coordinator):
    assert call(dossier, chats[1], Judgement.DUPLICATE, coordinator) == 1

    item = Item.objects.get(message=chats[1])
    assert (item.judgement, item.twin.message) == (Judgement.DUPLICATE, chats[0])
    assert call(dossier, chats[1], Judgement.DUPLICATE, coordinator) == 0
    call(dossier, chats[1], Judgement.PUBLIC, coordinator)
    item.refresh_from_db()
    assert item.twin is None


def test_without_one_that_is_shown_it_is_refused(dossier, chats, coordinator):
    both = list(dossier.items.filter(message__in=chats[:2]))
    with pytest.raises(InvalidJudgement, match=r"Van 2\sberichten staat in dit dossier geen ander bericht"):
        judge(dossier, both, judgement=Judgement.DUPLICATE, by=coordinator)

    call(dossier, chats[0], Judgement.OUT_OF_SCOPE, coordinator)
    with pytest.raises(InvalidJudgement, match=r"Van 1\sbericht staat in dit dossier geen ander bericht"):
        call(dossier, chats[1], Judgement.DUPLICATE, coordinator)
    assert Item.objects.get(message=chats[1]).judgement == ""


def test_when_the_other_is_no_longer_shown_the_dossier_does_not_go_on(dossier, chats, coordinator):
    call(dossier, chats[1], Judgement.DUPLICATE, coordinator)
    Dossier.objects.update(state=State.REDACTING)
    dossier.items.update(proposed_at=timezone.now())
    assert everything_judged(dossier, coordinator) == everything_decided(dossier, coordinator) == ""

    call(dossier, chats[0], Judgement.WITHHELD, coordinator, grounds=["5.1.2i"], motivation="Intern.")
    for guard in (everything_judged, everything_decided):
        objection = guard(dossier, coordinator)
        assert "met het oordeel ‘dubbel’ is het andere bericht niet (meer) openbaar" in objection
        assert "Beoordeel opnieuw: Pers, 19 feb 2026, 14.03" in objection

    dossier.items.filter(message=chats[0]).delete()
    assert "het andere bericht niet (meer) openbaar" in everything_judged(dossier, coordinator)


def _bring_a_file(message) -> None:
    Attachment.objects.create(message=message, number=0, file_name="factuur.pdf")


def _give_to_another(message) -> None:
    own = Handle.objects.create(kind="contact_name", value="KM", scope="x:1", person=factories.person("Ander Mens"))
    Message.objects.filter(pk=message.pk).update(sender=own)


@pytest.mark.parametrize("change", [_bring_a_file, _give_to_another])
def test_when_it_says_the_same_no_longer_the_dossier_does_not_go_on(dossier, chats, coordinator, change):
    """Regression: only whether the other is shown was looked at again; the file stood nowhere in the package."""
    call(dossier, chats[1], Judgement.DUPLICATE, coordinator)
    change(chats[1])

    assert "niet (meer) hetzelfde. Beoordeel opnieuw: Pers" in everything_judged(dossier, coordinator)
    call(dossier, chats[1], Judgement.PUBLIC, coordinator)
    assert everything_judged(dossier, coordinator) == ""


def test_in_the_package_it_stands_once_and_the_other_place_is_told(dossier, chats, coordinator):
    call(dossier, chats[1], Judgement.DUPLICATE, coordinator)

    made = assemble(dossier, made_at=timezone.now())

    crisis, press = made.disclosure.documents
    assert [entry.text for entry in crisis.entries] == [(Shown(TEXT),)]
    first, second = press.entries
    assert (first.text, first.remarks) == ((Withheld(("dubbel",)),), ("staat in document 0001, 14.03 uur",))
    assert second.text == (Shown(TEXT),)
    assert press.grounds == ("dubbel",)
    assert (crisis.twins, press.twins) == ("", "Wat dubbel is, staat in document 0001")
    assert [ground.code for ground in made.disclosure.grounds] == ["dubbel"]


def test_what_an_answer_quotes_of_it_is_not_shown(dossier, chats, coordinator):
    """Regression: nobody looks for what is to be withheld in a duplicate, and an answer to it printed its words."""
    answer = factories.message(
        chats[1].conversation, "Fijn", sender=chats[2].sender, reply_to=chats[1], quote_text=TEXT, quote_author="Kofi"
    )
    add_messages(dossier, [answer.pk], by=coordinator)
    call(dossier, answer, Judgement.PUBLIC, coordinator)
    call(dossier, chats[1], Judgement.DUPLICATE, coordinator)

    documents = assemble(dossier, made_at=timezone.now()).disclosure.documents

    entries = [entry for document in documents for entry in document.entries]
    quote = next(entry.quote for entry in entries if entry.text == (Shown("Fijn"),))
    assert (quote.author, quote.text) == ((Withheld(("dubbel",)),), (Withheld(("dubbel",)),))


def test_what_says_something_else_in_the_same_words_is_no_duplicate(dossier, chats, coordinator):
    kofi, chat = chats[0].sender, chats[1].conversation
    other = [
        factories.message(chat, TEXT, sender=kofi, files=("factuur.pdf",)),
        factories.message(chat, TEXT, sender=kofi, reply_to=chats[2], quote_text="Ontslaan we hem?"),
        factories.message(chat, TEXT, sender=None),
        factories.message(chat, TEXT, sender=kofi, reactions=(("👎", chats[2].sender),)),
        factories.message(chat, TEXT, sender=kofi, edited=True),
    ]
    add_messages(dossier, [message.pk for message in other], by=coordinator)
    for message in other:
        with pytest.raises(InvalidJudgement, match="geen ander bericht met dezelfde tekst"):
            call(dossier, message, Judgement.DUPLICATE, coordinator)


def test_on_the_page_it_is_one_click_and_says_of_which_message_it_is_one(dossier, chats, coordinator, client_for):
    client = client_for(Role.COORDINATOR)
    item = Item.objects.get(message=chats[1])
    page = client.get(f"/dossiers/{dossier.number}/berichten/")
    token = next(
        part.split('"')[0]
        for part in page.content.decode().split('value="duplicate:')[1:]
        if part.startswith(f"b:{item.pk}:")
    )

    page = client.post(f"/dossiers/{dossier.number}/berichten/oordeel/", {"een": f"duplicate:{token}"}, follow=True)

    assert "bericht beoordeeld als ‘dubbel’." in said(page)
    assert "Dubbel van het bericht van" in page.content.decode()


def test_for_the_kamer_nothing_is_left_out_because_it_is_there_twice(user, chats):
    liaison = user(Role.LIAISON)
    asked = factories.dossier(liaison, *chats, number="2026Z01234", kind=Kind.PARLIAMENT)
    call(asked, chats[0], Judgement.PUBLIC, liaison)

    with pytest.raises(InvalidJudgement, match="geen oordeel over berichten bij Kamervragen"):
        call(asked, chats[1], Judgement.DUPLICATE, liaison)
    assert Judgement.DUPLICATE not in Judgement.of(asked.kind)


def told_of_two_ways(client, dossier) -> str:
    return client.get(f"/dossiers/{dossier.number}/").context["judged_in_two_ways"]


def test_the_same_sentence_withheld_at_one_place_and_shown_at_another_is_told(dossier, chats, coordinator, client_for):
    """One judged it an opinion, another saw nothing in it: who reads the one knows the other."""
    client = client_for(Role.COORDINATOR)
    assert told_of_two_ways(client, dossier) == ""

    call(dossier, chats[1], Judgement.WITHHELD, coordinator, grounds=["5.1.2i"], motivation="Intern.")
    assert "Pers, 19" in told_of_two_ways(client, dossier)
    page = client.get(f"/dossiers/{dossier.number}/").content.decode()
    assert "een zin eruit is in een ander bericht van dit dossier openbaar" in page
    assert everything_judged(dossier, coordinator) == "", "a warning, for it may be meant so"


@pytest.mark.parametrize(
    "shown",
    [
        f"Kofi zei: {TEXT}",
        f"*{TEXT}*",
        f"{TEXT}.",
        TEXT.lower(),
        TEXT.replace(" ", "  ", 1),
        TEXT.replace("Hoop", "Ho\u200bop"),
        f"Hoi! {TEXT}; wist je dat?",
    ],
)
@pytest.mark.parametrize("withheld", [TEXT, f"Dag Rieke. {TEXT}!\nGroet, Kofi"])
def test_a_sentence_that_was_passed_on_otherwise_is_told(dossier, chats, coordinator, client_for, shown, withheld):
    """Regression: one that was forwarded with "Kofi zei:" before it, or a full stop behind it, was not told of."""
    Message.objects.filter(pk=chats[1].pk).update(text=withheld)
    Message.objects.filter(pk__in=[chats[0].pk, chats[2].pk]).update(text=shown)
    call(dossier, chats[1], Judgement.WITHHELD, coordinator, grounds=["5.1.2i"], motivation="Intern.")
    assert "Pers, 19" in told_of_two_ways(client_for(Role.COORDINATOR), dossier)


@pytest.mark.parametrize("shown", ["De pompen van De Hoop staan stil", "De pompen van De Hoop draaien", "Pompen, weer"])
def test_a_sentence_that_says_something_else_is_not_told(dossier, chats, coordinator, client_for, shown):
    Message.objects.filter(pk__in=[chats[0].pk, chats[2].pk]).update(text=shown)
    call(dossier, chats[1], Judgement.WITHHELD, coordinator, grounds=["5.1.2i"], motivation="Intern.")
    assert told_of_two_ways(client_for(Role.COORDINATOR), dossier) == ""


@pytest.mark.parametrize("text", ["Akkoord", "Ja, is goed"])
def test_what_everybody_says_is_no_such_sentence(dossier, chats, coordinator, client_for, text):
    Message.objects.update(text=text)
    call(dossier, chats[1], Judgement.WITHHELD, coordinator, grounds=["5.1.2i"], motivation="Intern.")
    assert told_of_two_ways(client_for(Role.COORDINATOR), dossier) == ""


def test_what_an_app_writes_in_every_chat_is_no_such_sentence(dossier, chats, coordinator, client_for):
    Message.objects.update(text="Berichten worden end-to-end versleuteld.", kind=MessageKind.SYSTEM)
    call(dossier, chats[1], Judgement.WITHHELD, coordinator, grounds=["5.1.2i"], motivation="Intern.")
    assert told_of_two_ways(client_for(Role.COORDINATOR), dossier) == ""
