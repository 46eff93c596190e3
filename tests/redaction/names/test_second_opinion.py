"""A spaCy pipeline of the organisation's own is asked as well, when the settings name one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from redaction.detecting import Confidence, Label
from redaction.finding import find_all
from redaction.names import second_opinion
from tests.redaction.found import found


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[Path]:
    """A pipeline that knows one person and one town."""
    import spacy

    nlp = spacy.blank("nl")
    rules = nlp.add_pipe("entity_ruler")
    rules.add_patterns([{"label": "PERSON", "pattern": "het wonder van toen"}, {"label": "PER", "pattern": "Den Haag"}])
    nlp.to_disk(tmp_path / "proef")
    yield tmp_path / "proef"
    second_opinion.use("")


def test_without_a_setting_nobody_else_is_asked():
    assert found("vraag het wonder van toen", Label.PERSON) == []


def test_what_only_the_other_pipeline_finds_asks_for_a_closer_look(installed: Path):
    second_opinion.use(str(installed))
    (finding,) = find_all("vraag het wonder van toen in Den Haag")
    assert (finding.detector, finding.confidence) == ("second_opinion", Confidence.CHECK)


def test_a_pipeline_that_is_not_there_is_told_at_once():
    with pytest.raises(second_opinion.PipelineMissing, match="WOO_SPACY_PIPELINE"):
        second_opinion.use("nl_core_news_never")
    assert second_opinion.pipeline() is None
