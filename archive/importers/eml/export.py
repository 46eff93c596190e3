"""Which files of a delivery are mail messages, as suppliers of archives deliver them: EML, alone, in a zip or in folders, or
many in one mailbox (mbox).

Beside them lie lists (a manifest, a load file) and sometimes loose files. RSMF looks like mail, but is another format; a web
page that was saved (MHTML) looks like it, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from archive.reading.companions import extension, may_lie_beside
from archive.reading.containers import Container
from archive.reading.mail_headers import HEADER, Headers
from archive.reading.mail_parts import read_head
from archive.reading.mailbox_container import Why, holds_mailbox
from archive.reading.nested_containers import SEPARATOR, NestedContainer

TRIED = 20
"""Messages of a folder looked at to recognise it."""
RSMF = "x-rsmf-version"
_EXTENSIONS = frozenset({"eml", "mbox", "mbx"})
_NEEDED = (frozenset({"from", "sender"}), frozenset({"date", "received"}))
_ONE_OF = frozenset({"to", "cc", "subject", "message-id", "mime-version", "content-type"})
_NOT_OURS = frozenset({RSMF, "snapshot-content-location"})


def recognised_mail(container: Container) -> list[str]:
    """The files of a delivery of mail, RSMF among it too; none where it holds no mail, or another export as well."""
    members = mail_files(container)
    others = (member for member in container.members if member not in members)
    if len(container.members) > 1 and not all(map(may_lie_beside, others)):
        return []
    is_mail = any(holds_mailbox(container, member) or headers_of(container, member) for member in members[:TRIED])
    return members if is_mail else []


def mail_files(container: Container) -> list[str]:
    """The files that hold mail, in the order of the container: the one there is, or those called .eml or .mbox."""
    if len(container.members) == 1:
        return list(container.members)
    return [member for member in container.members if extension(member) in _EXTENSIONS]


def mail_members(container: NestedContainer) -> list[str]:
    """The messages, in order: the files that are one, and the addresses of those in mailboxes."""
    found: list[str] = []
    for file in mail_files(container):
        if holds_mailbox(container, file):
            found += [f"{file}{SEPARATOR}{number}" for number in container.inside(file).members]
        else:
            found.append(file)
    return found


def lookalikes(container: NestedContainer) -> Iterator[tuple[str, Why, Mapping[int, int]]]:
    """By mailbox and by why they were taken for text: the numbers of the messages with lines that look like the beginning of
    another one, and how many of these.
    """
    for file in mail_files(container):
        box = container.inside(file).mailbox if holds_mailbox(container, file) else None
        for why, counts in box.lookalikes.items() if box else ():
            yield file, why, counts


def headers_of(container: Container, member: str) -> Headers | None:
    """The headers of the mail message in a file, None when it holds none, or one that is RSMF or a web page."""
    with container.open(member) as stream:
        head = read_head(stream)
    headers = Headers(head)
    names = frozenset(headers.names())
    is_message = all(names & needed for needed in _NEEDED) and names & _ONE_OF and not names & _NOT_OURS
    return headers if is_message and HEADER.match(head) else None
