"""The paragraphs for the decision: everything that was searched, verbatim, and nobody's name."""

from __future__ import annotations

import re
from datetime import date

from django.utils import timezone

import pytest
import time_machine

from archive.functions import FunctionClass
from archive.models import Batch, Conversation, Function, Person
from archive.privacy import Scope, mark
from archive.search.query import Query
from tests import factories
from tests.portal.dossiers.searches.conftest import EVA, JAN, PUMPS, changed, export
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.dossiers import searches
from woo_portal.dossiers.account import account_of
from woo_portal.dossiers.composing import add_messages, judge
from woo_portal.dossiers.models import Judgement, Kind
from woo_portal.dossiers.searches import ask_again, record_search
from woo_portal.dossiers.telling import searches_of
from woo_portal.dossiers.wording import names_in, public_sentence, sentence


def told(dossier) -> list[str]:
    return [paragraph.replace("\xa0", " ") for paragraph in account_of(dossier)]


@pytest.fixture
def minister() -> Person:
    return factories.person("Rieke Talsma", function="minister van Waterstaat", kind=FunctionClass.MINISTER)


def test_the_account_tells_all_of_it_and_names_nobody(bring_in, dossier, coordinator, minister):
    nobody = Person.objects.create(name="Zonder Functie")
    with time_machine.travel("2026-02-02T10:00+01:00", tick=False):
        bring_in(JAN, export("Jan", "De pompen staan uit", "Bel de pompdienst", "Komt goed"), minister)
        first = record_search(dossier, PUMPS, by=coordinator)
        record_search(dossier, Query(words="sluis", first_day=date(2025, 11, 1)), by=coordinator)
        add_messages(dossier, first.result.messages, by=coordinator, search=first)
        judge(dossier, list(dossier.items.all()[:1]), judgement=Judgement.PUBLIC, by=coordinator)
    with time_machine.travel("2026-02-09T10:00+01:00", tick=False):
        bring_in(EVA, export("Eva", "Welke pomp bedoel je?", "Rust", day=13), nobody)
        bring_in("WhatsApp-chat met Bo.txt", export("Bo", "Tot zo", day=14))
        ask_again(first, by=coordinator)

    digest = Batch.objects.last().fingerprint
    assert told(dossier) == [
        "Er is gezocht in het archief van chatberichten. Dat bevatte bij de laatste zoekvraag 3 gesprekken uit WhatsApp, van "
        "12 november 2025 tot en met 14 november 2025. De berichten komen van de telefoons en accounts van: minister van "
        "Waterstaat; 1 persoon van wie de functie niet is vastgelegd. Bij 1 export is niet vastgelegd van wie de telefoon is.",
        "De zoekvragen zijn gesteld op 2 februari 2026 en 9 februari 2026 door de Woo-coördinator. De zoektermen staan "
        "hierna letterlijk. Woorden naast elkaar moeten alle voorkomen, met OF of OR ertussen een ervan; een woord vindt "
        "ook zijn verbuigingen, hoofdletters en accenten maken geen verschil, en een sterretje staat voor elk vervolg van "
        "een woord.",
        "(1) pomp*: 2 treffers in 1 gesprek. Opnieuw gesteld op 9 februari 2026: 3 treffers in 2 gesprekken, waarvan 1 "
        "nieuw.",
        "(2) sluis, vanaf 1 november 2025: geen treffers.",
        "Samen vonden de zoekvragen 3 verschillende berichten. Het archief bevatte bij de eerste zoekvraag 3 berichten en "
        "bij de laatste 6. De stand van het archief bij de laatste zoekvraag is vastgelegd als nummer 3 in de keten van "
        f"imports, met controlegetal (SHA-256) {digest}.",
        "In behandeling genomen zijn 2 berichten: wat op het verzoek betrekking kan hebben, met de berichten eromheen die "
        "nodig zijn om dat te begrijpen. Daarvan heeft er 1 een eigen oordeel: 1 openbaar. Nog te beoordelen: 1 bericht.",
    ]
    assert not any(re.search("Talsma|Anna|Zonder Functie", paragraph) for paragraph in told(dossier))


def test_without_a_search_there_is_no_account(dossier):
    assert account_of(dossier) == ()


def test_what_was_private_is_counted_with_who_marked_it(dossier, first_export, coordinator):
    mark(Scope(first_export[0].conversation_id, (first_export[0].pk,)), reason="Thuis", by="Els", said_by="Jan")
    record_search(dossier, PUMPS, by=coordinator)

    assert (
        "Het archief bevatte toen 2 berichten. 1 bericht was als privé gemarkeerd en is niet doorzocht. De markering is "
        "gezet door de archivaris, zo nodig op aanwijzing van de betrokkene." in told(dossier)[-2]
    )


