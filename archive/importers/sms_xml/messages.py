"""An sms or mms of a backup as a message: who wrote it, to whom, and what is in it.

Attributes are those of Android's own database, as the app documents them (synctech.com.au, "Fields in XML Backup Files").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from archive.importers.sms_xml.xml_stream import Element
from archive.importing import (
    HandleKind,
    MessageKind,
    NotReadable,
    ParsedAttachment,
    ParsedConversation,
    ParsedHandle,
    ParsedMessage,
)
from archive.phone_numbers import e164
from archive.reading.moments import from_milliseconds, from_seconds, plausible
from archive.reading.nested_containers import SEPARATOR
from archive.reading.phone_owner import owner_handle
from archive.reading.phrases import BACKUP, NOT_SENT, sender_not_told, unknown_record, unnamed_file
from archive.reading.xml_data import cut_in

SMS_BEGAN = datetime(1992, 1, 1, tzinfo=UTC)
RECEIVED = "1"
_NOT_SENT = {
    "3": "concept: dit bericht is niet verzonden",
    "4": "dit bericht stond klaar om te verzenden; of dat gebeurd is, staat niet in de reservekopie",
    "5": NOT_SENT,
    "6": "dit bericht stond klaar om te verzenden; of dat gebeurd is, staat niet in de reservekopie",
}
"""By the type of an sms and the box of an mms, which count alike; 2 is sent."""
_SENT = {"2", *_NOT_SENT}
_FROM = "137"
_TO = {"129", "130", "151"}
"""Types of addresses of an mms (Android, PduHeaders): blind copy, copy, to."""
_OWN_ADDRESS = "insert-address-token"
"""What Android writes for the phone's own number."""
_NOTIFICATION = "130"
"""The type of an mms that was announced but not fetched."""
_LAYOUT = "application/smil"
_UNKNOWN_NAME = "(Unknown)"
IN_SECONDS = 10**11
"""Below this a time is in seconds, as Android keeps those of an mms: in milliseconds it would be before 1973."""
NOT_FETCHED = "de telefoon heeft dit mms-bericht niet opgehaald; de inhoud ontbreekt"
WORD_NULL = "in de reservekopie staat hier «null»: een leeg bericht, of letterlijk dat woord"
DAMAGED_FILE = "een bijlage staat beschadigd in de reservekopie; bewaard is wat ervan te lezen is"


@dataclass(frozen=True, slots=True)
class _Sent:
    """Who wrote a message, and the addresses of the others in it, in the order of the backup."""

    sender: ParsedHandle | None
    others: tuple[str, ...]


class _Content(NamedTuple):
    kind: MessageKind
    text: str
    files: tuple[ParsedAttachment, ...]


