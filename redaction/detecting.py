"""The detector contract: what a detector is given and what it finds. Pure: no Django, no database.

A detector reads one text and returns findings. It knows nothing of dossiers, grounds or decisions: `redaction.policy`
turns a label into a ground, and a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from archive.registry import Registry
from redaction.spans import Span


class Label(StrEnum):
    """The kinds of personal data, as docs/annotation.md defines them; `OTHER` is what a person withholds for another reason."""

    PERSON = "PERSON"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    ADDRESS = "ADDRESS"
    BSN = "BSN"
    IBAN = "IBAN"
    LICENCE_PLATE = "LICENCE_PLATE"
    DATE_OF_BIRTH = "DATE_OF_BIRTH"
    ID_DOCUMENT = "ID_DOCUMENT"
    BANK_CARD = "BANK_CARD"
    CREDENTIAL = "CREDENTIAL"
    HANDLE = "HANDLE"
    URL = "URL"
    LOCATION = "LOCATION"
    OTHER_ID = "OTHER_ID"
    SPECIAL = "SPECIAL"
    OTHER = "OTHER"


class Confidence(StrEnum):
    """How sure a finding is. `CHECK` asks the reviewer for a closer look."""

    HIGH = "high"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person the archive knows in this conversation. `names` are all ways the archive has seen them written."""

    person_id: int
    names: tuple[str, ...]
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """What the archive knows around a text: the persons of its conversation, and those it knows from elsewhere.

    The same object for a whole conversation: detectors keep what they make of it by its identity.
    """

    persons: tuple[KnownPerson, ...] = ()
    elsewhere: tuple[KnownPerson, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Personal data in a text. `why` is one Dutch sentence for the reviewer; `person_id` is set when it is known who."""

    span: Span
    label: Label
    confidence: Confidence
    detector: str
    why: str
    person_id: int | None = None


class Detector(Protocol):
    """A detector plug-in: one file in `redaction.detectors`, found by the registry."""

    name: str
    """Stable key, stored with each proposal: "phone"."""

    def find(self, text: str, context: Context) -> Iterable[Finding]:
        """The findings in `text`, in any order; offsets are code points of `text` as given."""
        ...


detectors: Registry[Detector] = Registry("redaction.detectors")
"""All detector plug-ins; `detectors.register` decorates the class of each."""
