"""What officers wrote themselves and says what is withheld: known before anybody offers or approves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.test import Client

import pytest

from archive.models import Message
from redaction.choices import Field, Status, Treatment
from redaction.detecting import Label
from redaction.models import Box, Redaction
from tests import factories
from tests.portal.dossiers.conftest import said
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.dossiers import decision
from woo_portal.dossiers.beforehand import beforehand, names_told
from woo_portal.dossiers.models import Dossier, Judgement
from woo_portal.dossiers.own_texts import certain_leaks, objection_to
from woo_portal.dossiers.states import State
from woo_portal.dossiers.workflow import MoveRefused, move
from woo_portal.dossiers.written_words import given_away, secrets_of


def withhold(dossier: Dossier, message: Message, passage: str, **fields: object) -> Redaction:
    return factories.proposal(dossier.layer, message, passage, status=Status.ACCEPTED, **fields)


@pytest.fixture
def redacting(judged: Dossier) -> Dossier:
    """The dossier while it is being redacted, about the company that one of its messages names."""
    Dossier.objects.filter(pk=judged.pk).update(state=State.REDACTING, subject="Inhuur van Delta Pompen")
    judged.refresh_from_db()
    return judged


def told(dossier: Dossier) -> list[tuple[str, str]]:
    return [(leak.words, leak.where) for leak in certain_leaks(dossier)]


def test_a_package_was_stopped_after_approval_by_the_subject_of_the_dossier(redacting, chat, coordinator, user):
    assert objection_to(redacting) == ""

    withhold(redacting, chat[1], "Delta Pompen")

    assert told(redacting) == [("Delta Pompen", "het onderwerp van het dossier")]
    for state, to in ((State.REDACTING, State.APPROVAL), (State.APPROVAL, State.APPROVED)):
        Dossier.objects.filter(pk=redacting.pk).update(state=state)
        with pytest.raises(MoveRefused, match="‘Delta Pompen’ is gelakt, maar staat in het onderwerp van het dossier"):
            move(redacting, to=to, by=user(Role.REVIEWER))


@pytest.mark.parametrize("written", ["B r a m  V e r h o e v e n", "Br\u0430m V\u0435rhoeven", "neveohreV marB"])
def test_a_name_was_not_seen_letter_by_letter_in_letters_that_look_alike_or_backwards(
    redacting, chat, coordinator, written
):
    withhold(redacting, chat[1], "Delta Pompen", label=Label.PERSON)
    Message.objects.filter(pk=chat[2].pk).update(text="Bram Verhoeven belt")
    chat[2].refresh_from_db()
    withhold(redacting, chat[2], "Bram Verhoeven", label=Label.PERSON)
    Dossier.objects.filter(pk=redacting.pk).update(subject=f"Bezwaar van {written}")
    redacting.refresh_from_db()

    assert told(redacting) == [("Bram Verhoeven", "het onderwerp van het dossier")]
    assert list(given_away(f"De minister sprak {written}.", secrets_of(redacting))) != []


def test_every_place_is_told_once_for_a_word(redacting, chat, coordinator):
    withhold(redacting, chat[1], "Delta Pompen")
    decision.write(redacting, "zienswijzen", "De zienswijze van DELTA-POMPEN is gevraagd.", seen=0, by=coordinator)
    decision.write(redacting, "grond:5.1.2e", "Delta Pompen is een bedrijf.", seen=0, by=coordinator)

    (leak,) = certain_leaks(redacting)
    assert [text.section for text in leak.texts] == ["onderwerp", "grond:5.1.2e", "zienswijzen"]
    assert leak.where.startswith("het onderwerp van het dossier, het besluit, bij ‘Grond 5.1.2e")


@pytest.mark.parametrize("where", ["text", "sender", "title", "file", "quote"])
def test_what_is_shown_elsewhere_is_no_secret(redacting, chat, coordinator, where):
    withhold(redacting, chat[1], "Delta Pompen")
    shown = chat[0]
    if where == "text":
        Message.objects.filter(pk=shown.pk).update(text="Délta pompen levert niet")
    elif where == "sender":
        Message.objects.filter(pk=shown.pk).update(sender=None, sender_shown="Delta Pompen BV")
    elif where == "title":
        type(shown.conversation).objects.filter(pk=shown.conversation_id).update(title="Rond Delta Pompen")
    elif where == "file":
        shown.attachments.create(number=0, file_name="delta pompen.pdf")
    else:
        Message.objects.filter(pk=shown.pk).update(quote_text="Bel Delta Pompen nu")

    assert told(redacting) == []


def test_what_is_withheld_there_as_well_does_not_count_as_shown(redacting, chat):
    withhold(redacting, chat[1], "Delta Pompen")
    Message.objects.filter(pk=chat[0].pk).update(sender=None, sender_shown="Delta Pompen")
    chat[0].refresh_from_db()
    withhold(redacting, chat[0], "", field=Field.SENDER)

    assert [leak.words for leak in certain_leaks(redacting)] == ["Delta Pompen"]


@pytest.mark.parametrize("field", [Field.FILE_NAME, Field.QUOTE_AUTHOR, Field.REACTION, Field.REMARK])
def test_what_was_withheld_in_a_file_name_or_beside_the_text_was_known_to_the_leak_check_only(redacting, chat, field):
    words, message = "Bram Verhoeven", chat[1]
    if field == Field.FILE_NAME:
        message.attachments.create(number=0, file_name=f"brief {words}.pdf")
    elif field == Field.REACTION:
        message.reactions.create(handle=factories.handle(words), emoji="👍")
    elif field == Field.QUOTE_AUTHOR:
        Message.objects.filter(pk=message.pk).update(quote_author=words, quote_text="Ja")
    else:
        Message.objects.filter(pk=message.pk).update(warnings=[f"Verwijderd door {words}"])
    message.refresh_from_db()
    withhold(redacting, message, words, field=field)
    Dossier.objects.filter(pk=redacting.pk).update(subject=f"Bezwaar van {words}")
    redacting.refresh_from_db()

    assert told(redacting) == [(words, "het onderwerp van het dossier")]
    assert given_away(f"Het gaat om {words}.", secrets_of(redacting)) == [f"‘{words}’"]


@pytest.mark.parametrize(
    ("withheld", "label", "written"),
    [
        ("06 12345678", Label.PHONE, "Bel 06-1234 56 78."),
        ("0612345678", Label.PHONE, "Bel +31 6 12 34 56 78."),
        ("Kees Schuurmans", Label.PERSON, "De mening van Kees Schuurmans' zus, en Schuurmans, Kees."),
        ("Bos", Label.PERSON, "Met Bos is gesproken."),
    ],
)
def test_what_is_withheld_was_told_in_another_writing_and_only_the_leak_check_knew(
    redacting, chat, coordinator, client, withheld, label, written
):
    Message.objects.filter(pk=chat[1].pk).update(text=f"Het is {withheld} dus")
    chat[1].refresh_from_db()
    withhold(redacting, chat[1], withheld, label=label)
    Dossier.objects.filter(pk=redacting.pk).update(state=State.APPROVAL)
    redacting.refresh_from_db()
    redacting.decision_texts.create(section="zienswijzen", body=written, by=coordinator)

    assert told(redacting) == [(withheld, "het besluit, bij ‘Zienswijzen’")]
    page = client.get(f"/dossiers/{redacting.number}/").content.decode()
    assert "Voordat u vaststelt" in page
    assert f"<bdi>{withheld}</bdi>" in page


def test_a_number_that_is_shown_elsewhere_in_another_spacing_is_no_secret(redacting, chat, coordinator):
    Message.objects.filter(pk=chat[1].pk).update(text="Bel 06-12345678")
    chat[1].refresh_from_db()
    withhold(redacting, chat[1], "06-12345678", label=Label.PHONE)
    decision.write(redacting, "zienswijzen", "Bel 06 12 34 56 78.", seen=0, by=coordinator)
    assert len(told(redacting)) == 1

    Message.objects.filter(pk=chat[0].pk).update(text="Of bel 0612 345 678")

    assert told(redacting) == []


def test_a_sentence_of_a_message_that_is_withheld_whole_is_not_quoted(redacting, chat):
    redacting.items.filter(message=chat[4]).update(judgement=Judgement.WITHHELD, grounds=["5.1.2i"])
    Message.objects.filter(pk=chat[4].pk).update(text=f"{'Lang verhaal. ' * 40}Wij betalen dit samen niet. Klaar.")
    Dossier.objects.filter(pk=redacting.pk).update(subject="Wij betalen dit, samen, niet")
    redacting.refresh_from_db()

    assert told(redacting) == [("Wij betalen dit samen niet", "het onderwerp van het dossier")]


def test_a_part_of_a_word_and_a_section_that_is_not_printed_are_none(redacting, chat, coordinator):
    Dossier.objects.filter(pk=redacting.pk).update(subject="Delta Pompenhuis")
    redacting.refresh_from_db()
    decision.write(redacting, "zienswijzen", "Van Delta alleen.", seen=0, by=coordinator)
    withhold(redacting, chat[1], "Delta Pompen")
    redacting.decision_texts.create(section="grond:5.1.2h", body="Delta Pompen", by=coordinator)

    assert told(redacting) == []


def test_a_short_message_that_is_withheld_whole_is_not_repeated(redacting, chat):
    redacting.items.filter(message=chat[4]).update(judgement=Judgement.WITHHELD, grounds=["5.1.2i"])
    Dossier.objects.filter(pk=redacting.pk).update(subject="Wie betaalt dit?")
    redacting.refresh_from_db()

    assert told(redacting) == [("Wie betaalt dit?", "het onderwerp van het dossier")]


def test_the_reason_of_an_extension_and_where_it_is_public_are_own_texts(redacting, chat):
    withhold(redacting, chat[0], "pompen")
    Dossier.objects.filter(pk=redacting.pk).update(
        subject="Water", extended=True, extended_on=date(2026, 2, 1), extension_reason="De pompen stonden stil."
    )
    redacting.items.filter(message=chat[1]).update(
        judgement=Judgement.ALREADY_PUBLIC, published_at="https://voorbeeld.nl/de-pompen"
    )
    redacting.refresh_from_db()

    (leak,) = certain_leaks(redacting)
    assert [text.section for text in leak.texts] == ["vindplaats", "verloop"]


def test_a_surname_in_the_decision_is_told_and_stops_nothing(redacting, chat, coordinator, client):
    Message.objects.filter(pk=chat[1].pk).update(text="Bel Kees Schuurmans")
    chat[1].refresh_from_db()
    withhold(redacting, chat[1], "Kees Schuurmans")
    decision.write(redacting, "zienswijzen", "Schuurmans zei niets.", seen=0, by=coordinator)

    known = beforehand(redacting, coordinator)
    assert known is not None
    assert known.leaks == ()
    assert [(name.words, name.where) for name in names_told(redacting)] == [
        ("Schuurmans", "het besluit, bij ‘Zienswijzen’")
    ]
    assert "Voordat u ter vaststelling aanbiedt" in client.get(f"/dossiers/{redacting.number}/").content.decode()
    page = client.get(f"/dossiers/{redacting.number}/vooraf/", headers={"HX-Request": "true"}).content.decode()
    assert "#onderdeel-zienswijzen" in page
    assert objection_to(redacting) == ""


def test_undecided_attachments_and_open_boxes_were_not_told_to_who_approves(
    redacting, chat, client_for: Callable[[Role], Client], user: Callable[[Role], User]
):
    chat[0].attachments.create(number=0, file_name="nota.pdf", sha256="a" * 64)
    treatment = factories.treatment(redacting.layer, chat[0], treatment=Treatment.UNDECIDED)
    Box.objects.create(
        treatment=treatment, page=1, x=0, y=0, width=100, height=100, label=Label.PERSON, ground="5.1.2e"
    )
    move(redacting, to=State.APPROVAL, by=user(Role.REVIEWER))

    page = client_for(Role.REVIEWER).get(f"/dossiers/{redacting.number}/").content.decode().replace("\xa0", " ")

    assert "Voordat u vaststelt" in page
    assert "Over 1 bijlage is niet beslist" in page
    assert "Daarop staat 1 voorgesteld vlak" in page


def test_how_many_words_may_have_been_missed_comes_after_the_page(redacting, chat, client):
    Message.objects.filter(pk=chat[0].pk).update(text="Bel Schuurmans op 0612345678")
    path = f"/dossiers/{redacting.number}/vooraf/"

    assert path in client.get(f"/dossiers/{redacting.number}/").content.decode()
    part = client.get(path, headers={"HX-Request": "true"}).content.decode()
    assert "Mogelijk gemist: 3" in part.replace("\xa0", " ")
    assert client.get(path).status_code == 302


def test_the_list_is_gone_once_the_dossier_is_approved(redacting, client):
    Dossier.objects.filter(pk=redacting.pk).update(state=State.APPROVED)

    assert "Voordat u" not in client.get(f"/dossiers/{redacting.number}/").content.decode()


def test_who_offers_is_told_why_on_the_page(redacting, chat, client):
    withhold(redacting, chat[1], "Delta Pompen")

    page = client.get(f"/dossiers/{redacting.number}/").content.decode()
    response = client.post(f"/dossiers/{redacting.number}/stap/", {"naar": "approval"}, follow=True)

    assert f"/dossiers/{redacting.number}/gegevens/" in page
    assert "‘Delta Pompen’ is gelakt" in said(response)


def test_a_part_of_a_name_was_told_beside_the_whole_name_for_one_passage(redacting, chat, coordinator):
    for message, text, name in ((chat[0], "Bram belt", "Bram"), (chat[1], "Bram Verhoeven belt", "Bram Verhoeven")):
        Message.objects.filter(pk=message.pk).update(text=text)
        message.refresh_from_db()
        withhold(redacting, message, name, label=Label.PERSON)
    Dossier.objects.filter(pk=redacting.pk).update(subject="Bezwaar van Bram Verhoeven")
    redacting.refresh_from_db()
    assert told(redacting) == [("Bram Verhoeven", "het onderwerp van het dossier")]

    decision.write(redacting, "zienswijzen", "Bram is gevraagd, Bram Verhoeven niet.", seen=0, by=coordinator)
    places = dict(told(redacting))
    assert set(places) == {"Bram", "Bram Verhoeven"}
    assert places["Bram"].startswith("het besluit, bij ‘")
    assert places["Bram Verhoeven"].startswith("het onderwerp van het dossier en het besluit, bij ‘")
