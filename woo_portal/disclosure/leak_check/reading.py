"""What was read from a finished file, by channel: the form in which every reader hands it to the comparison. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

TEXT = "tekst"
"""The engine of a file whose text is written in the order in which it is read, sign by sign; of others it is drawn."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A text found beside the text of the pages; `channel` is a Dutch phrase for where.

    `structural` is a word of the file format itself, such as a name or an attribute: short words are no leak there.
    """

    channel: str
    text: str
    structural: bool = False


@dataclass(slots=True)
class Reading:
    """All that a file says. Per engine, `pages` holds the text of each page in the order of its drawing.

    `content` are decoded bytes of any kind, with their channel. `alarms` are channels that ought not to exist at all,
    such as an embedded file, whatever they say.
    """

    pages: dict[str, list[str]] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)
    content: list[tuple[str, bytes]] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)

    def add(self, channel: str, texts: Iterable[str], *, structural: bool = False) -> None:
        """Note texts of one channel."""
        self.pieces += [Piece(channel, text, structural) for text in texts if text]


def decoded(content: bytes) -> list[str]:
    """The texts that `content` could be, in the encodings in use; without NUL bytes Latin-1 reads UTF-16 as well."""
    texts = [content.decode("latin-1")]
    for encoding in ("utf-8", "utf-16-be", "utf-16-le"):
        try:
            texts.append(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    return texts
