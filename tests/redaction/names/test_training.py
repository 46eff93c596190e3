"""The training of the name finder: what it is made of, and that the same data give the same network."""

from __future__ import annotations

import hashlib
import random
from importlib.resources import files
from pathlib import Path

import pytest

from redaction.names.training import __main__ as training
from redaction.names.training import card, sources
from redaction.names.training.labelled import Labelled, joined
from redaction.names.training.sentences import careless, misspelt, patterns
from redaction.names.training.treebank import read_treebank
from redaction.spans import Span

MODEL = files("redaction.names") / "model"

TREEBANK = """# sent_id = wiki-1.p.1.s.1
# text = Minister Jan Smit woont in Oss
1\tMinister\tminister\tNOUN\tN|soort|ev\t_\t0\troot\t_\t_
2\tJan\tJan\tPROPN\tSPEC|deeleigen\t_\t1\tappos\t_\t_
3\tSmit\tSmit\tPROPN\tSPEC|deeleigen\t_\t2\tflat\t_\t_
4\twoont\twonen\tVERB\tWW|pv\t_\t1\troot\t_\t_
5\tin\tin\tADP\tVZ|init\t_\t6\tcase\t_\t_
6\tOss\tOss\tPROPN\tN|eigen|ev|basis|onz|stan\t_\t4\tobl\t_\t_

# sent_id = wiki-1.p.1.s.2
# text = Smit en Unilever
1\tSmit\tSmit\tPROPN\tN|eigen|ev|basis|zijd|stan\t_\t0\troot\t_\t_
2\ten\ten\tCCONJ\tVG|neven\t_\t3\tcc\t_\t_
3\tUnilever\tUnilever\tPROPN\tN|eigen|ev|basis|zijd|stan\t_\t1\tconj\t_\t_

"""


def passages(sentence: Labelled, spans: tuple[Span, ...]) -> list[str]:
    return [sentence.text[span.start : span.end] for span in spans]


def test_a_treebank_gives_persons_no_persons_and_what_nobody_knows(tmp_path: Path):
    file = tmp_path / "dev.conllu"
    file.write_text(TREEBANK, "utf-8")
    first, second = read_treebank(file, frozenset({"oss"}))
    assert passages(first, first.persons) == ["Jan Smit"]
    assert first.unknown == ()
    assert (passages(second, second.persons), passages(second, second.unknown)) == (["Smit"], ["Unilever"])


def test_sentences_joined_keep_their_names():
    one, two = Labelled("hoi Jan", (Span(4, 7),)), Labelled("dag Unilever", (), (Span(4, 12),))
    text = joined([one, two], [". ", "!"])
    assert text.text == "hoi Jan. dag Unilever!"
    assert passages(text, text.persons) == ["Jan"]
    assert passages(text, text.unknown) == ["Unilever"]


def test_careless_chat_keeps_its_length():
    chance = random.Random(1)
    sentence = Labelled("Hoi İpek, weiß ß", (Span(4, 8),))
    assert {len(careless(sentence, chance).text) for _ in range(200)} == {len(sentence.text)}
    assert all(misspelt(word, chance) for word in ("a", "kop", "vergadering"))


@pytest.mark.parametrize("name", ["sentences_with_names", "sentences_without_names"])
def test_the_sentences_are_many_and_none_stands_twice(name: str):
    assert len(patterns(name)) > 600
    assert len(set(patterns(name))) == len(patterns(name))


def test_data_that_is_absent_or_another_is_refused(tmp_path: Path):
    with pytest.raises(ValueError, match=r"ud-lassysmall/dev\.conllu is missing: take it from UniversalDependencies"):
        sources.verify(tmp_path)
    (tmp_path / "ud-lassysmall").mkdir()
    (tmp_path / "ud-lassysmall" / "dev.conllu").write_text("iets anders", "utf-8")
    with pytest.raises(ValueError, match="is not the file of"):
        sources.verify(tmp_path)


class FewExamples:
    """Two sentences, many times."""

    def epoch(self) -> list[training.Example]:
        chance = random.Random(1)
        known = Labelled("bel Jan Smit", (Span(4, 12),))
        unknown = Labelled("bel Unilever", (), (Span(4, 12),))
        return [training._example(sentence, chance) for sentence in (known, unknown) * 40]


def test_the_same_examples_give_the_same_network():
    assert training.train(FewExamples(), epochs=2).to_bytes() == training.train(FewExamples(), epochs=2).to_bytes()


def test_the_card_is_that_of_the_weights_that_ship():
    weights, text = (MODEL / "weights.bin").read_bytes(), (MODEL / "CARD.md").read_text("utf-8")
    assert len(weights) <= 25_000_000
    assert hashlib.sha256(weights).hexdigest() in text
    assert card.LICENCE in text
    assert all(source.commit in text and source.licence in text for source in sources.SOURCES)
