"""Chats of every kind the importer contract can say, for writers whose output must be read back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from archive.importing import (
    HandleKind,
    MessageKind,
    ParsedAttachment,
    ParsedConversation,
    ParsedHandle,
    ParsedMessage,
    ParsedQuote,
    ParsedReaction,
    ParsedVersion,
    SystemEvent,
)

# What the database can hold: no NUL, no lone surrogates.
TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40)
NAME = TEXT.filter(lambda text: text.strip() != "")
SHORT = st.sampled_from(["👍", "❤️", "مرحبا", "Zoë", "a b", "x", "\u202eomgekeerd", 'aan"haling', "regel\nregel"])
ZONES = st.sampled_from(["UTC", "Europe/Amsterdam"])
TICKS = st.sampled_from([60, 1, 0.001])
INSTANTS = st.integers(0, 20 * 365 * 86_400_000).map(
    lambda ms: datetime(2005, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)
)
HANDLES = st.one_of(
    st.builds(ParsedHandle, st.just(HandleKind.PHONE), st.just("+31612345678"), NAME),
    st.builds(ParsedHandle, st.just(HandleKind.EMAIL), st.just("k.mensah@minwr.example.org"), NAME),
    st.builds(ParsedHandle, st.just(HandleKind.ACCOUNT), st.sampled_from(["slack:U1", "telegram:77"]), NAME),
    st.builds(ParsedHandle, st.sampled_from([HandleKind.CONTACT_NAME, HandleKind.PUSH_NAME]), NAME, NAME),
)
ATTACHMENTS = st.lists(st.builds(ParsedAttachment, NAME, st.one_of(st.none(), st.just("aanwezig"))), max_size=2).map(
    tuple
)


@st.composite
def messages(draw: st.DrawFn, people: list[ParsedHandle], conversation: str) -> ParsedMessage:
    """A message of any kind; `member` of an attachment only says whether it is there."""
    zone = draw(ZONES)
    sent_at = draw(INSTANTS).astimezone(ZoneInfo(zone))
    kind = draw(st.sampled_from(MessageKind))
    system = kind is MessageKind.SYSTEM
    person = st.sampled_from(people)
    versions = draw(st.lists(st.builds(ParsedVersion, TEXT, INSTANTS), max_size=3))
    forwarded = draw(st.booleans())
    return ParsedMessage(
        conversation=conversation,
        first_unit=0,
        last_unit=0,
        sent_at=sent_at,
        precision=draw(TICKS),
        zone=zone,
        kind=kind,
        sender=None if system else draw(st.one_of(person, st.none())),
        text=draw(TEXT),
        source_id=draw(st.sampled_from(["", "3EB0", "19:abc@thread.v2", "é/1"])),
        edited=bool(versions) or draw(st.booleans()),
        quote=draw(st.one_of(st.none(), st.builds(ParsedQuote, NAME, st.one_of(st.none(), person), SHORT))),
        attachments=draw(ATTACHMENTS),
        reactions=tuple(
            draw(st.lists(st.builds(ParsedReaction, SHORT, person, st.one_of(st.none(), INSTANTS)), max_size=3))
        ),
        versions=tuple(versions),
        warnings=tuple(draw(st.lists(SHORT, max_size=2))),
        event=draw(st.one_of(st.none(), st.sampled_from(SystemEvent))) if system else None,
        forwarded=forwarded,
        forwarded_from=draw(st.sampled_from(["", "Rieke Talsma"])) if forwarded else "",
    )


@st.composite
def conversations(draw: st.DrawFn, key: str = "C1") -> tuple[ParsedConversation, list[ParsedMessage]]:
    """A conversation with some messages in it."""
    people = draw(st.lists(HANDLES, min_size=1, max_size=4, unique=True))
    conversation = ParsedConversation(
        key=key,
        app=draw(st.sampled_from(["whatsapp", "signal", "teams", "google_chat", "een andere app"])),
        title=draw(NAME),
        is_group=draw(st.booleans()),
        source_id=draw(st.sampled_from(["", "19:abc@thread.v2"])),
        participants=tuple(people[: draw(st.integers(0, len(people)))]),
    )
    return conversation, draw(st.lists(messages(people, key), min_size=1, max_size=6))