def test_an_export_of_which_everything_is_private_is_not_among_the_phones(bring_in, dossier, coordinator, minister):
    bring_in(JAN, export("Jan", "De pompen staan uit"), minister)
    mark(Scope(Conversation.objects.get().pk), reason="Thuis", by="Els", said_by="")
    record_search(dossier, PUMPS, by=coordinator)

    assert told(dossier)[0] == (
        "Er is gezocht in het archief van chatberichten. Dat bevatte bij de laatste zoekvraag geen gesprekken."
    )


def test_what_came_in_after_the_last_search_is_not_counted_in_the_archive_that_was_searched(
    bring_in, dossier, coordinator, minister
):
    texts = ("De pompen staan allemaal uit bij de sluis", "Bel de pompdienst in de regio", "Dat komt vanavond nog goed")
    bring_in(JAN, export("Jan", *texts), minister)
    record_search(dossier, PUMPS, by=coordinator)
    before = told(dossier)
    assert "zoekvraag 1 gesprek uit WhatsApp, op 12 november 2025. De berichten" in before[0]

    deputy = factories.person("Bo", function="secretaris-generaal", kind=FunctionClass.OFFICIAL)
    bring_in(EVA, export("Eva", "Welke pomp bedoel je?", day=13), deputy)
    bring_in(JAN, export("Jan", *texts, "Nu weer aan"), minister)
    assert Conversation.objects.count() == 2
    assert told(dossier) == before

    record_search(dossier, PUMPS, by=coordinator)
    assert "zoekvraag 2 gesprekken uit WhatsApp, van 12 november 2025 tot en met 13 november 2025." in told(dossier)[0]


def test_a_phone_that_was_handed_in_afterwards_is_told_by_the_last_function(bring_in, dossier, coordinator):
    left = Person.objects.create(name="Marcel Vinkesteijn")
    for title, since, until in (
        ("directeur", 2018, 2020),
        ("directeur-generaal", 2021, 2024),
        ("adviseur", 2040, 2041),
    ):
        Function.objects.create(
            person=left,
            title=title,
            valid_from=date(since, 1, 1),
            valid_until=date(until, 1, 1),
            function_class="official",
        )
    bring_in(JAN, export("Jan", "De pompen staan uit"), left)
    record_search(dossier, PUMPS, by=coordinator)

    assert "telefoons en accounts van: directeur-generaal." in told(dossier)[0]


def test_who_holds_no_office_is_told_by_kind(bring_in, dossier, coordinator):
    neighbour = factories.person("Bo", function="buurman van de sluis", kind=FunctionClass.CITIZEN)
    bring_in(JAN, export("Jan", "De pompen staan uit"), neighbour)
    record_search(dossier, Query(words="pomp*", recipient=neighbour.pk), by=coordinator)

    assert "telefoons en accounts van: burger." in told(dossier)[0]
    assert told(dossier)[2] == "(1) pomp*, aan burger: geen treffers."


def test_a_colleague_who_looks_at_the_same_result_is_not_a_search_more_in_the_decision(dossier, searched, coordinator):
    record_search(dossier, PUMPS, by=User.objects.create(username="anna2", role=Role.COORDINATOR))

    assert dossier.searches.count() == 2
    assert told(dossier)[2] == "(1) pomp*: 2 treffers in 1 gesprek."


def test_a_rerun_tells_what_is_gone_and_what_was_asked_instead(dossier, first_export, coordinator):
    topic = factories.topic("Noodpompen", "pompen\npompdienst")
    with time_machine.travel("2026-02-02T10:00+01:00", tick=False):
        kept = record_search(dossier, Query(topic=topic.pk), by=coordinator)
        changed(topic, "sluis\npompdienst")
        mark(Scope(first_export[1].conversation_id, (first_export[1].pk,)), reason="Thuis", by="Els", said_by="")
        ask_again(kept, by=coordinator)

    assert told(dossier)[2] == (
        "(1) onderwerp Noodpompen, versie 1 (pompen, pompdienst): 2 treffers in 1 gesprek. Opnieuw gesteld op 2 februari "
        "2026, toen als onderwerp Noodpompen, versie 2 (sluis, pompdienst): geen treffers. Van de eerdere treffers is er 1 "
        "als privé gemarkeerd en voldoet er 1 niet meer."
    )


def test_the_number_of_different_messages_is_left_out_where_it_is_not_known(
    dossier, first_export, coordinator, monkeypatch
):
    record_search(dossier, Query(words="sluis"), by=coordinator)
    monkeypatch.setattr(searches, "MOST_AT_ONCE", 1)
    record_search(dossier, PUMPS, by=coordinator)

    assert told(dossier)[-2].startswith("Het archief bevatte toen 3 berichten.")


