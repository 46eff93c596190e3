"""The spaCy pipeline of the name finder: a tokenizer for chat and the gazetteer, the place where a trained model plugs in.

The tokenizer keeps a word a word and makes every mark a token of its own, so that "Jan/Fatima", "(@Emre)" and "Janssen-H."
fall into names. The gazetteer sets `token.tag_` to the class of the word (`word_classes.WordClass`).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from redaction.names import lists
from redaction.names.word_classes import word_class

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.vocab import Vocab


@cache
def pipeline() -> Language:
    """The pipeline, made once in a process; the first call takes some seconds."""
    import spacy
    from spacy.language import Language

    if not Language.has_factory("gazetteer"):
        Language.component("gazetteer", func=_gazetteer)
    nlp = spacy.blank("nl")
    nlp.tokenizer = ChatTokenizer(nlp.vocab)
    nlp.add_pipe("gazetteer")
    return nlp


class ChatTokenizer:
    """Makes a `Doc` of a text in one pass, however long it is and whatever is in it."""

    def __init__(self, vocab: Vocab) -> None:
        self._vocab = vocab
        abbreviations = sorted(lists.words("abbreviations") | {"t.n.v.", "t.a.v."}, key=len, reverse=True)
        prefixes = sorted(
            (word for word in lists.words("tussenvoegsels") if {".", "/"} & set(word)), key=len, reverse=True
        )
        self._token = re.compile(
            rf"(?<!\w)(?:(?:{'|'.join(map(re.escape, abbreviations))})(?!\w)|(?:{'|'.join(map(_prefix, prefixes))}))"
            r"|'[st](?![^\W_])|o'[^\W_]{3,}|[^\W_]+|\S|\s+",
            re.IGNORECASE,
        )

    def __call__(self, text: str) -> Doc:
        """The tokens of `text`; put together with their blanks they are the text again."""
        from spacy.tokens import Doc

        words: list[str] = []
        spaces: list[bool] = []
        for match in self._token.finditer(text):
            token = match[0]
            if token[0] == " " and words and not spaces[-1]:
                spaces[-1] = True  # one space belongs to the word before it, as spaCy wants it
                token = token[1:]
            if token:
                words.append(token)
                spaces.append(False)
        return Doc(self._vocab, words=words, spaces=spaces)


def _prefix(word: str) -> str:
    """The pattern of a tussenvoegsel with marks in it: behind its last dot a surname may follow at once, "v.d.Wal"."""
    return re.escape(word) + ("" if word.endswith(".") else r"(?!\w)")


def _gazetteer(doc: Doc) -> Doc:
    for token in doc:
        token.tag_ = word_class(token.text)
    return doc
