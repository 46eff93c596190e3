"""Which conversation a mail message belongs to: that of the supplier, else its thread, else the same people about one subject.

Learnt from the headers of all messages before the first is read: an answer tells to what it is one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from archive.importers.eml.people import people_of
from archive.importers.eml.vendors import Origin, origin_of
from archive.importing import ParsedConversation, ParsedHandle
from archive.reading.mail_headers import Headers
from archive.reading.notices import first_of

_PREFIX = re.compile(r"^(?:\s*(?:re|fwd?|antw|aw|wg|doorst|betr|tr)\s*(?:\[\d+\])?\s*:)+\s*", re.IGNORECASE)
_NAMED_AT_MOST = 4


@dataclass(slots=True)
class _Thread:
    """What was learnt of one conversation."""

    origin: Origin
    title: str
    people: dict[ParsedHandle, None] = field(default_factory=dict)


class Conversations:
    """The conversations of a delivery. First all headers are linked, then all are counted; then a key can be asked for."""

    def __init__(self) -> None:
        self._roots: dict[str, str] = {}
        self._threads: dict[str, _Thread] = {}

    def link(self, headers: Headers) -> None:
        """Remember which messages an answer belongs together with."""
        own = own_id(headers)
        related = [*headers.message_ids("references"), *headers.message_ids("in-reply-to")]
        if own and related:
            first = self._root(related[0])
            for other in (*related[1:], own):
                self._roots[self._root(other)] = first

    def count(self, headers: Headers) -> None:
        """Remember who is in the conversation of a message."""
        origin = origin_of(headers)
        title = origin.title or ("" if origin.is_chat else subject_of(headers))
        thread = self._threads.setdefault(self.key(headers), _Thread(origin, title))
        thread.people |= dict.fromkeys(people_of(headers, origin))

    def key(self, headers: Headers) -> str:
        """What is the same for all messages of one conversation."""
        origin = origin_of(headers)
        if origin.conversation:
            return f"{origin.app}:{origin.conversation}"
        own = own_id(headers)
        if own in self._roots:
            return f"thread:{self._root(own)}"
        if index := headers.raw("thread-index")[:30]:
            # The first 22 bytes, in 30 letters, are the same in a whole thread (MS-OXOMSG 2.2.1.3).
            return f"index:{index}"
        people = ",".join(sorted({one.address or one.name for one in headers.addresses("from", "to", "cc")}))
        # Suppliers write the subject of a chat; it says in which direction a message went, or how many there are.
        return f"people:{origin.app}:{people}|{'' if origin.is_chat else subject_of(headers).casefold()}"

    def conversation(self, key: str) -> ParsedConversation:
        """The conversation of a key."""
        thread = self._threads[key]
        people = tuple(thread.people)
        return ParsedConversation(
            key=key,
            app=thread.origin.app,
            title=thread.title or _names(people),
            is_group=len(people) > 2 if thread.origin.is_group is None else thread.origin.is_group,
            source_id=thread.origin.conversation
            or (key.partition(":")[2] if key.startswith(("thread:", "index:")) else ""),
            participants=people,
        )

    def _root(self, message: str) -> str:
        """The message that stands for all that are linked with this one."""
        root = self._roots.setdefault(message, message)
        while self._roots[root] != root:
            root = self._roots[root]
        while self._roots[message] != root:
            self._roots[message], message = root, self._roots[message]
        return root


def own_id(headers: Headers) -> str:
    """The id of a message, "" when it has none."""
    return next(iter(headers.message_ids("message-id")), "") or headers.raw("message-id")


def subject_of(headers: Headers) -> str:
    """What a message is about, without signs that it is an answer or was forwarded."""
    return _PREFIX.sub("", " ".join(headers.text("subject").split()))


def _names(people: tuple[ParsedHandle, ...]) -> str:
    return first_of([person.shown for person in people], at_most=_NAMED_AT_MOST) or "E-mail zonder onderwerp"
