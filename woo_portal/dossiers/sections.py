"""The sections of a decision (besluit): their keys, their headings, and which of them are drafted."""

from __future__ import annotations

from redaction.grounds import GROUNDS

AGED = "ouder"
"""The section of a decision that says why old information is still withheld."""
COURSE = "verloop"
"""The section that tells the course of the procedure."""
DRAFTED = ("verzoek", COURSE, "zoekslag", "oordeel", "openbaar", "bezwaar", "slot")
"""The sections that are printed as they are drafted when nobody writes in them; of the others a draft is an example."""
HEADINGS = {
    "verzoek": "Uw verzoek",
    COURSE: "Verloop van de procedure",
    "zoekslag": "Hoe is gezocht",
    "oordeel": "Wat is gevonden en beslist",
    AGED: "Informatie ouder dan vijf jaar",
    "zienswijzen": "Zienswijzen",
    "openbaar": "Openbaarmaking",
    "bezwaar": "Bezwaar",
    "slot": "Ondertekening",
}
"""The sections of every decision; each ground that is used has one more."""


def section_of(code: str) -> str:
    """The section of a decision that speaks of a ground."""
    return f"grond:{code}"


def heading_of(section: str) -> str:
    """What a section is called, on the page and in print."""
    kind, _, code = section.partition(":")
    return f"Grond {code}: {GROUNDS[code].label}" if kind == "grond" and code in GROUNDS else HEADINGS[section]
