"""An e-mail as the files in it, by their sections: decoded to a folder in one pass, for what needs more than its text. Pure."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import BinaryIO

from archive.reading.containers import MAX_MEMBERS, Container, ImportRefused, too_many
from archive.reading.mail_parts import Scan
from archive.reading.transfer_encodings import decoded


class MailContainer(Container):
    """A message as a container. `members` are the sections of its parts: "1", "2.1"; `headers` are those of the message.

    What is decoded is never larger than what was read, so a message cannot swell.
    """

    def __init__(self, stream: BinaryIO, folder: Path, *, name: str, packed_bytes: int) -> None:
        """Decode the parts into `folder`, which the caller removes. Raises `ImportRefused` for what is no e-mail."""
        self.name, self.packed_bytes = name, packed_bytes
        scan = Scan(stream)
        if not scan.headers.names():
            raise ImportRefused(f"«{name}» is geen e-mailbericht: er staan geen kopregels in.")
        self.headers = scan.headers
        self._paths: dict[str, Path] = {}
        self._names: dict[str, str] = {}
        for section, headers, _, lines in scan.parts():
            if len(self._paths) == MAX_MEMBERS:
                raise too_many(name, at_most=MAX_MEMBERS)
            self._paths[section], self._names[section] = folder / section, headers.file_name
            with self._paths[section].open("wb") as target:
                target.writelines(decoded(lines, headers.transfer_encoding))
        self.members = tuple(self._paths)

    def open(self, member: str) -> BinaryIO:
        """A stream of the decoded bytes of a part."""
        return self._paths[member].open("rb")

    def size(self, member: str) -> int:
        """The size of a decoded part in bytes."""
        return self._paths[member].stat().st_size

    def called(self, member: str) -> str:
        """The name a part was sent under; its section when it has none."""
        name = PurePosixPath(self._names[member].replace("\\", "/").replace("\0", "")).name
        return name if name not in ("", "..") else member

    def close(self) -> None:
        """Nothing is held open."""
