"""Mail as suppliers of archives deliver chats: an EML file a message, or a day of a conversation in one; or all in one mailbox.

Headers and texts are read; attachments stay where they are, as parts of the message with a path of their own. Units are the
messages; of a message that is the transcript of a chat, what is on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from archive.importers.eml.conversations import Conversations, own_id, subject_of
from archive.importers.eml.dates import order_of_open_dates
from archive.importers.eml.export import headers_of, lookalikes, mail_files, mail_members, recognised_mail
from archive.importers.eml.lines import Lines
from archive.importers.eml.opened import RAW_CHARACTERS, Opened, open_mail
from archive.importers.eml.people import handle_of
from archive.importers.eml.transcripts import looks_like_lines
from archive.importing import (
    Bookkeeping,
    ImportOptions,
    Item,
    LocalTimes,
    MessageKind,
    Notice,
    ParsedConversation,
    ParsedMessage,
    ParsedQuote,
    Unreadable,
    importers,
)
from archive.reading.companions import is_list
from archive.reading.containers import Container
from archive.reading.doubles import Doubles, Meeting
from archive.reading.mailbox_container import Why
from archive.reading.nested_containers import NestedContainer, look_inside
from archive.reading.notices import file_names, hidden_links

NO_SENDER = "het bericht noemt geen afzender"
LINES_OF_OTHERS = (
    "lijkt een transcript met regels van verschillende personen, met een klok en zonder datum; het staat hier als één bericht "
    "van de afzender"
)
CONTRADICTS = "staat in deze levering ook met een andere inhoud"
_LISTED_AT_MOST = 10
_TAKEN_FOR_TEXT = {
    Why.NO_EMPTY_LINE: "er staat geen lege regel boven",
    Why.NO_HEADERS: "er staan geen kopregels onder die zeggen van wie het bericht is of van wanneer",
}
_TO_ASK_FOR = {
    Why.NO_EMPTY_LINE: "boven elk bericht een lege regel staat",
    Why.NO_HEADERS: "elk bericht met kopregels begint, ook met From en Date",
}
_BLANKS = re.compile(r"\s+")


@importers.register
class Eml:
    """Reads mail messages. Several conversations; units are the messages, and the pieces of those that are transcripts."""

    name = "eml"
    label = "E-mailbestanden (EML of mbox) van een archiefleverancier"
    unit = "berichten"
    keeps_files_below = False
    never_contains: tuple[str, ...] = (
        "Wat de leverancier niet overneemt: meestal reacties, eerdere teksten en wie een bericht gelezen heeft.",
        "Bij een transcript van een dag staat meestal niet op welk bericht iemand antwoordt.",
        "Wie in blinde kopie (bcc) stond, tenzij de leverancier dat vermeldt.",
    )

    def exports(self, container: Container) -> list[str]:
        """The files of a delivery of mail messages. Nothing but RSMF, which looks like mail, is none."""
        return recognised_mail(container)

    def count_units(self, container: Container) -> int:
        """The number of messages; of a transcript, the number of its pieces."""
        count = 0
        with look_inside(container) as inside:
            for member in mail_members(inside):
                opened = open_mail(inside, member)
                count += opened.units if opened else 1
        return count

    def parse(self, container: Container, options: ImportOptions) -> Iterator[Item]:
        """Yield each conversation before its first message, the messages in the order of the files, and what to know of all.

        Raises `QuestionForPerson` when the order of day and month in a supplier's transcripts cannot be told from their dates.
        """
        with look_inside(container) as inside:
            reading = _Reading(inside, options)
            yield from reading.items()
            yield from reading.notices()


class _Reading:
    """Both readings of a delivery: the headers of all messages, then the messages."""

    def __init__(self, container: NestedContainer, options: ImportOptions) -> None:
        self._container, self._zone = container, options.zone
        self._order = order_of_open_dates(container, options.date_order)
        self._members = mail_members(container)
        self._conversations = Conversations()
        for take in (self._conversations.link, self._conversations.count):
            for member in self._members:
                if headers := headers_of(container, member):
                    take(headers)
        self._yielded: set[str] = set()
        self._doubles = Doubles()
        self._lines = Lines(options.zone)
        self._unit = self._hidden_links = 0

    def items(self) -> Iterator[Item]:
        """The items of every message."""
        for member in self._members:
            opened = open_mail(self._container, member, self._order)
            size = opened.units if opened else 1
            first, self._unit = self._unit + 1, self._unit + size
            if opened is None:
                yield self._no_mail(member, first)
            elif opened.sent_at is None:
                yield Unreadable(first, first, opened.raw, "de datum van het bericht ontbreekt of kan niet kloppen")
            else:
                yield from self._mail(opened, opened.sent_at, range(first, first + size))

    def _no_mail(self, member: str, unit: int) -> Unreadable:
        with self._container.open(member) as stream:
            raw = stream.read(RAW_CHARACTERS).decode("utf-8", "backslashreplace")
        return Unreadable(
            unit, unit, raw, f"«{member}» is geen e-mailbericht, of RSMF, dat apart moet worden ingeleverd"
        )

    def _mail(self, opened: Opened, sent_at: datetime, units: range) -> Iterator[Item]:
        meeting = self._meet(opened)
        if meeting is Meeting.DOUBLE:
            yield Bookkeeping(units[0], units[-1], "hetzelfde bericht, nog eens geleverd")
            return
        conversation = self._conversations.conversation(self._conversations.key(opened.headers))
        if conversation.key not in self._yielded:
            self._yielded.add(conversation.key)
            yield conversation
        if opened.transcript:
            yield from self._lines.items(
                opened, opened.transcript.pieces, conversation=conversation.key, first_unit=units[0]
            )
        else:
            warnings = (CONTRADICTS,) if meeting is Meeting.CONTRADICTS else ()
            yield self._message(opened, sent_at, conversation, units[0], warnings)

    def _meet(self, opened: Opened) -> Meeting:
        """Whether a message of this id came by before; copies in several mailboxes differ only in how they travelled."""
        identity = own_id(opened.headers)
        if not identity:
            return Meeting.NEW
        files = [file.file_name for file in opened.body.files]
        said = (opened.headers.raw("date"), opened.headers.raw("from"), opened.body.html, opened.body.plain, *files)
        return self._doubles.meet(identity, "\n".join(_BLANKS.sub(" ", part) for part in said))

    def _message(
        self, opened: Opened, sent_at: datetime, conversation: ParsedConversation, unit: int, warnings: tuple[str, ...]
    ) -> ParsedMessage:
        writers = opened.headers.addresses("from")
        sender = handle_of(writers[0], opened.origin) if writers else None
        text = self._text(opened, conversation)
        lines = (LINES_OF_OTHERS,) if opened.origin.is_chat and looks_like_lines(text, opened.headers) else ()
        answers = opened.headers.message_ids("in-reply-to")
        return ParsedMessage(
            conversation=conversation.key,
            first_unit=unit,
            last_unit=unit,
            sent_at=sent_at,
            precision=1,
            zone="UTC",
            kind=MessageKind.MEDIA if opened.body.files else MessageKind.TEXT,
            sender=sender,
            text=text,
            source_id=opened.origin.message or own_id(opened.headers),
            quote=ParsedQuote("", None, answers[0]) if answers else None,
            attachments=tuple(opened.body.files),
            warnings=(*opened.body.warnings, *([] if sender else [NO_SENDER]), *lines, *warnings),
        )

    def _text(self, opened: Opened, conversation: ParsedConversation) -> str:
        """The text of a message, below its subject where that is another than what the conversation is called."""
        text = opened.body.text()
        self._hidden_links += opened.body.hidden_links
        subject = subject_of(opened.headers)
        if opened.origin.is_chat or not subject or subject.casefold() == conversation.title.casefold():
            return text
        return f"Onderwerp: {subject}\n\n{text}".rstrip()

    def notices(self) -> Iterator[Notice | LocalTimes]:
        """What a person should know about the delivery as a whole."""
        if self._lines.local_times:
            yield LocalTimes(self._lines.local_times)
            yield Notice(
                f"Berichten uit transcripten zonder tijdzone, gelezen als plaatselijke tijd ({self._zone}): "
                f"{self._lines.local_times}. Vraag de leverancier welke tijdzone het is."
            )
        if self._lines.by_shape:
            yield Notice(
                "E-mails zonder kopregels van een leverancier, die aan hun vorm als transcript van een chat zijn herkend: "
                f"{self._lines.by_shape}. Controleer of ze dat zijn."
            )
        yield from hidden_links(self._hidden_links + self._lines.hidden_links)
        yield from (Notice(_told_of(file, why, counts)) for file, why, counts in lookalikes(self._container))
        read = set(mail_files(self._container))
        others = [member for member in self._container.members if member not in read and not is_list(member)]
        if others:
            named = file_names(others, at_most=_LISTED_AT_MOST)
            yield Notice(f"Losse bestanden naast de e-mails, die bij geen bericht staan: {len(others)} ({named}).")


def _told_of(mailbox: str, why: Why, counts: Mapping[int, int]) -> str:
    """What to know of a mailbox with lines that look like the beginning of a message: how many are in which message."""
    lines = sum(counts.values())
    where = f"In bericht {next(iter(counts))} van «{mailbox}»" if len(counts) == 1 else f"In «{mailbox}»"
    which = ""
    if len(counts) > 1:
        named = ", ".join(f"{number}: {count}" for number, count in list(counts.items())[:_LISTED_AT_MOST])
        more = len(counts) - _LISTED_AT_MOST
        which = f" (per bericht {named}{f' en {more} berichten meer' if more > 0 else ''})"
    return (
        f"{where} {'staat 1 regel die' if lines == 1 else f'staan {lines} regels die'} op het begin van een bericht "
        f"{'lijkt' if lines == 1 else 'lijken'}{which}; {_TAKEN_FOR_TEXT[why]}, en daarom is wat eronder staat gelezen "
        "als tekst van dat bericht. Alles is bewaard. Kijk in dat bericht na of het aparte berichten zijn, van andere afzenders: "
        f"vraag dan een postvak waarin {_TO_ASK_FOR[why]}, en lever dat in."
    )
