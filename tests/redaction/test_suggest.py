"""What is proposed in a layer: by whom it is found, whose it is, and what a person decided is never touched."""

from __future__ import annotations

import pytest

from archive.functions import FunctionClass
from archive.models import Conversation, Function, Message
from redaction.choices import Field, Status
from redaction.decide import accept, reject
from redaction.grounds import Regime
from redaction.models import Redaction, RedactionLayer
from redaction.passages import fields_of
from redaction.spans import Span
from redaction.suggest import suggest, undecided
from tests import factories
from tests.redaction.conftest import FATIMA

pytestmark = pytest.mark.django_db
NUMBER = "06-83664109"


@pytest.fixture
def kofi():
    return factories.handle(factories.person("Kofi Mensah", function="crisiscoördinator"))


@pytest.fixture
def chat(kofi) -> Conversation:
    return factories.conversation("Crisisteam", kofi)


def look(layer: RedactionLayer) -> int:
    return suggest(layer, list(Message.objects.order_by("sent_at").values_list("pk", flat=True)))


def proposed(layer: RedactionLayer) -> dict[tuple[str, str], Redaction]:
    """Each proposal by its field and its passage."""
    found = {}
    for row in layer.redactions.all():
        texts = {(text.field, text.index): text.text for text in fields_of(row.message)} if row.message else {}
        text = row.conversation.title if row.conversation else texts[row.field, row.index]
        found[row.field, text[row.start : row.end]] = row
    return found


def test_what_is_found_waits_with_its_ground_its_reason_and_whose_it_is(layer, chat, kofi):
    message = factories.message(chat, f"Bel me op {NUMBER}", sender=kofi)

    assert look(layer) == 2
    number, sender = proposed(layer)[Field.TEXT, NUMBER], proposed(layer)[Field.SENDER, "Kofi Mensah"]
    assert (number.status, number.ground, number.label) == (Status.PROPOSED, "5.1.2e", "PHONE")
    assert number.why
    assert (sender.message, sender.person, sender.start, sender.end) == (message, kofi.person, 0, 11)


@pytest.mark.parametrize("name", ["Kofi Mensah van Loon", "Kofi M."])
def test_a_sender_who_turned_out_to_be_another_was_still_proposed_as_who_he_was(layer, chat, kofi, name):
    """Regression: after persons were merged or split, the reviewer judged a name that stood nowhere, and a version for who bore
    it held the message of another.
    """
    factories.message(chat, "ja", sender=kofi)
    look(layer)
    other = factories.person(name, function="crisiscoördinator")
    kofi.person = other
    kofi.save()

    assert look(layer) == 1
    (sender,) = layer.redactions.all()
    assert (sender.person, sender.start, sender.end) == (other, 0, len(name))


def test_what_was_decided_on_a_sender_who_turned_out_to_be_another_stays(layer, chat, kofi):
    factories.message(chat, "ja", sender=kofi)
    look(layer)
    accept([layer.redactions.get()], by=FATIMA)
    kofi.person = factories.person("Kofi Mensah van Loon", function="crisiscoördinator")
    kofi.save()

    look(layer)

    assert sorted((row.end, row.status) for row in layer.redactions.all()) == [
        (11, Status.ACCEPTED),
        (20, Status.PROPOSED),
    ]


def test_in_every_text_of_a_message_and_in_the_title(layer, kofi):
    other = factories.handle("Wout Peeters")
    chat = factories.conversation(f"Piket {NUMBER}", kofi, other)
    first = factories.message(chat, "ja", sender=other)
    factories.message(
        chat, f"Bel {NUMBER}", sender=kofi, reply_to=first, quote_author="W", quote_text=f"op {NUMBER}",
        files=(f"visitekaartje {NUMBER}.vcf",), reactions=(("👍", other),), warnings=[f"ook naar {NUMBER}"],
    )  # fmt: skip
    look(layer)

    assert {field for field, _ in proposed(layer)} == set(Field.values)
    assert (Field.QUOTE_AUTHOR, "Wout Peeters") in proposed(layer), "under the name it is printed with"


