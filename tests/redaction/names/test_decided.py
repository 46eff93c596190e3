"""What persons decided as examples to train on: their file, what is held out, and a candidate that learned from them."""

from __future__ import annotations

import random
import stat
from pathlib import Path

import pytest

from redaction.names import chosen_model, tagger
from redaction.names.training import __main__ as training
from redaction.names.training import decided, sources
from redaction.names.training.decided import CHECKOUT, Decided, group_of, in_repository, is_held_out, parts, read, write
from redaction.names.training.labelled import Labelled
from redaction.names.training.sentences import Fillings, renamed
from redaction.spans import Span
from tests.quality import compare, measuring
from tests.quality.sets import SETS, read_marked

HELD, TRAINED = (
    next(group_of(pk) for pk in range(99) if is_held_out(Decided(group_of(pk), Labelled("x"))) is held)
    for held in (True, False)
)
DATA = {
    "privacyfilter/firstnames.csv": "naam\nFenna\nXander\n",
    "privacyfilter/lastnames.csv": "naam\nvan der Plas\nZwart\n",
    "privacyfilter/places.csv": "naam\nKessem\n",
    "privacyfilter/streets_Nederland.csv": "naam\nDorpsstraat\n",
    "pii-filter/voornamen.json": '[{"naam": "Fenna"}]',
    "pii-filter/dutch.dic": "pomp\nvergadering\n",
    "names-meertens/top1000.csv": "naam\nJansen\n",
    "names-popular/forenames.csv": f"{',' * 11}naam\n{',' * 11}Aiko\n",
    "names-popular/surnames.csv": f"{',' * 5}naam\n{',' * 5}Okafor\n",
}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with as little as the sources can hold."""
    monkeypatch.setattr(sources, "verify", lambda folder: None)
    folder = tmp_path / "data"
    for name in [name for source in sources.SOURCES for name in source.files]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(DATA.get(name, ""), "utf-8")
    return folder


@pytest.fixture
def examples(tmp_path: Path) -> Path:
    """A file with two messages to train on and one that is held out."""
    path = tmp_path / "voorbeelden.jsonl"
    write(
        [
            Decided(TRAINED, Labelled("bel Zwirblis over Storm", (Span(4, 12),), (Span(18, 23),))),
            Decided(TRAINED, Labelled("tot morgen 👍🏽")),
            Decided(HELD, Labelled("vraag Oyelunda", (Span(6, 14),))),
        ],
        path,
    )
    return path


@pytest.fixture(autouse=True)
def shipped_again():
    yield
    tagger.use("")


def test_a_file_is_read_as_it_was_written_and_only_its_owner_can_read_it(examples: Path):
    found, checksum = read(examples)
    assert found[0] == Decided(TRAINED, Labelled("bel Zwirblis over Storm", (Span(4, 12),), (Span(18, 23),)))
    assert found[1].sentence.text == "tot morgen 👍🏽"
    assert (len(found), len(checksum)) == (3, 64)
    assert stat.S_IMODE(examples.stat().st_mode) == 0o600


def test_a_file_that_is_there_is_not_written_over(examples: Path):
    before = examples.read_bytes()
    with pytest.raises(FileExistsError):
        write([], examples)
    assert examples.read_bytes() == before


def test_half_a_file_and_another_file_are_refused(examples: Path, tmp_path: Path):
    lines = examples.read_text("utf-8").splitlines(keepends=True)
    examples.write_text("".join(lines[:-1]), "utf-8")
    with pytest.raises(ValueError, match="is not whole"):
        read(examples)
    other = tmp_path / "anders.jsonl"
    other.write_text('{"text": "hoi"}\n', "utf-8")
    with pytest.raises(ValueError, match="is no file that"):
        read(other)


def test_a_conversation_is_held_out_whole_and_so_is_what_was_only_said_there():
    said, forwarded = Labelled("vraag Oyelunda", (Span(6, 14),)), Labelled("doorgestuurd")
    trained, held = parts([Decided(HELD, said), Decided(HELD, forwarded), Decided(TRAINED, forwarded)])
    assert (trained, held) == ([Decided(TRAINED, forwarded)], [Decided(HELD, said)])
    share = sum(is_held_out(Decided(group_of(pk), said)) for pk in range(1000)) / 1000
    assert 0.2 < share < 0.3


def test_a_repository_is_any_folder_that_git_knows_and_the_portals_own(tmp_path: Path):
    (tmp_path / "project" / ".git").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "project")
    assert in_repository(CHECKOUT / "nieuw.jsonl")
    assert in_repository(tmp_path / "project" / "diep" / "nieuw.jsonl")
    assert in_repository(tmp_path / "link" / "nieuw.jsonl")
    assert not in_repository(tmp_path / "nieuw.jsonl")


def test_other_names_take_the_place_of_those_in_a_message_and_nothing_else_moves(data: Path):
    sentence = Labelled("Storm: bel Jan Smit, en Fenna", (Span(11, 19), Span(24, 29)), (Span(0, 5),))
    found = renamed(sentence, Fillings(data, random.Random(3)))
    first, second = (found.text[span.start : span.end] for span in found.persons)
    assert found.text == f"Storm: bel {first}, en {second}"
    assert [found.text[span.start : span.end] for span in found.unknown] == ["Storm"]
    assert "Smit" not in first


def trained(data: Path, *more: str) -> Path:
    training.main([str(data), "--epochs", "1", "--messages", "32", "--repeats", "0", *more])
    return data


def test_a_candidate_is_the_same_twice_tells_what_it_learned_from_and_leaves_the_shipped_one(
    data: Path, examples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    shipped = (chosen_model.SHIPPED / chosen_model.WEIGHTS).read_bytes()
    trained(data, "--examples", str(examples))
    trained(data, "--examples", str(examples), "--out", str(tmp_path / "nogmaals"))
    candidate = tmp_path / "voorbeelden-model"

    card = (candidate / chosen_model.CARD).read_text("utf-8")
    assert chosen_model.weights_in(candidate) == chosen_model.weights_in(tmp_path / "nogmaals") != shipped
    assert (chosen_model.SHIPPED / chosen_model.WEIGHTS).read_bytes() == shipped
    assert chosen_model.examples_of(candidate) == read(examples)[1]
    assert "It learned from 2 messages" in card
    assert "may not leave the\norganisation" in card
    assert "No message of any archive was used" not in card
    assert f"- examples an epoch: {2 * training.REPEATS}" in card
    assert stat.S_IMODE(candidate.stat().st_mode) == 0o700

    with pytest.raises(SystemExit):
        trained(data, "--examples", str(examples))
    assert "exists: name another folder" in capsys.readouterr().err


def test_no_candidate_is_written_into_a_repository(data: Path, examples: Path, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        trained(data, "--examples", str(examples), "--out", str(CHECKOUT / "kandidaat"))
    assert "lies in a repository" in capsys.readouterr().err
    assert not (CHECKOUT / "kandidaat").exists()


def test_what_is_held_out_is_never_in_an_epoch(data: Path, examples: Path):
    chosen = training.Examples(data, random.Random(1), [one.sentence for one in parts(read(examples)[0])[0]], 40, 0)
    texts = [example.reading.text.lower() for example in chosen.epoch()]
    assert not [text for text in texts if "oyelunda" in text]
    assert len(texts) == 40 + 2 * training.REPEATS


def test_a_comparison_says_where_a_candidate_does_worse(
    examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    untrained = tagger.together([tagger.network() for _ in range(tagger.NETWORKS)])
    untrained.initialize()
    training.write(untrained.to_bytes(), tmp_path / "leeg", {})
    monkeypatch.setattr(compare, "SETS", {"the second set": lambda: SETS["the second set"]()[:12]})
    monkeypatch.setattr(measuring, "RESAMPLES", 40)
    compare.main([str(tmp_path / "leeg"), "--examples", str(examples), "--in-use", ""])
    told = capsys.readouterr().out
    assert "These are not the examples the candidate was trained on" in told
    assert "the second set: 12 messages" in told
    assert "held-out decisions: 1 messages" in told
    assert "PERSON, in use, as written" in told
    assert "the candidate does worse here:" in told


def test_what_was_trained_on_is_left_out_of_the_sets_and_nobody_is_blamed_for_what_is_unknown():
    text = read_marked(Path(compare.__file__).with_name("second_set.txt"))[0].text
    known = [Decided(TRAINED, Labelled(text)), Decided(HELD, Labelled("bel Zwirblis", (), (Span(4, 12),)))]
    *sets, held = compare.parts(known)
    assert "the second set, 1 messages that were trained on left out" in [part.name for part in sets]
    (found,) = compare.persons(held, str)
    assert found.findings == []


def test_decided_has_a_version_so_that_an_old_file_is_not_read_as_a_new_one(
    examples: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(decided, "_VERSION", 2)
    with pytest.raises(ValueError, match="another version"):
        read(examples)
