"""From the judged messages of a dossier to its documents, entry by entry, and the strings that are left out on the way.

What is withheld is taken out here: beyond this module there are runs only.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from sys import intern
from typing import NamedTuple

from archive.app_names import app_in_print
from archive.days import local_day
from archive.models import Conversation, Message
from redaction.apply import Run, Shown, Withheld
from redaction.choices import Field
from redaction.grounds import DUPLICATE, sort_key
from redaction.passages import fields_of, quote_author_name, sender_name, wording_in
from redaction.quoted import Why, is_known_by_itself
from redaction.withheld import Withholding, WithholdingNothing
from woo_portal.disclosure import publishing
from woo_portal.disclosure.attaching import Attaching
from woo_portal.disclosure.leak_check import Origin, Passage, Secret
from woo_portal.disclosure.message_facts import clock, emoji_in_print, remarks_on
from woo_portal.disclosure.publishing import Document, Entry, EntryKind
from woo_portal.disclosure.quoting import Quoting
from woo_portal.dossiers.models import Judgement
from woo_portal.dossiers.reading import function_title

UNTITLED = "Gesprek (titel niet vermeld)"
"""The title of a chat of which nothing is shown: nobody looked for names in its own."""
_AT_ONCE = 1000
"""Messages in memory at once, with all that is known of them."""


class Judged(NamedTuple):
    """A message of the dossier (id), where it belongs and what was decided on it."""

    message_id: int
    conversation_id: int
    sent_at: datetime
    judgement: str
    grounds: Sequence[str]
    published_at: str
    twin_message_id: int | None
    twin_conversation_id: int | None
    twin_sent_at: datetime | None


WithheldOf = Callable[[Collection[int], Collection[int]], Withholding | WithholdingNothing]
"""What is withheld of these messages and conversations (ids)."""


class Documents:
    """Turns items into entries and keeps what was left out on the way; `_place` is where it is: document and entry."""

    def __init__(
        self,
        numbers: Mapping[tuple[int, date], int],
        withheld: WithheldOf,
        printed: Collection[int],
        titled: Collection[int],
        attaching: Attaching,
        told: Collection[str],
        quoting: Quoting,
    ) -> None:
        self._told = told
        self._quoting = quoting
        self._concerned = quoting.concerned
        self._numbers = numbers
        self._withheld = withheld
        self._printed = printed
        self._titled = titled
        self._withholding: Withholding | WithholdingNothing = WithholdingNothing()
        self._attaching = attaching
        self._messages: dict[int, Message] = {}
        self._threads: dict[int, int] = {}
        self._alike: dict[tuple[Run, ...], tuple[Run, ...]] = {}
        """Runs beside the text, such as who sent it: the same few over and over, each in memory once."""
        self._place = ("", 0)
        self.secrets: list[Secret] = []

    def of(self, numbered: Iterable[tuple[int, list[Judged]]]) -> Iterator[Document]:
        """Each document. Its messages, and what is withheld in them, are in memory no longer than some documents take."""
        messages = Message.objects.visible().for_reading().select_related("reply_to__sender__person")
        messages = messages.prefetch_related("reactions__handle__person")
        for batch in _batches(numbered):
            judged = [item for _, items in batch for item in items]
            self._messages = messages.in_bulk([item.message_id for item in judged])
            self._withholding = self._withheld(
                [item.message_id for item in judged if item.message_id in self._printed],
                {item.conversation_id for item in judged}.intersection(self._titled),
            )
            yield from (self._document(number, items) for number, items in batch)

    def _document(self, number: int, items: list[Judged]) -> Document:
        """One conversation on one day."""
        first = self._messages[items[0].message_id]
        conversation = first.conversation
        self._place = (f"{number:04d}", 0)
        title = self._title(conversation)
        thread = self._threads.setdefault(conversation.pk, len(self._threads) + 1)
        self._attaching.begin(f"{number:04d}", day=local_day(first.sent_at), thread=thread)
        entries = tuple(self._entries(items))
        judgement = _judgement_of(entries, title)
        return Document(
            number=f"{number:04d}",
            app=app_in_print(conversation.app),
            title=title,
            day=local_day(first.sent_at),
            judgement=judgement,
            grounds=tuple(sorted(_grounds_of(entries, title), key=sort_key)),
            entries=entries,
            remark="; ".join(
                sorted({item.published_at for item in items if item.published_at and not self._left_out(item)})
            ),
            twins=self._twins_in(items),
            thread=thread,
        )

    def _title(self, conversation: Conversation) -> tuple[Run, ...]:
        """The title of a chat, without what is withheld in it; of one of which nothing is shown it is a secret itself."""
        if conversation.pk in self._titled:
            return self._runs(conversation, Field.TITLE, 0, conversation.title)
        self._keep(conversation.title, conversation, Field.TITLE)
        return (Shown(UNTITLED),)

    def _entries(self, items: Iterable[Judged]) -> Iterator[Entry]:
        number = 0
        for gap, group in groupby(items, key=self._left_out):
            members = list(group)
            if gap:
                number += 1
                self._place = (self._place[0], number)
                for item in members:
                    self._keep_secret(self._messages[item.message_id])
                yield Entry(number, gap, "", count=len(members))
                continue
            for item in members:
                number += 1
                self._place = (self._place[0], number)
                yield self._entry(number, item)

    def _left_out(self, item: Judged) -> EntryKind | None:
        """Why a message is not in the set at all; None for one that is."""
        if item.judgement == Judgement.OUT_OF_SCOPE:
            return EntryKind.OUT_OF_SCOPE
        is_of_others = self._concerned is not None and item.message_id not in self._concerned
        return EntryKind.OF_OTHERS if is_of_others else None

    def _entry(self, number: int, item: Judged) -> Entry:
        message = self._messages[item.message_id]
        if item.judgement in self._told:
            return self._shown(number, message)
        self._keep_secret(message, is_withheld=item.judgement == Judgement.WITHHELD)
        if item.judgement == Judgement.ALREADY_PUBLIC:
            return Entry(number, EntryKind.ALREADY_PUBLIC, clock(message.sent_at), remarks=(item.published_at,))
        twin = self._twin_of(item)
        told = (f"staat in document {twin}",) if twin else ()
        return Entry(
            number, EntryKind.WITHHELD, clock(message.sent_at), text=(Withheld(grounds_on(item)),), remarks=told
        )

    def _twins_in(self, items: Iterable[Judged]) -> str:
        """In which documents stands what is here a duplicate, in Dutch; "" when nothing is."""
        twins = filter(None, (self._twin_of(item) for item in items if not self._left_out(item)))
        found = sorted({twin.partition(",")[0] for twin in twins})
        return f"Wat dubbel is, staat in document {', '.join(found)}" if found else ""

    def _twin_of(self, item: Judged) -> str:
        """Where the message stands that this one is a duplicate of: "0012, 14.03 uur"; "" for one that is none, or of which the
        other is not in this version.
        """
        if item.twin_conversation_id is None or item.twin_sent_at is None:
            return ""
        if self._concerned is not None and item.twin_message_id not in self._concerned:
            return ""
        number = self._numbers[item.twin_conversation_id, local_day(item.twin_sent_at)]
        return f"{number:04d}, {clock(item.twin_sent_at)}"

    def _shown(self, number: int, message: Message) -> Entry:
        sender = self._runs(message, Field.SENDER, 0, sender_name(message))
        is_shown = bool(sender) and all(isinstance(run, Shown) for run in sender)
        return Entry(
            number=number,
            kind=EntryKind.SYSTEM if message.is_system else EntryKind.MESSAGE,
            time=clock(message.sent_at),
            sender=sender,
            function=function_title(message) if is_shown else "",
            text=self._runs(message, Field.TEXT, 0, message.text),
            quote=self._quote(message),
            attachments=tuple(
                self._attaching.attached(
                    item, self._runs(message, Field.FILE_NAME, item.number, item.file_name), number
                )
                for item in message.attachments.all()
            ),
            reactions=tuple(self._reactions(message)),
            remarks=(*remarks_on(message), *self._quoting.remarks(message)),
            notes=tuple(
                self._runs(message, Field.REMARK, number, remark) for number, remark in enumerate(message.warnings)
            ),
        )

    def _quote(self, message: Message) -> publishing.QuoteRuns | None:
        """What a message quotes. Of a message that is withheld whole nothing, nor who wrote it: an answer must not tell. There is
        no quotation of a private message, of one outside the reach of the request, and of one that its reader is not shown.
        """
        if not message.quote_text:
            return None
        untold = self._quoting.hides(message)
        if untold is None:
            return publishing.QuoteRuns(
                author=self._runs(message, Field.QUOTE_AUTHOR, 0, quote_author_name(message)),
                text=self._runs(message, Field.QUOTE, 0, message.quote_text),
            )
        if untold.why is Why.WITHHELD:
            return publishing.QuoteRuns(author=(Withheld(untold.grounds),), text=(Withheld(untold.grounds),))
        if untold.why is Why.PRIVATE and is_known_by_itself(message.quote_text):
            # Of the others the message itself is a secret, in the place where it is left out.
            reference, origin = _whence(True, message.pk, Field.QUOTE)
            self.secrets.append(Secret(message.quote_text, reference, origin=origin))
        return None

    def _reactions(self, message: Message) -> Iterator[Run]:
        for index, reaction in enumerate(message.reactions.all()):
            yield Shown(f"{emoji_in_print(reaction.emoji)} ")
            yield from self._runs(message, Field.REACTION, index, reaction.handle.person.name)
            yield Shown("  ")

    def _runs(self, source: Message | Conversation, field: Field, index: int, text: str) -> tuple[Run, ...]:
        for secret in self._withholding.secrets(source, field, index, text):
            on_purpose = self._withholding.shown_on_purpose(source, secret) if isinstance(source, Message) else 0
            self._keep(
                secret.text,
                source,
                field,
                on_purpose,
                is_withheld=True,
                passage=Passage.NAME if secret.is_name else Passage.OTHER,
            )
        runs = self._withholding.runs(source, field, index, text)
        if field == Field.TEXT:
            return runs
        return self._alike.setdefault(runs, runs)

    def _keep_secret(self, message: Message, *, is_withheld: bool = False) -> None:
        """A message that is not printed at all is a secret in each of its own texts."""
        for text in fields_of(message):
            if text.field in (Field.TEXT, Field.QUOTE, Field.FILE_NAME):
                self._keep(text.text, message, text.field, is_withheld=is_withheld)
            elif text.field == Field.REMARK and (wording := wording_in(text.text)):
                self._keep(wording, message, text.field, is_withheld=is_withheld)

    def _keep(
        self,
        text: str,
        source: Message | Conversation,
        field: Field,
        shown_on_purpose: int = 0,
        *,
        is_withheld: bool = False,
        passage: Passage | None = None,
    ) -> None:
        """Keep a secret for the leak check, with where it is from."""
        reference, origin = _whence(isinstance(source, Message), source.pk, field)
        told_by_runs = is_withheld and field == Field.TEXT
        self.secrets.append(
            Secret(intern(text), reference, self._place, shown_on_purpose, origin, told_by_runs, passage)
        )


@lru_cache(maxsize=16)
def _whence(is_message: bool, pk: int, field: Field) -> tuple[str, Origin]:
    """Where a secret is from, in words that everybody may read and as data: one and the same for all of one text."""
    origin = Origin(message=pk) if is_message else Origin(conversation=pk)
    return f"{'bericht' if is_message else 'gesprek'} {pk}, {field.label}", origin


def _batches(numbered: Iterable[tuple[int, list[Judged]]]) -> Iterator[list[tuple[int, list[Judged]]]]:
    """The documents, some at a time: so many that they have `_AT_ONCE` messages, or one that has more."""
    batch: list[tuple[int, list[Judged]]] = []
    for number, items in numbered:
        if batch and sum(len(items) for _, items in batch) + len(items) > _AT_ONCE:
            yield batch
            batch = []
        batch.append((number, items))
    if batch:
        yield batch


def grounds_on(item: Judged) -> tuple[str, ...]:
    """The grounds a message is left out on, in the order of the law."""
    return (DUPLICATE,) if item.judgement == Judgement.DUPLICATE else tuple(sorted(item.grounds, key=sort_key))


def _grounds_of(entries: Iterable[Entry], title: Iterable[Run]) -> set[str]:
    runs = [run for entry in entries for run in entry.runs]
    return {ground for run in [*runs, *title] if isinstance(run, Withheld) for ground in run.grounds}


def _judgement_of(entries: tuple[Entry, ...], title: tuple[Run, ...]) -> publishing.Judgement:
    """The judgement of a document, from what becomes of its messages; those that are left out do not count."""
    kinds = {entry.kind for entry in entries if entry.kind not in publishing.GAPS}
    if kinds == {EntryKind.ALREADY_PUBLIC}:
        return publishing.Judgement.ALREADY_PUBLIC
    if not kinds & {EntryKind.MESSAGE, EntryKind.SYSTEM, EntryKind.ALREADY_PUBLIC}:
        return publishing.Judgement.WITHHELD
    return publishing.Judgement.PARTIAL if _grounds_of(entries, title) else publishing.Judgement.PUBLIC
