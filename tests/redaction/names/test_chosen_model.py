"""Which name finder is used: the one that ships, or the one the settings name, when its card vouches for it."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.core.checks.registry import registry

import pytest

from redaction.checks import name_model
from redaction.names import tagger
from redaction.names.chosen_model import SHIPPED, ModelUnfit
from redaction.names.training import __main__ as training

TEXT = "heb je brouwhuizema al gesproken?"


@pytest.fixture(autouse=True)
def shipped_again():
    yield
    tagger.use("")


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Networks that have learned nothing, with their card."""
    networks = tagger.together([tagger.network() for _ in range(tagger.NETWORKS)])
    networks.initialize()
    training.write(networks.to_bytes(), tmp_path / "ander", {})
    return tmp_path / "ander"


def told(settings, folder: Path) -> list[str]:
    settings.NAME_MODEL = str(folder)
    return [message.msg for message in name_model()]


def test_the_network_of_the_setting_is_used_at_once_and_then_the_shipped_one_again(other: Path):
    before = tagger.name_chances(TEXT)
    tagger.use(str(other))
    assert tagger.name_chances(TEXT) != before
    tagger.use("")
    assert tagger.name_chances(TEXT) == before


def test_a_model_that_fits_is_no_problem_and_none_is_asked_for(settings, other: Path):
    assert told(settings, other) == []
    settings.NAME_MODEL = ""
    assert name_model() == []


def test_what_is_wrong_is_told_in_dutch_when_a_command_starts(settings, other: Path, tmp_path: Path):
    assert told(settings, tmp_path / "weg") == [f"WOO_NAME_MODEL: De map {tmp_path / 'weg'} bestaat niet."]
    assert name_model in registry.get_checks()
    (other / "weights.bin").write_bytes(b"iets anders")
    assert "het controlegetal is een ander" in told(settings, other)[0]
    (other / "CARD.md").unlink()
    assert "niet te lezen" in told(settings, other)[0]


def test_names_are_not_looked_for_with_another_model_instead(other: Path):
    (other / "weights.bin").write_bytes((SHIPPED / "weights.bin").read_bytes())
    tagger.use(str(other))
    with pytest.raises(ModelUnfit, match="controlegetal"):
        tagger.name_chances(TEXT)


def test_a_network_of_another_version_is_refused_in_words(tmp_path: Path):
    shutil.copytree(SHIPPED, tmp_path / "oud")
    training.write(b"geen netwerk", tmp_path / "oud", {})
    tagger.use(str(tmp_path / "oud"))
    with pytest.raises(ModelUnfit, match="een andere versie"):
        tagger.name_chances(TEXT)
