"""A search as a Dutch sentence: in full for the portal, where it is kept; and as it may stand in a decision, which is public.

In a decision a person is told by function, and of a chat of two not what a phone calls it. What is private by now is named
in neither. In a search that is kept the names in its line of words are numbers; see `archive.search.pinning`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from archive.app_names import OTHER_APP, app_in_print, app_key, app_name
from archive.functions import FunctionClass
from archive.models import Conversation, Function, Person, TopicVersion
from archive.search.expressions import Feature, Field, OnTopic, QueryProblem, Term, leaves
from archive.search.naming import typable
from archive.search.pinning import number_in, numbers, rewritten
from archive.search.query import Query
from archive.topics.editing import version_asked
from woo_portal.presentation.dutch import day, enumeration

_FEATURES = {
    Feature.ATTACHMENT: "met een bijlage",
    Feature.DELETED: "op een telefoon verwijderd",
    Feature.EDITED: "bewerkt",
}
_OFFICES = (
    FunctionClass.MINISTER,
    FunctionClass.STATE_SECRETARY,
    FunctionClass.TOP_OFFICIAL,
    FunctionClass.OFFICIAL,
    FunctionClass.PUBLIC_OFFICE,
)
_PERSONS = (Field.SENDER, Field.RECIPIENT)
_GONE_PERSON = "iemand die niet meer in het archief staat"
_PRIVATE_PERSON = "iemand die alleen in privéberichten voorkomt"
_WITHOUT_FUNCTION = "iemand van wie geen functie is vastgelegd"
_GONE_CHAT = "een gesprek dat is vernietigd"
_PRIVATE_CHAT = "een gesprek dat als privé is gemarkeerd"
_CHAT_OF_TWO = "een gesprek van twee personen"
_A_GROUP = "een groepsgesprek"


@dataclass(frozen=True, slots=True)
class TopicAsked:
    """A topic (id) as it was when it was searched for: which version of it (id), and that in words."""

    topic: int
    version: int
    name: str
    told: str


def topics_asked(query: Query) -> list[TopicAsked]:
    """The topics in a query, each once, as they are now.

    Raises `TopicVersion.DoesNotExist`, and `QueryProblem` as `Query.expression` does.
    """
    asked = dict.fromkeys(part.topic for part in leaves(query.expression()) if isinstance(part, OnTopic))
    return [_as_it_is(version_asked(topic)) for topic in asked]


def _as_it_is(version: TopicVersion) -> TopicAsked:
    threshold = f"; drempel {version.threshold}" if version.threshold > 1 else ""
    told = f"{version} ({', '.join(map(str, version.terms))}{threshold})"
    return TopicAsked(version.topic_id, version.pk, version.name, told)


@dataclass(frozen=True, slots=True)
class Names:
    """The persons and conversations in some queries, by id, and whether they may be told of; what is gone is not in it."""

    persons: Mapping[int, Any]
    chats: Mapping[int, Any]

    def hide(self, query: Query) -> bool:
        """Whether a sentence that was made of the query before may name what is private by now, or destroyed."""
        persons = [self.persons.get(key) for key in _persons_in(query)]
        chats = [self.chats.get(key) for key in _chats_in(query)]
        known = all(person and person.is_known and person.name_is_known for person in persons)
        return not (known and all(chat and chat.is_readable for chat in chats))


def names_in(queries: Iterable[Query], *, with_functions: bool = False) -> Names:
    """The names in these queries; two queries for any number, and two more with the functions of the persons."""
    asked = list(queries)
    persons = {key for query in asked for key in _persons_in(query)}
    chats = {key for query in asked for key in _chats_in(query)}
    # Most searches name nobody, and composing what asks the database costs more than asking it.
    return Names(
        _persons(with_functions=with_functions).in_bulk(persons) if persons else {},
        _chats().in_bulk(chats) if chats else {},
    )


def _persons(*, with_functions: bool) -> QuerySet[Person]:
    standing = Coalesce(OuterRef("merged_into"), OuterRef("pk"))
    persons = Person.objects.select_related("merged_into").annotate(
        is_known=Exists(Person.objects.visible().filter(pk=standing)),
        name_is_known=Exists(Person.objects.visible_names().filter(pk=OuterRef("pk"))),
    )
    return persons.prefetch_related("functions", "merged_into__functions") if with_functions else persons


def _chats() -> QuerySet[Conversation]:
    readable = Exists(Conversation.objects.visible().filter(pk=OuterRef("pk")))
    return Conversation.objects.annotate(is_readable=readable)


def _persons_in(query: Query) -> set[int]:
    beside = {key for key in (query.person, query.recipient) if key is not None}
    return beside.union(*(_numbers(query).get(field, ()) for field in _PERSONS))


def _chats_in(query: Query) -> set[int]:
    beside = {query.conversation} if query.conversation is not None else set()
    return beside.union(_numbers(query).get(Field.CONVERSATION, ()))


def _numbers(query: Query) -> Mapping[Field, set[int]]:
    try:
        return numbers(query.words)
    except QueryProblem:  # kept before there was a language, in which words were words
        return {}


@dataclass(frozen=True, slots=True)
class _Telling:
    """How persons and conversations (ids), and apps (keys), are told; `topics` are those of the search."""

    person: Callable[[int], str]
    chat: Callable[[int], str]
    topics: Sequence[TopicAsked]
    app: Callable[[str], str] = app_name

    def term(self, term: Term) -> str:
        """The value of a term of the line of words: what its number stands for."""
        key = number_in(term)
        if key and term.field in _PERSONS:
            return typable(self.person(key))
        if key and term.field == Field.CONVERSATION:
            return typable(self.chat(key))
        if key and term.field == Field.TOPIC:
            return next((typable(topic.name) for topic in self.topics if topic.topic == key), term.value)
        if term.field == Field.APP and (told := self.app(app_key(term.value))) == OTHER_APP:
            return told
        return term.value


def sentence(query: Query, topics: Sequence[TopicAsked] | None = None, names: Names | None = None) -> str:
    """ "pomp*, afzender Rieke Talsma, 1 november 2025 t/m 21 januari 2026".

    With the topics as they are, and the names of now, unless they are given.
    """
    names = names or names_in([query])

    def person(key: int) -> str:
        row = names.persons.get(key)
        return _GONE_PERSON if row is None else str(row.standing) if row.is_known else _PRIVATE_PERSON

    def chat(key: int) -> str:
        row = names.chats.get(key)
        return _GONE_CHAT if row is None else str(row) if row.is_readable else _PRIVATE_CHAT

    return _told(query, _Telling(person, chat, topics_asked(query) if topics is None else topics))


def public_sentence(query: Query, topics: Sequence[TopicAsked], names: Names, *, titled: Collection[int]) -> str:
    """The same for a decision: "pomp*, afzender minister van Waterstaat". `names` are those with functions, `titled` the
    conversations (ids) of which something is shown: of others nobody looked for names in the title.
    """
    first, last = query.first_day or date.min, query.last_day or date.max

    def person(key: int) -> str:
        row = names.persons.get(key)
        held = row.standing.functions.all() if row else ()
        told = [
            told_publicly(one)
            for one in held
            if (one.valid_from or first) <= last and first <= (one.valid_until or last)
        ]
        return enumeration(list(dict.fromkeys(told))) or _WITHOUT_FUNCTION

    def chat(key: int) -> str:
        row = names.chats.get(key)
        if row is None or not row.is_readable:
            return _GONE_CHAT if row is None else _PRIVATE_CHAT
        if not row.is_group:  # a phone calls a chat of two by the name of the other
            return _CHAT_OF_TWO
        return str(row) if key in titled else _A_GROUP

    return _told(query, _Telling(person, chat, topics, app_in_print))


def told_publicly(function: Function) -> str:
    """A function as it may stand in a decision: its title, and of who held no office only what kind of person it is."""
    kind = FunctionClass(function.function_class)
    return function.title if kind in _OFFICES else kind.label


def _told(query: Query, telling: _Telling) -> str:
    parts = [_words(query, telling), *(f"onderwerp {topic.told}" for topic in telling.topics)]
    if query.person is not None:
        parts.append(f"afzender {telling.person(query.person)}")
    if query.recipient is not None:
        parts.append(f"aan {telling.person(query.recipient)}")
    if query.function:
        parts.append(f"afzender op dat moment {FunctionClass(query.function).label}")
    if query.conversation is not None:
        chat = telling.chat(query.conversation)
        parts.append(chat if chat in (_GONE_CHAT, _PRIVATE_CHAT, _CHAT_OF_TWO, _A_GROUP) else f"gesprek ‘{chat}’")
    if query.app:
        parts.append(f"app {telling.app(query.app)}")
    if query.feature:
        parts.append(_FEATURES[Feature(query.feature)])
    return ", ".join(filter(None, [*parts, *_period(query.first_day, query.last_day)])) or "alle berichten"


def _words(query: Query, telling: _Telling) -> str:
    try:
        return rewritten(query.words, telling.term)
    except QueryProblem:
        return query.words


def _period(first: date | None, last: date | None) -> list[str]:
    if first and last:
        return [day(first) if first == last else f"{day(first)} t/m {day(last)}"]
    if first:
        return [f"vanaf {day(first)}"]
    return [f"t/m {day(last)}"] if last else []
