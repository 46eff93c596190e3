"""What may be typed in a search, what it asks, and what is said of what makes no sense."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.search.expressions import (
    EVERYTHING,
    And,
    Field,
    InPeriod,
    Near,
    Not,
    Or,
    Phrase,
    QueryProblem,
    SentBy,
    Term,
    Word,
)
from archive.search.fields import NAMES
from archive.search.language import DEEPEST, LONGEST, MOST_PARTS, parse, write
from tests.archive.search import trees

POMP, GEMAAL, SLUIS = Word("pomp"), Word("gemaal"), Word("sluis")


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("pomp", POMP),
        ("pomp gemaal", And((POMP, GEMAAL))),
        ("pomp EN gemaal, sluis.", And((POMP, GEMAAL, SLUIS))),
        ("pomp OR gemaal", Or((POMP, GEMAAL))),
        ("pomp gemaal OF sluis", Or((And((POMP, GEMAAL)), SLUIS))),
        ("pomp (gemaal OF sluis)", And((POMP, Or((GEMAAL, SLUIS))))),
        ("((pomp)) (gemaal sluis)", And((POMP, GEMAAL, SLUIS))),
        ("pomp of gemaal", And((POMP, Word("of"), GEMAAL))),
        ('"Delta Pompen" -borrel', And((Phrase("Delta Pompen"), Not(Word("borrel"))))),
        ('"delta", “natte voeten”', And((Phrase("delta"), Phrase("natte voeten")))),
        ("pomp NIET gemaal –sluis", And((POMP, Not(GEMAAL), Not(SLUIS)))),
        ("-(pomp OF gemaal)", Not(Or((POMP, GEMAAL)))),
        ("-(-pomp)", POMP),
        ("noodpomp* , gemaal", And((Word("noodpomp", is_beginning=True), GEMAAL))),
        ("pomp nabij/3 gemaal* sluis", And((Near(POMP, Word("gemaal", is_beginning=True), 3), SLUIS))),
        ("-(pomp NEAR/1 sluis)", Not(Near(POMP, SLUIS, 1))),
        ("nabij", Word("nabij")),
        ("pomp & gemaal + sluis ...", And((POMP, GEMAAL, SLUIS))),
        ("code-rood 10:30 http://x.nl/a re:plan pomp(en)", "code-rood 10:30 http://x.nl/a re:plan pomp(en)".split()),
        ("foto's a\\b A&B '", QueryProblem),
        ("foto's a\\b A&B", "foto's a\\b A&B".split()),
        ("a\0b", Word("a\ufffdb")),
        (" \t ", EVERYTHING),
        ("", EVERYTHING),
    ],
)
def test_what_is_typed_and_what_is_asked(typed, asked):
    if asked is QueryProblem:
        with pytest.raises(QueryProblem):
            parse(typed)
    else:
        assert parse(typed) == (And(tuple(map(Word, asked))) if isinstance(asked, list) else asked)


@pytest.mark.parametrize(
    ("typed", "field", "value"),
    [
        ("van:rieke", Field.SENDER, "rieke"),
        ("VAN:rieke,", Field.SENDER, "rieke"),
        ('afzender:"Rieke  Talsma"', Field.SENDER, "Rieke Talsma"),
        ("aan:„Wout Peeters”", Field.RECIPIENT, "Wout Peeters"),
        ("in:Crisis(team)", Field.CONVERSATION, "Crisis(team)"),
        ("gesprek:#12", Field.CONVERSATION, "#12"),
        ("app:teams", Field.APP, "teams"),
        ("functie:minister", Field.FUNCTION, "minister"),
        ("org:IenW", Field.ORGANISATION, "IenW"),
        ("onderwerp:Hoogwater", Field.TOPIC, "Hoogwater"),
        ("datum:2025-11..2026-02", Field.DATE, "2025-11..2026-02"),
        ("datum:14-11-2025", Field.DATE, "14-11-2025"),
        ("vanaf:2025-11", Field.DATE, "2025-11.."),
        ('tot:"februari 2026"', Field.DATE, "..februari 2026"),
        ("heeft:bijlagen", Field.HAS, "bijlage"),
        ("is:bewerkt", Field.IS, "bewerkt"),
        ("verwijderd:ja", Field.IS, "verwijderd"),
        ("Bewerkt:", Field.IS, "bewerkt"),
    ],
)
def test_fields_by_all_their_names(typed, field, value):
    assert parse(typed) == Term(field, value)
    assert parse(f"-{typed}") == Not(Term(field, value))


def test_no_is_the_other_way_round():
    assert parse("verwijderd:nee") == Not(Term(Field.IS, "verwijderd"))
    assert parse("-verwijderd:NEE") == Term(Field.IS, "verwijderd")


def test_a_term_tells_where_it_stands():
    term = parse('pomp -van:"Rieke Talsma"').parts[1].part
    assert (term.start, term.end) == (6, 24)


@pytest.mark.parametrize(
    ("typed", "place", "says"),
    [
        ('pomp "nog niet', '"', "aanhalingsteken opent"),
        ("(pomp (gemaal)", "(", "haakje opent"),
        ("pomp) gemaal", ")", "haakje sluit"),
        ("pomp ( ) gemaal", "( )", "staat niets"),
        ('pomp ""', '""', "geen woord"),
        ("OF pomp", "OF", "Voor ‘OF’"),
        ("pomp OF", "OF", "Achter ‘OF’"),
        ("(pomp EN) sluis", "EN", "Achter ‘EN’"),
        ("pomp - borrel", "-", "los streepje"),
        ("pomp NIET", "NIET", "Achter ‘NIET’"),
        ("NIET -pomp", "NIET", "Tweemaal"),
        ("🍻 pomp", "🍻", "geen letter of cijfer"),
        ("...", "...", "geen letter of cijfer"),
        ("pomp | gemaal", "|", "geen letter of cijfer"),
        ("po*mp", "po*mp", "aan het eind"),
        ("a* pomp", "a*", "ten minste"),
        ('"delta pomp*"', '"delta pomp*"', "sterretje"),
        ("nabij/3 pomp", "nabij/3", "tussen twee losse woorden"),
        ("pomp nabij/3", "nabij/3", "tussen twee losse woorden"),
        ("pomp nabij/3 van:rieke", "nabij/3", "tussen twee losse woorden"),
        ('"delta pompen" nabij/3 storing', "nabij/3", "tussen twee losse woorden"),
        ("pomp nabij/ storing", "nabij/", "een getal van 1"),
        ("pomp nabij/21 storing", "nabij/21", "een getal van 1"),
        ("a nabij/2 b nabij/3 c", "nabij/3", "geen drie"),
        ("-pomp nabij/3 storing", "-", "Zet haakjes"),
        ("pomp van: rieke", "van:", "staat niets"),
        ('van:"" pomp', 'van:""', "staat niets"),
        ("in:(a OF b)", "in:", "geen haakje"),
        ("verwijderd: nee", "verwijderd:", "verwijderd:nee"),
        ("verwijderd:soms", "soms", "ja of nee"),
        ("heeft:haast", "haast", "bijlage"),
        ("is:bijlage", "bijlage", "verwijderd of bewerkt"),
        ("pomp vna:rieke", "vna:rieke", "Bedoelt u ‘van:’?"),
        ('ondrwerp:"natte voeten"', "ondrwerp:", "Bedoelt u ‘onderwerp:’?"),
        ("datum:morgen", "morgen", "geen datum"),
        ("datum:2025-11..31-02-2026", "31-02-2026", "kalender"),
        ("tot:2026-13 pomp", "2026-13", "kalender"),
        ("pomp vanaf:. sluis", ".", "geen datum"),
        ("vanaf:2025..2026", "2025..2026", "één dag"),
        ('datum:"2026..nov 2025"', "2026..nov 2025", "eindigt voordat"),
    ],
)
def test_what_makes_no_sense_is_explained_at_its_place(typed, place, says):
    with pytest.raises(QueryProblem) as problem:
        parse(typed)
    assert typed[problem.value.start : problem.value.end] == place
    assert says in str(problem.value)


def test_a_search_that_asks_too_much_is_refused():
    assert parse(" ".join(["pomp"] * MOST_PARTS))
    assert parse("(" * DEEPEST + "pomp" + ")" * DEEPEST) == POMP
    for typed in ("a" * (LONGEST + 1), "pomp " * (MOST_PARTS + 1), "a nabij/2 b " * 51, "(" * (DEEPEST + 1) + "pomp"):
        with pytest.raises(QueryProblem):
            parse(typed)
    for typed in ("NIET " * 400, "-(" * 900, '"' * 2000):
        with pytest.raises(QueryProblem):
            parse(typed)


PIECES = st.sampled_from(
    [
        "(",
        ")",
        '"',
        "“",
        "-",
        "–",
        "*",
        ":",
        " ",
        " ",
        "OF ",
        "NIET ",
        "nabij/2 ",
        "..",
        "pomp",
        "é",
        "\0",
        "\ud800",
        "2025",
        "1",
    ]
    + [f"{name}:" for name in NAMES]
)


def problem_of(typed: str) -> QueryProblem | None:
    try:
        parse(typed)
    except QueryProblem as problem:
        return problem
    return None


@settings(max_examples=500)
@given(st.text(max_size=60) | st.lists(PIECES, max_size=25).map("".join))
def test_whatever_is_typed_is_asked_or_explained_and_can_be_typed_again(typed):
    if problem := problem_of(typed):
        assert 0 <= problem.start < problem.end <= len(typed)
        assert str(problem)
    else:
        assert parse(write(parse(typed))) == parse(typed)


@pytest.mark.parametrize("typed", ['"delta pompen"-borrel', "(delta)-borrel", '"delta pompen" -borrel'])
def test_a_minus_directly_behind_a_quotation_or_a_bracket_is_a_minus(typed):
    """It was once a word with a minus in front, which nobody could type again."""
    assert Not(Word("borrel")) in parse(typed).parts
    assert parse(write(parse(typed))) == parse(typed)


@pytest.mark.parametrize(("typed", "word"), [("EN.", "en"), ("pomp OF,", "of"), ("NIET!", "niet")])
def test_an_operator_with_a_stop_behind_it_is_the_word_and_can_be_typed_again(typed, word):
    found = parse(typed)
    assert Word(word) in getattr(found, "parts", (found,))
    assert parse(write(found)) == found


@given(trees.trees(trees.leaves()))
def test_what_is_written_is_read_back(tree):
    assert parse(write(tree)) == tree


@pytest.mark.parametrize(
    "untypable", [SentBy((1,)), InPeriod(None, None), Or(()), Not(EVERYTHING), Word("🍻"), Phrase('a"b')]
)
def test_what_cannot_be_typed_is_not_written(untypable):
    with pytest.raises(ValueError, match="cannot be typed"):
        write(untypable)
