"""What stands on every document of the Kamer and the ministries and says nothing of this one. Pure."""

from __future__ import annotations

import re

_YEAR = r"\d{4}\s*[-–/]\s*\d{2,4}"
_PATTERNS = (
    r"(?:Tweede|Eerste) Kamer der Staten-Generaal(?:\s*[12])?",
    r"(?:Tweede|Eerste) Kamer,? vergaderjaar " + _YEAR + r",? Aanhangsel(?: van de Handelingen)?(?:\s+\d{1,3})?",
    r"(?:’s-Gravenhage|'s-Gravenhage) \d{4}(?:\s+(?:Tweede|Eerste) Kamer,? vergaderjaar "
    + _YEAR
    + r",? Aanhangsel(?:\s+\d{1,3})?)?",
    r"Vergaderjaar " + _YEAR + r"(?:\s+Aanhangsel van de Handelingen)?",
    r"Aanhangsel van de Handelingen",
    r"Vragen gesteld door de leden der Kamer(?:,? met de daarop door de(?: regering gegeven antwoorden)?)?",
    r"regering gegeven antwoorden",
    r"ah-tk-\d{8}-\d+",
    r"kv-tk-\d{4}Z\d+",
    r"h tk \d{8} \d+",
    r"ISSN \d{4}\s*-\s*\d{3}[\dX]",
    r"(?:Pagina|Blad|Bladzijde)\s+\d+(?:\s*(?:van|/)\s*\d+)?",
    r"[-–—_*=]{3,}",
)
_FURNITURE = re.compile(rf"(?:{'|'.join(_PATTERNS)})\.?\s*$")


def is_furniture(line: str) -> bool:
    """Whether a tidy line is part of every such document."""
    return _FURNITURE.match(line) is not None
