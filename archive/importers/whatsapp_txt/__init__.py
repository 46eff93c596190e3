"""WhatsApp's own text export ("Chat exporteren"), of Android and iOS, as text, zip or folder.

Reads a file twice: once to learn how it writes dates and who is in the chat (`survey`), once to yield its messages.
`headers` and `wording` describe the format.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePosixPath

from archive.figures import dotted
from archive.importers.whatsapp_txt.bodies import Body, read_body, system_event
from archive.importers.whatsapp_txt.chat import Chat, describe_chat, handle_of
from archive.importers.whatsapp_txt.dates import decide_dates, runs_back_often
from archive.importers.whatsapp_txt.entries import Entry, group_lines
from archive.importers.whatsapp_txt.sequence import Sequence
from archive.importers.whatsapp_txt.survey import survey_lines
from archive.importers.whatsapp_txt.text import ChatText, chat_members, count_lines, open_chat, plain_name
from archive.importing import (
    Bookkeeping,
    ImportOptions,
    Item,
    LocalTimes,
    MessageKind,
    Notice,
    ParsedAttachment,
    ParsedConversation,
    ParsedMessage,
    Unreadable,
    importers,
)
from archive.reading.containers import Container
from archive.reading.local_time import LocalClock
from archive.reading.moments import WHATSAPP_BEGAN
from archive.reading.notices import unnamed_files
from archive.reading.phrases import CONTENT_NOT_SHOWN

UNLIKELY_DATE = "de datum kan niet kloppen: vóór WhatsApp bestond of in de toekomst"
CAP_WITHOUT_MEDIA = 40_000
CAP_WITH_MEDIA = 10_000
"""About how many messages WhatsApp puts in one export, without and with media; older ones are left out."""

OF_SIGNAL = (
    "De koppen van de berichten zijn die van signal-export (chat.md), niet van WhatsApp. Het gesprek is als gesprek van Signal "
    "opgenomen; reacties, citaten en bijlagen staan erin als tekst. Lever liever data.json in, dat ernaast staat."
)


@importers.register
class WhatsAppText:
    """Reads WhatsApp text exports. One conversation a file; units are the lines of its text."""

    name = "whatsapp_txt"
    label = "WhatsApp-tekstexport"
    unit = "regels"
    keeps_files_below = False
    never_contains: tuple[str, ...] = (
        "Een WhatsApp-tekstexport bevat nooit reacties (emoji's bij een bericht).",
        "Op welk bericht iemand antwoordt en of een bericht is doorgestuurd, staat er niet in.",
        "Van een bewerkt bericht staat alleen de laatste tekst erin, van een verwijderd bericht niets.",
        "Wie een bericht ontvangen en gelezen heeft en wie wat stemde in een peiling, staat er niet in.",
        "Verlopen berichten en foto's die één keer te zien waren, ontbreken.",
        f"WhatsApp exporteert ten hoogste ongeveer {dotted(CAP_WITHOUT_MEDIA)} berichten, met media ongeveer "
        f"{dotted(CAP_WITH_MEDIA)}: oudere berichten van een lang gesprek ontbreken dan.",
    )

    def exports(self, container: Container) -> list[str]:
        """The texts that begin with the header of a WhatsApp message."""
        return chat_members(container)

    def count_units(self, container: Container) -> int:
        """The number of lines of the chat's text."""
        return count_lines(open_chat(container))

    def parse(self, container: Container, options: ImportOptions) -> Iterator[Item]:
        """Yield the conversation, its messages in file order, and what the report should say of the file."""
        text = open_chat(container)
        survey = survey_lines(text.lines())
        dates = decide_dates(survey, options.date_order)
        chat = describe_chat(survey, file_name=PurePosixPath(text.member).name, container_name=container.name)
        clock = LocalClock(options.zone, datetime.now(UTC), since=WHATSAPP_BEGAN)
        reading = _Reading(text, chat, clock, options.zone)
        yield reading.conversation()
        skewed = runs_back_often(survey, dates)
        sequence = Sequence(chat, reading.clock, trust_time=not (skewed or survey.ends_tell))
        for entry in sequence.run(group_lines(text.lines(), dates, chat)):
            yield reading.item(entry)
        yield from reading.notices(skewed=skewed)


