"""Proposes passages to withhold in a layer's messages. What a person decided on these very words is never touched; what nobody
decided on lapses where the name it was found in has become another.

Detectors find, the policy turns what was found and whose it is into a ground or into showing it, a person decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date

from archive.functions import FunctionClass
from archive.models import Conversation, Message, Person
from redaction.allowing import allowed_keys
from redaction.choices import BY_HAND, IN_FIELD, Field, Status
from redaction.detecting import Confidence, Context, Finding, Label
from redaction.finding import find_all, find_in_each
from redaction.grounds import Regime
from redaction.held import Messages, Place, among, day_of, has_its_words, held_passages, place_in, span_of
from redaction.known_persons import known_person, participants_of
from redaction.meant import chosen_in, ground_for_meant
from redaction.models import Redaction, RedactionLayer
from redaction.named_in_full import finding_at, is_surname, surnames_in, unfound_words
from redaction.names.fitting import fitting
from redaction.passages import WHOLE_FIELDS, FieldText, fields_of, passage_key, title_of, with_texts
from redaction.policy_table import ground_for, in_force, role_of, roles_in
from redaction.spans import Span
from redaction.storing import store_proposals

BATCH = 500
Progress = Callable[[int, int], None]


def suggest(
    layer: RedactionLayer,
    messages: Sequence[int],
    *,
    progress: Progress = lambda done, total: None,
    storing: Callable[[], AbstractContextManager[object]] = nullcontext,
) -> int:
    """Propose for these messages (ids) and the titles of their conversations; how many proposals are new.

    May be called again, after a crash or for more messages: what lies inside a passage of the layer is not proposed once
    more, whatever was decided on it. What is found in some messages is stored within `storing`: whoever made the layer can there
    refuse, by raising, what is found too late.
    """
    before, lapsed = layer.redactions.count(), 0
    register, surnames = _Register(layer), _Surnames()
    for first in range(0, len(messages), BATCH):
        batch = with_texts(Message.objects.visible().filter(pk__in=messages[first : first + BATCH]))
        overtaken: list[int] = []
        found = list(_found_in(list(batch), register, surnames, overtaken))
        with storing():
            lapsed += Redaction.objects.untouched().filter(pk__in=overtaken).delete()[0]
            _propose(found)
        progress(min(first + BATCH, len(messages)), len(messages))
    called = [_Found(proposal) for proposal in _called_by_surname(register, surnames)]
    with storing():
        _propose(called)
    return layer.redactions.count() + lapsed - before


@dataclass(frozen=True, slots=True)
class _Found:
    """A proposal, and the decision on other words that it takes the place of: one that stood at the very same span."""

    proposal: Redaction
    stale: Redaction | None = None


def _propose(found: Sequence[_Found]) -> None:
    for one in found:
        if one.stale is not None:
            _propose_anew(one.stale, one.proposal)
    store_proposals(one.proposal for one in found if one.stale is None)


@dataclass(frozen=True, slots=True)
class _Text:
    """One text to search: the place it stands at, the conversation (id), and the Dutch day it is judged on.

    `named` is the person whose name it is, where it is one name and nothing else and the archive knows who.
    """

    place: Place
    field: Field
    words: str
    conversation: int
    day: date
    named: Person | None = None


@dataclass(frozen=True, slots=True)
class _Surnames:
    """The surnames of whom a dossier names in full, and the words nothing was found in that may be one of them: each with
    where it stands.
    """

    named: set[str] = field(default_factory=set)
    words: list[tuple[str, _Text, Span]] = field(default_factory=list)


def _texts_of(messages: Sequence[Message], conversations: Iterable[Conversation]) -> Iterator[_Text]:
    for message in messages:
        day = day_of(message)
        for text in fields_of(message):
            named = _named_person(message, text) if text.field in WHOLE_FIELDS else None
            yield _Text(place_in(message, text), text.field, text.text, message.conversation_id, day, named)
    for conversation in conversations:
        title = title_of(conversation)
        yield _Text(place_in(conversation, title), title.field, title.text, conversation.pk, day_of(conversation))


def _found_in(
    messages: Sequence[Message], register: _Register, surnames: _Surnames, overtaken: list[int]
) -> Iterator[_Found]:
    """What is found in some messages and not in the layer yet; `surnames` learns from all that is found, and `overtaken` gets the
    proposals (ids) on a name that has become another: its sender was merged with somebody, or split off.
    """
    conversations = {message.conversation_id: message.conversation for message in messages}.values()
    held = held_passages(register.layer.pk, messages, conversations)
    texts = list(_texts_of(messages, conversations))
    for text, found in zip(texts, _findings(texts, register), strict=True):
        rows = held.get(text.place, [])
        gone = [row for row in rows if _is_of_another(row, text)]
        overtaken.extend(row.pk for row in gone)
        rows = [row for row in rows if row not in gone]
        spans = [span_of(row) for row in rows if row.status != Status.REJECTED]
        shown = {span_of(row): row for row in rows if row.status == Status.REJECTED}
        for finding in found:
            proposal = register.proposal(text, finding)
            if proposal is None:
                continue
            if any(_still_shows(row, finding.span, text) for row in shown.values()):
                continue
            surnames.named.update(surnames_in(text.words, [finding]))
            # A passage that is only partly in the layer is proposed whole: half a name must not stay behind.
            if any(span.covers(finding.span) for span in spans):
                continue
            yield _Found(proposal, shown.get(finding.span))
        if text.field not in WHOLE_FIELDS:
            words = unfound_words(text.words, [finding.span for finding in found])
            taken = [*spans, *shown]
            surnames.words.extend((word, text, at) for word, at in words if not any(span.covers(at) for span in taken))


def _is_of_another(row: Redaction, text: _Text) -> bool:
    """Whether an open proposal of the portal speaks of a name that no longer stands there."""
    by_portal = row.status == Status.PROPOSED and row.found_by != BY_HAND
    return by_portal and text.field in WHOLE_FIELDS and not has_its_words(row, text.words)


def _still_shows(row: Redaction, span: Span, text: _Text) -> bool:
    """Whether a decision to show a passage speaks of what is found at `span`.

    Not of other words that came in its place since. And of a passage that a person withheld and let go again, however wide,
    only of that whole.
    """
    at = span_of(row)
    if not has_its_words(row, text.words):
        return False
    return at == span if row.found_by == BY_HAND else at.covers(span)


def _propose_anew(stale: Redaction, proposal: Redaction) -> None:
    """Put a proposal in the place of a decision on other words that stood at the very same span.

    Not where somebody decided on it since it was read: that decision speaks of what stands there now.
    """
    told = {
        name: getattr(proposal, name)
        for name in ("label", "person", "ground", "confidence", "found_by", "why", "passage_key")
    }
    Redaction.objects.filter(pk=stale.pk, version=stale.version, status=stale.status).update(
        **told, status=Status.PROPOSED, version=stale.version + 1
    )


def _called_by_surname(register: _Register, surnames: _Surnames) -> Iterator[Redaction]:
    """What no detector found, and is the surname of somebody whom the dossier names in full."""
    for word, text, span in surnames.words:
        if is_surname(word, surnames.named) and (proposal := register.proposal(text, finding_at(span))) is not None:
            yield proposal


def findings_in(layer: RedactionLayer, message: Message, texts: Iterable[str]) -> Iterator[list[tuple[Finding, str]]]:
    """For each of some texts that hang on a message, such as the pages of an attachment, what would be proposed in it.

    Each finding comes with its ground. What is never proposed in the layer is left out.
    """
    register, day = _Register(layer), day_of(message)
    context = register.context(message.conversation_id)
    for text in texts:
        proposed = []
        for finding in find_all(text, context):
            _, ground = register.weigh(finding, text, context, day, Regime(layer.regime))
            if ground and passage_key(text[finding.span.start : finding.span.end]) not in register.allowed:
                proposed.append((finding, ground))
        yield proposed


def everything_found(layer: RedactionLayer, messages: Iterable[Message]) -> Iterator[tuple[Message, list[Finding]]]:
    """The messages with all that is found in what was written, also what the policy shows and what is never proposed."""
    register = _Register(layer)
    for message in messages:
        yield message, find_all(message.text, register.context(message.conversation_id))


def _findings(texts: Sequence[_Text], register: _Register) -> Iterator[list[Finding]]:
    """What there is to find in each text. A field that holds one name is a finding by itself."""
    searched = [(text.words, register.context(text.conversation)) for text in texts if text.field not in WHOLE_FIELDS]
    found = find_in_each(searched)
    for text in texts:
        yield [_whole_name(text)] if text.field in WHOLE_FIELDS else next(found)


def _whole_name(text: _Text) -> Finding:
    return Finding(
        span=Span(0, len(text.words)),
        label=Label.PERSON,
        confidence=Confidence.HIGH,
        detector=IN_FIELD,
        why=f"Naam van een deelnemer: {text.field.label}.",
        person_id=text.named.pk if text.named else None,
    )


def _named_person(message: Message, text: FieldText) -> Person | None:
    if text.field == Field.SENDER:
        return message.sender.person if message.sender else None
    if text.field == Field.REACTION:
        return message.reactions.all()[text.index].handle.person
    return message.reply_to.sender.person if message.reply_to and message.reply_to.sender else None


class _Register:
    """What the archive knows of persons, the policy, and what the layer says against these; read once for a run."""

    def __init__(self, layer: RedactionLayer) -> None:
        self.layer = layer
        self.allowed = allowed_keys(layer)
        self.policy = in_force()
        self.meant = chosen_in(layer)
        self._treated = roles_in(layer.pk)
        self._contexts: dict[int, Context] = {}
        self._persons = {person.pk: person for person in Person.objects.with_details()}
        self._functionaries = [person for person in self._persons.values() if person.functions.all()]
        self._by_name = self._public_names()

    def context(self, conversation_id: int) -> Context:
        """The persons of a conversation, with every name, number and address the archive has of them; and those it knows
        by their function, who are spoken of in chats they are not in.
        """
        if conversation_id not in self._contexts:
            ids = participants_of(conversation_id).order_by("pk").values_list("pk", flat=True)
            here = [self._known_person(pk) for pk in ids]
            elsewhere = [person for person in self._functionaries if person not in here]
            self._contexts[conversation_id] = Context(
                tuple(map(known_person, here)), tuple(map(known_person, elsewhere))
            )
        return self._contexts[conversation_id]

    def proposal(self, text: _Text, finding: Finding) -> Redaction | None:
        """What is proposed for a finding; None where it is shown, by the policy or because it is on the allow-list."""
        key = passage_key(text.words[finding.span.start : finding.span.end])
        if key in self.allowed and text.field not in WHOLE_FIELDS:
            return None
        regime, place = Regime(self.layer.regime), text.place
        if (chosen := self.meant.get((place, finding.span))) is not None:
            person = chosen.who
            ground = ground_for_meant(self.policy, self.role(person, text.day), regime)
        else:
            context = self.context(text.conversation)
            person, ground = self.weigh(finding, text.words, context, text.day, regime)
        if ground is None:
            return None
        return Redaction(
            layer=self.layer,
            message_id=place.message,
            conversation_id=place.conversation,
            field=place.field,
            index=place.index,
            start=finding.span.start,
            end=finding.span.end,
            label=finding.label.value,
            person=person,
            ground=ground,
            confidence=finding.confidence.value,
            found_by=finding.detector,
            why=finding.why,
            passage_key=key,
        )

    def weigh(
        self, finding: Finding, text: str, context: Context, day: date, regime: Regime
    ) -> tuple[Person | None, str | None]:
        """Whose data it is, and the ground the policy proposes on a Dutch day; None to show it."""
        person = self.person(finding, text, context)
        is_certain = self.is_certain(finding, person, text, context)
        role = self.role(person, day) if is_certain else FunctionClass.UNKNOWN
        return person, ground_for(self.policy, finding.label, role, regime)

    def person(self, finding: Finding, text: str, context: Context) -> Person | None:
        """Whose data it is: as the detector says, else the one public person of exactly this name.

        A name that participants share is nobody's, also when somebody public is called so: a person chooses (`meant`).
        """
        if finding.person_id is not None:
            return self._known_person(finding.person_id)
        named = self._named(finding, text) if finding.label is Label.PERSON else None
        if named and fitting(text[finding.span.start : finding.span.end], context.persons):
            return None
        return named

    def is_certain(self, finding: Finding, person: Person | None, text: str, context: Context) -> bool:
        """Whether a function may decide that a name is shown: it is of somebody in the chat, or written in full.

        "Jan" in a chat without the minister called Jan may be any Jan; and what only resembles the name of a minister in the
        chat, or is a short form that nobody ever saw, may be somebody else's name.
        """
        if person is None:
            return False
        here = [known for known in context.persons if known.person_id == person.pk]
        if finding.label is Label.PERSON and finding.detector != IN_FIELD and here:
            words = text[finding.span.start : finding.span.end]
            return bool(fitting(words, here) or fitting(words.removesuffix("s"), here))
        return bool(here) or self._named(finding, text) == person

    def _named(self, finding: Finding, text: str) -> Person | None:
        return self._by_name.get(" ".join(text[finding.span.start : finding.span.end].casefold().split()))

    def _known_person(self, pk: int) -> Person:
        """Read once, and once more for who came into the archive while this runs."""
        if pk not in self._persons:
            self._persons[pk] = Person.objects.with_details().get(pk=pk)
        return self._persons[pk]

    def role(self, person: Person | None, day: date) -> FunctionClass:
        """The role the layer gives a person, else the class of the function held on a Dutch day."""
        return role_of(person, day, self._treated)

    def _public_names(self) -> dict[str, Person | None]:
        """Full names and surnames of persons with a function; a name that two of them share is nobody's (None)."""
        names: dict[str, Person | None] = {}
        for person in self._functionaries:
            words = person.name.casefold().split()
            for name in {" ".join(words), " ".join(words[1:])} - {""}:
                names[name] = None if name in names else person
        return names


def undecided(layer: RedactionLayer, messages: Messages) -> int:
    """How many proposals of these messages, and of their conversations' titles, wait for a decision."""
    return layer.redactions.filter(among(messages), status=Status.PROPOSED).count()
