"""Special personal data is proposed as the shortest phrase that tells it, and only for a closer look."""

from __future__ import annotations

from importlib.resources import files

import pytest

from redaction.detecting import Confidence, Label
from redaction.detectors import special
from redaction.finding import find_all
from redaction.names import lists
from redaction.names.special_sentences import hints, sentences
from redaction.offsets import plain_form
from redaction.surroundings import folded
from tests.quality.sets import SETS
from tests.redaction.found import found


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("Sanne heeft griep", ["griep"]),
        ("hij is ernstig ziek", ["ernstig ziek"]),
        ("mijn moeder heeft borstkanker", ["borstkanker"]),
        ("zijn enkel is gebroken", ["enkel is gebroken"]),
        ("geopereerd aan haar knie", ["geopereerd aan haar knie"]),
        ("ze ligt op de ic", ["ligt op de ic"]),
        ("overspannen en depressief", ["overspannen en depressief"]),
        ("Kees is 50% arbeidsongeschikt", ["50% arbeidsongeschikt"]),
        ("ik heb 39,2 dus blijf thuis", ["39,2"]),
        ("een pinda-allergie? ze heeft een notenallergie", ["een notenallergie"]),
        ("hij is bekeerd tot de islam", ["bekeerd", "islam"]),
        ("zij eet halal", ["halal"]),
        ("hij is lid van de FNV", ["lid van de FNV"]),
        ("verdachte met een getint uiterlijk", ["een getint uiterlijk"]),
        ("hij is nog niet uit de kast", ["uit de kast"]),
        ("hij heeft een strafblad", ["een strafblad"]),
        ("de vorige keer kreeg ze een taakstraf", ["een taakstraf"]),
    ],
)
def test_what_tells_something_special(text: str, phrases: list[str]):
    assert found(text, Label.SPECIAL) == phrases


@pytest.mark.parametrize(
    "text",
    [
        "corona-aanpak staat op de agenda",
        "griepgolf verwacht in januari",
        "Beterschap!",
        "naar het ziekenhuis",
        "depressie boven de Azoren",
        "het debat over abortuswetgeving",
        "ben zo moe",
        "de arm der wet",
    ],
)
def test_what_tells_nothing_of_a_person(text: str):
    assert found(text, Label.SPECIAL) == []


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Els zit met haar rug thuis", "met haar rug thuis"),
        ("Piet is uitgevallen met zijn knie", "uitgevallen met zijn knie"),
        ("er zit een plekje op zijn long", "plekje op zijn long"),
        ("Kim slikt sinds mei antidepressiva", "slikt sinds mei antidepressiva"),
        ("Karel heeft zich gisteren ziek gemeld", "heeft zich gisteren ziek gemeld"),
        ("ze is uitgerekend op 3 juni", "uitgerekend op 3 juni"),
        ("Joost moet donderdag voorkomen", "moet donderdag voorkomen"),
        ("hij moest volgende week voor de rechter", "moest volgende week voor de rechter"),
        ("Nico is vannacht opgepakt", "vannacht opgepakt"),
        ("Ellen is al jaren actief bij de FNV", "actief bij de FNV"),
        ("zij staat op de lijst voor de SGP", "lijst voor de SGP"),
        ("Gert gaat elke zondag naar de kerk", "elke zondag naar de kerk"),
        ("Ad doet mee aan de ramadan", "doet mee aan de ramadan"),
        ("ze komt oorspronkelijk uit Syrië", "oorspronkelijk uit Syrië"),
        ("Jan en zijn man komen ook", "zijn man"),
        ("de politie zegt dat zijn celstraf uit is", "zijn celstraf"),
    ],
)
def test_what_was_only_said_in_passing_was_missed(text: str, phrase: str):
    assert found(text, Label.SPECIAL) == [phrase]


