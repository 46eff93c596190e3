"""The spaCy pipeline of the name finder: a tokenizer for chat and the gazetteer, the place where a trained model plugs in.

The tokenizer keeps a word a word: every mark is a token of its own, so that "Jan/Fatima", "(@Emre)" and "Janssen-H." fall
into names. The gazetteer sets `token.tag_` to the class of the word (`word_classes.WordClass`).
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

_MARK = r"'[stST](?![^\W_])|[^\w\s]|_"


@cache
def pipeline() -> Language:
    """The pipeline, made once in a process; the first call takes some seconds."""
    import spacy
    from spacy.language import Language
    from spacy.tokenizer import Tokenizer

    if not Language.has_factory("gazetteer"):
        Language.component("gazetteer", func=_gazetteer)
    nlp = spacy.blank("nl")
    abbreviations = "|".join(re.escape(word) for word in lists.words("abbreviations") | {"t.n.v.", "t.a.v."})
    nlp.tokenizer = Tokenizer(
        nlp.vocab,
        prefix_search=re.compile(rf"^(?:{_MARK})").search,
        suffix_search=re.compile(rf"(?:{_MARK})$").search,
        infix_finditer=re.compile(_MARK).finditer,
        token_match=re.compile(rf"(?:{abbreviations})$", re.IGNORECASE).match,
    )
    nlp.add_pipe("gazetteer")
    return nlp


def _gazetteer(doc: Doc) -> Doc:
    for token in doc:
        token.tag_ = word_class(token.text)
    return doc