def test_who_is_public_by_function_is_shown_and_only_while_the_function_is_held(layer):
    minister = factories.person("Hilde Talsma", function="minister", kind=FunctionClass.MINISTER)
    hilde = factories.handle(minister)
    chat = factories.conversation("Ministerraad", hilde)
    factories.message(chat, "Akkoord", sender=hilde)
    assert look(layer) == 0

    Function.objects.update(valid_until="2025-01-01")
    assert look(layer) == 1


def test_the_number_of_who_is_public_is_not(layer):
    hilde = factories.handle(factories.person("Hilde Talsma", function="minister", kind=FunctionClass.MINISTER))
    factories.message(factories.conversation("Ministerraad", hilde), f"Bel me op {NUMBER}", sender=hilde)

    look(layer)
    assert list(proposed(layer)) == [(Field.TEXT, NUMBER)]


def test_in_an_answer_to_parliament_a_person_becomes_a_pseudonym(chat):
    layer = factories.layer(Regime.PARLIAMENT)
    factories.message(chat, f"Bel me op {NUMBER}")

    look(layer)
    assert proposed(layer)[Field.TEXT, NUMBER].ground == "pseudoniem"


def test_looking_again_adds_nothing_and_leaves_decisions_alone(layer, chat, kofi):
    factories.message(chat, f"Bel me op {NUMBER}", sender=kofi)
    look(layer)
    rows = proposed(layer)
    accept([rows[Field.TEXT, NUMBER]], by=FATIMA)
    reject([rows[Field.SENDER, "Kofi Mensah"]], by=FATIMA)

    assert look(layer) == 0
    assert {row.status for row in layer.redactions.all()} == {Status.ACCEPTED, Status.REJECTED}


def test_half_a_number_that_was_marked_does_not_leave_the_other_half_behind(layer, chat):
    message = factories.message(chat, f"Bel me op {NUMBER}")
    accept([factories.proposal(layer, message, NUMBER[:5])], by=FATIMA)

    assert look(layer) == 1
    assert (Field.TEXT, NUMBER) in proposed(layer)


def test_what_a_person_decided_on_more_words_is_not_asked_again(layer, chat):
    message = factories.message(chat, f"meldkamer {NUMBER} dag en nacht")
    reject([factories.proposal(layer, message, f"meldkamer {NUMBER}")], by=FATIMA)

    assert look(layer) == 0


def test_no_proposal_reaches_outside_its_text(layer, chat, kofi):
    for text in (f"👨‍👩‍👧 {NUMBER}", f"\u200fתודה רבה {NUMBER}\u200f", f"e\u0301e\u0301 {NUMBER}", NUMBER):
        factories.message(chat, text, sender=kofi)
    look(layer)

    rows = layer.redactions.filter(field=Field.TEXT)
    assert len(rows) == 4
    for row in rows:
        assert row.message.text[row.start : row.end].strip("\u200f") == NUMBER
        assert Span(0, len(row.message.text)).covers(Span(row.start, row.end))


def test_progress_is_told_and_what_waits_is_counted(layer, kofi):
    chat = factories.conversation(f"Piket {NUMBER}", kofi)
    shown, other = (factories.message(chat, f"Bel {NUMBER}") for _ in range(2))
    told: list[tuple[int, int]] = []

    suggest(layer, [shown.pk, other.pk], progress=lambda done, total: told.append((done, total)))
    assert told == [(2, 2)]
    assert undecided(layer, [shown.pk]) == 2, "its own, and the one in the title"
    assert undecided(layer, []) == 0


def test_the_number_of_queries_does_not_grow_with_the_messages(layer, chat, kofi, django_assert_max_num_queries):
    for _ in range(40):
        factories.message(chat, f"Bel {NUMBER}", sender=kofi, reactions=(("👍", kofi),), files=("a.pdf",))

    with django_assert_max_num_queries(17):
        look(layer)


