"""Finds the chat's text in an export and reads it as lines: the encoding is proved first, never guessed silently."""

from __future__ import annotations

import codecs
import io
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import PurePosixPath

from archive.importers.whatsapp_txt.headers import read_header
from archive.reading.charsets import marked
from archive.reading.containers import Container, ImportRefused

CHUNK = 1024**2
"""Bytes read at a time; a line as long as this is no chat."""
PIECE = 64 * 1024
"""Bytes read at a time where all of their lines are kept."""
SAMPLE_BYTES = 64 * 1024
MAX_NULS = 100
"""So many NULs, each by itself, are characters of a text that got damaged; more, or two in a row, are of no text."""
SHOWN_NUL = "\\x00"
_CUT_OFF = "unexpected end of data"
"""Python's words for a last character that is not complete: the only fault of a text that was cut off."""


@dataclass(frozen=True, slots=True)
class ChatText:
    """The text of one chat inside a container, with the encoding it was proved to have. `notices` are Dutch sentences."""

    container: Container
    member: str
    encoding: str
    errors: str
    notices: tuple[str, ...]

    def lines(self) -> Iterator[tuple[str, str]]:
        """The lines in order, each with its own end apart: CRLF, LF, CR, or nothing at the end of the file."""
        pieces = _decoded(self.container, self.member, self.encoding, self.errors, size=PIECE)
        return chain.from_iterable(map(_lines_of, _whole_lines(pieces)))

    def siblings(self) -> dict[str, str]:
        """The other files in the same folder, by name (composed, without direction marks)."""
        folder = PurePosixPath(self.member).parent
        return {
            plain_name(PurePosixPath(member).name): member
            for member in self.container.members
            if member != self.member and PurePosixPath(member).parent == folder
        }


def plain_name(name: str) -> str:
    """A file name as it is compared: composed, and without the marks an app sets around it."""
    return unicodedata.normalize("NFC", name).strip().strip("\u200e\u200f\u2068\u2069")


def chat_members(container: Container) -> list[str]:
    """The members that begin as a WhatsApp chat does.

    `_chat.txt` is the chat even when a chat was sent along as a document; on Android the chat has the zip's own name.
    """
    texts = [member for member in container.members if member.lower().endswith(".txt")]
    found = [
        member
        for member in (container.members if len(container.members) == 1 else texts)
        if _begins_as_chat(container, member)
    ]
    for wanted in ("_chat", PurePosixPath(container.name).stem):
        named = [member for member in found if PurePosixPath(member).stem == wanted]
        if len(named) == 1:
            return named
    return found


def open_chat(container: Container) -> ChatText:
    """The one chat in a container. Raises `ImportRefused` when there are more, or when its bytes are no text."""
    members = chat_members(container)
    if len(members) != 1:
        raise ImportRefused(
            f"«{container.name}» bevat {len(members)} WhatsApp-exports ({', '.join(members[:5])}). Lever ze apart in: "
            "één zip of map per gesprek."
        )
    encoding, errors, notices = _prove_encoding(container, members[0])
    return ChatText(container, members[0], encoding, errors, notices)


def count_lines(text: ChatText) -> int:
    """The number of lines, counted on the decoded characters and apart from `lines`."""
    count, last = 0, "\n"
    for decoded in filter(None, _decoded(text.container, text.member, text.encoding, text.errors)):
        count += decoded.count("\n") + decoded.count("\r") - decoded.count("\r\n") - (last + decoded[0] == "\r\n")
        last = decoded[-1]
    return count + (last not in "\r\n")


def _begins_as_chat(container: Container, member: str) -> bool:
    with container.open(member) as stream:
        sample = stream.read(SAMPLE_BYTES)
    text = sample.decode(marked(sample) or "utf-8", errors="replace")
    first = next((line for line in text.splitlines() if line.strip()), "")
    return read_header(first) is not None and text.count("\0") <= MAX_NULS