@pytest.mark.parametrize(
    "text",
    [
        "dat moeten we voorkomen",
        "we moeten morgen voorkomen dat het lekt",
        "hij moet morgen voorkomen dat de dijk breekt",
        "de minister moet vrijdag voor de Kamer verschijnen",
        "het dossier is door hem opgepakt",
        "dit wordt vandaag opgepakt",
        "we zitten vast in de file",
        "de onderhandeling zit vast",
        "de FNV heeft een brief gestuurd over de cao",
        "de uitvaart is zondag in de kerk",
        "uitgerekend nu is zij er niet",
        "hij heeft iets aan het hoofd",
        "slechte mond-tot-mondreclame",
        "zijn mannen stonden er meteen",
        "cijfers over de instroom volgen, het college stemt in",
    ],
)
def test_what_sounds_like_it_is_left_alone(text: str):
    assert found(text, Label.SPECIAL) == []


def test_every_sentence_goes_with_a_list_and_is_read():
    text = (files("redaction.names") / "lists" / "special_sentences.txt").read_text("utf-8")
    kinds = {line.partition(": ")[0] for line in text.splitlines() if line.startswith("special_")}
    assert set(sentences()) == kinds
    assert all(lists.marked(kind) for kind in kinds)


def test_it_is_never_called_sure_and_says_which_kind():
    (finding,) = [item for item in find_all("hij is lid van de FNV") if item.label is Label.SPECIAL]
    assert finding.confidence is Confidence.CHECK
    assert "vakbond" in finding.why


def test_a_name_beside_it_stays_a_person():
    text = "Benhaddou heeft diabetes"
    labels = [(item.label, text[item.span.start : item.span.end]) for item in find_all(text)]
    assert labels == [(Label.PERSON, "Benhaddou"), (Label.SPECIAL, "diabetes")]


@pytest.mark.parametrize("name", ["special_health", "special_belief", "special_union", "special_origin"])
def test_the_lists_are_there(name: str):
    assert len(lists.marked(name)) > 20


@pytest.mark.parametrize(
    "text",
    [
        "stressklachten", "longkanker", "notenallergie", "notenallergisch", "melkintolerantie", "hersentumor", "hartinfarct",
        "oogontsteking", "drankverslaving", "gokverslaafde", "eetstoornis", "downsyndroom", "kankerpatiënte", "chemotherapie",
        "pleinfobie", "staaroperatie", "spierdystrofie", "aderverkalkingsclerose", "armtrombose", "longembolie", "knieartrose",
        "hartinsufficientie", "darmscopie", "borstectomie", "50% ziek", "30 procent arbeidsongeschikt", "80% afgekeurd",
        "40 % beter gemeld", "LIGT op de IC", "lag in coma", "opgenomen in een kliniek", "opname op de paaz", "nieuwe heup",
        "suiker was weer hoog", "zit in een rolstoel", "positief op corona", "getest op hiv",
        "KNİE gebroken", "kn\u0131e gebroken",
    ],
)  # fmt: skip
def test_no_complaint_is_passed_over_for_want_of_a_hint(text: str):
    assert special._ILL.search(text), "or the example is none"
    assert [told for told in special._complaints(f"zij {text}.") if told[1] == special._HEALTH]


def test_what_is_found_by_a_hint_is_all_there_is_to_find():
    """A look at the letters of a text decides which patterns are tried on it: none may be left out that finds something."""
    texts = [
        plain_form(change(message.text)).text
        for read in SETS.values()
        for message in read()
        for change in (str, str.upper)
    ]
    patterns = {**sentences(), special._ILLNESS: special._ILL}
    for text in texts:
        hinted = {kind for _, kinds in special._hints().iter(folded(text)) for kind in kinds}
        assert {kind for kind, pattern in patterns.items() if pattern.search(text)} <= hinted


def test_every_sentence_of_the_list_has_a_hint_that_is_no_small_word():
    assert {kind for kind, found in hints().items() if min(map(len, found)) < 3} == set()
    assert hints().keys() == sentences().keys()
