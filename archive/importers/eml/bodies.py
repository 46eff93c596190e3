"""The text of a mail message, and what else is in it.

Of the same text in two forms the HTML is read, for that is what a reader saw. What is no text to show is a file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from archive.importing import ParsedAttachment
from archive.reading.html_text import read_html
from archive.reading.mail_parts import Mail, Part
from archive.reading.nested_containers import SEPARATOR
from archive.reading.phrases import unnamed_file

UNSURE_LETTERS = "bevat bytes die niet bij de opgegeven codering passen"
ENCRYPTED = "versleutelde inhoud, die niet te lezen is"
_ENCRYPTED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"})


@dataclass(slots=True)
class Body:
    """What a message says. `html` is its text as markup, "" where it has none; `plain` the same without."""

    html: str = ""
    plain: str = ""
    extra: list[str] = field(default_factory=list)
    files: list[ParsedAttachment] = field(default_factory=list)
    warnings: tuple[str, ...] = ()
    hidden_links: int = 0

    def text(self) -> str:
        """All a reader saw; counts the links whose address could not be seen."""
        main = self.plain
        if self.html:
            read = read_html(self.html)
            main, self.hidden_links = read.text or self.plain, read.hidden_links
        return "\n\n".join(filter(None, (text.strip("\n") for text in (main, *self.extra))))


def body_of(mail: Mail, member: str) -> Body:
    """The body of a message that is a member of a container."""
    body = Body()
    sure = True
    for part in mail.parts:
        if not part.is_text:
            body.files.append(_file(part, member))
            continue
        text, known = part.text()
        sure = sure and known
        _take(body, part, text)
    warnings = [] if sure else [UNSURE_LETTERS]
    if any(part.headers.content_type in _ENCRYPTED for part in mail.parts):
        warnings.append(ENCRYPTED)
    body.warnings = tuple(warnings)
    return body


def _take(body: Body, part: Part, text: str) -> None:
    """Take up a text: the first of its kind is the body, what comes after it stands below it."""
    is_html = part.headers.content_type == "text/html"
    is_first = not (body.html or body.plain)
    is_other_form = "alternative" in part.inside and not (body.html if is_html else body.plain)
    if is_html and (is_first or is_other_form):
        body.html = text
    elif not is_html and (is_first or is_other_form):
        body.plain = _unfolded(text, part)
    else:
        body.extra.append(read_html(text).text if is_html else _unfolded(text, part))


def _file(part: Part, member: str) -> ParsedAttachment:
    kind = part.headers.content_type
    subject = part.headers.text("content-description")
    name = (
        part.headers.file_name
        or subject
        or ("bijgevoegd bericht.eml" if kind == "message/rfc822" else unnamed_file(kind))
    )
    return ParsedAttachment(name, f"{member}{SEPARATOR}{part.section}")


def _unfolded(text: str, part: Part) -> str:
    """A text whose lines were broken for sending, whole again (RFC 3676)."""
    if part.headers.parameter("format").lower() != "flowed":
        return text
    glue = "" if part.headers.parameter("delsp").lower() == "yes" else " "
    return "\n".join(_paragraphs(text.split("\n"), glue))


def _paragraphs(lines: Iterable[str], glue: str) -> Iterable[str]:
    begun: str | None = None
    for line in lines:
        line = line.removeprefix(" ") if not line.startswith(">") else line
        whole = line if begun is None else begun + line
        if line.endswith(" ") and line != "-- " and not line.startswith(">"):
            begun = whole[:-1] + glue
            continue
        yield whole
        begun = None
    if begun is not None:
        yield begun.rstrip()
