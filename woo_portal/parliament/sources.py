"""The messages that answers rest on, as a line each: complete for inside the ministry, or under the decisions of the dossier."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archive.models import Message
from redaction.aliases import printed_alias
from redaction.apply import Run, Shown
from redaction.choices import Field
from redaction.passages import sender_name, with_texts
from redaction.withheld import Withholding
from woo_portal.dossiers.models import SHOWN, Item, Judgement
from woo_portal.parliament.answers import cited_in
from woo_portal.parliament.models import Answer, QuestionSet
from woo_portal.presentation.dutch import clock, day

LEFT_OUT = "[weggelaten]"
"""What stands where a name or a title may not be told."""
_GONE = "dit bericht is uit het dossier genomen"
_OUTSIDE = "dit bericht gaat niet over de vragen"
_WITHHELD = "niet verstrekt in het belang van de staat (artikel 68 Grondwet)"


@dataclass(frozen=True, slots=True)
class Source:
    """A source of an answer. `message` is None when it was taken out of the dossier, or became private."""

    number: int
    item: Item | None
    message: Message | None

    @property
    def line(self) -> str:
        """When it was sent, by whom, and where, complete: for inside only."""
        return (
            _line(self.message, sender_name(self.message), self.message.conversation.title) if self.message else _GONE
        )


def sources_of(question_set: QuestionSet, answers: Iterable[Answer] | None = None) -> list[Source]:
    """The sources of a set by number; of these answers, those they cite."""
    citations = question_set.citations.select_related("item")
    if answers is not None:
        citations = citations.filter(number__in={number for answer in answers for number in cited_in(answer.text)})
    rows = list(citations)
    ids = [row.item.message_id for row in rows if row.item]
    messages = with_texts(Message.objects.visible().filter(pk__in=ids)).in_bulk()
    return [Source(row.number, row.item, messages.get(row.item.message_id) if row.item else None) for row in rows]


def public_lines(question_set: QuestionSet, sources: Iterable[Source]) -> dict[int, str]:
    """The line of each source as it may leave the ministry, by number.

    Raises `redaction.withheld.UndecidedPassage` while a proposal in one of them waits for a decision.
    """
    told = [source for source in sources if source.message and source.item and source.item.judgement in SHOWN]
    messages = [source.message for source in told if source.message]
    layer = question_set.dossier.layer
    withholding = Withholding(
        layer, [message.pk for message in messages], {message.conversation_id for message in messages}
    )
    lines = {source.number: _without_words(source) for source in sources}
    for source in told:
        if message := source.message:
            sender = _told(withholding.runs(message, Field.SENDER, 0, sender_name(message)))
            chat = message.conversation
            lines[source.number] = _line(message, sender, _told(withholding.runs(chat, Field.TITLE, 0, chat.title)))
    return lines


def _without_words(source: Source) -> str:
    """What is told of a source of which nothing is shown."""
    if source.item is None or source.message is None:
        return _GONE
    if source.item.judgement == Judgement.ALREADY_PUBLIC:
        return f"reeds openbaar: {source.item.published_at}"
    return _WITHHELD if source.item.judgement == Judgement.WITHHELD else _OUTSIDE


def _told(runs: Iterable[Run]) -> str:
    return "".join(run.text if isinstance(run, Shown) else printed_alias(run) or LEFT_OUT for run in runs)


def _line(message: Message, sender: str, title: str) -> str:
    where = f"«{' '.join(title.split())}» ({message.conversation.app_name})" if title else message.conversation.app_name
    by = f", van {' '.join(sender.split())}" if sender else ""
    return f"bericht van {day(message.sent_at)}, {clock(message.sent_at)}{by}, in {where}"
