"""The grounds of the law and the rules between them."""

from __future__ import annotations

from datetime import date

import pytest

from redaction.grounds import (
    GROUNDS,
    Kind,
    Regime,
    UnknownGround,
    age_motivation_needed,
    code_of,
    conflict,
    in_full,
    motivation_needed,
    offered,
    sort_key,
    withholding,
)


def test_all_grounds_of_the_law_are_there_in_its_order():
    absolute = [f"5.1.1{letter}" for letter in "abcde"]
    relative = [f"5.1.2{letter}" for letter in "abcdefghi"]
    assert list(GROUNDS) == [*absolute, *relative, "5.1.5", "5.2", "5.4", "dubbel", "68Gw", "pseudoniem"]
    assert {code for code, ground in GROUNDS.items() if ground.kind is Kind.ABSOLUTE} == set(absolute)
    assert {code for code, ground in GROUNDS.items() if ground.kind is Kind.RELATIVE} == {*relative, "5.1.5"}


def test_every_ground_has_a_label_and_a_sentence_for_the_legend():
    assert all(ground.label and ground.law.endswith(".") for ground in GROUNDS.values())


def test_the_reviewer_chooses_from_the_grounds_of_one_law():
    woo = [ground.code for ground in offered(Regime.WOO)]
    assert "5.1.2e" in woo
    assert "dubbel" not in woo
    assert [ground.code for ground in offered(Regime.PARLIAMENT)] == ["68Gw", "pseudoniem"]
    assert [ground.code for ground in withholding(Regime.PARLIAMENT)] == ["68Gw"]
    assert withholding(Regime.WOO) == offered(Regime.WOO)


def test_codes_sort_as_the_law_does():
    codes = ["onbekend", "68Gw", "5.2", "5.1.5", "5.1.2e", "5.1.2a", "5.1.1e"]
    assert sorted(codes, key=sort_key) == ["5.1.1e", "5.1.2a", "5.1.2e", "5.1.5", "5.2", "68Gw", "onbekend"]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("5.1.2.e", "5.1.2e"),
        ("5.1.2e", "5.1.2e"),
        (" 5.1.2E ", "5.1.2e"),
        ("art. 5.1.1.d", "5.1.1d"),
        ("artikel 5.2", "5.2"),
        ("5.2.", "5.2"),
        ("68gw", "68Gw"),
    ],
)
def test_the_ways_people_write_a_ground_are_one_code(written: str, code: str):
    assert code_of(written) == code


@pytest.mark.parametrize("written", ["", "5.1.2", "5.1.2z", "10.2.e", "buiten reikwijdte"])
def test_what_is_no_ground_is_refused_in_dutch(written: str):
    with pytest.raises(UnknownGround, match="geen bekende uitzonderingsgrond"):
        code_of(written)


def test_the_residual_ground_is_not_stacked_on_the_others():
    assert "5.1.2e" in (conflict(["5.1.5", "5.1.2e"]) or "")
    assert conflict(["5.1.5", "5.1.1a"])
    assert conflict(["5.1.5", "5.2"]) is None
    assert conflict(["5.1.1e", "5.1.2e"]) is None
    assert conflict([]) is None


def test_the_constitution_and_the_woo_do_not_meet_on_one_passage():
    assert "Grondwet" in (conflict(["68Gw", "5.1.2e"]) or "")


def test_a_relative_ground_asks_for_a_motivation_and_an_absolute_one_does_not():
    assert "5.1.2e" in (motivation_needed("5.1.2e") or "")
    assert motivation_needed("5.1.5")
    assert motivation_needed("68Gw")
    assert motivation_needed("pseudoniem") is None
    assert motivation_needed("5.1.1e") is None
    assert motivation_needed("5.2") is None


@pytest.mark.parametrize(
    ("code", "written_on", "asks"),
    [
        ("5.1.2e", date(2020, 3, 1), True),
        ("5.1.2e", date(2021, 3, 2), False),
        ("5.1.2e", date(2021, 3, 1), False),
        ("5.1.2e", date(2020, 2, 29), True),
        ("5.2", date(2015, 1, 1), True),
        ("5.1.5", date(2015, 1, 1), True),
        ("5.1.1e", date(2015, 1, 1), False),
        ("68Gw", date(2015, 1, 1), False),
    ],
)
def test_information_older_than_five_years_asks_why_it_still_weighs(code: str, written_on: date, asks: bool):
    answer = age_motivation_needed(code, written_on=written_on, requested_on=date(2026, 3, 1))
    assert bool(answer) is asks


def test_a_ground_has_one_name_in_lists_and_legends():
    ground = GROUNDS["5.1.2e"]
    assert str(ground) == in_full(ground.code, ground.label) == f"5.1.2e {ground.label}"
