"""How what stands for personal data is printed: "[persoon 3]", "[telefoonnummer van persoon 3]", "ambtenaar 3"."""

from __future__ import annotations

from redaction.apply import Alias, Withheld
from redaction.detecting import Label
from redaction.label_names import LABEL_NAMES


def printed_alias(run: Withheld) -> str:
    """What is printed in the place of a passage that is replaced; "" for one that is withheld on a ground."""
    inside = [alias for alias in run.aliases if not alias.beside]
    return f"[{' en '.join(map(_words, inside))}]" if inside else ""


def alias_beside(run: Withheld) -> str:
    """What is printed after the token of a passage that is withheld on a ground: "ambtenaar 3"; mostly ""."""
    return " en ".join(_words(alias) for alias in run.aliases if alias.beside)


def _words(alias: Alias) -> str:
    whose = f"{alias.role} {alias.number}" if alias.number else alias.role
    if alias.label is Label.PERSON:
        return whose
    name = "persoonsgegeven" if alias.label is Label.OTHER else LABEL_NAMES[alias.label]
    return f"{name} van {whose}" if alias.number else name