def test_everything_judged_is_said_shorter(dossier, searched, first_export, coordinator):
    add_messages(dossier, searched.result.messages, by=coordinator, search=searched)
    judge(dossier, list(dossier.items.all()), judgement=Judgement.PUBLIC, by=coordinator)

    assert told(dossier)[-1].endswith("om dat te begrijpen. Elk bericht heeft een eigen oordeel: 2 openbaar.")


def test_of_questions_of_parliament_it_is_told_in_their_words(user, searched, first_export):
    liaison = user(Role.LIAISON)
    questions = factories.dossier(liaison, first_export[0], kind=Kind.PARLIAMENT, number="2026Z01")
    record_search(questions, PUMPS, by=liaison)

    assert "door de kamerliaison." in told(questions)[1]
    assert "wat op de vragen betrekking kan hebben" in told(questions)[-1]


def test_in_a_decision_a_sender_is_told_by_function_and_a_chat_of_two_by_no_name(first_export, minister):
    chat = first_export[0].conversation
    official = Person.objects.create(name="Kofi Mensah")
    ends = timezone.localdate()
    for title, since in (("beleidsmedewerker", date(2020, 1, 1)), ("adviseur", ends)):
        Function.objects.create(person=official, title=title, valid_from=since, function_class="official")

    titled: set[int] = set()

    def asked(**fields: object) -> str:
        query = Query(**fields)
        return public_sentence(query, [], names_in([query], with_functions=True), titled=titled)

    assert asked(words="pomp*", person=minister.pk) == "pomp*, afzender minister van Waterstaat"
    assert asked(person=official.pk, last_day=date(2021, 1, 1)).startswith("afzender beleidsmedewerker, t/m")
    assert asked(person=official.pk) == "afzender beleidsmedewerker en adviseur"
    assert asked(person=Person.objects.create(name="Wie").pk) == "afzender iemand van wie geen functie is vastgelegd"
    assert asked(conversation=chat.pk) == "een gesprek van twee personen"
    chat.is_group = True
    chat.save(update_fields=["is_group"])
    assert asked(conversation=chat.pk) == "een groepsgesprek", "of which nothing is shown: nobody looked at its title"
    titled.add(chat.pk)
    assert asked(conversation=chat.pk, function="minister") == "afzender op dat moment minister, gesprek ‘Jan’"
    assert asked(conversation=999) == "een gesprek dat is vernietigd"


def test_a_sender_who_is_private_by_now_is_not_named_any_more(dossier, first_export, coordinator):
    chat = first_export[0].conversation
    jan = first_export[0].sender.person
    record_search(dossier, Query(words="pomp*", person=jan.pk), by=coordinator)
    assert searches_of(dossier)[0].sentence == "pomp*, afzender Jan"

    mark(Scope(chat.pk), reason="Thuis", by="Els", said_by="")
    assert searches_of(dossier)[0].sentence == "pomp*, afzender iemand die alleen in privéberichten voorkomt"
    assert "afzender iemand van wie geen functie is vastgelegd" in told(dossier)[2]


def test_what_is_named_in_the_line_of_words_is_told_in_the_same_way(dossier, first_export, coordinator, minister):
    chat, jan = first_export[0].conversation, first_export[0].sender.person
    factories.conversation("Top", factories.handle(minister))
    topic = factories.topic("Noodpompen", "pompen")
    asked = f'pomp* -van:rieke aan:jan in:"Jan #{chat.pk}" onderwerp:nood'
    record_search(dossier, Query(words=asked, recipient=jan.pk, feature="bewerkt"), by=coordinator)

    assert searches_of(dossier)[0].sentence == (f"{asked}, onderwerp Noodpompen, versie 1 (pompen), aan Jan, bewerkt")
    assert told(dossier)[2] == (
        '(1) pomp* -van:"minister van Waterstaat" aan:"iemand van wie geen functie is vastgelegd" '
        'in:"een gesprek van twee personen" onderwerp:Noodpompen, onderwerp Noodpompen, versie 1 (pompen), '
        "aan iemand van wie geen functie is vastgelegd, bewerkt: geen treffers."
    )

    mark(Scope(chat.pk), reason="Thuis", by="Els", said_by="")
    assert searches_of(dossier)[0].sentence.startswith(
        'pomp* -van:"Rieke Talsma" aan:"iemand die alleen in privéberichten voorkomt" '
        'in:"een gesprek dat als privé is gemarkeerd" onderwerp:Noodpompen, '
    )
    assert topic.name in searches_of(dossier)[0].sentence


def test_words_that_were_kept_before_there_was_a_language_are_told_as_they_are(dossier, coordinator, first_export):
    old = Query(words='"pompen van:jan')
    assert sentence(old, []) == public_sentence(old, [], names_in([old]), titled=()) == '"pompen van:jan'
