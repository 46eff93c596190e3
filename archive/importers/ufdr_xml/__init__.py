"""A UFDR report of Cellebrite: report.xml, alone or in the zip (.ufdr) with the files of the phone.

Chats and their messages are read, and the messages outside chats; what else was on the phone (calls, contacts, locations, …)
is counted and left alone.
A message that was deleted and recovered from the phone is one that was deleted, with the text that was found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from archive.importers.ufdr_xml.chats import Chat, chats_of
from archive.importers.ufdr_xml.loose import Loose
from archive.importers.ufdr_xml.messages import Messages
from archive.importers.ufdr_xml.report import LOOSE, Model, Report, Step, begins_as_report, count_models
from archive.importing import (
    Bookkeeping,
    ImportOptions,
    Item,
    LocalTimes,
    Notice,
    NotReadable,
    ParsedConversation,
    Unreadable,
    importers,
)
from archive.reading.containers import Container
from archive.reading.export_members import candidates, the_one
from archive.reading.member_paths import by_path_from, folder_of
from archive.reading.notices import quoted, replaced_characters, times_without_zone
from archive.reading.phrases import REPORT
from archive.storable import storable

FILE_NAME = "report.xml"
_SNIFFED = 16 * 1024
_WHAT = {
    "Email": "e-mails",
    "Call": "oproepen",
    "Contact": "contacten",
    "UserAccount": "accounts",
    "Location": "locaties",
}
_NOT_READ = ("Email", "Call")


@importers.register
class UfdrXml:
    """Reads the messages of a UFDR report. Units are its models: chats, their messages, and everything else."""

    name = "ufdr_xml"
    label = "UFDR-rapport (Cellebrite)"
    unit = "records"
    keeps_files_below = True
    never_contains: tuple[str, ...] = (
        "Wat de onderzoeker buiten het rapport heeft gelaten.",
        "De eerdere teksten van een bewerkt bericht.",
        "Van bestanden die niet in het rapport zijn opgenomen alleen de naam.",
    )

    def exports(self, container: Container) -> list[str]:
        """The files that begin as a report of Cellebrite's."""
        return _reports(container)

    def count_units(self, container: Container) -> int:
        """The number of chats, messages of chats and other models."""
        with container.open(_report(container)) as stream:
            return count_models(stream, container.name)

    def parse(self, container: Container, options: ImportOptions) -> Iterator[Item]:
        """Yield each chat and its messages in the order of the report, and the messages outside chats by counterpart.

        The report is read twice: what a chat is called and who is in it may stand after its messages.
        """
        member = _report(container)
        report = Report(container.name)
        chats, has_loose = [], False
        with container.open(member) as stream:
            for step, model in report.walk(stream, with_messages=False):
                has_loose |= step is Step.OTHER and model.type in LOOSE
                if step is Step.CHAT_ENDS:
                    chats.append(model)
        reading = _Reading(chats, _files(container, member), options.zone, has_loose=has_loose)
        with container.open(member) as stream:
            for step, model in report.walk(stream, with_messages=True):
                yield from reading.items(step, model)
        yield from reading.rest()
        yield from reading.notices(report.repaired)


