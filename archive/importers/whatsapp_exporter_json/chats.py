"""A chat of WhatsApp-Chat-Exporter: its address, the name the tool gives it, and who is in it as far as it says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.importing import HandleKind, ParsedConversation, ParsedHandle
from archive.phone_numbers import e164

_ADDRESS = re.compile(r"(\d{5,15})(?:[.:]\d+)?@s\.whatsapp\.net")
_DIGITS = re.compile(r"\d{5,15}")


class Chat:
    """What is read of one chat. `key` is unique in the export, `address` WhatsApp's own ("31612345678@s.whatsapp.net")."""

    def __init__(self, key: str, address: str) -> None:
        self.key, self._address = key, address
        self._name = ""
        self._declared = False

    def learn(self, attribute: str, value: object) -> None:
        """A fact about the chat; the tool writes them all before the messages."""
        if attribute == "name" and isinstance(value, str):
            self._name = value

    def declare(self) -> Iterator[ParsedConversation]:
        """The conversation, the first time."""
        if self._declared:
            return
        self._declared = True
        partner = self.partner
        title = self._name or (partner.shown if partner else self._address)
        yield ParsedConversation(
            self.key, "whatsapp", title, partner is None, self._address, (partner,) if partner else ()
        )

    @property
    def partner(self) -> ParsedHandle | None:
        """The other person of a chat of two, None in any other; the tool's list of calls has no address either."""
        if match := _ADDRESS.fullmatch(self._address):
            phone = e164(f"+{match[1]}")
            kind = HandleKind.PHONE if phone else HandleKind.ACCOUNT
            return ParsedHandle(kind, phone or self._address, self._name or phone or f"+{match[1]}")
        if self._address.endswith("@lid"):
            return ParsedHandle(HandleKind.ACCOUNT, self._address, self._name or self._address)
        if "@" not in self._address and self._name and not self._address.isdigit():
            return ParsedHandle(HandleKind.CONTACT_NAME, self._name, self._name)
        return None

    def person(self, name: str) -> ParsedHandle:
        """A person as the tool names one: the contact's name, or else the number without its plus."""
        partner = self.partner
        if partner and name in (partner.shown, partner.value.lstrip("+")):
            return partner
        if phone := e164(f"+{name}" if _DIGITS.fullmatch(name) else name):
            return ParsedHandle(HandleKind.PHONE, phone, phone)
        return ParsedHandle(HandleKind.CONTACT_NAME, name, name)
