"""What officiële bekendmakingen say of a publication in its metadata, by the names they use there. Pure."""

from __future__ import annotations

from woo_portal.parliament.reading.sheets import Fact

_NAMES = {
    "overheidop.vraagnummer": Fact.CASE_NUMBER,
    "overheidop.datumindiening": Fact.SENT_IN,
    "overheidop.datumontvangst": Fact.ANSWERED_ON,
    "dc.identifier": Fact.DOCUMENT_NUMBER,
    "dcterms.identifier": Fact.DOCUMENT_NUMBER,
}


def fact_of(name: str, content: str) -> dict[Fact, str]:
    """The fact that one entry of metadata is; empty for one that is of no use here."""
    fact = _NAMES.get(name.strip().casefold())
    return {fact: content.strip()} if fact and content.strip() else {}