class _Reading:
    """The second reading: turns entries into items and keeps the counts the notices need."""

    def __init__(self, text: ChatText, chat: Chat, clock: LocalClock, zone: str) -> None:
        self._text, self._chat, self.clock, self._zone = text, chat, clock, zone
        self._files = text.siblings()
        self._unnamed = set(self._files)
        self._messages = self._pasted = self._unlikely = 0

    def conversation(self) -> ParsedConversation:
        """The chat; of a chat of two the other person is known even when they never wrote."""
        partner = () if self._chat.is_group or not self._chat.known_title else (handle_of(self._chat.title),)
        return ParsedConversation(
            key=self._text.member,
            app=self._chat.app,
            title=self._chat.title,
            is_group=self._chat.is_group,
            participants=partner,
        )

    def item(self, entry: Entry) -> Item:
        """A message, or lines that belong to none."""
        if entry.local is None:
            return self._no_message(entry)
        self._messages += 1
        body = read_body("\n".join(entry.lines), ios=self._chat.ios)
        system = entry.sender is None
        kind = MessageKind.SYSTEM if system and body.kind is MessageKind.TEXT else body.kind
        if kind is MessageKind.SYSTEM and not system:
            kind, body = MessageKind.UNSUPPORTED, replace(body, warnings=(CONTENT_NOT_SHOWN,))
        sent_at, warnings = self.clock.moment(entry.local)
        if entry.pasted or entry.warnings or warnings or body.warnings or entry.is_unlikely:
            warnings = self._warnings(entry, warnings, body)
        return ParsedMessage(
            self._text.member,
            entry.first_line,
            entry.last_line,
            sent_at,
            1 if entry.shape and entry.shape.seconds else 60,
            self._zone,
            kind,
            None if system else handle_of(entry.sender or ""),
            body.text,
            edited=body.edited,
            attachments=self._attachments(body.file_name) if body.file_name else (),
            warnings=warnings,
            event=system_event(body.text) if kind is MessageKind.SYSTEM else None,
        )

    def _warnings(self, entry: Entry, of_clock: tuple[str, ...], body: Body) -> tuple[str, ...]:
        self._unlikely += entry.is_unlikely
        self._pasted += len(entry.pasted)
        return (*entry.all_warnings(), *([UNLIKELY_DATE] if entry.is_unlikely else ()), *of_clock, *body.warnings)

    def _no_message(self, entry: Entry) -> Item:
        raw = "\n".join(entry.lines)
        if not raw.strip():
            return Bookkeeping(entry.first_line, entry.last_line, "lege regels")
        reason = "langer dan één bericht kan zijn" if self._messages else "tekst vóór het eerste bericht"
        return Unreadable(entry.first_line, entry.last_line, raw, reason)

    def _attachments(self, file_name: str) -> tuple[ParsedAttachment, ...]:
        name = plain_name(file_name)
        self._unnamed.discard(name)
        return (ParsedAttachment(file_name, self._files.get(name)),)

    def notices(self, *, skewed: bool) -> Iterator[Notice | LocalTimes]:
        """What a person should know about the file as a whole."""
        if self._messages:
            yield LocalTimes(self._messages)
        yield from map(Notice, self._text.notices)
        if self._chat.app == "signal":
            yield Notice(OF_SIGNAL)
        if self._pasted:
            yield Notice(
                "Regels die op de kop van een bericht lijken maar het niet zijn (geplakt, mogelijk vervalst): "
                f"{self._pasted}. Ze staan als tekst in het bericht waarin ze stonden."
            )
        if skewed:
            yield Notice(
                "De tijd loopt in dit bestand vaak terug; aan de volgorde is niet te zien of regels geplakt zijn."
            )
        if self._unlikely:
            yield Notice(
                f"Berichten met een datum die niet kan kloppen (vóór 2009 of in de toekomst): {self._unlikely}."
            )
        for name in sorted(self._chat.authors.keys() & set(self._chat.long_names.values())):
            yield Notice(f"Een naam met een dubbele punt is als één naam gelezen: «{name}».")
        cap = CAP_WITH_MEDIA if self._files else CAP_WITHOUT_MEDIA
        if abs(self._messages - cap) <= cap // 100:
            yield Notice(
                f"De export telt {dotted(self._messages)} berichten, ongeveer het hoogste aantal dat WhatsApp exporteert "
                f"({dotted(cap)}). Waarschijnlijk ontbreken oudere berichten."
            )
        yield from unnamed_files(len(self._unnamed))
