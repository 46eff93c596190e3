"""What the report of an import says of a whole file, in the same Dutch sentences whatever the app. Pure.

Each yields nothing where there is nothing to tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from archive.importing import LocalTimes, Notice


def quoted(names: Iterable[str]) -> str:
    """Names in a sentence, each between quotation marks."""
    return ", ".join(f"«{name}»" for name in names)


def file_names(members: Sequence[str], *, at_most: int) -> str:
    """The first members by the names of their files, in a sentence."""
    return quoted(PurePosixPath(member).name for member in members[:at_most])


def first_of(names: Sequence[str], *, at_most: int) -> str:
    """The first names in a sentence, and how many more there are."""
    more = len(names) - at_most
    return ", ".join(names[:at_most]) + (f" en {more} meer" if more > 0 else "")


def unnamed_files(count: int) -> Iterator[Notice]:
    """How many files no message names."""
    if count:
        yield Notice(f"Bestanden in de export die door geen bericht worden genoemd: {count}.")


def empty_conversations(titles: Iterable[str]) -> Iterator[Notice]:
    """Which conversations the export names and holds no message of."""
    if listed := quoted(titles):
        yield Notice(f"Gesprekken zonder berichten, niet opgenomen: {listed}.")


def disappearing_messages(titles: Iterable[str]) -> Iterator[Notice]:
    """In which conversations messages had a lifetime."""
    if listed := quoted(titles):
        yield Notice(f"In {listed} stonden berichten met vervaldatum aan: daar ontbreken waarschijnlijk berichten.")


def hidden_links(count: int, *, are_in_original_only: bool = True) -> Iterator[Notice]:
    """How many links had an address that a reader could not see."""
    if count:
        where = " Het adres staat alleen in het oorspronkelijke bestand." if are_in_original_only else ""
        yield Notice(f"Koppelingen waarvan het adres niet in de tekst te zien was: {count}.{where}")


def replaced_characters(count: int, *, source: str) -> Iterator[Notice]:
    """How many characters an XML file had that no XML may have; `source` as in `archive.reading.phrases`."""
    if count:
        yield Notice(f"Tekens die in XML niet mogen en die in {source} stonden: {count}. Er staat nu � in de plaats.")


def times_without_zone(count: int, *, what: str, zone: str, who_knows: str) -> Iterator[Notice | LocalTimes]:
    """How many records (`what`, a Dutch plural) gave a local time, read as one of `zone`, and whom to ask."""
    if count:
        yield LocalTimes(count)
        yield Notice(
            f"{what} met een tijdstip zonder tijdzone: {count}. Het is gelezen als tijd in {zone}; vraag {who_knows} of dat "
            "klopt."
        )
