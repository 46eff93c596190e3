"""One message of a chat in a report: what was said, quoted, forwarded, attached or shared, and what was recovered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import PurePosixPath

from archive.importers.ufdr_xml.parties import handle, is_system
from archive.importers.ufdr_xml.report import CALL, Model
from archive.importing import (
    MessageKind,
    NotReadable,
    ParsedAttachment,
    ParsedHandle,
    ParsedMessage,
    ParsedQuote,
    ParsedReaction,
    SystemEvent,
)
from archive.reading.event_sentences import IN_CONVERSATION, SOMEBODY
from archive.reading.local_time import LocalClock
from archive.reading.moments import CHATS_BEGAN, is_plausible
from archive.reading.phrases import NO_MOMENT, REPORT, impossible_moment, no_date_and_time, sender_not_in, unnamed_file
from archive.storable import storable, storable_id

_STATES = {
    "deleted": "van de telefoon verwijderd en door het onderzoek teruggehaald",
    "trash": "stond in de prullenbak van de telefoon",
}
"""What `deleted_state` says, other than that a message is intact or that it is not known."""
_KNOWN_LABELS = frozenset({"default", "system", "edited", "forwarded", "reply", "selfdestruct", "deleted", ""})
_EVENTS = (
    ("joined", SystemEvent.JOINED),
    ("added", SystemEvent.ADDED),
    ("left", SystemEvent.LEFT),
    ("removed", SystemEvent.REMOVED),
    ("created", SystemEvent.CREATED),
    ("renamed", SystemEvent.RENAMED),
    ("namechange", SystemEvent.RENAMED),
    ("subject", SystemEvent.RENAMED),
    ("title", SystemEvent.RENAMED),
    ("pinned", SystemEvent.PINNED),
)
"""By a part of the name of an action; which names there are differs from version to version."""
_SENTENCES = {
    **IN_CONVERSATION,
    SystemEvent.ADDED: "{name} is toegevoegd aan het gesprek",
    SystemEvent.REMOVED: "{name} is verwijderd uit het gesprek",
}
_CALLS = {"missed": "Gemiste oproep", "rejected": "Oproep, geweigerd", "incoming": "Oproep", "outgoing": "Oproep"}
_NO_TIME = ("", "00:00:00")
_NO_ID = "00000000-0000-0000-0000-000000000000"


class Messages:
    """Turns the messages of one chat into parsed ones."""

    def __init__(self, conversation: str, app: str, *, files: Mapping[str, str], zone: str) -> None:
        """`files` are the members of the container by their path in the report, in small letters."""
        self._conversation, self._app, self._files, self._zone = conversation, app, files, zone
        self._now = datetime.now(UTC)
        self._clock = LocalClock(zone, self._now, since=CHATS_BEGAN)
        self.without_zone = self.transcripts = 0

    def message(self, model: Model, *, unit: int, otherwise: ParsedHandle | None = None) -> ParsedMessage:
        """The message of a model; `otherwise` wrote it where the model names nobody. Raises `NotReadable`."""
        labels = _labels(model)
        sent_at, precision, zone, clock_warnings = self._sent_at(model)
        system = is_system(model.first("From")) or "system" in labels
        forwarded, embedded = self._forwarded(model, labels)
        attachments = self._attachments([model, embedded] if embedded else [model])
        kind, text = self._content(model, embedded, system=system, has_files=bool(attachments))
        state = _STATES.get(model.attributes.get("deleted_state", "").strip().lower(), "")
        is_deleted = bool(state) or "deleted" in labels
        sender = None if system else self._person(_author(model)) or otherwise
        return ParsedMessage(
            conversation=self._conversation,
            first_unit=unit,
            last_unit=unit,
            sent_at=sent_at,
            precision=precision,
            zone=zone,
            kind=MessageKind.DELETED if is_deleted and not system else kind,
            sender=sender,
            text=text,
            source_id=storable_id(model.word("Identifier")),
            edited="edited" in labels,
            quote=self._quote(model, labels),
            attachments=attachments,
            reactions=tuple(self._reactions(model)),
            warnings=(
                *([state] if state else []),
                *([] if sender or system else [sender_not_in(REPORT)]),
                *_remarks(model, labels),
                *clock_warnings,
            ),
            event=_event(model) if system else None,
            forwarded=forwarded is not None,
            forwarded_from=forwarded or "",
        )

    def _person(self, party: Model | None) -> ParsedHandle | None:
        return handle(party, app=self._app)

    def _sent_at(self, model: Model) -> tuple[datetime, float, str, tuple[str, ...]]:
        """The moment, the tick of its clock, its zone, and what a reader should know of it."""
        written = model.word("TimeStamp")
        if not written:
            raise NotReadable(NO_MOMENT)
        try:
            if ":" not in written:
                raise ValueError(written)
            moment = datetime.fromisoformat(written)
            local = moment if moment.tzinfo is None else None
            moment = moment.replace(tzinfo=UTC) if local else moment.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise NotReadable(no_date_and_time(written[:40])) from error
        if not is_plausible(moment, now=self._now):
            raise NotReadable(impossible_moment(written[:40]))
        precision = 0.001 if moment.microsecond else 1
        if local is None:
            return moment, precision, "UTC", ()
        self.without_zone += 1
        sent_at, warnings = self._clock.moment(local)
        return sent_at, precision, self._zone, warnings

    def _content(
        self, model: Model, embedded: Model | None, *, system: bool, has_files: bool
    ) -> tuple[MessageKind, str]:
        """The kind and the text."""
        body = _body(model)
        if system:
            return MessageKind.SYSTEM, body or self._activity(model)
        if call := _call(model):
            return MessageKind.CALL, body or _call_text(call)
        bodies = [body, _body(embedded) if embedded else ""]
        parts = [text for text in dict.fromkeys(bodies) if text.strip()]
        if contacts := list(_contacts(model)):
            return MessageKind.CONTACT, "\n".join([*parts, *contacts])
        if place := _place(model):
            return MessageKind.LOCATION, "\n".join([*parts, *place])
        return MessageKind.MEDIA if has_files else MessageKind.TEXT, "\n".join(parts)

    def _activity(self, model: Model) -> str:
        """A line of the app that has no words of its own."""
        activity = model.first("ActivityLog")
        if activity is None:
            return "Gebeurtenis zonder tekst"
        if words := activity.text("SystemMessageBody").strip():
            return storable(words)
        person = self._person(activity.first("Participant"))
        name = person.shown if person else SOMEBODY
        sentence = _SENTENCES.get(_event(model), f"{{name}}: {storable(activity.word('Action')) or 'gebeurtenis'}")
        return sentence.replace("{name}", name)

    def _forwarded(self, model: Model, labels: set[str]) -> tuple[str | None, Model | None]:
        """Who wrote a forwarded original ("" when it does not say; None for what is not forwarded), and the original."""
        details = _extra(model, "ForwardedMessageData")
        if details is None and "forwarded" not in labels:
            return None, None
        original = model.first("EmbeddedInstantMessage")
        author = self._person(details.first("OriginalSender")) if details else None
        if author is None and original is not None:
            author = self._person(original.first("From"))
        return author.shown if author else "", original

    def _quote(self, model: Model, labels: set[str]) -> ParsedQuote | None:
        """The message this one answers, as far as the report has it."""
        if reply := _extra(model, "ReplyMessageData"):
            original = reply.first("InstantMessage")
        else:
            reply = _extra(model, "QuotedMessageData")
            if reply is None or "forwarded" in labels:
                return None
            original = model.first("EmbeddedInstantMessage")
        said = reply.word("OriginalMessageID") or (original.word("Identifier") if original else "")
        reference = reply.word("ReferenceId")
        return ParsedQuote(
            _body(original) if original else "",
            self._person(original.first("From")) if original else None,
            storable_id(said or (reference if reference != _NO_ID else "")),
        )

    def _attachments(self, models: list[Model]) -> tuple[ParsedAttachment, ...]:
        """The files of a message, once each: a report may name one in two fields."""
        found: dict[tuple[str, str], ParsedAttachment] = {}
        for model in models:
            for item in (*model.models.get("Attachment", ()), *model.models.get("Attachments", ())):
                path = item.word("attachment_extracted_path").replace("\\", "/").lstrip("./")
                name = storable(_file_name(item, path))
                self.transcripts += bool(item.word("Transcript"))
                found.setdefault((path, name), ParsedAttachment(name, self._files.get(path.lower()) if path else None))
        return tuple(found.values())

    def _reactions(self, model: Model) -> Iterator[ParsedReaction]:
        for reaction in model.models.get("Reactions", ()):
            emoji = next(filter(None, map(reaction.word, ("Reaction", "Emoji", "Value", "Text", "ReactionType"))), "")
            people = [
                party for field in ("Actor", "From", "Party", "Parties") for party in reaction.models.get(field, ())
            ]
            for person in filter(None, map(self._person, people)):
                yield ParsedReaction(storable(emoji) or "(onbekende reactie)", person)


def _author(model: Model) -> Model | None:
    """Who a message is from; of a call that is one of its parties."""
    parties = model.models.get("Parties", ())
    return model.first("From") or next((party for party in parties if party.word("Role") == "From"), None)


def _body(model: Model) -> str:
    """What was written, below the subject of an mms."""
    written = [model.text(field) for field in ("Subject", "Body") if model.word(field)]
    return "\n".join(written)


def _extra(model: Model, kind: str) -> Model | None:
    """What a report adds to a message, of one kind."""
    return next((item for item in model.models.get("MessageExtraData", ()) if item.type == kind), None)


def _labels(model: Model) -> set[str]:
    """The labels of a message in small letters: up to version 10.9 as models, since then as values."""
    found = [*model.values.get("Labels", ()), *model.values.get("Label", ())]
    for item in model.models.get("MessageExtraData", ()):
        found += item.values.get("Label", ())
    return {label.strip().lower() for label in found}


def _remarks(model: Model, labels: set[str]) -> list[str]:
    """What a reader should know of a message beside its text."""
    found = [f"in het rapport aangeduid als «{storable(label)[:40]}»" for label in sorted(labels - _KNOWN_LABELS)]
    if model.word("SelfDestructDuration") not in _NO_TIME:
        found.append("bericht met een vervaltermijn")
    if model.word("Status") == "Unsent":
        found.append("niet verzonden")
    if model.word("Folder").lower() == "drafts":
        found.append("concept, niet verzonden")
    for reaction in model.models.get("Reactions", ()):
        if not any(reaction.models.values()):
            found.append("een reactie (emoji) van wie het rapport niet zegt")
    return found


def _event(model: Model) -> SystemEvent:
    activity = model.first("ActivityLog")
    action = activity.word("Action").lower() if activity else ""
    return next((event for part, event in _EVENTS if part in action), SystemEvent.OTHER)


def _call(model: Model) -> Model | None:
    """The call a message is, or holds."""
    if model.type == CALL or model.word("CallStatus") or "call" in model.word("Type").lower():
        return model
    return next((item for found in model.models.values() for item in found if item.type == CALL), None)


def _call_text(call: Model) -> str:
    facts = (call.word("Type"), call.word("CallStatus"), call.word("Status"), call.word("Direction"))
    words = [fact.lower() for fact in facts]
    text = next((sentence for word, sentence in _CALLS.items() if any(word in fact for fact in words)), "Oproep")
    text = text.replace("proep", "proep met beeld") if call.is_true("VideoCall") else text
    duration = call.word("Duration")
    return text if duration in _NO_TIME else f"{text} ({storable(duration)})"


def _contacts(model: Model) -> Iterator[str]:
    """The lines of each contact that was shared: the name, and what is known of it."""
    for contact in model.models.get("SharedContacts", ()):
        yield from filter(None, [contact.word("Name")])
        yield from filter(None, (entry.word("Value") for entry in contact.models.get("Entries", ())))


def _place(model: Model) -> list[str]:
    """The lines of a location that was shared: its coordinates and its address."""
    position = model.first("Position")
    if position is None:
        return []
    numbers = [position.word(name).replace(",", ".") for name in ("Latitude", "Longitude")]
    lines = [", ".join(numbers) if all(numbers) else "", model.word("PositionAddress")]
    lines += [position.word(name) for name in ("Name", "PositionAddress", "Comment")]
    return list(dict.fromkeys(filter(None, lines)))


def _file_name(item: Model, path: str) -> str:
    """The name of a file; of a link, which reports list as an attachment too, its title and address."""
    if own := item.word("Filename") or PurePosixPath(path).name:
        return own
    kind, address = item.word("ContentType"), item.word("URL")
    if address and (not kind or kind.startswith("text/")):
        return f"{item.word('Title')} ({address})" if item.word("Title") else address
    return unnamed_file(kind)
