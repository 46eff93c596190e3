"""The archive's terms in the words of Dutch readers. Pure."""

from __future__ import annotations

import re
from datetime import date

from archive.extraction import media_types
from archive.importing import DateOrder, HandleKind, MessageKind

KINDS: dict[str, str] = {
    MessageKind.TEXT: "tekstbericht",
    MessageKind.MEDIA: "foto, video, geluid of document",
    MessageKind.SYSTEM: "systeemregel van de app",
    MessageKind.DELETED: "verwijderd bericht",
    MessageKind.CALL: "oproep",
    MessageKind.POLL: "peiling",
    MessageKind.LOCATION: "locatie",
    MessageKind.CONTACT: "contactgegevens",
    MessageKind.STICKER: "sticker",
    MessageKind.VIEW_ONCE: "foto of video die één keer te zien was",
    MessageKind.EXPIRED: "bericht waarvan de bewaartijd om was",
    MessageKind.UNSUPPORTED: "soort bericht dat de export niet weergeeft",
}
"""What a message is."""

HANDLES: dict[str, str] = {
    HandleKind.CONTACT_NAME: "naam in een contactenlijst",
    HandleKind.PUSH_NAME: "naam die de persoon zelf koos",
    HandleKind.PHONE: "telefoonnummer",
    HandleKind.EMAIL: "e-mailadres",
    HandleKind.ACCOUNT: "account",
}
"""How a source names a person."""

ORDERS: dict[DateOrder, str] = {
    DateOrder.DMY: "eerst de dag, dan de maand",
    DateOrder.MDY: "eerst de maand, dan de dag",
}
"""The two readings an import asks about; a year in front leaves nothing to ask."""

_FILE_KINDS: dict[str, str] = {
    media_types.PDF: "PDF",
    media_types.DOCX: "Word-document",
    media_types.PPTX: "presentatie",
    media_types.XLSX: "rekenblad",
    media_types.ODT: "tekstdocument",
    media_types.ODS: "rekenblad",
    media_types.ODP: "presentatie",
    media_types.VCARD: "visitekaartje",
    media_types.HTML: "webpagina",
    media_types.CALENDAR: "agenda-item",
    media_types.CSV: "tabel",
    media_types.PLAIN: "tekst",
}
_FAMILIES = {"image": "afbeelding", "audio": "geluid", "video": "video"}


def file_kind(media_type: str) -> str:
    """What kind of file it is; empty when that is not known."""
    return _FILE_KINDS.get(media_type) or _FAMILIES.get(media_type.partition("/")[0], "")


_DATE = re.compile(r"(\d{1,2})([/.-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})")


def readings(line: str) -> tuple[str, dict[DateOrder, date]]:
    """The date as it stands in a line of an export, and what it is in each order; an order that gives no day is absent."""
    found = _DATE.search(line)
    if found is None:
        return "", {}
    first, _, second, year = found.groups()
    century = 2000 if len(year) == 2 else 0
    days = {}
    for order, (day, month) in {DateOrder.DMY: (first, second), DateOrder.MDY: (second, first)}.items():
        try:
            days[order] = date(int(year) + century, int(month), int(day))
        except ValueError:
            continue
    return found[0], days
