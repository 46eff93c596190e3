"""The XML backup of SMS Backup & Restore: all sms and mms of an Android phone, `<smses>`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from archive.importers.sms_xml.messages import Messages
from archive.importers.sms_xml.xml_stream import Element, beginning, count_elements, elements
from archive.importing import ImportOptions, Item, Notice, NotReadable, Unreadable, importers
from archive.reading.containers import Container
from archive.reading.export_members import candidates, the_one

_ROOT = re.compile(r"\s*(?:<\?[^>]*\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>\s*)*<smses[\s>/]", re.DOTALL)
NO_TIME = "zonder tijd, of met een tijd die niet kan kloppen"


@importers.register
class SmsXml:
    """Reads the XML of SMS Backup & Restore. Units are the messages."""

    name = "sms_xml"
    label = "SMS Backup & Restore (XML)"
    unit = "records"
    keeps_files_below = False
    never_contains: tuple[str, ...] = (
        "Hoe de eigenaar van de telefoon heet en welk nummer die heeft, staat niet in de reservekopie.",
        "Een sms heeft geen kenmerk waaraan hij op een andere telefoon te herkennen is.",
        "Verwijderde berichten en reacties staan er niet in; antwoorden verwijzen niet naar een bericht.",
        "Oproepen staan in een ander bestand van dezelfde app.",
    )

    def exports(self, container: Container) -> list[str]:
        """The files that are XML with the root `smses`."""
        return _backups(container)

    def count_units(self, container: Container) -> int:
        """The number of elements below the root, counted without reading them."""
        member = _backup(container)
        with container.open(member) as stream:
            return count_elements(stream, name=member)

    def parse(self, container: Container, options: ImportOptions) -> Iterator[Item]:
        """Yield each conversation where its first message stands, and the messages in file order."""
        member = _backup(container)
        messages = Messages(member)
        with container.open(member) as stream:
            for unit, element in enumerate(elements(stream, name=member), start=1):
                yield from _items(messages, element, unit)
        if len(container.members) > 1:
            yield Notice(f"Andere bestanden in de export, die niet gelezen zijn: {len(container.members) - 1}.")


def _items(messages: Messages, element: Element, unit: int) -> Iterator[Item]:
    try:
        yield from messages.items(element, unit)
    except NotReadable as reason:
        yield Unreadable(unit, unit, element.as_xml(), str(reason))
    except ValueError:
        yield Unreadable(unit, unit, element.as_xml(), NO_TIME)


def _backups(container: Container) -> list[str]:
    """The members that are such a backup: called .xml at any depth, or the one file there is."""
    called = candidates(container, lambda member: PurePosixPath(member).suffix == ".xml")
    return [member for member in called if _begins_as_backup(container, member)]


def _begins_as_backup(container: Container, member: str) -> bool:
    with container.open(member) as stream:
        return _ROOT.match(beginning(stream)) is not None


def _backup(container: Container) -> str:
    return the_one(container, _backups(container), "reservekopieën van sms-berichten")
