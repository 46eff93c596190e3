"""What the text after a sender's name is: ordinary text, or one of WhatsApp's own markers for something else."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from archive.importers.whatsapp_txt import wording
from archive.importers.whatsapp_txt.wording import MARK
from archive.importing import MessageKind, SystemEvent
from archive.reading.phrases import CONTENT_NOT_SHOWN

_ENDING = re.compile(r"\S\.\w{1,10}$")


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


def is_notice(text: str) -> bool:
    """Whether a text that iOS marked as the app's own is a line of the app: it tells of an event, or of the chat itself."""
    plain = wording.QUOTED.sub('""', text.replace(MARK, ""))
    patterns = (wording.GROUP_EVENT, wording.NOTICE, wording.SYSTEM_VERB, *(pattern for _, pattern in wording.EVENTS))
    return any(pattern.search(plain) for pattern in patterns)


def _may_be_special(raw: str) -> bool:
    """A quick look that spares ordinary texts the rules: a marker has the mark, an end of its own, or a first word."""
    if not raw or MARK in raw or raw[0] == "<" or raw[-1] in ">)\n" or ")\n" in raw:
        return True
    words = raw[:40].split(None, 1)
    return not words or words[0].lower().rstrip(",.") in wording.FIRST_WORDS


def _without_edit_mark(text: str) -> tuple[str, bool]:
    if text.endswith(wording.EDITED):
        return text[: text.rindex("<")].rstrip(f" {MARK}"), True
    return text, False


def _is_marked(text: str) -> bool:
    """Whether iOS says that the app wrote a text. What has no mark a person can have written in much the same words."""
    return text.startswith(MARK)


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
    name = first_line.strip(MARK)
    if wording.OMITTED.fullmatch(name):
        return Body(_kind_of_placeholder(name.strip("<>").lower()), caption, file_name=name)
    before, mark, after = text.rpartition(MARK)
    placeholder, _, below = after.partition("\n")
    known = wording.OMITTED_AFTER_MARK.fullmatch(placeholder)
    if not (known and (mark or " " in placeholder)) and not (mark and wording.OMITTED_UNKNOWN.fullmatch(placeholder)):
        return None
    above, document = _document_before(before) if wording.OMITTED_DOCUMENT.match(placeholder) else (before, "")
    caption = "\n".join(filter(None, (above.strip(f" \n{MARK}"), below)))
    if document:
        return Body(_kind_of_file(document), caption, file_name=document)
    return Body(_kind_of_placeholder(placeholder.lower()), caption, file_name=placeholder)


def _document_before(before: str) -> tuple[str, str]:
    """The caption, and the document's own name, which iOS writes before the placeholder: empty when there is none."""
    bare = wording.DOCUMENT_NOTE.sub("", before.rstrip(f" {MARK}"))
    lines, _, last = bare.rpartition("\n")
    words, _, name = last.rpartition(MARK)
    return ("\n".join(filter(None, (lines, words))), name) if _ENDING.search(name) else (before, "")


def _kind_of_placeholder(placeholder: str) -> MessageKind:
    if placeholder.startswith("sticker"):
        return MessageKind.STICKER
    if placeholder.startswith(("visitekaartje", "contactkaart", "contact card", "kontaktkarte")):
        return MessageKind.CONTACT
    return MessageKind.MEDIA


def _deleted(text: str) -> Body | None:
    plain = text.strip(MARK)
    if wording.DELETED.fullmatch(plain):
        return Body(MessageKind.DELETED, "")
    by_admin = wording.DELETED_BY_ADMIN if _is_marked(text) else wording.DELETED_BY_ADMIN_UNMARKED
    return Body(MessageKind.DELETED, plain) if by_admin.fullmatch(plain) else None


def _poll(text: str) -> Body | None:
    heading = text.partition("\n")[0].strip(f"{MARK} ")
    return Body(MessageKind.POLL, _unmarked(text)) if heading in wording.POLL else None


def _call(text: str) -> Body | None:
    plain = text.strip(MARK).replace(MARK, "")
    call = wording.CALL if _is_marked(text) else wording.CALL_UNMARKED
    return Body(MessageKind.CALL, plain) if call.fullmatch(plain) else None


def _view_once(text: str) -> Body | None:
    """What could be seen once. Words that the app did not mark as its own are kept: "eenmalig" is what people write as well."""
    plain = text.strip(MARK).replace(MARK, "")
    is_apps_own = _is_marked(text) or (plain.startswith("<") and plain.endswith(">"))
    if not (wording.VIEW_ONCE if is_apps_own else wording.VIEW_ONCE_UNMARKED).fullmatch(plain):
        return None
    return Body(MessageKind.VIEW_ONCE, "" if is_apps_own else plain)


def _location(text: str) -> Body | None:
    plain = text.strip(MARK)
    return Body(MessageKind.LOCATION, plain) if wording.LOCATION.match(plain) else None


def _not_exported(text: str) -> Body | None:
    plain = text.strip(MARK)
    if plain and not (wording.NOT_EXPORTED if _is_marked(text) else wording.NOT_EXPORTED_UNMARKED).fullmatch(plain):
        return None
    return Body(MessageKind.UNSUPPORTED, plain, warnings=(CONTENT_NOT_SHOWN,))


_RULES: tuple[Callable[[str], Body | None], ...] = (
    _attached_android,
    _attached_ios,
    _view_once,
    _omitted,
    _deleted,
    _poll,
    _location,
    _call,
    _not_exported,
)
