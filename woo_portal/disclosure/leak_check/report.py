"""What the leak check is given and what it answers. No report holds a secret: who may see the package may read it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import Enum
from typing import Any


@dataclass(frozen=True, slots=True)
class Origin:
    """What a secret is from: the id of a message, or of a conversation when it is from its title; nothing when both are None."""

    message: int | None = None
    conversation: int | None = None


NOWHERE = Origin()


class Passage(Enum):
    """What a passage is that is withheld: the name of a person or something else."""

    NAME = "name"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Secret:
    """A text that may not leave the house, and where it comes from, in words that everybody may read ("bericht 12, tekst") and
    as data.

    `place` is where in the set it was withheld, if it is in the set: the number of the document, and that of the entry, 0
    for the title. There it may not be shown either, but for the `shown_on_purpose` times that a person looked at the place
    and decided so; elsewhere the same text may be.

    `is_told_by_runs` says that words of it that follow one another tell it in a picture: it is withheld, not only left out.
    `passage` is what it is of a message or title that is shown but for it; None for a text that is left out as it is.
    """

    text: str = field(repr=False)
    reference: str
    place: tuple[str, int] | None = None
    shown_on_purpose: int = 0
    origin: Origin = NOWHERE
    is_told_by_runs: bool = False
    passage: Passage | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that stops the release: in which file, by which channel, and of which secret, if it is one.

    `word` is the same number for all secrets of one report that read the same, and 0 for what is none: they are told together,
    and the report does not say what they are.
    """

    file: str
    channel: str
    reference: str = ""
    origin: Origin = NOWHERE
    word: int = 0


@dataclass(frozen=True, slots=True)
class FileResult:
    """What was found in one file. `lawful` counts how often secrets stand in what it lawfully says."""

    name: str
    lawful: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class LeakReport:
    """The outcome for a package. `unsearchable` counts the secrets without a letter or digit: no text tells them apart."""

    files: tuple[FileResult, ...]
    findings: tuple[Finding, ...]
    secrets: int
    unsearchable: int
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether the package may be released."""
        return not self.findings

    @property
    def summary(self) -> str:
        """One Dutch sentence."""
        searched = f"{len(self.files)} bestanden gelezen, {self.secrets} weggelakte teksten gezocht"
        if self.ok:
            return f"{searched}: niets gevonden."
        number = "1 bevinding" if len(self.findings) == 1 else f"{len(self.findings)} bevindingen"
        return f"{searched}: {number}. Het pakket is niet vrijgegeven."

    def as_json(self) -> dict[str, Any]:
        """The report as plain data, with its summary."""
        files = [{"name": file.name, "lawful": file.lawful, "findings": len(file.findings)} for file in self.files]
        findings = [asdict(finding) for finding in self.findings]
        return {
            "ok": self.ok,
            "summary": self.summary,
            "files": files,
            "findings": findings,
            "secrets": self.secrets,
            "unsearchable": self.unsearchable,
            "seconds": self.seconds,
        }
