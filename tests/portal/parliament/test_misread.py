"""Documents that were once misread without a word: each is read in full now, or says what to look at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.portal.parliament.documents import typeset
from woo_portal.parliament.reading.askers import askers_in
from woo_portal.parliament.reading.contents import Contents, FlagCode, Role
from woo_portal.parliament.reading.reader import read

Reads = Callable[..., Contents]
HEADING = (
    "2026Z04567\nVragen van het lid Hoekman (Lijst Noord) aan de minister van Water en Ruimte over trillingen "
    "(ingezonden 12 maart 2026).\n\n"
)
LONG = (
    "Bent u bekend met het bericht dat de trillingen langs het spoor in Oud-Kessem toenemen en dat bewoners daar veel hinder "
    "van ondervinden sinds de invoering van het nieuwe materieel"
)
PAGE = "@page { size: A4; margin: 25mm } body { font: 10pt 'Noto Sans' }"


@pytest.fixture
def reads(tmp_path: Path) -> Reads:
    """Read a text, or the bytes of a file with this ending."""

    def of(content: str | bytes, ending: str = "txt") -> Contents:
        path = tmp_path / f"vragen.{ending}"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read(path, file_name=path.name)

    return of


def labels(contents: Contents) -> list[str]:
    return [question.label for question in contents.questions]


def texts(contents: Contents) -> list[str]:
    return [question.text for question in contents.questions]


def codes(contents: Contents) -> set[FlagCode]:
    return {flag.code for flag in contents.flags}


def page(body: str, style: str = "") -> bytes:
    return typeset(f"<style>{PAGE} {style}</style>{body}")


# PDF: where letters stand.


@pytest.mark.parametrize(("millimetres", "sign"), [(8, "{}."), (10, "<b>{}</b>"), (20, "({})")])
def test_numbers_that_hang_in_the_margin_are_those_of_questions(reads: Reads, millimetres: int, sign: str) -> None:
    style = (
        f".q {{ padding-left: {millimetres}mm; text-indent: -{millimetres}mm }} "
        f".n {{ display: inline-block; width: {millimetres}mm; text-indent: 0 }}"
    )
    body = "".join(f"<p class=q><span class=n>{sign.format(at)}</span>{LONG}, {at}?</p>" for at in range(1, 5))
    contents = reads(page(f"<p>2026Z04567</p><p>{HEADING[11:]}</p>{body}", style), "pdf")
    assert labels(contents) == ["1", "2", "3", "4"]
    assert texts(contents)[3] == f"{LONG}, 4?"
    assert contents.case_number == "2026Z04567"


def test_numbers_in_small_print_beside_the_text_are_told(reads: Reads) -> None:
    style = ".n { position: absolute; left: -15mm; font-size: 6pt; margin-top: -3mm }"
    body = "".join(f"<p><span class=n>{at}</span>{LONG}, {at}?</p>" for at in range(1, 4))
    contents = reads(page(f"<p>{HEADING}</p>{body}", style), "pdf")
    assert any("Naast de tekst staan de cijfers 1, 2 en 3." in flag.text for flag in contents.flags)


def test_of_two_columns_the_left_is_read_first(reads: Reads) -> None:
    style = ".c { columns: 2; column-gap: 8mm }"
    body = "".join(f"<p>{at}. {LONG}, {at}?</p>" for at in range(1, 9))
    contents = reads(page(f"<p>{HEADING}</p><div class=c>{body}</div><p>{LONG} en verder.</p>", style), "pdf")
    assert labels(contents) == [str(at) for at in range(1, 9)]
    assert texts(contents)[:7] == [f"{LONG}, {at}?" for at in range(1, 8)]
    assert any("twee kolommen" in flag.text for flag in contents.flags)


def test_a_table_is_read_row_by_row(reads: Reads) -> None:
    rows = "".join(f"<tr><td style='width: 60mm'>20{at}</td><td>{at} meldingen</td></tr>" for at in range(10, 20))
    body = f"<p>1. Hoeveel per jaar?</p><table>{rows}</table><p>2. Waarom?</p>"
    contents = reads(page(f"<p>{HEADING}</p>{body}"), "pdf")
    assert "2010 10 meldingen 2011 11 meldingen" in texts(contents)[0]
    assert not any("kolommen" in flag.text for flag in contents.flags)


# Numbers: which are those of questions.


def test_a_list_in_a_question_does_not_take_over_its_numbering(reads: Reads) -> None:
    contents = reads(
        HEADING
        + "1. Bent u bekend met het bericht?\n\n2. Deelt u de mening dat de minister\n1. te laat heeft gehandeld;\n"
        "2. de Kamer niet heeft geïnformeerd;\n3. geen lessen heeft getrokken?\n\n3. Waarom is dat zo?\n\n4. Wanneer?\n"
    )
    assert labels(contents) == ["1", "2", "3", "4"]
    assert texts(contents)[2:] == ["Waarom is dat zo?", "Wanneer?"]
    flags = [flag for flag in contents.flags if flag.code == FlagCode.LIST_INSIDE]
    assert [(flag.key, flag.text.split(".")[0]) for flag in flags] == [(2, "Vraag 2 bevat zelf 1, 2 en 3 als nummer")]


def test_a_list_in_an_answer_holds_no_questions(reads: Reads) -> None:
    contents = reads(
        HEADING
        + "1. Bent u bekend met het bericht?\n\nAntwoord:\nJa.\n\n2. Klopt het dat er eisen zijn?\n\nAntwoord:\nJa:\n"
        "1. veiligheid;\n2. snelheid;\n3. Welke kosten er zijn?\n4. geluid.\n\n3. Waarom?\n\nAntwoord:\nDaarom.\n"
    )
    assert texts(contents) == ["Bent u bekend met het bericht?", "Klopt het dat er eisen zijn?", "Waarom?"]
    assert contents.answers[1].text.endswith("4. geluid.")
    assert "Het antwoord op vraag 2 bevat zelf 3 en 4 als nummer." in " ".join(flag.text for flag in contents.flags)


def test_lists_in_two_questions_leave_both_their_numbers(reads: Reads) -> None:
    contents = reads(
        HEADING
        + "1. Kent u het?\n\n2. Klopt het dat:\n1. het lekt;\n2. het kraakt?\n\n3. Wilt u:\n1. dit doen;\n2. dat doen;\n"
        "3. niets doen?\n\n4. Wanneer?\n"
    )
    assert [text.split("\n")[0] for text in texts(contents)] == ["Kent u het?", "Klopt het dat:", "Wilt u:", "Wanneer?"]


@pytest.mark.parametrize("questions", [2, 11])
def test_a_list_below_the_last_question_is_no_row_of_notes(reads: Reads, questions: int) -> None:
    asked = "\n\n".join(f"{at}) Klopt het, {at}?" for at in range(1, questions))
    contents = reads(f"{HEADING}{asked}\n\n{questions}) Wilt u:\n1) dit doen;\n2) dat doen?\n")
    assert len(contents.questions) == questions
    assert texts(contents)[-1] == "Wilt u:\n1) dit doen;\n2) dat doen?"
    assert contents.notes == ()


def test_a_list_in_the_first_question_does_not_lend_the_others_its_style(reads: Reads) -> None:
    contents = reads(HEADING + "1\nKlopt het dat:\n1. het lekt;\n2. het kraakt?\n\n2\nWaarom?\n\n3\nWanneer?\n")
    assert labels(contents) == ["1", "2", "3"]
    assert texts(contents)[0] == "Klopt het dat:\n1. het lekt;\n2. het kraakt?"


def test_numbers_of_pages_lend_the_questions_no_style(reads: Reads) -> None:
    asked = [f"{at}. Klopt het dat er op die dag, de {at}e, niets\nvan is gemeld?\n" for at in range(1, 9)]
    contents = reads("1\n" + HEADING + "".join(asked[:5]) + "\n2\n\n" + "".join(asked[5:]))
    assert labels(contents) == [str(at) for at in range(1, 9)]


def test_the_number_of_a_page_is_no_question(reads: Reads) -> None:
    contents = reads(
        HEADING + "1\nKent u het?\n\n2\nKlopt het dat de omwonenden daarvan\n\n3\n\nschade ondervinden?\n\n3\nWaarom?\n"
    )
    assert labels(contents) == ["1", "2", "3"]
    assert texts(contents)[2] == "Waarom?"
    assert FlagCode.LIST_INSIDE in codes(contents)


@pytest.mark.parametrize("kind", ["", " type='a'", " style='list-style-type: lower-alpha'"])
def test_a_list_inside_an_item_of_a_page_keeps_its_letters(reads: Reads, kind: str) -> None:
    inside = f"<ol{kind}><li>geluid;</li><li>trilling;</li><li>stank?</li></ol>"
    body = f"<ol><li>Kent u het?</li><li>Is er sprake van:{inside}</li><li>Waarom?</li><li value='7'>Wanneer?</li></ol>"
    contents = reads(f"<html><body><p>{HEADING}</p>{body}</body></html>", "html")
    assert labels(contents) == ["1", "2", "3", "7"]
    assert texts(contents)[1].split("\n")[1] == f"{'a' if kind else '1'}. geluid;"
    assert FlagCode.GAP in codes(contents)


@pytest.mark.parametrize("label", ["{}.", "{}: ", "{} - ", "{}/ ", "({}) ", "Vraag {} ", "{} "])
def test_numbers_are_known_in_whatever_way_they_are_set_before_the_text(reads: Reads, label: str) -> None:
    asked = ["Kent u het bericht. Zo nee, waarom niet?", "Wilt u de cijfers sturen.", "€ 3 miljoen is weg. Waarom?"]
    if label.startswith("Vraag"):
        asked[2] = "Waarom?"
    contents = reads(HEADING + "\n".join(label.format(at) + text for at, text in enumerate(asked, start=1)) + "\n")
    assert labels(contents) == ["1", "2", "3"]
    assert texts(contents) == asked


def test_an_answer_behind_its_heading_is_none_of_the_question(reads: Reads) -> None:
    asked = ("Kent u het?", "Ja."), ("Waarom?", "Daarom.")
    body = "".join(
        f"<p><b>Vraag {at}</b> {question}</p><p><b>Antwoord</b> {answer}</p>"
        for at, (question, answer) in enumerate(asked, start=1)
    )
    contents = reads(f"<html><body><p>{HEADING}</p>{body}</body></html>", "html")
    assert texts(contents) == ["Kent u het?", "Waarom?"]
    assert [(answer.numbers, answer.text) for answer in contents.answers] == [(("1",), "Ja."), (("2",), "Daarom.")]


def test_what_asks_nothing_among_questions_without_numbers_is_told(reads: Reads) -> None:
    contents = reads(HEADING + "Kent u het bericht?\n\nGraag ontvangen wij de meetgegevens.\n\nWaarom niet eerder?\n")
    assert labels(contents) == ["1", "2"]
    assert [line.text for line in contents.lines if line.role == Role.LEFT_OVER] == [
        "Graag ontvangen wij de meetgegevens."
    ]
    assert {FlagCode.UNNUMBERED, FlagCode.LEFT_OVER} <= codes(contents)


# Letters: raised figures, and those that cannot be seen.


def test_a_measure_or_a_power_is_no_note(reads: Reads) -> None:
    contents = reads(
        HEADING
        + "Vraag 1\nIs 25.000 m² grond verkocht, met 40 µg/m³ en 2 Nm³?¹\n\nVraag 2\nHoeveel km² is dat, en 10⁶ euro, "
        "in 2023²?\n\n1 De Bode, 3 maart 2026\n2 De Bode, 4 maart 2026\n"
    )
    assert texts(contents) == [
        "Is 25.000 m² grond verkocht, met 40 µg/m³ en 2 Nm³?[1]",
        "Hoeveel km² is dat, en 10⁶ euro, in 2023[2]?",
    ]


@pytest.mark.parametrize("ending", ["html", "pdf"])
def test_a_raised_figure_behind_a_measure_is_no_note(reads: Reads, ending: str) -> None:
    body = f"<p>{HEADING}</p><p>1. Is 3000 m<sup>2</sup> grond verkocht<sup>1</sup> en 10<sup>6</sup> euro betaald?</p>"
    contents = reads(
        page(body, "sup { font-size: 6pt }") if ending == "pdf" else f"<html><body>{body}</body></html>", ending
    )
    assert texts(contents) == ["Is 3000 m² grond verkocht[1] en 10⁶ euro betaald?"]


def test_letters_that_cannot_be_seen_hide_no_question(reads: Reads) -> None:
    contents = reads(
        HEADING + "Vraag 1\nKent u het?\n\u200b\n\u200bVraag 2\nWaa\u2060rom?\n\n\ufeffVraag 3\nWanneer?\n"
    )
    assert labels(contents) == ["1", "2", "3"]
    assert texts(contents) == ["Kent u het?", "Waarom?", "Wanneer?"]


# The opening: who, whom, when; and answers without a heading.


def test_a_day_in_the_subject_is_not_the_day_of_sending_in(reads: Reads) -> None:
    contents = reads(
        "2026Z04567\nVragen van het lid Hoekman (Lijst Noord) aan de minister van Water en Ruimte over de antwoorden op vragen "
        "over de brug, ingezonden op 3 februari 2026 (ingezonden 12 maart 2026)\n\n1\nKent u het?\n\n2\nWaarom?\n"
    )
    assert contents.sent_in == date(2026, 3, 12)
    assert contents.subject == "de antwoorden op vragen over de brug, ingezonden op 3 februari 2026"
    assert [flag.text for flag in contents.flags] == [
        "Als dag van inzending noemt het stuk ook 3 februari 2026; aangehouden is 12 maart 2026."
    ]


def test_what_stands_above_on_lines_of_its_own_is_read_by_its_name(reads: Reads) -> None:
    contents = reads(
        "2026Z04567\nVragen van de leden Terpstra (PvdR) en Hoekman (Lijst Noord) aan de Staatssecretaris van Water en Ruimte\n"
        "Onderwerp: het bericht over gas\nIngezonden: 3 maart 2026\n1. Waarom?\n2. Hoe?\n"
    )
    assert [str(minister) for minister in contents.ministers] == ["Staatssecretaris van Water en Ruimte"]
    assert (contents.subject, contents.sent_in, labels(contents)) == (
        "het bericht over gas",
        date(2026, 3, 3),
        ["1", "2"],
    )


@pytest.mark.parametrize(
    "who",
    [
        "het lid Terpstra (PvdR), mede namens het lid Hoekman (Lijst Noord),",
        "het lid Terpstra (PvdR) mede namens het lid Hoekman (Lijst Noord)",
        "de leden mevrouw Terpstra (PvdR) en de heer Hoekman (Lijst Noord)",
        "mevr. Terpstra (PvdR), dhr. Hoekman (Lijst Noord)",
    ],
)
def test_who_is_named_with_a_title_or_on_behalf_of_is_named_alone(who: str) -> None:
    assert [str(member) for member in askers_in(who).members] == ["Terpstra (PvdR)", "Hoekman (Lijst Noord)"]


def test_a_heading_without_a_full_stop_swallows_no_question(reads: Reads) -> None:
    contents = reads(HEADING.strip().rstrip(".") + "\n1. Kent u het bericht?\n2. Waarom?\n3. Wanneer?\n")
    assert labels(contents) == ["1", "2", "3"]
    assert contents.subject == "trillingen"


def test_answers_without_a_heading_are_none_of_the_question(reads: Reads) -> None:
    contents = reads(
        HEADING + "1. Kent u het?\n\nJa.\n\n2. Waarom is dat zo?\n\nOmdat het moest.\n\n3. Wanneer?\n\nMorgen.\n"
    )
    assert texts(contents) == ["Kent u het?", "Waarom is dat zo?", "Wanneer?"]
    assert [answer.text for answer in contents.answers] == ["Ja.", "Omdat het moest.", "Morgen."]
    assert FlagCode.HEADLESS_ANSWER in codes(contents)


def test_a_list_below_each_question_is_no_answer(reads: Reads) -> None:
    contents = reads(HEADING + "1. Kent u het?\n\n– de brug;\n– de dijk.\n\n2. Waarom?\n\n– de sluis;\n– het gemaal.\n")
    assert contents.answers == ()
    assert texts(contents)[1] == "Waarom?\n– de sluis;\n– het gemaal."


def test_a_question_mark_in_the_subject_makes_no_question(reads: Reads) -> None:
    heading = HEADING.replace("over trillingen", "over het bericht ‘Trilt het spoor?’")
    contents = reads(heading + "Kent u het bericht?\n\nWaarom niet eerder?\n")
    assert texts(contents) == ["Kent u het bericht?", "Waarom niet eerder?"]
    assert [str(member) for member in contents.members] == ["Hoekman (Lijst Noord)"]


def test_a_word_of_thanks_below_the_last_question_makes_no_answers(reads: Reads) -> None:
    contents = reads(HEADING + "1. Kent u het?\n\n2. Waarom?\n\nGraag voor maandag.\n")
    assert contents.answers == ()


def test_a_note_that_nothing_refers_to_is_a_note_of_its_own(reads: Reads) -> None:
    contents = reads(HEADING + "Vraag 1\nIs 3 km² verkocht?¹\n\n1 De Bode, 3 maart 2026\n2 De Bode, 4 maart 2026\n")
    assert [(note.label, note.text) for note in contents.notes] == [
        ("1", "De Bode, 3 maart 2026"),
        ("2", "De Bode, 4 maart 2026"),
    ]
