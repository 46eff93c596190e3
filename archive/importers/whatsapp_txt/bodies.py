"""What the text after a sender's name is: ordinary text, or one of WhatsApp's own markers for something else."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from archive.importers.whatsapp_txt import wording
from archive.importers.whatsapp_txt.wording import MARK
from archive.importing import MessageKind, SystemEvent

NO_CONTENT = "de export geeft de inhoud van dit bericht niet weer"


@dataclass(slots=True)
class Body:
    """The content of one message. `file_name` is a file it names, or the app's placeholder for one it left out."""

    kind: MessageKind
    text: str
    edited: bool = False
    file_name: str = ""
    warnings: tuple[str, ...] = ()


def read_body(raw: str, *, ios: bool) -> Body:
    """Take a body apart. What WhatsApp wrote around the text is removed, and said in the other fields.

    On iOS the mark begins what the app wrote itself: a system line, when it is nothing else.
    """
    if not _may_be_special(raw):
        return Body(MessageKind.TEXT, raw)
    text, edited = _without_edit_mark(raw.rstrip("\n"))
    for rule in _RULES:
        body = rule(text)
        if body is not None:
            return replace(body, edited=edited)
    if ios and text.startswith(MARK) and not edited:
        return Body(MessageKind.SYSTEM, _unmarked(text))
    return Body(MessageKind.TEXT, text, edited)


def system_event(text: str) -> SystemEvent:
    """What a system line tells of, by its wording."""
    plain = wording.QUOTED.sub('""', text.replace(MARK, ""))
    return next((event for event, pattern in wording.EVENTS if pattern.search(plain)), SystemEvent.OTHER)


def _may_be_special(raw: str) -> bool:
    """A quick look that spares ordinary texts the rules: a marker has the mark, an end of its own, or a first word."""
    if not raw or MARK in raw or raw[0] == "<" or raw[-1] in ">)\n" or ")\n" in raw:
        return True
    words = raw[:40].split(None, 1)
    return not words or words[0].lower() in wording.FIRST_WORDS


def _without_edit_mark(text: str) -> tuple[str, bool]:
    if text.endswith(wording.EDITED):
        return text[: text.rindex("<")].rstrip(f" {MARK}"), True
    return text, False


def _unmarked(text: str) -> str:
    return text.removeprefix(MARK).replace(f"\n{MARK}", "\n")


def _attached_android(text: str) -> Body | None:
    first_line, _, caption = text.partition("\n")
    for ending in wording.FILE_ATTACHED:
        if first_line.endswith(ending):
            name = first_line.removesuffix(ending).strip(MARK)
            return Body(_kind_of_file(name), caption, file_name=name)
    return None


def _attached_ios(text: str) -> Body | None:
    found = wording.ATTACHED_TAG.search(text)
    if found is None or not (text[found.start() - 1 : found.start()] == MARK or found.span() == (0, len(text))):
        return None
    name = found[1]
    before = _without_document_note(text[: found.start()].removesuffix(MARK).strip(f" {MARK}"), name)
    after = text[found.end() :].strip(f"\n {MARK}")
    return Body(_kind_of_file(name), "\n".join(filter(None, (before, after))), file_name=name)


def _without_document_note(before: str, name: str) -> str:
    """The caption alone: before the tag of a document iOS repeats its name, and the number of its pages."""
    own_name = re.sub(r"^\d{8}-", "", name)
    bare = wording.DOCUMENT_NOTE.sub("", before)
    return bare.removesuffix(own_name).rstrip(f" {MARK}") if bare.endswith(own_name) else before


def _kind_of_file(name: str) -> MessageKind:
    lower = name.lower()
    if lower.endswith(".vcf"):
        return MessageKind.CONTACT
    if lower.startswith("stk-") or "-sticker-" in lower:
        return MessageKind.STICKER
    return MessageKind.MEDIA


def _omitted(text: str) -> Body | None:
    first_line, _, caption = text.partition("\n")
    if wording.OMITTED.fullmatch(first_line.strip(MARK)):
        return Body(MessageKind.MEDIA, caption, file_name=first_line.strip(MARK))
    before, mark, after = text.rpartition(MARK)
    placeholder, _, below = after.partition("\n")
    if not wording.OMITTED_AFTER_MARK.fullmatch(placeholder) or (not mark and " " not in placeholder):
        return None
    caption = "\n".join(filter(None, (before.strip(f" {MARK}"), below)))
    return Body(_kind_of_placeholder(placeholder.lower()), caption, file_name=placeholder)


def _kind_of_placeholder(placeholder: str) -> MessageKind:
    if placeholder.startswith("sticker"):
        return MessageKind.STICKER
    if placeholder.startswith(("visitekaartje", "contact card", "kontaktkarte")):
        return MessageKind.CONTACT
    return MessageKind.MEDIA


def _deleted(text: str) -> Body | None:
    plain = text.strip(MARK)
    if wording.DELETED.fullmatch(plain):
        return Body(MessageKind.DELETED, "")
    return Body(MessageKind.DELETED, plain) if wording.DELETED_BY_ADMIN.fullmatch(plain) else None


def _poll(text: str) -> Body | None:
    heading = text.partition("\n")[0].strip(f"{MARK} ")
    return Body(MessageKind.POLL, _unmarked(text)) if heading in wording.POLL else None


def _call(text: str) -> Body | None:
    plain = text.strip(MARK).replace(MARK, "")
    return Body(MessageKind.CALL, plain) if wording.CALL.fullmatch(plain) else None


def _view_once(text: str) -> Body | None:
    """What could be seen once. Words that the app did not mark as its own are kept: "eenmalig" is what people write as well."""
    plain = text.strip(MARK).replace(MARK, "")
    if not wording.VIEW_ONCE.fullmatch(plain):
        return None
    is_apps_own = MARK in text or (plain.startswith("<") and plain.endswith(">"))
    return Body(MessageKind.VIEW_ONCE, "" if is_apps_own else plain)


def _location(text: str) -> Body | None:
    plain = text.strip(MARK)
    return Body(MessageKind.LOCATION, plain) if wording.LOCATION.match(plain) else None


def _not_exported(text: str) -> Body | None:
    plain = text.strip(MARK)
    if plain and not wording.NOT_EXPORTED.fullmatch(plain):
        return None
    return Body(MessageKind.UNSUPPORTED, plain, warnings=(NO_CONTENT,))


_RULES: tuple[Callable[[str], Body | None], ...] = (
    _attached_android,
    _attached_ios,
    _omitted,
    _deleted,
    _poll,
    _location,
    _view_once,
    _call,
    _not_exported,
)
