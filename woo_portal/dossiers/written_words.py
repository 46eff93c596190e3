"""What officers write themselves, such as the decision: whether a word of it tells a name that is withheld in the documents."""

from __future__ import annotations

from redaction.missed import tell_tales, telling
from woo_portal.dossiers.missed import names_withheld, public_names
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.uses import withheld_names


def telling_words(dossier: Dossier) -> frozenset[str]:
    """The words, by key, that say by themselves whose name is withheld in this dossier, but for names that may be shown."""
    names = names_withheld(dossier)
    return telling([*names, *withheld_names(dossier)]) - telling(public_names(dossier, names))


def told_in(text: str, telling_words: frozenset[str]) -> tuple[str, ...]:
    """The words of a text that tell a withheld name, as they are written, each once: the leak check knows whole names, and
    would let the surname pass.
    """
    return tuple(dict.fromkeys(text[span.start : span.end] for span in tell_tales(text, telling_words)))