def _prove_encoding(container: Container, member: str) -> tuple[str, str, tuple[str, ...]]:
    """The encoding, how to treat what does not fit, and what to tell about it.

    WhatsApp writes UTF-8. A file with damage in it stays UTF-8 and the bad bytes are shown as `\\xe9`; a file without one
    valid accented letter in UTF-8 was saved anew by an older program, as Windows-1252.
    """
    with container.open(member) as stream:
        by_mark = marked(stream.read(SAMPLE_BYTES))
    encoding = by_mark or "utf-8"
    bad, accented, has_nuls = _read_through(container, member, encoding)
    nuls = _about_nuls(container, member, encoding) if has_nuls else ()
    if not bad:
        return encoding, "strict", nuls
    if by_mark is None and not accented:
        if _read_through(container, member, "cp1252")[0]:
            raise ImportRefused(
                f"«{member}» is geen tekst in een bekende codering (UTF-8, UTF-16 of Windows-1252). Er is niets ingelezen. "
                "Maak de export opnieuw op de telefoon."
            )
        notice = (
            "De tekst is gelezen als Windows-1252 (West-Europees), niet als UTF-8 zoals WhatsApp schrijft: iemand heeft het "
            "bestand opnieuw opgeslagen. Controleer letters met accenten; emoji's zijn dan al verloren."
        )
        return "cp1252", "strict", (notice, *nuls)
    notice = (
        f"Plaatsen met bytes die geen geldige tekst zijn: {bad}. Ze staan in de berichten als \\x en hun waarde. Mogelijk is "
        "het bestand beschadigd of afgebroken."
    )
    return encoding, "backslashreplace", (notice, *nuls)


def _about_nuls(container: Container, member: str, encoding: str) -> tuple[str, ...]:
    shown = sum(text.count("\0") for text in _characters(container, member, encoding, "replace", size=CHUNK))
    if not shown:
        return ()
    return (f"NUL-tekens, die in een tekst niet horen: {shown}. Ze staan in de berichten als {SHOWN_NUL}.",)


def _read_through(container: Container, member: str, encoding: str) -> tuple[int, bool, bool]:
    """How many places do not decode, whether any character beyond ASCII does, and whether a NUL seems to be shown.

    Raises `ImportRefused` for what no text has: many a NUL, or a line without end.
    """
    bad, accented, has_nuls = 0, False, False
    try:
        for decoded in _decoded(container, member, encoding, "strict"):
            accented = accented or not decoded.isascii()
            has_nuls = has_nuls or SHOWN_NUL in decoded
    except UnicodeDecodeError as error:
        if error.reason == _CUT_OFF:
            return 1, True, has_nuls
        accented = False
        for decoded in _decoded(container, member, encoding, "replace"):
            bad += decoded.count("\ufffd")
            accented = accented or not decoded.replace("\ufffd", "").isascii()
            has_nuls = has_nuls or SHOWN_NUL in decoded
    return bad, accented, has_nuls


def _whole_lines(pieces: Iterable[str]) -> Iterator[str]:
    """The same text in pieces that end where a line does."""
    rest = ""
    for piece in pieces:
        text = rest + piece
        # A CR that stands last may be half of a CRLF.
        end = max(text.rfind("\n"), text.rfind("\r", 0, -1)) + 1
        yield text[:end]
        rest = text[end:]
    yield rest


def _lines_of(text: str) -> Iterable[tuple[str, str]]:
    if text.endswith("\n") and "\r" not in text:
        return zip(text[:-1].split("\n"), repeat("\n"))
    return map(_apart, io.StringIO(text, newline=""))


def _apart(line: str) -> tuple[str, str]:
    text = line.rstrip("\r\n")
    return text, line[len(text) :]


def _decoded(container: Container, member: str, encoding: str, errors: str, *, size: int = CHUNK) -> Iterator[str]:
    """The text in pieces. A NUL is shown, because nothing can keep one."""
    nuls, last = 0, ""
    for decoded in _characters(container, member, encoding, errors, size=size):
        if "\0" in decoded:
            nuls += decoded.count("\0")
            if nuls > MAX_NULS or "\0\0" in last + decoded:
                raise _no_text(member)
            yield decoded.replace("\0", SHOWN_NUL)
        else:
            yield decoded
        last = decoded[-1:]


def _no_text(member: str) -> ImportRefused:
    return ImportRefused(
        f"«{member}» is geen tekst: er staan bytes of regels in die in een chat niet voorkomen. Er is niets ingelezen."
    )


def _characters(container: Container, member: str, encoding: str, errors: str, *, size: int) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    with container.open(member) as stream:
        while chunk := stream.read(size):
            decoded = decoder.decode(chunk)
            if len(decoded) >= CHUNK // 4 and "\n" not in decoded and "\r" not in decoded:
                raise _no_text(member)
            yield decoded
    yield decoder.decode(b"", final=True)
