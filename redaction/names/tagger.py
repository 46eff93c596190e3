"""The trained name finder: small spaCy networks that say of each word whether it begins a name, goes on with one, or neither.

There are three of one kind, trained apart, and their answer is the mean: what one learned by chance, the others did not. They
see what `reading` made of a text: the words and, of each, the letter of its class in the lists, so that they know what the
lists know and judge the rest by the surroundings. They were trained by `redaction.names.training`.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from redaction.names import lists
from redaction.names.chosen_model import SHIPPED, ModelUnfit, weights_in
from redaction.names.inference import Inference
from redaction.names.reading import KEPT, Reading, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from spacy.tokens import Doc
    from spacy.vocab import Vocab

NEITHER, BEGINS, GOES_ON = range(3)
"""The columns of a network's answer."""
NETWORKS = 3
"""How many answer together."""

Chances = tuple[tuple[float, float, float], ...]
"""Of each word of a text those of the columns."""

_WIDTH, _DEPTH, _WINDOW, _PIECES = 96, 4, 1, 3
_ROWS = {"NORM": 6000, "PREFIX": 3000, "SUFFIX": 6000, "SHAPE": 500, "TAG": 120}
_CERTAINLY_NO_NAME = frozenset("w0*dp,.:;@()/&!?'\"+=#-~\n6zhs")


def network() -> Any:
    """The untrained network, over a list of `Doc`s."""
    from spacy.ml.models.tagger import build_tagger_model
    from spacy.ml.models.tok2vec import MaxoutWindowEncoder, MultiHashEmbed, build_Tok2Vec_model

    embed = MultiHashEmbed(width=_WIDTH, attrs=list(_ROWS), rows=list(_ROWS.values()), include_static_vectors=False)
    encode = MaxoutWindowEncoder(width=_WIDTH, window_size=_WINDOW, maxout_pieces=_PIECES, depth=_DEPTH)
    return build_tagger_model(build_Tok2Vec_model(embed, encode), nO=3, normalize=True)


@cache
def _getters() -> dict[str, Callable[[str], str]]:
    """Words are compared by their key; their beginnings and ends are long enough to tell a name's origin."""
    from spacy.lang.lex_attrs import word_shape

    return {
        "NORM": _norm,
        "PREFIX": lambda word: _norm(word)[:3],
        "SUFFIX": lambda word: _norm(word)[-3:],
        "SHAPE": word_shape,
    }


@cache
def _vocabulary() -> Vocab:
    from spacy.attrs import intify_attr
    from spacy.vocab import Vocab

    return Vocab(lex_attr_getters={intify_attr(name): getter for name, getter in _getters().items()})


def _norm(word: str) -> str:
    return "0" * len(word) if word.isdigit() else lists.key(word)


def document(reading: Reading, letters: Sequence[str] | None = None) -> Doc:
    """What the network sees of a text while it learns; `letters` replace those of the reading."""
    from spacy.tokens import Doc

    return Doc(_vocabulary(), words=_words(reading), tags=list(letters or reading.letters))


def _words(reading: Reading) -> list[str]:
    """The words as the network sees them: case counts only in a text that has both."""
    words = [reading.text[start:end] for start, end in zip(reading.starts, reading.ends, strict=True)]
    return [word.lower() for word in words] if reading.text == reading.text.upper() else words


def _features(word: str, letter: str) -> list[int]:
    """The columns of `_ROWS` of a word, as a `document` has them."""
    from spacy.strings import get_string_id

    return [get_string_id(getter(word)) for getter in _getters().values()] + [get_string_id(letter)]


_folder = SHIPPED
_asked: dict[str, Chances | None] = {}
"""What the networks answered about the texts they were asked about last."""


def use(folder: str) -> None:
    """Use the networks in this folder from now on; those that ship when it is empty. Nothing is read yet."""
    global _folder, _asked
    _folder, _asked = Path(folder) if folder else SHIPPED, {}
    name_chances.cache_clear()


@lru_cache(maxsize=2)  # two are held while they are compared
def _inference(folder: Path) -> Inference:
    return Inference(_trained(folder), _features)


def together(trained: Sequence[Any]) -> Any:
    """Networks as one model, with the answer of each: what `to_bytes` is asked of."""
    from thinc.api import tuplify

    return tuplify(*trained)


def network_of(weights: bytes) -> Any:
    """One trained network, from its own `to_bytes`."""
    model = network()
    model.initialize()
    return model.from_bytes(weights)


def _trained(folder: Path) -> Sequence[Any]:
    """The networks in a folder. Raises `ModelUnfit`: names are not looked for with others instead."""
    model = together([network() for _ in range(NETWORKS)])  # as they are: the weights bring every figure of theirs
    weights = weights_in(folder)
    try:
        return model.from_bytes(weights).layers
    except Exception as error:  # bytes of another network fail in whatever way they differ
        raise ModelUnfit(f"Het model in {folder} hoort bij een andere versie van het portaal.") from error


@lru_cache(maxsize=KEPT)
def name_chances(text: str) -> Chances | None:
    """For each word of the reading of a text the chances of NEITHER, BEGINS and GOES_ON; None when no word can be a name.

    Kept for the last few texts, as the reading is.
    """
    asked = _asked
    return asked[text] if text in asked else _answers([text])[text]


def ask_about(texts: Iterable[str]) -> None:
    """Have the networks answer about several texts at once, at half of what it costs to ask about them one by one.

    `name_chances` of these texts knows the answer until others are asked about.
    """
    global _asked
    _asked = _answers(texts)


def _answers(texts: Iterable[str]) -> dict[str, Chances | None]:
    readings = {text: read(text) for text in texts}
    asked = [reading for reading in readings.values() if not _CERTAINLY_NO_NAME.issuperset(reading.letters)]
    if not asked:
        return dict.fromkeys(readings)
    answers = _inference(_folder).chances([(_words(reading), reading.letters) for reading in asked])
    found = {reading.text: tuple(map(tuple, answer.tolist())) for reading, answer in zip(asked, answers, strict=True)}
    return {text: found.get(text) for text in readings}
