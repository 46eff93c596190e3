"""The scorer counts right, and the detectors do not fall below what they reached on the annotated sets."""

from __future__ import annotations

from pathlib import Path

import pytest

from redaction.detecting import Confidence, Context, Finding, Label
from redaction.names.training.marked import Annotated, Mark, read_marked
from redaction.spans import Span
from tests.quality.scoring import halves, in_case, read_messages, score, senders_as_context
from tests.quality.sets import SECOND_SET, SETS

DEMO = Path(__file__).parents[2] / "docs" / "demo" / "messages.jsonl"


def finder(*spans: tuple[int, int, Label]):
    def find(text: str, context: Context) -> list[Finding]:
        return [Finding(Span(start, end), label, Confidence.HIGH, "proef", "Omdat.") for start, end, label in spans]

    return find


MESSAGE = Annotated("C1", "Jan", "bel Sanne de Vries nu", (Mark(Label.PERSON, Span(4, 18)),))


def test_a_touched_name_counts_for_recall_and_only_a_hidden_one_for_cover():
    counts = score([MESSAGE], {}, finder((4, 9, Label.PERSON)))[Label.PERSON]
    assert (counts.recall, counts.cover, counts.precision, counts.character_precision) == (1, 0, 1, 1)


def test_a_name_hidden_under_another_label_is_covered_but_not_recognised():
    counts = score([MESSAGE], {}, finder((4, 18, Label.ADDRESS)))[Label.PERSON]
    assert (counts.recall, counts.cover) == (0, 1)


def test_what_is_hidden_too_much_costs_precision():
    counts = score([MESSAGE], {}, finder((0, 18, Label.PERSON), (19, 21, Label.PERSON)))[Label.PERSON]
    assert counts.precision == 0.5
    assert counts.character_precision == 14 / 20


def test_nothing_to_find_is_no_failure():
    empty = Annotated("C1", "Jan", "ok", ())
    assert score([empty], {}, finder()) == {}


def test_another_case_keeps_the_spans():
    upper = in_case(Annotated("C1", "Jan", "straße Jan", (Mark(Label.PERSON, Span(7, 10)),)), str.upper)
    assert upper.text == "STRAßE JAN"


def test_a_conversation_is_in_one_half_only():
    messages = [Annotated(name, "Jan", "ok", ()) for name in ("C1", "C2", "C3", "C1")]
    development, held_out = halves(messages)
    assert {message.conversation for message in development} == {"C1", "C3"}
    assert {message.conversation for message in held_out} == {"C2"}


@pytest.fixture(scope="module")
def demonstration() -> list[Annotated]:
    return read_messages(DEMO)


def test_persons_of_the_demonstration_are_found(demonstration: list[Annotated]):
    counts = score(demonstration, senders_as_context(demonstration))[Label.PERSON]
    assert counts.recall >= 0.97
    assert counts.cover >= 0.97
    assert counts.character_precision >= 0.92


def test_lower_case_costs_little_when_the_archive_helps(demonstration: list[Annotated]):
    lower = [in_case(message, str.lower) for message in demonstration]
    assert score(lower, senders_as_context(demonstration, others=True))[Label.PERSON].recall >= 0.94


def test_numbers_and_addresses_of_the_demonstration_are_found(demonstration: list[Annotated]):
    scores = score(demonstration, senders_as_context(demonstration))
    wanted = [Label.PHONE, Label.EMAIL, Label.ADDRESS, Label.BSN, Label.IBAN, Label.LICENCE_PLATE]
    assert {label: scores[label].recall for label in wanted} == dict.fromkeys(wanted, 1.0)
    assert sum(scores[label].right for label in wanted) >= 0.97 * sum(scores[label].found for label in wanted)


def test_messages_without_personal_data_are_mostly_left_alone(demonstration: list[Annotated]):
    clean = [message for message in demonstration if not message.marks]
    proposals = sum(counts.found for counts in score(clean, senders_as_context(demonstration)).values())
    assert proposals <= 0.06 * len(clean)


@pytest.fixture(scope="module")
def second() -> list[Annotated]:
    return read_marked(SECOND_SET)


@pytest.mark.parametrize("change", [str, str.lower, str.upper])
def test_persons_of_the_second_set_are_found_in_any_case(second: list[Annotated], change):
    counts = score([in_case(message, change) for message in second], senders_as_context(second))[Label.PERSON]
    assert counts.recall >= 0.95
    assert counts.cover >= 0.94
    assert counts.character_precision >= 0.93


def test_every_other_label_of_the_second_set_is_found(second: list[Annotated]):
    scores = score(second, senders_as_context(second))
    wanted = [Label.PHONE, Label.EMAIL, Label.ADDRESS, Label.BSN, Label.IBAN, Label.LICENCE_PLATE, Label.DATE_OF_BIRTH]
    assert {label: (scores[label].recall, scores[label].precision) for label in wanted} == dict.fromkeys(
        wanted, (1.0, 1.0)
    )
    assert scores[Label.SPECIAL].recall >= 0.9


def test_few_proposals_in_messages_of_the_second_set_that_hold_nothing(second: list[Annotated]):
    clean = [message for message in second if not message.marks]
    assert sum(counts.found for counts in score(clean, senders_as_context(second)).values()) <= 0.03 * len(clean)


@pytest.mark.parametrize(
    ("name", "recall", "characters"), [("third", 0.93, 0.75), ("fourth", 0.92, 0.83), ("fifth", 0.93, 0.75)]
)
def test_persons_of_the_harder_sets_are_found_and_most_of_what_is_proposed_is_right(
    name: str, recall: float, characters: float
):
    messages = SETS[f"the {name} set"]()
    counts = score(messages, senders_as_context(messages))[Label.PERSON]
    assert counts.recall >= recall
    assert counts.character_precision >= characters
