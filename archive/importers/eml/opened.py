"""A mail message that was opened: what its headers say, its text, and whether it is the transcript of a chat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from archive.importers.eml.bodies import Body, body_of
from archive.importers.eml.export import headers_of
from archive.importers.eml.transcripts import Transcript, transcript_of
from archive.importers.eml.vendors import Origin, origin_of
from archive.importing import DateOrder
from archive.reading.containers import Container
from archive.reading.mail_headers import Headers
from archive.reading.mail_parts import read_mail
from archive.reading.moments import is_plausible

RAW_CHARACTERS = 64 * 1024
"""Of a message that cannot be read, so much is shown."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A message. `sent_at` is None when its date is missing or cannot be right; `transcript` when it is none."""

    headers: Headers
    raw: str
    origin: Origin
    body: Body
    sent_at: datetime | None
    transcript: Transcript | None

    @property
    def units(self) -> int:
        """How many units it takes: the pieces of a transcript, or itself."""
        return len(self.transcript.pieces) if self.transcript else 1


def open_mail(container: Container, member: str, order: DateOrder | None = None) -> Opened | None:
    """The message in a file, None when it holds none. `order` is that of dates that can be read both ways."""
    if headers_of(container, member) is None:
        return None
    with container.open(member) as stream:
        mail = read_mail(stream)
    origin, body, sent_at = origin_of(mail.headers), body_of(mail, member), _moment(mail.headers)
    head = mail.head.decode("utf-8", "backslashreplace").replace("\r\n", "\n")
    return Opened(
        headers=mail.headers,
        raw=f"{head}\n{body.plain or body.html}"[:RAW_CHARACTERS],
        origin=origin,
        body=body,
        sent_at=sent_at,
        transcript=transcript_of(body, mail.headers, origin, sent_at, order) if sent_at else None,
    )


def _moment(headers: Headers) -> datetime | None:
    try:
        sent_at = headers.sent_at()
    except ValueError:
        return None
    return sent_at if is_plausible(sent_at, now=datetime.now(UTC)) else None
