"""How what stands for personal data is printed: "[persoon 3]", "[telefoonnummer van persoon 3]"."""

from __future__ import annotations

from redaction.apply import Alias, Withheld
from redaction.choices import LABEL_NAMES
from redaction.detecting import Label


def printed_alias(run: Withheld) -> str:
    """What is printed for a passage that is replaced; "" for one that is withheld outright."""
    return f"[{' en '.join(map(_words, run.aliases))}]" if run.aliases else ""


def _words(alias: Alias) -> str:
    whose = f"persoon {alias.number}" if alias.number else "persoon"
    if alias.label is Label.PERSON:
        return whose
    name = "persoonsgegeven" if alias.label is Label.OTHER else LABEL_NAMES[alias.label]
    return f"{name} van {whose}" if alias.number else name
