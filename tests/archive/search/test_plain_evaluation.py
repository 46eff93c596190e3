"""Every search finds what reading the archive word by word finds: no message more, none less."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.days import local_day
from archive.functions import FunctionClass
from archive.importing import MessageKind
from archive.models import (
    Attachment,
    AttachmentText,
    Capture,
    Conversation,
    Function,
    Handle,
    Message,
    Person,
    Source,
    Topic,
)
from archive.search.expressions import (
    And,
    Expression,
    Feature,
    InConversation,
    InFunction,
    InOrganisation,
    InPeriod,
    Near,
    Not,
    OnApp,
    OnTopic,
    Phrase,
    SentBy,
    SentTo,
    With,
    Word,
    any_of,
)
from archive.search.hits import count, hits
from archive.search.index import CONFIGURATION, reindex
from tests import factories
from tests.archive.search import trees
from tests.archive.search.plain import Held, Reader, Row, Stems, file_words, read_words

pytestmark = pytest.mark.django_db

WORDS = "pomp pompen noodpomp dijk café cafe gemaal gemalen gemaalbeheerder code-rood rood de 2025".split()
WORDS += ["dijk/gemaal", "rood.Pomp", "pomp@dijk.nl", "nood\u00adpomp", "pomp-2025/11", "~gemaal~"]
FILES = ("dijk.pdf", "pomp_gemaal.docx", "de-code.rood")
NEW_YEAR = datetime(2025, 12, 31, 23, tzinfo=UTC)
MOMENTS = (
    *(datetime(2025, 11, 14, 23, tzinfo=UTC) + timedelta(seconds=seconds) for seconds in (-1, 0)),
    *(NEW_YEAR + timedelta(seconds=seconds) for seconds in (-1, 0, 3600)),
    datetime(2026, 3, 28, 23, 30, tzinfo=UTC),
    datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC),
)
DAYS = (None, date(2025, 11, 14), date(2025, 11, 15), date(2025, 12, 31), date(2026, 1, 1), date(2026, 3, 29))


@dataclass(frozen=True, slots=True)
class Line:
    """A message to be: in which of the chats, under which of the handles, with what."""

    chat: int
    sender: int | None
    at: datetime
    words: list[str]
    file: str
    attached: list[str]
    kind: MessageKind
    edited: bool
    elsewhere: str
    is_private: bool


LINES = st.builds(
    Line,
    chat=st.integers(0, 2),
    sender=st.none() | st.integers(0, 3),
    at=st.sampled_from(MOMENTS),
    words=st.lists(st.sampled_from(WORDS), max_size=6),
    file=st.sampled_from(("", "", *FILES)),
    attached=st.lists(st.sampled_from(WORDS), max_size=4),
    kind=st.sampled_from([*[MessageKind.TEXT] * 4, MessageKind.DELETED, MessageKind.SYSTEM]),
    edited=st.booleans(),
    elsewhere=st.sampled_from(["", "", "deleted", "edited"]),
    is_private=st.sampled_from([False, False, False, True]),
)


@dataclass(slots=True)
class World:
    """The persons, chats and topic that the messages of every example have in common."""

    handles: list[Handle]
    chats: list[Conversation]
    merged: Person
    topic: Topic
    source: Source
    stems: Stems
    functions: dict[int, list[Held]] = field(default_factory=dict)

    @property
    def people(self) -> list[int]:
        """The persons that can be asked for: one that was merged and one that is nobody as well."""
        return [*{handle.person.pk: None for handle in self.handles}, self.merged.pk, 10**9]

    def reader(self) -> Reader:
        """Answers as the archive should."""
        enough = any_of([Word("noodpomp", is_beginning=True), And((Phrase("pomp dijk"), Word("café")))])
        asked = And((enough, Not(Word("rood"))))
        into = {self.merged.pk: self.merged.standing_id}
        return Reader(self.stems, lambda person: into.get(person, person), {self.topic.pk: asked})


@pytest.fixture
def world(db) -> World:
    rieke, wout, kofi = (factories.person(name) for name in ("Rieke Talsma", "Wout Peeters", "Kofi Mensah"))
    held = [
        (rieke, "Minister", "IenW", FunctionClass.MINISTER, None, date(2025, 11, 14)),
        (rieke, "adviseur", "Gemeente", FunctionClass.OFFICIAL, date(2025, 11, 15), date(2025, 12, 31)),
        (wout, "adviseur", "IenW", FunctionClass.TOP_OFFICIAL, date(2026, 1, 1), None),
    ]
    handles = [factories.handle(person) for person in (rieke, rieke, wout, kofi)]
    chats = [
        factories.conversation("Crisis", handles[0], handles[2], app="whatsapp"),
        factories.conversation("Beraad", handles[1], handles[3], app="teams"),
        factories.conversation("Beraad", handles[2], app="teams"),
    ]
    made = World(
        handles,
        chats,
        Person.objects.create(name="R. Talsma", merged_into=rieke),
        factories.topic("Pompen", 'noodpomp* 2\n"pomp dijk"\ncafé\n-rood', threshold=2),
        Source.objects.create(sha256="a" * 64, size=1, file_name="chat.txt"),
        stemmed(
            {part for word in read_words([*WORDS, *file_words(" ".join(FILES))]) for part in [word, *word.split("-")]}
        ),
    )
    for person, title, organisation, kind, first, last in held:
        Function.objects.create(
            person=person,
            title=title,
            organisation=organisation,
            function_class=kind,
            valid_from=first,
            valid_until=last,
        )
        made.functions.setdefault(person.pk, []).append(Held(title, organisation, kind, first, last))
    return made


STEM = """
SELECT word, (SELECT lexeme FROM unnest(to_tsvector(%s::regconfig, word)) WHERE positions[1] = 1)
FROM unnest(%s::text[]) word
"""


def stemmed(words: set[str]) -> Stems:
    """Of a word its lexeme; of one with hyphens that of the whole alone."""
    with connection.cursor() as cursor:
        cursor.execute(STEM, [CONFIGURATION, sorted(words)])
        return {word: [lexeme] if lexeme else [] for word, lexeme in cursor.fetchall()}


def stored(world: World, lines: list[Line], is_private_chat: bool) -> list[Row]:
    """Bring the messages into the archive; what of it may be found."""
    rows = []
    for number, line in enumerate(lines):
        chat, sender = world.chats[line.chat], None if line.sender is None else world.handles[line.sender]
        message = factories.message(
            chat, " ".join(line.words), sender=sender, at=line.at, kind=line.kind, edited=line.edited
        )
        if line.file:
            Attachment.objects.create(message=message, number=0, file_name=line.file, sha256=f"{number:064}")
            AttachmentText.objects.create(sha256=f"{number:064}", text=" ".join(line.attached))
        if line.elsewhere:
            Capture.objects.create(
                message=message,
                source=world.source,
                first_unit=number,
                last_unit=number,
                sent_at=line.at,
                kind=line.elsewhere if line.elsewhere == "deleted" else "",
                edited=line.elsewhere == "edited",
            )
        if line.is_private:
            factories.private_mark(chat, message)
        if not line.is_private and line.kind != MessageKind.SYSTEM and not (is_private_chat and line.chat == 2):
            rows.append(known(world, line, message))
    if is_private_chat:
        factories.private_mark(world.chats[2])
    reindex(Message.objects.values_list("pk", flat=True))
    return rows


def known(world: World, line: Line, message: Message) -> Row:
    chat, sender = message.conversation, message.sender.person.pk if message.sender else None
    told = {
        Feature.ATTACHMENT: bool(line.file),
        Feature.DELETED: MessageKind.DELETED in (line.kind, line.elsewhere),
        Feature.EDITED: line.edited or line.elsewhere == "edited",
    }
    return Row(
        key=message.pk,
        words=[*line.words, *file_words(line.file)],
        attached=line.attached if line.file else [],
        at=line.at,
        day=local_day(line.at),
        sender=sender,
        chat=chat.pk,
        app=chat.app,
        members=frozenset(part.handle.person.pk for part in chat.participants.all()),
        features=frozenset(feature for feature, is_so in told.items() if is_so),
        functions=world.functions.get(sender, []),
    )


def newest_first(rows: list[Row]) -> list[Row]:
    """The order of hits."""
    return sorted(rows, key=lambda row: (row.at, row.key), reverse=True)


def leaves(world: World) -> st.SearchStrategy[Expression]:
    """Everything a search can ask, of this world."""
    words = st.builds(Word, st.sampled_from(WORDS), st.booleans())
    people = st.lists(st.sampled_from(world.people), min_size=1, max_size=2, unique=True).map(tuple)
    chats = st.lists(st.sampled_from([chat.pk for chat in world.chats]), min_size=1, max_size=2, unique=True).map(tuple)
    days = st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).filter(
        lambda bounds: None in bounds or bounds[0] <= bounds[1]
    )
    functions = st.sampled_from(
        [
            InFunction(FunctionClass.MINISTER),
            InFunction(title="Adviseur"),
            InFunction(FunctionClass.OFFICIAL, "ADVISEUR"),
        ]
    )
    return st.one_of(
        words,
        words,
        st.builds(Phrase, st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)),
        st.builds(Near, words, words, st.integers(1, 4)),
        st.builds(SentBy, people),
        st.builds(SentTo, people),
        st.builds(InConversation, chats),
        st.builds(OnApp, st.sampled_from(["whatsapp", "teams", "signal"])),
        functions,
        st.builds(InOrganisation, st.sampled_from(["ienw", "Gemeente", "Rijk"])),
        st.just(OnTopic(world.topic.pk)),
        days.map(lambda bounds: InPeriod(*bounds)),
        st.builds(With, st.sampled_from(Feature)),
    )


def test_searches_find_what_reading_word_by_word_finds(world):
    reader = world.reader()
    searches = st.lists(trees.trees(leaves(world), size=5), min_size=15, max_size=15)

    @settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(st.lists(LINES, min_size=12, max_size=20), st.booleans(), searches)
    def each(lines, is_private_chat, asked):
        with transaction.atomic():
            rows = stored(world, lines, is_private_chat)
            for expression in asked:
                expected = [row.key for row in newest_first(rows) if reader.finds(expression, row)]
                assert list(hits(expression, size=len(lines) + 1).messages) == expected, expression
                assert count(expression) == len(expected), expression
            transaction.set_rollback(True)

    each()
