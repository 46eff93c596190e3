"""What a meeting on line is entered with, as invitations write it: its code is found, its number says nothing of anybody."""

from __future__ import annotations

import pytest

from redaction.detecting import Label
from redaction.finding import find_all
from tests.redaction.found import found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Vergadering-id: 312 345 678 901 Toegangscode: aB3dE5", "aB3dE5"),
        ("Meeting ID: 312 345 678 90\nPasscode: Xy7Zk2.", "Xy7Zk2"),
        ("meeting-ID 312345678901, passcode kWvWvY", "kWvWvY"),
    ],
)
def test_the_number_of_a_meeting_was_called_a_passport_and_its_code_was_missed(text: str, code: str):
    assert [text[item.span.start : item.span.end] for item in find_all(text)] == [code]
    assert found(text, Label.CREDENTIAL) == [code]


@pytest.mark.parametrize(
    "text", ["Wachtwoordcode: Xy7Zk2", "toegangscode is Xy7Zk2", "toegangscode voor de meeting is Xy7Zk2"]
)
def test_a_code_of_letters_and_digits_was_missed(text: str):
    assert found(text, Label.CREDENTIAL) == ["Xy7Zk2"]


@pytest.mark.parametrize(
    "text",
    [
        "toegangscode volgt later",
        "de passcode van Teams is veranderd",
        "toegangscode: SharePoint",
        "toegangscode voor 25 mensen",
        "ticket id: 123456789",
        "zaak-id: 123456789",
    ],
)
def test_a_word_behind_the_word_for_a_code_and_the_id_of_a_thing_are_left_alone(text: str):
    assert find_all(text) == []


def test_the_id_of_a_person_is_that_of_a_document():
    assert found("zijn id: 123456789", Label.ID_DOCUMENT) == ["123456789"]
