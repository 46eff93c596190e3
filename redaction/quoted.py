"""Knows whose words a quotation repeats, by its letters: each app shows one in its own way, and not every export says which
message it is of. Of what a set does not tell, no answer in it may tell either.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import IntEnum
from typing import NamedTuple

from django.db.models import Q

import ahocorasick

from archive.models import Handle, Message
from archive.privacy import private_messages
from archive.querysets.messages import MessageQuerySet
from redaction.offsets import plain_form
from redaction.passages import wording_in

KNOWN_BY = 16
"""Letters and digits by which a message is known in another chat, or by a part of it."""
_STEP = KNOWN_BY // 2
"""Of so many letters of a quotation one piece is kept: any stretch of `KNOWN_BY` letters holds a whole one."""
_TEXTS = ("text", "versions__text", "attachments__file_name", "captures__text")
"""What a message says: as the archive has it, before it was edited, by the names of its files, and on another phone."""
_PRINTED_TEXTS = ("text", "attachments__file_name")
_FACTS = ("pk", "conversation_id", "sender__person_id", "sender_shown")


class Why(IntEnum):
    """Why a set does not tell what a message says. Where a quotation may be of several messages, the first of these counts."""

    WITHHELD = 1
    OUTSIDE = 2
    OF_OTHERS = 3
    PRIVATE = 4


class Untold(NamedTuple):
    """Why the words of a message are not told, and on which grounds where they are withheld."""

    why: Why
    grounds: tuple[str, ...] = ()


def letters(text: str) -> str:
    """What two apps show alike of one text: its letters and digits; of one that has none, the signs it is made of."""
    plain = plain_form(text).text.casefold()
    return "".join(filter(str.isalnum, plain)) or "".join(plain.split())


def is_known_by_itself(quoted: str) -> bool:
    """Whether a quotation is long enough to know whose words it repeats, whatever chat it stands in."""
    return len(letters(quoted)) >= KNOWN_BY


def untold_quotations(
    printed: Collection[int], kept: Mapping[int, Untold], *, private: MessageQuerySet | None = None
) -> dict[int, Untold]:
    """Of the messages that are `printed` (ids) those that quote what is not told: a message that is `kept` (by its id) or a
    private one, of whatever chat of the archive; `private` are those of the private ones that count, by default all.

    A quotation is of the message that the archive knows to be answered; else, and where that one says something else (a phone on
    which it was deleted, or edited), of one that is known by its letters: in the same chat where it begins with the quotation,
    in any where it and the quotation share `KNOWN_BY` letters and one holds the other, or where it says just that and may be of
    who is quoted. Unless a message of the chat that is printed says the same.

    Reads every private message once, and keeps of them no more than which quotation it is of.
    """
    answers = _answers(printed)
    untold = {one.message: why for one in answers if (why := kept.get(one.reply_to or 0))}
    by_letters = {one.message: one.quotation for one in answers if one.message not in untold and one.is_to_be_sought}
    if not by_letters:
        return untold
    search = _Search(by_letters.values())
    for source, text in _said(Message.objects.visible().filter(pk__in=list(kept)), _TEXTS):
        search.hear(source, text, kept[source.message])
    for source, text in _said(private_messages() if private is None else private, _TEXTS):
        search.hear(source, text, Untold(Why.PRIVATE))
    found = search.found()
    told = _told(found, printed)
    untold |= {message: found[one] for message, one in by_letters.items() if one in found and one not in told}
    return untold


class Sought:
    """Quotations (by their `letters`) to find in very many texts: what each costs does not grow with their number."""

    def __init__(self, quoted: Iterable[str]) -> None:
        self._short: set[str] = set()
        self._by_start: dict[str, list[str]] = defaultdict(list)
        self._by_piece: dict[str, list[str]] = defaultdict(list)
        for one in filter(None, set(quoted)):
            if len(one) < KNOWN_BY:
                self._short.add(one)
                continue
            self._by_start[one[:KNOWN_BY]].append(one)
            for piece in {one[at : at + _STEP] for at in range(0, len(one) - _STEP + 1, _STEP)}:
                self._by_piece[piece].append(one)
        self._starts = ahocorasick.Automaton()
        for start in self._by_start:
            self._starts.add_word(start, start)
        self._starts.make_automaton()
        self._lengths = sorted({len(one) for one in self._short})

    def told_by(self, text: str) -> set[str]:
        """Those that a text (by its letters) begins with, and those that it holds and that are long enough to know it by."""
        found = {text[:length] for length in self._lengths}.intersection(self._short)
        if self._by_start and len(text) >= KNOWN_BY:
            for end, start in self._starts.iter(text):
                at = end + 1 - KNOWN_BY
                found.update(one for one in self._by_start[start] if text.startswith(one, at))
        return found

    def around(self, text: str) -> set[str]:
        """Those that hold all of a text (by its letters) that is long enough to know it by."""
        if len(text) < KNOWN_BY:
            return set()
        pieces = {text[at : at + _STEP] for at in range(_STEP)}
        return {one for piece in pieces for one in self._by_piece.get(piece, ()) if text in one}


class _Quotation(NamedTuple):
    """What is quoted, by its letters, in which chat, and the names that who wrote it goes by there."""

    letters: str
    chat: int
    authors: tuple[str, ...]


class _Answer(NamedTuple):
    """A message that quotes another, which it answers (ids); not `is_to_be_sought` when that is sure to be the one."""

    message: int
    reply_to: int | None
    quotation: _Quotation
    is_to_be_sought: bool


class _Source(NamedTuple):
    """A message (id) that may be quoted: its chat, the person who wrote it (id) and the name that was shown."""

    message: int
    chat: int
    person: int | None
    shown: str


class _Search:
    """Quotations, and what they turn out to be of as texts come by that are not told."""

    def __init__(self, quotations: Iterable[_Quotation]) -> None:
        self._by_letters: dict[str, list[_Quotation]] = defaultdict(list)
        self._in_chat: dict[tuple[str, int], list[_Quotation]] = defaultdict(list)
        for one in dict.fromkeys(quotations):
            self._by_letters[one.letters].append(one)
            self._in_chat[one.letters, one.chat].append(one)
        self._sought = Sought(self._by_letters)
        self._found: dict[_Quotation, tuple[bool, Untold]] = {}
        self._perhaps: dict[tuple[str, int | None, str], Untold] = {}

    def hear(self, source: _Source, text: str, untold: Untold) -> None:
        """Take in a text (by its letters) that is not told."""
        for quoted in self._sought.told_by(text) | self._sought.around(text):
            if len(quoted) >= KNOWN_BY:
                self._note(self._by_letters[quoted], source.chat, untold)
                continue
            self._note(self._in_chat.get((quoted, source.chat), ()), source.chat, untold)
            if text == quoted:
                known = self._perhaps.setdefault((quoted, source.person, source.shown), untold)
                if untold.why < known.why:
                    self._perhaps[quoted, source.person, source.shown] = untold

    def found(self) -> dict[_Quotation, Untold]:
        """What each quotation is of, where that is not told."""
        names = _names_of({person for _, person, _ in self._perhaps if person is not None})
        for (quoted, person, shown), untold in self._perhaps.items():
            wrote = {shown, *names[person or 0]} - {""}
            unknown = (one for one in self._by_letters[quoted] if one not in self._found)
            self._note([one for one in unknown if _may_be_one(one.authors, wrote)], None, untold)
        return {quotation: untold for quotation, (_, untold) in self._found.items()}

    def _note(self, quotations: Iterable[_Quotation], chat: int | None, untold: Untold) -> None:
        for one in quotations:
            known = self._found.get(one)
            is_elsewhere = one.chat != chat
            if known is None or (is_elsewhere, untold.why) < (known[0], known[1].why):
                self._found[one] = (is_elsewhere, untold)


def _answers(printed: Collection[int]) -> list[_Answer]:
    """The messages among these (ids) that show a quotation."""
    # Of one that answers a private message of its chat nothing is quoted: rows as these are do not know by themselves.
    readable = Message.objects.visible().filter(Q(hides_quote=False), pk__in=list(printed))
    rows = readable.exclude(quote_text="").order_by()
    answered = rows.exclude(reply_to=None).values("reply_to")
    is_twin = Q(twin__isnull=False) | Q(twins__isnull=False)
    twins = set(Message.objects.visible().filter(is_twin, pk__in=answered).order_by().values_list("pk", flat=True))
    facts = ("pk", "conversation_id", "quote_text", "quote_author", "reply_to_id")
    found = []
    for pk, chat, quote, author, reply_to, text, sender in rows.values_list(
        *facts, "reply_to__text", "reply_to__sender__person__name"
    ).iterator(chunk_size=1000):
        quoted = letters(quote)
        begins = reply_to is not None and letters(text or "").startswith(quoted)
        is_sure = begins and len(quoted) < KNOWN_BY and reply_to not in twins
        authors = tuple(sorted({author, sender or ""} - {""}))
        found.append(_Answer(pk, reply_to, _Quotation(quoted, chat, authors), bool(quoted) and not is_sure))
    return found


def _said(messages: MessageQuerySet, texts: Iterable[str]) -> Iterator[tuple[_Source, str]]:
    """Each of these texts of the messages, by its letters, and for all of `_TEXTS` the other wordings in their remarks."""
    for field in texts:
        rows = messages.filter(**{f"{field}__gt": ""}).order_by("sent_at", "position").values_list(*_FACTS, field)
        for *facts, text in rows.iterator(chunk_size=1000):
            yield _Source(*facts), letters(text)
    if texts is _TEXTS:
        remarked = messages.exclude(warnings=[]).order_by().values_list(*_FACTS, "warnings")
        for *facts, remarks in remarked.iterator(chunk_size=1000):
            yield from ((_Source(*facts), letters(wording_in(remark))) for remark in remarks)


def _told(found: Collection[_Quotation], printed: Collection[int]) -> set[_Quotation]:
    """Those of these quotations that a message of the same chat among the printed ones (ids) says too."""
    if not found:
        return set()
    chats = {one.chat for one in found}
    sought = Sought(one.letters for one in found)
    shown = Message.objects.visible().filter(pk__in=list(printed), conversation__in=chats)
    said = {(one, source.chat) for source, text in _said(shown, _PRINTED_TEXTS) for one in sought.told_by(text)}
    return {one for one in found if (one.letters, one.chat) in said}


def _names_of(persons: Collection[int]) -> Mapping[int, set[str]]:
    """The names and numbers that each of these persons (ids) goes by."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = Handle.objects.filter(person__in=persons).order_by().values_list("person_id", "person__name", "value")
    for person, name, value in rows.iterator(chunk_size=1000):
        found[person] |= {name, value}
    return found


def _may_be_one(some: Collection[str], others: Collection[str]) -> bool:
    """Whether two persons, each by the names they go by, may be one: "Jan" may be Jan Bakker, and somebody unnamed anybody."""
    if not some or not others:
        return True
    return any(
        letters(one) == letters(other) or _words(one) <= _words(other) or _words(other) <= _words(one)
        for one in some
        for other in others
    )


def _words(name: str) -> frozenset[str]:
    return frozenset(plain_form(name).text.casefold().split())