class Messages:
    """Turns elements into messages; names of contacts are learned on the way."""

    def __init__(self, member: str) -> None:
        """`member` is the backup in its container: the files of an mms lie inside it."""
        self._member = member
        self._owner = owner_handle()
        self._names: dict[str, str] = {}
        self._declared: set[str] = set()

    def items(self, element: Element, unit: int) -> Iterator[ParsedConversation | ParsedMessage]:
        """The message of an element, behind its conversation when that is new. Raises `NotReadable` or `ValueError`."""
        if element.tag == "sms":
            sent, box = self._sms(element), element.get("type")
            kind, text, attachments = _Content(MessageKind.TEXT, element.get("body"), ())
        elif element.tag == "mms":
            sent, box = self._mms(element), element.get("msg_box")
            kind, text, attachments = self._content(element)
        else:
            raise NotReadable(unknown_record(element.tag))
        sent_at = _moment(element.get("date"))
        conversation = self._conversation(element, sent.others)
        if conversation.key not in self._declared:
            self._declared.add(conversation.key)
            yield conversation
        yield ParsedMessage(
            conversation=conversation.key,
            first_unit=unit,
            last_unit=unit,
            sent_at=sent_at,
            precision=0.001,
            zone="UTC",
            kind=kind,
            sender=sent.sender,
            text=text,
            source_id=element.get("m_id"),
            attachments=attachments,
            warnings=tuple(self._warnings(element, sent, box)),
        )

    def _warnings(self, element: Element, sent: _Sent, box: str) -> Iterator[str]:
        if element.attributes.get("body") == "null":
            yield WORD_NULL
        if box in _NOT_SENT:
            yield _NOT_SENT[box]
        if element.get("m_type") == _NOTIFICATION:
            yield NOT_FETCHED
        if sent.sender is None:
            yield sender_not_told(BACKUP)
        if any(cut.is_damaged for part in _parts(element) if (cut := cut_in(part.get("data")))):
            yield DAMAGED_FILE

    def _sms(self, element: Element) -> _Sent:
        box, address = element.get("type"), element.get("address")
        name = element.get("contact_name")
        if address and name and name != _UNKNOWN_NAME:
            self._names[_value(address)] = name
        others = (address,) if address else ()
        if box == RECEIVED:
            return _Sent(self._handle(address) if address else None, others)
        if box in _SENT:
            return _Sent(self._owner, others)
        raise NotReadable(f"onbekend soort sms (type {box or 'ontbreekt'})")

    def _mms(self, element: Element) -> _Sent:
        box = element.get("msg_box")
        if box != RECEIVED and box not in _SENT:
            raise NotReadable(f"onbekend soort mms (msg_box {box or 'ontbreekt'})")
        addresses = [(part.get("type"), part.get("address")) for part in element.inside("addrs", "addr")]
        author = next((address for kind, address in addresses if kind == _FROM and address), "")
        others = [address for address in element.get("address").split("~") if address]
        if not others:
            others = self._others(addresses, author, received=box == RECEIVED)
        if len(others) == 1 and (name := element.get("contact_name")) and name != _UNKNOWN_NAME:
            self._names[_value(others[0])] = name
        if box != RECEIVED:
            return _Sent(self._owner, tuple(others))
        author = author or (others[0] if len(others) == 1 else "")
        return _Sent(self._handle(author) if author else None, tuple(others))

    def _others(self, addresses: list[tuple[str, str]], author: str, *, received: bool) -> list[str]:
        """The others in an mms that has no list of them: of what came in, the only one it was sent to is the owner."""
        to = [address for kind, address in addresses if kind in _TO and address and address != _OWN_ADDRESS]
        if not received:
            return to
        return [author, *(to if len(to) > 1 else ())] if author else to

    def _conversation(self, element: Element, others: tuple[str, ...]) -> ParsedConversation:
        people = tuple(dict.fromkeys(map(self._handle, others)))
        key = "~".join(sorted(_value(address) for address in others)) or "zonder nummer"
        named = element.get("contact_name")
        title = ", ".join(person.shown for person in people)
        if len(people) > 1 and named and named != _UNKNOWN_NAME:
            title = named
        # The others in a group, without the owner of the phone, say not which group it is.
        return ParsedConversation(
            key, "sms", title or "Zonder nummer", len(people) > 1, key if people else "", people, has_local_id=True
        )

    def _handle(self, address: str) -> ParsedHandle:
        """A person by the number or mail address; a name that a network gives as sender ("PostNL") is an account."""
        value = _value(address)
        shown = self._names.get(value) or address
        if value.startswith("+"):
            return ParsedHandle(HandleKind.PHONE, value, shown)
        return ParsedHandle(HandleKind.EMAIL if "@" in value else HandleKind.ACCOUNT, value, shown)

    def _content(self, element: Element) -> _Content:
        """The subject and the texts of an mms, and its files, which lie inside the XML."""
        texts, files = [element.get("sub")], []
        for part in _parts(element):
            kind = part.get("ct").lower()
            if kind.startswith("text/plain") and not part.get("data"):
                texts.append(part.get("text"))
                continue
            names = (part.get(name) for name in ("name", "fn", "cl", "cid"))
            name = next(filter(None, names), unnamed_file(kind)).strip("<>")
            cut = cut_in(part.get("data"))
            files.append(ParsedAttachment(name, f"{self._member}{SEPARATOR}{cut.number}" if cut else None))
        text = "\n".join(filter(None, texts))
        if files:
            return _Content(MessageKind.MEDIA, text, tuple(files))
        return _Content(MessageKind.TEXT if text else MessageKind.UNSUPPORTED, text, ())


def _parts(element: Element) -> list[Element]:
    """The parts of an mms, without the one that says how they are laid out."""
    return [part for part in element.inside("parts", "part") if part.get("ct").lower() != _LAYOUT]


def _value(address: str) -> str:
    """An address as it is compared: E.164, a mail address in lower case, else as written."""
    return e164(address) or (address.lower() if "@" in address else address)


def _moment(date: str) -> datetime:
    if not date.isdigit():
        raise ValueError(date)
    moment = from_seconds(date) if int(date) < IN_SECONDS else from_milliseconds(date)
    return plausible(moment, since=SMS_BEGAN)
