"""The parts of reading that a table shows better than a document: headings, who asks whom, dates, notes, mended words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.portal.parliament.documents import CASES
from woo_portal.parliament.reading.addressees import ministers_in
from woo_portal.parliament.reading.askers import askers_in
from woo_portal.parliament.reading.contents import Role, notes_referred_to, sub_questions
from woo_portal.parliament.reading.dividing import divide
from woo_portal.parliament.reading.dutch_dates import day_in
from woo_portal.parliament.reading.footnotes import links_in, references_in, with_references
from woo_portal.parliament.reading.forms.plain_text import lines_of
from woo_portal.parliament.reading.gathering import contents_of
from woo_portal.parliament.reading.headings import Kind, heading_of, numbers_in
from woo_portal.parliament.reading.opening import opening_of
from woo_portal.parliament.reading.paragraphs import joined, tidy
from woo_portal.parliament.reading.sheets import Break, Line, Sheet


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ("Vraag 1", ["1"]),
        ("Vraag 1:", ["1"]),
        ("VRAAG 12", ["12"]),
        ("Vragen 4 en 5", ["4", "5"]),
        ("Vraag 3, 4 en 5", ["3", "4", "5"]),
        ("Vraag 7, 8, en 9", ["7", "8", "9"]),
        ("Vraag 7, 8, 9 10 en 11", ["7", "8", "9", "10", "11"]),
        ("Vragen 4 t/m 7", ["4", "5", "6", "7"]),
        ("Vragen 4 tot en met 6.", ["4", "5", "6"]),
        ("Vraag 2–4", ["2", "3", "4"]),
        ("Vraag 5a", ["5a"]),
        ("Vraag 5a, 5b en 6", ["5a", "5b", "6"]),
        ("Vraag nr. 3", ["3"]),
    ],
)
def test_a_heading_above_questions(line: str, numbers: list[str]) -> None:
    heading = heading_of(line)
    assert heading is not None
    assert (heading.kind, list(heading.numbers), heading.rest, heading.is_closed) == (Kind.QUESTION, numbers, "", True)


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ("Antwoord 1", ["1"]),
        ("Antwoord op vraag 12", ["12"]),
        ("Antwoord op vragen 7, 8, en 9", ["7", "8", "9"]),
        ("Antwoord op de vragen 3 en 4:", ["3", "4"]),
        ("Antwoorden 2 en 3", ["2", "3"]),
        ("Beantwoording van vraag 2", ["2"]),
        ("Antwoord:", []),
        ("Antwoord", []),
    ],
)
def test_a_heading_above_answers(line: str, numbers: list[str]) -> None:
    heading = heading_of(line)
    assert heading is not None
    assert (heading.kind, list(heading.numbers), heading.is_closed) == (Kind.ANSWER, numbers, True)


@pytest.mark.parametrize(
    "line",
    [
        "Vraag",
        "vraag 3 en 4.",
        "Vraagt u zich dat ook af?",
        "Antwoord van Minister Brandsma (Water en Ruimte)",
        "Antwoordde u daarop?",
        "Mededeling van Staatssecretaris Schuurmans",
        "De vragen 3 en 4 zijn beantwoord.",
        "Vragen van het lid Terpstra (PvdR)",
        "Toelichting op het besluit",
        "Vraag 100% af",
    ],
)
def test_what_only_looks_like_a_heading(line: str) -> None:
    assert heading_of(line) is None


def test_a_range_of_years_is_no_range_of_questions() -> None:
    assert numbers_in("2 - 99") == ("2", "99")


@pytest.mark.parametrize(
    ("text", "ministers"),
    [
        ("de Minister van Financiën", ["Minister van Financiën"]),
        (
            "de Ministers van Binnenlandse Zaken en Koninkrijksrelaties en van Justitie en Veiligheid",
            ["Minister van Binnenlandse Zaken en Koninkrijksrelaties", "Minister van Justitie en Veiligheid"],
        ),
        (
            "de Staatssecretaris van Infrastructuur en Waterstaat en de Ministers van Infrastructuur en Waterstaat, voor "
            "Volkshuisvesting en Ruimtelijke Ordening en voor Landbouw, Natuur en Voedselkwaliteit",
            [
                "Staatssecretaris van Infrastructuur en Waterstaat",
                "Minister van Infrastructuur en Waterstaat",
                "Minister voor Volkshuisvesting en Ruimtelijke Ordening",
                "Minister voor Landbouw, Natuur en Voedselkwaliteit",
            ],
        ),
        (
            "de minister van Volksgezondheid, Welzijn en Sport en van Onderwijs, Cultuur en Wetenschap",
            ["Minister van Volksgezondheid, Welzijn en Sport", "Minister van Onderwijs, Cultuur en Wetenschap"],
        ),
        ("de minister en de staatssecretaris van Water en Ruimte",
         ["Minister van Water en Ruimte", "Staatssecretaris van Water en Ruimte"]),
        ("de Minister Justitie en Veiligheid", ["Minister van Justitie en Veiligheid"]),
        ("de Minister-President", ["Minister-President"]),
        ("de Minister President en de minister van LNV", ["Minister-President", "Minister van LNV"]),
        ("de Minister-President, Minister van Algemene Zaken", ["Minister-President"]),
        (
            "de Minister-President, Minister van Algemene Zaken, en de Minister van Financiën",
            ["Minister-President", "Minister van Financiën"],
        ),
        (
            "de staatssecretarissen Financiën – Fiscaliteit en Belastingdienst en van Rechtsbescherming",
            ["Staatssecretaris van Financiën – Fiscaliteit en Belastingdienst", "Staatssecretaris van Rechtsbescherming"],
        ),
        ("de minister van Water en Ruimte en aan de minister van Water en Ruimte", ["Minister van Water en Ruimte"]),
        ("het Presidium", []),
    ],
)  # fmt: skip
def test_ministers_are_told_apart(text: str, ministers: list[str]) -> None:
    assert [str(minister) for minister in ministers_in(text)] == ministers


@pytest.mark.parametrize(
    ("text", "members", "assumed"),
    [
        ("het lid Terpstra (PvdR)", ["Terpstra (PvdR)"], []),
        ("het lid Faber-van de Berg(PvdR)", ["Faber-van de Berg (PvdR)"], []),
        ("de leden A (P), B en C (beiden Q)", ["A (P)", "B (Q)", "C (Q)"], []),
        ("de leden Bakker, De Wit en Van der Zee (allen Lijst Noord)",
         ["Bakker (Lijst Noord)", "De Wit (Lijst Noord)", "Van der Zee (Lijst Noord)"], []),
        ("de leden Bakker, De Wit (PvdR) en Pinas (Water & Land)",
         ["Bakker (PvdR)", "De Wit (PvdR)", "Pinas (Water & Land)"], ["Bakker"]),
        ("het lid Thijssen en het lid Oud (Partij voor de Rivier)",
         ["Thijssen (Partij voor de Rivier)", "Oud (Partij voor de Rivier)"], ["Thijssen"]),
        ("de leden Bakker (PvdR) en De Wit", ["Bakker (PvdR)", "De Wit"], []),
        ("het lid Oud (Groep Oud, eerder PvdR)", ["Oud (Groep Oud, eerder PvdR)"], []),
        ("het lid Terpstra (PvdR", ["Terpstra (PvdR)"], []),
    ],
)  # fmt: skip
def test_members_and_their_parties(text: str, members: list[str], assumed: list[str]) -> None:
    askers = askers_in(text)
    assert ([str(member) for member in askers.members], list(askers.assumed)) == (members, assumed)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("6 maart 2024", date(2024, 3, 6)),
        ("(ingezonden 6 mrt. 2024)", date(2024, 3, 6)),
        ("18 Nov 2025", date(2025, 11, 18)),
        ("6-3-2024", date(2024, 3, 6)),
        ("06/03/2024", date(2024, 3, 6)),
        ("31 februari 2026", None),
        ("6 thermidor 2024", None),
        ("in maart 2025", None),
    ],
)
def test_days(text: str, day: date | None) -> None:
    assert day_in(text) == day


def test_the_sentence_that_says_most_is_the_opening() -> None:
    opening = opening_of(
        [
            "Betreft Beantwoording vragen van het lid Terpstra over de pompen",
            "In antwoord op uw brief van 5 juli 2026, nr. 2026Z11859, deel ik u mede dat de vragen van het lid Terpstra (PvdR) "
            "aan de minister van Water en Ruimte over de noodpompen worden beantwoord zoals aangegeven in de bijlage.",
        ]
    )
    assert opening.subject == "de noodpompen"
    assert opening.sent_in == date(2026, 7, 5)
    assert opening.case_number == "2026Z11859"


@pytest.mark.parametrize(
    ("above", "below", "whole"),
    [
        ("de regen-", "boogprovincie", "de regenboogprovincie"),
        ("ENTSO-", "E-verband", "ENTSO-E-verband"),
        ("de motie Bakker-", "De Wit", "de motie Bakker-De Wit"),
        ("lucht-", "en watervervuiling", "lucht- en watervervuiling"),
        ("het was klaar -", "dacht men", "het was klaar - dacht men"),
        ("maatregelen/", "projecten", "maatregelen/projecten"),
        ("https://nos.example.nl/artikel-", "over-pompen", "https://nos.example.nl/artikel-over-pompen"),
        ("zie www.minwr.example.nl/pompen", "%20.pdf", "zie www.minwr.example.nl/pompen%20.pdf"),
        ("zie www.minwr.example.nl", "voor meer", "zie www.minwr.example.nl voor meer"),
        ("gewoon", "verder", "gewoon verder"),
    ],
)
def test_words_and_addresses_that_were_cut(above: str, below: str, whole: str) -> None:
    assert joined([Line(above), Line(below, before=Break.NONE)]) == whole


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("Kostic´  (PvdR)", "Kostić (PvdR)"),
        ("Yes¸ilgöz", "Yeşilgöz"),
        ("de foto´s", "de foto´s"),
        ("**Vraag 1**", "Vraag 1"),
        ("### 1207", "1207"),
        ("geplaatst?¹²", "geplaatst?[12]"),
        ("geplaatst?[3 ] Toen", "geplaatst?[3] Toen"),
        ("een\xa0 woord\t meer", "een woord meer"),
    ],
)
def test_a_line_as_it_was_meant(text: str, tidied: str) -> None:
    assert tidy(text) == tidied


def test_what_refers_to_a_note_and_what_does_not() -> None:
    text = "Kent u het bericht? 1) Zie ook vraag 3) van het rapport2) (zie 4) en [5], (1) en (2)"
    assert references_in(text) == {"1", "2", "3", "5"}
    assert with_references(text, ["1", "2"]).startswith(
        "Kent u het bericht?[1] Zie ook vraag 3) van het rapport[2] (zie 4)"
    )
    assert notes_referred_to("a[2] b[1] c[2]") == ("2", "1")


def test_addresses_lose_what_stands_around_them() -> None:
    assert links_in("(www.a.example.nl/b). Zie https://c.example.nl/d_(e)), en f.example.com/g;") == (
        "https://www.a.example.nl/b",
        "https://c.example.nl/d_(e)",
        "https://f.example.com/g",
    )


def test_parts_of_a_question() -> None:
    found = sub_questions("Klopt het dat:\na) de pomp stilstond;\n• niemand keek;\niv. het regende?\nEn nu?")
    assert [(part.label, part.text) for part in found] == [
        ("a", "de pomp stilstond;"),
        ("•", "niemand keek;"),
        ("iv", "het regende?"),
    ]


_LINES = st.sampled_from(
    [
        "Vraag 1", "Vraag 2", "Vragen 3 en 4", "Antwoord 1", "Antwoord", "Mededeling", "Toelichting:", "Noten", "1", "2.", "3)",
        "1. Kent u dat?", "2. En dat?", "[1] De Landelijke Courant", "1) De Maasbode", "Kent u het? 1)", "Wat nu?[1]", "Ja.",
        "Vragen van het lid Terpstra (PvdR) aan de minister van Water en Ruimte over pompen (ingezonden 2 maart 2026)",
        "2026Z01234", "-----", "Pagina 1 van 2", "a) dit;", "– dat;", "vraag 3 en 4", "", "  ", "Vraag 5 Bent u bereid?",
    ]
)  # fmt: skip


@given(st.lists(_LINES, max_size=40))
@example(["Antwoord 1", "Ja."])
@example(["1", "", "1", "2"])
def test_no_line_is_dropped_whatever_the_document(rows: list[str]) -> None:
    lines = lines_of("\n".join(rows))
    contents = contents_of(Sheet("tekst", tuple(lines)))
    assert [line.text for line in contents.lines] == [row.strip() for row in rows if row.strip()]
    # A line of a question stands in its text or is its heading.
    texts = {question.key: question.text for question in contents.questions}
    for line in contents.lines:
        if line.role == Role.QUESTION:
            text = tidy(line.text)
            is_head = heading_of(text) or text[:1].isdigit()
            assert is_head or text.replace(" 1)", "[1]") in texts[line.key] or text in texts[line.key]


@given(st.lists(st.text(alphabet="ab1 2.)[]?\n¹-–«»Vraag", max_size=60), max_size=8))
def test_reading_never_fails_over_text(pieces: list[str]) -> None:
    lines = lines_of("\n".join(pieces))
    assert len(divide(lines).roles) == len(lines)
    contents_of(Sheet("tekst", tuple(lines)))


def test_the_documents_hold_every_form() -> None:
    """A form without a document of its own here would be tried by nobody."""
    kinds = {next(case.glob("source.*")).name for case in CASES}
    assert {"source.txt", "source.html", "source.xml", "source.docx", "source.pdf.html"} <= kinds
