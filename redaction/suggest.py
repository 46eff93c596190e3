"""Proposes passages to withhold in a layer's messages. Adds only: what a person decided is never touched.

Detectors find, the policy turns what was found and whose it is into a ground or into showing it, a person decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from archive.importing import HandleKind
from archive.models import Conversation, Handle, Message, Person
from archive.querysets import local_day
from redaction.choices import Field, Status
from redaction.detecting import Confidence, Context, Finding, KnownPerson, Label
from redaction.finding import find_all
from redaction.grounds import Regime
from redaction.models import Redaction, RedactionLayer
from redaction.passages import WHOLE_FIELDS, FieldText, fields_of, passage_key, title_of
from redaction.policy import PersonRole, propose
from redaction.spans import Span

BATCH = 500
PARLIAMENT_GROUND = "68Gw"
Progress = Callable[[int, int], None]


def suggest(layer: RedactionLayer, messages: Sequence[int], *, progress: Progress = lambda done, total: None) -> int:
    """Propose for these messages (ids) and the titles of their conversations; how many proposals are new.

    May be called again, after a crash or for more messages: a passage that overlaps one already in the layer is left
    as it is.
    """
    before = layer.redactions.count()
    register = _Register()
    for first in range(0, len(messages), BATCH):
        batch = Message.objects.filter(pk__in=messages[first : first + BATCH]).for_reading()
        batch = batch.select_related("reply_to__sender__person").prefetch_related(
            "reactions__handle__person__functions"
        )
        _suggest_for(layer, list(batch), register)
        progress(min(first + BATCH, len(messages)), len(messages))
    return layer.redactions.count() - before


def _suggest_for(layer: RedactionLayer, messages: Sequence[Message], register: _Register) -> None:
    conversations = {message.conversation_id: message.conversation for message in messages}
    taken = _taken(layer, messages, conversations)
    proposals: list[Redaction] = []
    for message in messages:
        day = local_day(message.sent_at)
        for text in fields_of(message):
            proposals += _proposals(layer, message, text, day, register, taken)
    for conversation in conversations.values():
        day = local_day(conversation.last_at) if conversation.last_at else date.min
        proposals += _proposals(layer, conversation, title_of(conversation), day, register, taken)
    Redaction.objects.bulk_create(proposals, batch_size=2000, ignore_conflicts=True)


Taken = dict[tuple[int | None, int | None, str, int], list[Span]]


def _taken(layer: RedactionLayer, messages: Sequence[Message], conversations: dict[int, Conversation]) -> Taken:
    """The passages the layer holds already, by message, conversation, field and index."""
    taken: Taken = {}
    rows = layer.redactions.filter(message__in=messages) | layer.redactions.filter(conversation__in=conversations)
    for row in rows:
        key = (row.message_id, row.conversation_id, row.field, row.index)
        taken.setdefault(key, []).append(Span(row.start, row.end))
    return taken


def _proposals(
    layer: RedactionLayer,
    source: Message | Conversation,
    text: FieldText,
    day: date,
    register: _Register,
    taken: Taken,
) -> Iterable[Redaction]:
    is_message = isinstance(source, Message)
    conversation_id = source.conversation_id if isinstance(source, Message) else source.pk
    key = (source.pk if is_message else None, None if is_message else source.pk, text.field.value, text.index)
    for finding in _findings(source, text, register.context(conversation_id)):
        person = register.person(finding, text.text)
        ground = _ground(finding.label, register.role(person, day), Regime(layer.regime))
        if ground is None or any(finding.span.overlaps(span) for span in taken.get(key, ())):
            continue
        yield Redaction(
            layer=layer,
            message=source if isinstance(source, Message) else None,
            conversation=None if isinstance(source, Message) else source,
            field=text.field,
            index=text.index,
            start=finding.span.start,
            end=finding.span.end,
            label=finding.label.value,
            person=person,
            ground=ground,
            confidence=finding.confidence.value,
            found_by=finding.detector,
            why=finding.why,
            passage_key=passage_key(text.text[finding.span.start : finding.span.end]),
        )


def _ground(label: Label, role: PersonRole, regime: Regime) -> str | None:
    """What the policy proposes; answers to parliament know one ground only (article 68 of the Constitution)."""
    ground = propose(label, role)
    return PARLIAMENT_GROUND if ground and regime is Regime.PARLIAMENT else ground


def _findings(source: Message | Conversation, text: FieldText, context: Context) -> Iterable[Finding]:
    """What there is to find in one text. A field that holds one name is a finding by itself."""
    if text.field not in WHOLE_FIELDS or isinstance(source, Conversation):
        return find_all(text.text, context)
    person = _named_person(source, text)
    return [
        Finding(
            span=Span(0, len(text.text)),
            label=Label.PERSON,
            confidence=Confidence.HIGH,
            detector="sender",
            why=f"Naam van een deelnemer: {text.field.label}.",
            person_id=person.pk if person else None,
        )
    ]


def _named_person(message: Message, text: FieldText) -> Person | None:
    if text.field == Field.SENDER:
        return message.sender.person if message.sender else None
    if text.field == Field.REACTION:
        return message.reactions.all()[text.index].handle.person
    return message.reply_to.sender.person if message.reply_to and message.reply_to.sender else None


class _Register:
    """What the archive knows of persons, read once for a run of proposals."""

    def __init__(self) -> None:
        self._contexts: dict[int, Context] = {}
        self._persons = {person.pk: person for person in Person.objects.with_details()}
        self._by_name = self._public_names()

    def context(self, conversation_id: int) -> Context:
        """The persons of a conversation, with every name, number and address the archive has of them."""
        if conversation_id not in self._contexts:
            handles = Handle.objects.filter(participations__conversation=conversation_id)
            ids = handles.values_list("person_id", flat=True).distinct().order_by("person_id")
            self._contexts[conversation_id] = Context(tuple(_known(self._persons[pk]) for pk in ids))
        return self._contexts[conversation_id]

    def person(self, finding: Finding, text: str) -> Person | None:
        """Whose data it is: as the detector says, else the one public person of exactly this name."""
        if finding.person_id is not None:
            return self._persons[finding.person_id]
        if finding.label is not Label.PERSON:
            return None
        return self._by_name.get(" ".join(text[finding.span.start : finding.span.end].casefold().split()))

    def role(self, person: Person | None, day: date) -> PersonRole:
        """The class of the function a person held on a Dutch day."""
        function = person.function_at(day) if person else None
        return PersonRole(function.function_class) if function else PersonRole.UNKNOWN

    def _public_names(self) -> dict[str, Person | None]:
        """Full names and surnames of persons with a function; a name that two of them share is nobody's (None)."""
        names: dict[str, Person | None] = {}
        for person in self._persons.values():
            if person.functions.all():
                words = person.name.casefold().split()
                for name in {" ".join(words), " ".join(words[1:])} - {""}:
                    names[name] = None if name in names else person
        return names


def _known(person: Person) -> KnownPerson:
    by_kind: dict[str, list[str]] = {}
    for handle in person.handles.all():
        by_kind.setdefault(handle.kind, []).append(handle.value)
    names = [person.name, *by_kind.get(HandleKind.CONTACT_NAME, ()), *by_kind.get(HandleKind.PUSH_NAME, ())]
    return KnownPerson(
        person_id=person.pk,
        names=tuple(dict.fromkeys(names)),
        phones=tuple(by_kind.get(HandleKind.PHONE, ())),
        emails=tuple(by_kind.get(HandleKind.EMAIL, ())),
    )


def undecided(layer: RedactionLayer, messages: Iterable[int]) -> int:
    """How many proposals of these messages, and of their conversations' titles, wait for a decision."""
    ids = list(messages)
    conversations = Message.objects.filter(pk__in=ids).values("conversation")
    waiting = layer.redactions.filter(status=Status.PROPOSED)
    return waiting.filter(message__in=ids).count() + waiting.filter(conversation__in=conversations).count()