def test_a_ministers_first_name_is_shown_in_her_own_chats_only(layer, chat, kofi):
    """Elsewhere "Rieke" may be any Rieke; her surname, or her name in full, is hers."""
    minister = factories.handle(factories.person("Rieke Talsma", function="minister", kind=FunctionClass.MINISTER))
    with_her = factories.conversation("Bewindsliedenoverleg", minister)
    factories.message(with_her, "Dank je Rieke", sender=minister)
    for text in ("Heeft Rieke al gebeld?", "Minister Talsma komt morgen", "Rieke Talsma komt morgen"):
        factories.message(chat, text, sender=kofi)

    look(layer)
    assert [row.message.text for row in layer.redactions.filter(field=Field.TEXT)] == ["Heeft Rieke al gebeld?"]


@pytest.mark.parametrize("text", ["Talsna heeft bezwaar gemaakt", "dat zegt Corrie ook", "bel Corrietje"])
def test_a_name_that_only_resembled_a_ministers_was_shown_as_hers(layer, text: str):
    minister = factories.handle(factories.person("Cornelia Talsma", function="minister", kind=FunctionClass.MINISTER))
    chat = factories.conversation("Bewindsliedenoverleg", minister)
    factories.message(chat, text, sender=minister)
    factories.message(chat, "Cornelia Talsma komt, en Talsma's auto ook", sender=minister)

    look(layer)
    assert [row.message.text for row in layer.redactions.filter(field=Field.TEXT)] == [text]


def test_who_is_named_in_full_in_one_chat_is_found_by_surname_in_another(layer, chat, kofi):
    """In lower case "kattenbelt" is a word like any other, until the dossier names a Marcel Kattenbelt."""
    elsewhere = factories.conversation("Pompen", kofi)
    factories.message(chat, "over kattenbelt hoorde ik niets", sender=kofi)
    look(layer)
    assert (Field.TEXT, "kattenbelt") not in proposed(layer)

    factories.message(elsewhere, "Marcel Kattenbelt heeft getekend", sender=kofi)
    look(layer)
    found = proposed(layer)[Field.TEXT, "kattenbelt"]
    assert (found.ground, found.found_by, found.confidence) == ("5.1.2e", "named_in_full", "check")
    assert found.why == "Iemand met deze achternaam staat elders in het dossier voluit."
    assert look(layer) == 0


def test_a_name_that_a_person_shows_says_nothing_of_other_places(layer, chat, kofi):
    named = factories.message(chat, "Marcel Kattenbelt heeft getekend", sender=kofi)
    reject([factories.proposal(layer, named, "Marcel Kattenbelt")], by=FATIMA)
    factories.message(chat, "over kattenbelt hoorde ik niets", sender=kofi)

    look(layer)
    assert (Field.TEXT, "kattenbelt") not in proposed(layer)


def test_a_surname_that_a_person_shows_is_not_proposed_again(layer, chat, kofi):
    factories.message(chat, "Marcel Kattenbelt heeft getekend", sender=kofi)
    factories.message(chat, "over kattenbelt hoorde ik niets", sender=kofi)
    look(layer)
    reject([proposed(layer)[Field.TEXT, "kattenbelt"]], by=FATIMA)

    assert look(layer) == 0


def test_of_a_surname_that_is_marked_in_part_no_half_stays_behind(layer, chat, kofi):
    factories.message(chat, "Marcel Kattenbelt heeft getekend", sender=kofi)
    message = factories.message(chat, "over kattenbelt hoorde ik niets", sender=kofi)
    accept([factories.proposal(layer, message, "katten")], by=FATIMA)

    look(layer)
    assert (Field.TEXT, "kattenbelt") in proposed(layer)


def test_the_surname_of_a_minister_is_shown_where_she_is_named_in_full(layer, chat, kofi):
    factories.person("Rieke Kattenbelt", function="minister", kind=FunctionClass.MINISTER)
    factories.message(chat, "Rieke Kattenbelt heeft getekend", sender=kofi)
    factories.message(chat, "over kattenbelt hoorde ik niets", sender=kofi)

    look(layer)
    assert [passage for field, passage in proposed(layer) if field == Field.TEXT] == []
