"""The organisation's own texts for its decisions: what a lawyer wants every draft to begin with. One for a section, or none.

In a text stand words between braces that are filled in for each dossier; `{concept}` is what the portal itself would write. A
section that somebody wrote in a dossier stays as it is; the dossier says that the draft is another one now.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from archive.one_by_one import one_by_one
from redaction.grounds import Kind, Regime, offered
from woo_portal.accounts.models import User
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.dossiers.models import Dossier, StandardText
from woo_portal.dossiers.models import Kind as Answered
from woo_portal.dossiers.sections import DRAFTED, HEADINGS, heading_of, section_of
from woo_portal.dossiers.uses import saved_texts
from woo_portal.presentation.dutch import day

LONGEST = 20_000
"""Code points of one text."""
CONCEPT = "concept"
BLANKS = {
    "nummer": "het nummer van het dossier",
    "onderwerp": "het onderwerp van het verzoek",
    "ontvangen": "de dag waarop het verzoek is ontvangen",
    "bestuursorgaan": "de naam van het bestuursorgaan",
    "adres": "het adres voor bezwaarschriften",
    CONCEPT: "wat het portaal zelf zou schrijven",
}
"""What can stand between braces, and what is put there."""
_BLANK = re.compile(r"\{([^{}]*)\}")


class TextRefused(Exception):
    """The text cannot be kept; the message is Dutch, and nothing was changed."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A section of a decision and the organisation's text for it, empty when there is none; `saved` is its id, else 0."""

    key: str
    heading: str
    body: str
    saved: int


def texts() -> dict[str, str]:
    """The organisation's text of each section that has one; one query."""
    return {key: row.body for key, row in _newest().items()}


def drafts_changed_since(dossier: Dossier, moment: datetime | None) -> list[StandardText]:
    """The texts that were kept or taken back since a moment (None: ever) and that the decision of a dossier prints without
    anybody saving them there: nobody wrote in their section, and they are its draft and no mere example.
    """
    if dossier.kind != Answered.WOO:
        return []
    written = saved_texts(dossier)
    rows = StandardText.objects.filter(section__in=[section for section in DRAFTED if section not in written])
    rows = rows if moment is None else rows.filter(at__gte=moment)
    return list(rows.select_related("by").order_by("pk"))


def standing() -> list[Standing]:
    """Every section a decision can have, in order, with the organisation's text; one query."""
    rows = _newest()
    weighed = [ground.code for ground in offered(Regime.WOO) if ground.kind is Kind.RELATIVE or ground.code == "5.2"]
    keys = [key for heading in HEADINGS for key in _with_grounds(heading, weighed)]
    return [_standing(key, rows.get(key)) for key in keys]


def _with_grounds(heading: str, codes: Iterable[str]) -> Iterator[str]:
    """A section, and after that on the outcome those of the grounds."""
    yield heading
    if heading == "oordeel":
        yield from map(section_of, codes)


def blanks_of(dossier: Dossier) -> Mapping[str, str]:
    """What is filled in for a dossier, but for `CONCEPT`."""
    return {
        "nummer": dossier.number,
        "onderwerp": dossier.subject,
        "ontvangen": day(dossier.received_on),
        "bestuursorgaan": settings.AUTHORITY,
        "adres": settings.OBJECTION_ADDRESS,
    }


def filled(text: str, blanks: Mapping[str, str]) -> str:
    """The text with what belongs between its braces."""
    return _BLANK.sub(lambda match: blanks.get(match[1].strip(), match[0]), text).strip()


@transaction.atomic
def write(key: str, body: str, *, seen: int, by: User) -> Standing:
    """Keep a text for a section, or none when it is empty. `seen` is the `saved` of what the person had before them.

    Raises `TextRefused` for an unknown section or blank, a text that is too long, and when a colleague was first.
    """
    one_by_one("standard texts")
    before = next((one for one in standing() if one.key == key), None)
    if before is None:
        raise TextRefused("Dit onderdeel bestaat niet. Er is niets gewijzigd.")
    if before.saved != seen:
        raise TextRefused(
            "Iemand anders heeft deze tekst intussen gewijzigd. Uw tekst is niet opgeslagen; kopieer wat u wilt bewaren en kijk "
            "naar de nieuwe tekst."
        )
    body = body.replace("\r\n", "\n").strip()
    if len(body) > LONGEST:
        raise TextRefused(f"Deze tekst is te lang: hoogstens {LONGEST} tekens. Er is niets gewijzigd.")
    if unknown := [match[0] for match in _BLANK.finditer(body) if match[1].strip() not in BLANKS]:
        raise TextRefused(f"{unknown[0]} kan het portaal niet invullen. Er is niets gewijzigd.")
    if body == before.body:
        return before
    row = StandardText.objects.create(section=key, body=body, is_withdrawn=not body, by=by)
    record(Verb.STANDARD_TEXT_WRITTEN, by=by, subject="besluit", section=before.heading, withdrawn=not body)
    return _standing(key, row)


def _newest() -> dict[str, StandardText]:
    rows = StandardText.objects.order_by("section", "-id").distinct("section")
    return {row.section: row for row in rows if not row.is_withdrawn}


def _standing(key: str, row: StandardText | None) -> Standing:
    is_kept = row is not None and not row.is_withdrawn
    return Standing(key, heading_of(key), row.body if row and is_kept else "", row.pk if row and is_kept else 0)
