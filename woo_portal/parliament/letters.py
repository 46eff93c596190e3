"""The notice of delay (uitstelbericht) as a draft letter to the Voorzitter of the Tweede Kamer: text, and as .docx.

It says which questions it is about, that they cannot be answered within the term, and why (Reglement van Orde of the Kamer:
"onder opgave van redenen"). A person completes and sends it.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from archive.storable import printable
from woo_portal.dossiers.models import Dossier
from woo_portal.parliament.reading.contents import Minister
from woo_portal.presentation.dutch import day, enumeration

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

ADDRESS = ("Aan de Voorzitter van de Tweede Kamer der Staten-Generaal", "Postbus 20018", "2500 EA Den Haag")
_WORDS = ("één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien")
_FONT, _POINTS = "Verdana", 9
"""The letters of the State's own house style on paper, where no other template is at hand."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as its parts: lines of the address, the date, what it is about, and its paragraphs, the last the signature."""

    authority: str
    address: tuple[str, ...]
    dated: date
    about: str
    paragraphs: tuple[str, ...]
    signature: str


def notice_of_delay(
    dossier: Dossier,
    ministers: Sequence[Minister],
    *,
    reason: str,
    signed_by: str,
    dated: date,
    weeks: int,
    until: date,
    authority: str,
) -> Letter:
    """The letter. `weeks` is the term that is not met, `until` the last day after the extension."""
    signer = signed_by or (str(ministers[0]) if ministers else "")
    others = [f"de {office(str(minister))}" for minister in ministers if str(minister) != signer]
    on_behalf = f", mede namens {enumeration(others)}," if others else ""
    return Letter(
        authority=authority,
        address=ADDRESS,
        dated=dated,
        about=f"Uitstel beantwoording Kamervragen over {dossier.subject}",
        paragraphs=(
            "Geachte Voorzitter,",
            f"Hierbij bericht ik u{on_behalf} dat de vragen van {dossier.requester or 'uw Kamer'} over {dossier.subject} "
            f"(ingezonden {day(dossier.received_on)}, kenmerk {dossier.number}) niet binnen de gebruikelijke termijn van "
            f"{_in_words(weeks)} kunnen worden beantwoord, omdat {_clause(reason)}.",
            f"Ik streef ernaar de vragen uiterlijk op {day(until)} te beantwoorden.",
            "Hoogachtend,",
        ),
        signature=f"de {office(signer)}" if signer else "",
    )


def _in_words(weeks: int) -> str:
    number = _WORDS[weeks - 1] if 0 < weeks <= len(_WORDS) else str(weeks)
    return f"{number} {'week' if weeks == 1 else 'weken'}"


def _clause(reason: str) -> str:
    """A reason as the end of a sentence: on one line, without its own point."""
    return " ".join(reason.split()).rstrip(".")


def office(title: str) -> str:
    """ "minister van Water en Ruimte": an office is written small in a sentence."""
    role, _, portfolio = title.partition(" ")
    return f"{role.lower()} {portfolio}".strip()


def as_text(letter: Letter) -> str:
    """The letter as plain text, to copy."""
    head = [letter.authority, "", *letter.address, "", f"Datum: {day(letter.dated)}", f"Betreft: {letter.about}", ""]
    body = [line for paragraph in letter.paragraphs for line in (paragraph, "")]
    return "\n".join([*head, *body, letter.signature]).rstrip() + "\n"


def as_docx(letter: Letter) -> bytes:
    """The letter as a Word document: headed, in Dutch for whoever has it read out."""
    return saved(written(letter))


def written(letter: Letter) -> WordDocument:
    """The letter as a Word document that more may be added to."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.language = printable(letter.about), letter.authority, "nl-NL"
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(_POINTS)
    settings = normal.element.get_or_add_rPr()
    language = settings.makeelement(qn("w:lang"), {qn("w:val"): "nl-NL"})
    settings.append(language)
    document.add_paragraph(letter.authority)
    document.add_paragraph("\n".join(letter.address))
    facts = document.add_paragraph()
    facts.add_run(f"Datum\t{day(letter.dated)}\nBetreft\t")
    facts.add_run(printable(letter.about)).bold = True
    for paragraph in letter.paragraphs:
        document.add_paragraph(printable(paragraph))
    document.add_paragraph("\n\n" + printable(letter.signature))
    return document


def saved(document: WordDocument) -> bytes:
    """The file of a Word document."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()