class _Reading:
    """The second reading: turns models into items, and keeps the counts the notices need."""

    def __init__(self, chats: list[Model], files: dict[str, str], zone: str, *, has_loose: bool) -> None:
        self._chats, self._files, self._zone = zip(chats, chats_of(chats), strict=True), files, zone
        self._has_loose = has_loose
        self._unit = 0
        self._messages: dict[str, Messages] = {}
        """By key of the conversation."""
        self._conversations: dict[str, ParsedConversation] = {}
        self._others: Counter[str] = Counter()
        self._waiting: Bookkeeping | None = None
        self._recovered: list[str] = []
        self._activities = 0
        self._loose = Loose(chats, files=files, zone=zone)

    def items(self, step: Step, model: Model) -> Iterator[Item]:
        """The items of one step. Models of one kind that follow each other are one item."""
        if step is Step.CHAT_ENDS:
            return
        self._unit += 1
        if step is Step.OTHER:
            yield from self._other(model)
            return
        yield from self.rest()
        if step is Step.LOOSE:
            yield from self._loose.items(model, unit=self._unit)
        elif step is Step.CHAT_BEGINS:
            yield from self._begin(*next(self._chats))
        else:
            yield self._message(model)

    def _other(self, model: Model) -> Iterator[Item]:
        kind = model.type if re.fullmatch(r"[\w ]{1,60}", model.type) else "onbekend"
        self._others[kind] += 1
        what = _WHAT.get(kind, f"geen gesprek: {kind}")
        if self._waiting is not None and self._waiting.what == what:
            self._waiting = Bookkeeping(self._waiting.first_unit, self._unit, what)
            return
        yield from self.rest()
        self._waiting = Bookkeeping(self._unit, self._unit, what)

    def rest(self) -> Iterator[Item]:
        """What was being counted together."""
        if self._waiting is not None:
            yield self._waiting
            self._waiting = None

    def _begin(self, model: Model, chat: Chat) -> Iterator[Item]:
        """The conversation of a chat, once, however often the report lists it."""
        self._chat = chat
        chat.begin()
        if model.attributes.get("deleted_state", "").strip().lower() in ("deleted", "trash"):
            self._recovered.append(chat.title())
        self._activities += len(model.models.get("ActivityLog", ()))
        if chat.key in self._conversations:
            yield Bookkeeping(self._unit, self._unit, "gesprek dat het rapport nog eens noemt")
            return
        conversation = chat.conversation()
        self._messages[chat.key] = Messages(chat.key, conversation.app, files=self._files, zone=self._zone)
        self._conversations[chat.key] = conversation
        self._loose.began(conversation)
        yield conversation
        yield Bookkeeping(self._unit, self._unit, "gesprek")

    def _message(self, model: Model) -> Item:
        try:
            message = self._messages[self._chat.key].message(model, unit=self._unit)
        except NotReadable as reason:
            return Unreadable(self._unit, self._unit, storable(model.as_json()), str(reason))
        kept = self._chat.without_double(message)
        if kept is None:
            return Bookkeeping(self._unit, self._unit, "hetzelfde bericht, dat het rapport nog eens noemt")
        if self._has_loose:
            self._loose.met(kept, self._conversations[self._chat.key])
        return kept

    def notices(self, repaired: int) -> Iterator[Notice | LocalTimes]:
        """What a person should know about the report as a whole."""
        if self._loose.count:
            yield Notice(
                f"Berichten die in het rapport buiten gesprekken staan: {self._loose.count}. Ze zijn per gesprekspartner bij "
                "elkaar gezet."
            )
        elsewhere = [f"{_WHAT[kind]}: {self._others[kind]}" for kind in _NOT_READ if self._others[kind]]
        if elsewhere:
            yield Notice(f"Wat in het rapport buiten gesprekken staat en niet is ingelezen: {'; '.join(elsewhere)}.")
        if self._recovered:
            titles = quoted(self._recovered[:20])
            yield Notice(f"Gesprekken die van de telefoon verwijderd waren en zijn teruggehaald: {titles}.")
        read = [*self._messages.values(), *self._loose.chats.values()]
        without_zone = sum(chat.without_zone for chat in read)
        yield from times_without_zone(without_zone, what="Berichten", zone=self._zone, who_knows="de onderzoeker")
        if transcripts := sum(chat.transcripts for chat in read):
            yield Notice(f"Uitgeschreven geluid bij bijlagen, dat alleen in het origineel staat: {transcripts}.")
        if self._activities:
            yield Notice(
                f"Gebeurtenissen die het rapport bij een gesprek noemt en niet als bericht: {self._activities}. Ze staan alleen "
                "in het origineel."
            )
        yield from replaced_characters(repaired, source=REPORT)


def _reports(container: Container) -> list[str]:
    """The members that are a report: called report.xml at any depth, or the one file there is."""
    called = candidates(container, lambda member: PurePosixPath(member).name.lower() == FILE_NAME)
    return [member for member in called if _begins_as_report(container, member)]


def _report(container: Container) -> str:
    return the_one(container, _reports(container), "UFDR-rapporten")


def _begins_as_report(container: Container, member: str) -> bool:
    with container.open(member) as stream:
        return begins_as_report(stream.read(_SNIFFED))


def _files(container: Container, member: str) -> dict[str, str]:
    """The members beside the report by their path from it, in small letters."""
    return by_path_from(folder_of(member), (path for path in container.members if path != member))
