"""What no one redacts tells no secret, in whatever writing; nor does a message it is withheld
from. What is shown somewhere, and ordinary words, block nothing.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from redaction.apply import Shown
from tests.portal.disclosure import sample
from woo_portal.disclosure.leak_check import Checker, Passage, Secret
from woo_portal.disclosure.publishing import DecisionPart, DisclosureSet

PHONE = Secret("06 12345678", "bericht 2, tekst", passage=Passage.OTHER)
NAME = Secret("Jan Bakker", "bericht 3, tekst", passage=Passage.NAME)
EVA = Secret("Eva", "bericht 4, tekst", passage=Passage.NAME)
RENEE = Secret("Rene\u0301e Prins", "bericht 5, tekst", passage=Passage.NAME)
WHOLE = Secret(
    "Akkoord. De minister liegt over het contract met Delta. Niet doorvertellen.",
    "bericht 6, tekst",
    is_told_by_runs=True,
)
ALL = (PHONE, NAME, EVA, RENEE, WHOLE)


def found(disclosure: DisclosureSet, *secrets: Secret) -> set[tuple[str, str]]:
    return {(finding.channel, finding.reference) for finding in Checker(secrets, disclosure).check_set()}


def decided(text: str, shown: str = "Goedemorgen") -> DisclosureSet:
    return replace(sample.disclosure(sample.only(shown)), decision=(DecisionPart("Besluit", (text,)),))


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Bel 0612345678.", PHONE),
        ("Bel +31 6 1234 5678.", PHONE),
        ("Bel 06-1234-5678.", PHONE),
        ("Mail jan.bakker@minwr.nl.", NAME),
        ("Zie jan_bakker.", NAME),
        ("Zie janbakker.", NAME),
        ("Jan Bakkers mening telt.", NAME),
        ("Opgesteld door Bakker, Jan.", NAME),
        ("Wij spraken Eva.", EVA),
        ("Wij spraken Ren\u00e9e Prins.", RENEE),
        ("Zo is gezegd: de minister liegt over het contract met Delta.", WHOLE),
        ("Wij spraken J a n  B a k k e r.", NAME),
        ("Wij spraken J\u0430n B\u0430kker.", NAME),
        ("Wij spraken rekkaB naJ.", NAME),
        ("Bel 87654321 60.", PHONE),
        ("Wij spraken E v a.", EVA),
    ],
)
def test_a_decision_that_tells_a_secret_in_another_writing_is_found(text, secret):
    """The decision was held against whole secrets as they were typed, and of four letters or more."""
    assert found(decided(text), *ALL) == {("toelichting van de behandelaar", secret.reference)}


def test_a_subject_and_a_remark_are_read_alike():
    disclosure = sample.disclosure(sample.only("Goedemorgen", remark="Zie 0612345678"))
    assert found(disclosure, *ALL) == {("toelichting van de behandelaar", PHONE.reference)}
    assert found(replace(sample.disclosure(), subject="Pompen; bel 0612345678"), PHONE)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Bel 0612345678.", "Mijn nummer is 06-1234 5678"),
        ("Jan Bakkers mening telt.", "Jan Bakker zegt het"),
        ("Wij spraken Eva.", "Eva belt"),
        ("De minister liegt over het contract met Delta.", "Wie zegt: de minister liegt over het contract met Delta?"),
    ],
)
def test_what_is_shown_somewhere_may_be_told_in_any_writing(text, shown):
    assert found(decided(text, shown), *ALL) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Ik ben akkoord met de evaluatie, eva.",
        "Mevrouw Bakker en de heer Jansen, januari 2026.",
        "Niet doorvertellen is geen grond.",
        "Het contract is openbaar.",
    ],
)
def test_ordinary_words_and_parts_block_nothing(text):
    assert found(decided(text), *ALL) == set()


def test_a_short_word_that_is_no_name_blocks_nothing():
    """ "Bos" was withheld as a place; a name of three letters blocks where it has a capital."""
    assert found(decided("Het Bos is groot."), replace(EVA, text="Bos", passage=Passage.OTHER)) == set()
    assert found(decided("De heer Bos is er."), replace(EVA, text="Bos"))
    assert found(decided("Het bos is groot."), replace(EVA, text="Bos")) == set()


def test_a_function_that_names_somebody_is_found():
    """ "secretaresse van Jan Bakker" stood beside the very message in which his name was withheld."""
    [document] = sample.disclosure(sample.only("Goedemorgen")).documents
    [entry] = document.entries
    named = replace(document, entries=(replace(entry, function="secretaresse van Jan Bakker"),))
    assert found(sample.disclosure(named), NAME) == {("functie van een afzender", NAME.reference)}


def test_a_function_that_somebody_withheld_as_a_name_blocks_no_package():
    minister = Secret("minister", "bericht 7, tekst", passage=Passage.NAME)
    assert found(sample.disclosure(sample.only("Goedemorgen")), minister) == set()


def test_an_app_that_is_no_app_is_found():
    disclosure = sample.disclosure(sample.only("Goedemorgen", app="WA Jan Bakker 06-12345678"))
    assert found(disclosure, *ALL) == {("naam van de app", NAME.reference), ("naam van de app", PHONE.reference)}
    assert found(sample.disclosure(sample.only("Goedemorgen")), Secret("WhatsApp", "gesprek 1, titel")) == set()


SAME_MESSAGE = [
    ("Jan", "Ja\u200bn"),
    ("Ja\u200bn", "Jan"),
    ("Ren\u00e9e", "Rene\u0301e"),
    ("Rene\u0301e", "Ren\u00e9e"),
    ("Jan Bakker", "jan_bakker"),
    ("Jan Bakker", "janbakker"),
    ("Jan Bakker", "Jan%20Bakker"),
    ("Jan Bakker", "Bakker, Jan"),
    ("Bakker", "Bakkers"),
    ("Jan\u00adBakker", "JanBakker"),
]


@pytest.mark.parametrize(("name", "told"), SAME_MESSAGE)
def test_a_name_in_another_writing_in_the_message_it_is_withheld_from_is_found(name, told):
    """The net knew the same words only, cut at accents and at signs without a shape, and not at "_"."""
    secret = Secret(name, "bericht 2, tekst", place=("0012", 1), passage=Passage.NAME)
    leaking = sample.disclosure(sample.only("Bel ", sample.NAME, f" even. Dat is {told} dus"))
    assert found(leaking, secret) == {("getoond in hetzelfde bericht", secret.reference)}
    assert found(leaking, replace(secret, shown_on_purpose=1)) == set()


def test_another_sender_who_is_called_almost_the_same_blocks_nothing():
    """ "Piet Bakkers" sends the message in which "Bakker" is withheld, and nobody can withhold a part of his name."""
    secret = Secret("Bakker", "bericht 2, tekst", place=("0012", 1), passage=Passage.NAME)
    [document] = sample.disclosure(sample.only("Bel ", sample.NAME)).documents
    [entry] = document.entries
    sent = replace(document, entries=(replace(entry, sender=(Shown("Piet Bakkers"),)),))
    assert found(sample.disclosure(sent), secret) == set()
