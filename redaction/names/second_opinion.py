"""Another Dutch spaCy pipeline that an organisation has installed, asked for its opinion on who is a person.

The portal ships none and needs none; which one is used, the settings say.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

_chosen = ""


class PipelineMissing(Exception):
    """The pipeline that the settings name is not installed."""


def use(name: str) -> None:
    """Ask this pipeline from now on: the name of an installed package or a directory; none when it is empty.

    Raises `PipelineMissing` at once, and not only when the first text is read.
    """
    global _chosen
    if name and not Path(name).is_dir():
        from spacy.util import is_package

        if not is_package(name):
            raise PipelineMissing(f"WOO_SPACY_PIPELINE: {name} is not installed, and no directory")
    _chosen = name
    pipeline.cache_clear()


@cache
def pipeline() -> Language | None:
    """The chosen pipeline with all that it needs to name persons, loaded once in a process; None without one."""
    if not _chosen:
        return None
    import spacy

    return spacy.load(_chosen, exclude=["lemmatizer", "senter"])
