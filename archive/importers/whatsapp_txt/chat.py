"""What a file is the export of: the chat's title, whether it is a group, and how its senders are named."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from archive.importers.whatsapp_txt.bodies import is_notice
from archive.importers.whatsapp_txt.headers import INVISIBLE
from archive.importers.whatsapp_txt.survey import SecondColon, Survey, is_system_body, is_system_text
from archive.importers.whatsapp_txt.wording import MARK
from archive.importing import HandleKind, ParsedHandle
from archive.phone_numbers import e164

_FILE_TITLE = re.compile(r"WhatsApp[ -]Chat (?:met|with|mit|-) (.+)", re.IGNORECASE)
_COPY = re.compile(r"(?: \(\d{1,2}\))+$")
"""What a browser or a phone puts behind the name of a file that is there already. A year in brackets is of the title."""
_PUSH_NAME = re.compile(r"~\s?(.+)")
NO_NAME = str.maketrans("", "", INVISIBLE)
STRAYS_SHARE = 0.05
"""In a chat of two, a third name on more of the lines than this is no pasted text: then it is a group."""


@dataclass(frozen=True, slots=True)
class Chat:
    """The chat of a file. `strays` are names that stand before lines in a chat of two and are neither of the two.

    `long_names` gives for the part of a name before its colon the whole name. `doubtful_starts` stand before one text only and
    are too long for most names: they are read as lines of the app. `ends_tell`: see `Survey`. `app` is the one it was written
    in: a chat of Signal is written alike by signal-export.
    """

    title: str
    is_group: bool
    known_title: bool
    ios: bool
    strays: frozenset[str]
    long_names: Mapping[str, str]
    authors: Mapping[str, int]
    ends_tell: bool
    doubtful_starts: frozenset[str] = frozenset()
    app: str = "whatsapp"

    def split(self, rest: str) -> tuple[str | None, str]:
        """The sender, None for a system line, and the text of what follows a header."""
        sender, found, body = rest.partition(": ")
        if not found:
            name, colon, body = rest.partition(":")
            return (name, body) if colon and name in self.authors else (None, rest)
        long_name = self.long_names.get(sender)
        if long_name and rest.startswith(f"{long_name}: "):
            sender, body = long_name, rest[len(long_name) + 2 :]
        elif not self.ios and sender not in self.authors and is_system_text(sender):
            return None, rest
        if (
            self.ios
            and body.startswith(MARK)
            and is_system_body(body)
            and (sender not in self.authors or is_notice(body))
        ):
            return None, body
        return sender, body


def describe_chat(survey: Survey, *, file_name: str, container_name: str) -> Chat:
    """What the file's names and the first reading say about the chat."""
    title = _title(survey, [file_name, container_name])
    long_names = {
        sender: f"{sender}: {colon.middle}"
        for sender, colon in survey.second_colons.items()
        if _is_name_with_colon(sender, colon, survey, title or "")
    }
    authors = _authors(survey, long_names)
    strays = _strays(authors, title, survey)
    is_group = survey.group_events > 0 or len(authors) - len(strays) > 2 or _is_nobodys_name(title, authors)
    return Chat(
        title=title or (PurePosixPath(file_name).stem if is_group else _names_of(authors)),
        is_group=is_group,
        known_title=title is not None,
        ios=survey.family == "[",
        strays=strays,
        long_names=long_names,
        authors=authors,
        ends_tell=survey.ends_tell,
        doubtful_starts=frozenset(survey.long_starts).difference(survey.authors),
        app="signal" if survey.is_of_signal else "whatsapp",
    )


@lru_cache(maxsize=4096)
def handle_of(sender: str) -> ParsedHandle:
    """The sender as a handle: an unsaved number, the name of an unsaved sender (`~ Naam`), or a contact's name."""
    shown = sender.translate(NO_NAME).strip()
    if number := e164(shown):
        return ParsedHandle(HandleKind.PHONE, number, shown)
    if push_name := _PUSH_NAME.fullmatch(shown):
        return ParsedHandle(HandleKind.PUSH_NAME, push_name[1], shown)
    return ParsedHandle(HandleKind.CONTACT_NAME, shown, shown)


def _title(survey: Survey, names: list[str]) -> str | None:
    """The title in the file's name; as the chat itself writes it, because file names lose some characters."""
    found = [match[1] for name in names if (match := _FILE_TITLE.search(PurePosixPath(name).stem))]
    written = [*survey.labels, *([survey.group_name] if survey.group_name else []), *survey.authors]
    written += [f"{sender}: {colon.middle}" for sender, colon in survey.second_colons.items() if colon.middle]
    for title in found:
        for candidate in written:
            if _comparable(candidate) in (_comparable(title), _comparable(_COPY.sub("", title))):
                return candidate.translate(NO_NAME).strip()
    inside = next(iter(survey.labels), survey.group_name)
    chosen = _COPY.sub("", found[0]) if found else inside
    return unicodedata.normalize("NFC", chosen).translate(NO_NAME).strip() or None


def _comparable(name: str) -> str:
    """A title without what a file system changes in it: punctuation, case, accents apart from their letter."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(char for char in plain if char.isalnum() or ord(char) > 0x2000) or name


def _is_name_with_colon(sender: str, colon: SecondColon, survey: Survey, title: str) -> bool:
    """Whether a sender's name goes on after its first colon: all of its lines have the same words there.

    Two lines may agree by chance; then one of WhatsApp's own markers after the second colon, or the title, must prove it.
    """
    if colon.middle is None or not 0 < len(colon.middle) <= 40 or colon.seen != survey.authors[sender]:
        return False
    whole = f"{sender}: {colon.middle}"
    return colon.seen > 2 or colon.proved or _comparable(whole) == _comparable(title)


def _authors(survey: Survey, long_names: Mapping[str, str]) -> dict[str, int]:
    """Who wrote, with the number of lines; a group's title before a system line is nobody."""
    authors = {}
    for sender, lines in survey.authors.items():
        if long_name := long_names.get(sender):
            lines -= survey.second_colons[sender].system
            sender = long_name
        if lines:
            authors[sender] = lines
    return authors


def _names_of(authors: Mapping[str, int]) -> str:
    return ", ".join(handle_of(author).shown for author in authors)


def _is_nobodys_name(title: str | None, authors: Mapping[str, int]) -> bool:
    """Whether two wrote and the chat is called after neither: a chat of two is called after one of them."""
    return title is not None and len(authors) > 1 and all(_comparable(name) != _comparable(title) for name in authors)


def _strays(authors: Mapping[str, int], title: str | None, survey: Survey) -> frozenset[str]:
    """In a chat of two: the names that are neither the title's nor the other's."""
    partner = next((name for name in authors if title and _comparable(name) == _comparable(title)), None)
    if partner is None or survey.group_events or len(authors) < 3:
        return frozenset()
    others = sorted((name for name in authors if name != partner), key=lambda name: -authors[name])
    strays = others[1:]
    too_many = sum(authors[name] for name in strays) > max(3, survey.headers * STRAYS_SHARE)
    return frozenset() if too_many else frozenset(strays)
