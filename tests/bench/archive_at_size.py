"""An archive of any size, written straight into the tables: `python -m tests.bench.archive_at_size MESSAGES` makes one to keep.

Words by Zipf's law over a large vocabulary that looks Dutch, lengths log-normal, a thousand persons in twenty thousand chats,
ten years with quiet nights and weekends, and stories that fill the chats for some weeks and are then over. Messages are
stored in the order in which phones are handed in, which is not that of their dates.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np

DATABASE = "woo_bench_search"
"""Kept until another is made, so that measuring again needs no making again."""
PERSONS, CHATS, YEARS = 1_000, 20_000, 10
WORDS, EXPONENT, STORIES = 200_000, 1.05, 400
MEDIAN_LENGTH, SPREAD, LONGEST = 9, 0.8, 400
FIRST_DAY = date(2016, 1, 1)
BATCH = 100_000
TABLES = ("archive_message", "archive_capture", "archive_attachment")
_COMMON = (
    "de het een en van ik je is dat in te niet op voor met zijn er die aan maar ook als nog om dan naar bij uit dit wel wat "
    "door over tot kan moet zo hij we"
).split()
_ONSETS = "b d f g h j k l m n p r s t v w z sch st str kr br dr gr pl kl bl sl vl tr sp kn zw".split()
_VOWELS = "a e i o u aa ee oo uu ie oe ui ij ei ou eu".split()
_CODAS = ["", "", "", *"k l m n p r s t g f ng rt st nd lk rg cht nk mp ls".split()]
_ENDINGS = ("en", "s", "tje", "jes", "ing", "de")
_APPS = ("whatsapp", "signal", "teams", "sms", "telegram")
_CLASSES = ("minister", "state_secretary", "top_official", "official", "public_office", "journalist", "company_contact")


def vocabulary(chance: np.random.Generator) -> list[str]:
    """The words, the most frequent first: function words, then words of one to four syllables and forms of these."""
    words = dict.fromkeys(_COMMON)
    made: list[str] = []
    while len(words) < WORDS:
        if made and chance.random() < 0.3:
            word = made[int(chance.integers(len(made)))] + _ENDINGS[int(chance.integers(len(_ENDINGS)))]
        else:
            syllables = 1 + min(3, int(chance.exponential(0.5 + len(words) / WORDS)))
            parts = [(_ONSETS, _VOWELS, _CODAS)[place % 3] for place in range(3 * syllables)]
            word = "".join(part[int(chance.integers(len(part)))] for part in parts)
            made.append(word)
        words[word] = None
    return list(words)


class Generator:
    """The messages of the archive, in batches: the same size gives the same archive."""

    def __init__(self, messages: int) -> None:
        self.messages = messages
        self._chance = np.random.default_rng(20161101)
        self.words = vocabulary(self._chance)
        self._spelled = np.array(self.words, dtype=object)
        weights = np.arange(1, WORDS + 1, dtype=float) ** -EXPONENT
        self._by_chance = np.cumsum(weights / weights.sum())
        busy = np.arange(1, CHATS + 1, dtype=float) ** -0.8
        self._chats_by_chance = np.cumsum(busy / busy.sum())
        self.members = [self._members() for _ in range(CHATS)]
        self._hours = np.cumsum(np.array([1] * 7 + [8] * 12 + [6] * 3 + [2] * 2, dtype=float) / 121)
        days = YEARS * 365
        pace = np.where(np.arange(days) % 7 < 5, 5.0, 1.0) * np.linspace(1, 2, days)
        self._days = np.cumsum(pace / pace.sum())
        self._stories = [
            (int(self._chance.integers(days)), self._chance.integers(len(_COMMON), WORDS // 20, 30))
            for _ in range(STORIES)
        ]

    def _members(self) -> np.ndarray:
        size = 2 + min(28, int(self._chance.exponential(3)))
        return np.unique((PERSONS * self._chance.power(0.5, size)).astype(int))

    def batches(self) -> Iterator[tuple[list[tuple[Any, ...]], int]]:
        """Rows of (chat, member, seconds since the first day, text), and how many came before."""
        for start in range(0, self.messages, BATCH):
            yield self._batch(min(BATCH, self.messages - start)), start

    def _batch(self, size: int) -> list[tuple[Any, ...]]:
        chance = self._chance
        chats = np.searchsorted(self._chats_by_chance, chance.random(size))
        days = np.searchsorted(self._days, chance.random(size))
        seconds = np.searchsorted(self._hours, chance.random(size)) * 3600 + chance.integers(0, 3600, size)
        lengths = np.clip(chance.lognormal(np.log(MEDIAN_LENGTH), SPREAD, size).round(), 1, LONGEST).astype(int)
        ids = np.searchsorted(self._by_chance, chance.random(lengths.sum()))
        ends = np.cumsum(lengths)
        self._tell_stories(ids, days, ends, lengths)
        spelled = self._spelled[np.minimum(ids, WORDS - 1)].tolist()
        who = chance.random(size)
        rows, begin = [], 0
        for chat, day, second, end, luck in zip(chats, days, seconds, ends, who, strict=True):
            members = self.members[chat]
            member = int(members[int(luck * luck * len(members))])
            rows.append((int(chat), member, int(day) * 86400 + int(second), " ".join(spelled[begin:end])))
            begin = end
        return rows

    def _tell_stories(self, ids: np.ndarray, days: np.ndarray, ends: np.ndarray, lengths: np.ndarray) -> None:
        """In a story's weeks one word of some messages is of that story."""
        for first, words in self._stories:
            about = np.flatnonzero((days >= first) & (days < first + 28) & (self._chance.random(len(days)) < 0.1))
            places = ends[about] - 1 - (self._chance.random(len(about)) * lengths[about]).astype(int)
            ids[places] = self._chance.choice(words, len(about))


def moment(seconds: int) -> datetime:
    """The moment so many seconds after the first day."""
    return datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, tzinfo=UTC) + timedelta(seconds=seconds)


def set_up(*, fresh: bool = False) -> None:
    """Django, with the archive's database; with `fresh` an empty, migrated one."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    from woo_portal.services import start_services

    start_services()
    settings.DATABASES["default"]["NAME"] = DATABASE
    django.setup()
    if fresh:
        from django.db import connection

        with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
            cursor.execute(f"CREATE DATABASE {DATABASE}")
        call_command("migrate", verbosity=0)


def store(messages: int) -> None:
    """Write the archive: persons and chats through the models, messages and what hangs on them in bulk."""
    generator = Generator(messages)
    _store_people(generator)
    counts = np.zeros((CHATS, PERSONS), dtype=np.int32)
    with _without_indexes():
        for rows, before in generator.batches():
            _copy_messages(rows, before)
            np.add.at(counts, tuple(np.array([row[:2] for row in rows]).T), 1)
    _store_counts(counts)


def _store_people(generator: Generator) -> None:
    """Persons with one name each and the functions they held, chats with who takes part, and one source for it all."""
    from archive.models import Conversation, Function, Handle, Participant, Person, Source

    chance = np.random.default_rng(7)
    Source.objects.create(pk=1, sha256="0" * 64, size=1, file_name="telefoon.zip", importer="bench")
    Person.objects.bulk_create(Person(pk=number + 1, name=f"Persoon {number}") for number in range(PERSONS))
    Handle.objects.bulk_create(
        Handle(pk=number + 1, kind="phone", value=f"+316{number:08}", person_id=number + 1) for number in range(PERSONS)
    )
    functions = []
    for number in range(PERSONS):
        kind = _CLASSES[min(len(_CLASSES) - 1, int(chance.exponential(3)))]
        since = FIRST_DAY + timedelta(days=int(chance.integers(0, 2000)))
        until = since + timedelta(days=int(chance.integers(300, 2000)))
        organisation = f"Organisatie {int(chance.integers(25))}"
        named = {"person_id": number + 1, "organisation": organisation}
        functions.append(Function(function_class=kind, title=f"{kind} a", valid_from=since, valid_until=until, **named))
        following = {"valid_from": until + timedelta(days=1), "title": f"{kind} b"}
        functions.append(Function(function_class="official", **following, **named))
    Function.objects.bulk_create(functions)
    Conversation.objects.bulk_create(
        Conversation(
            pk=number + 1, app=_APPS[number % len(_APPS)], title=f"Gesprek {number}", is_group=len(members) > 2
        )
        for number, members in enumerate(generator.members)
    )
    Participant.objects.bulk_create(
        (
            Participant(conversation_id=number + 1, handle_id=int(member) + 1)
            for number, members in enumerate(generator.members)
            for member in members
        ),
        batch_size=5000,
    )


@contextmanager
def _without_indexes() -> Iterator[None]:
    """Take the constraints and indexes off the tables that are filled, and put the same ones on again."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off; SET maintenance_work_mem = '512MB'")
        cursor.execute(
            "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'u') ORDER BY contype = 'f'",
            [list(TABLES)],
        )
        constraints = cursor.fetchall()
        for table, name, _ in constraints:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
            " WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary",
            [list(TABLES)],
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        for _, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in constraints:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


_MESSAGE = (
    "id, conversation_id, position, sent_at, precision, zone, kind, sender_id, sender_shown, event, text, source_id, edited,"
    " forwarded, forwarded_from, quote_author, quote_text, warnings, content_hash"
)
_ATTACHMENT = "message_id, number, file_name, sha256, size, media_type"
_CAPTURE = "message_id, source_id, first_unit, last_unit, sender_id, sent_at, kind, edited"


def _copy_messages(rows: list[tuple[Any, ...]], before: int) -> None:
    """Of a hundred messages five have a picture; of a thousand five are edited, and two are gone on another phone."""
    lines, attachments, captures = [], [], []
    for number, (chat, member, seconds, text) in enumerate(rows, start=before + 1):
        at, luck = f"{moment(seconds):%Y-%m-%d %H:%M:%S+00}", number * 7919 % 1000
        kind = "media" if luck < 50 else "text"
        lines.append(
            f"{number}\t{chat + 1}\t{number}\t{at}\t1\tUTC\t{kind}\t{member + 1}\tPersoon {member}\t\t{text}\t\t"
            f"{'t' if 100 <= luck < 105 else 'f'}\tf\t\t\t\t[]\t\\\\x{number:064x}\n"
        )
        if luck < 50:
            attachments.append(f"{number}\t0\tIMG-{at[:10]}-WA{number % 10000:04}.jpg\t\t\\N\timage/jpeg\n")
        if 200 <= luck < 202:
            captures.append(f"{number}\t1\t{number}\t{number}\t{member + 1}\t{at}\tdeleted\tf\n")
    _copy("archive_message", _MESSAGE, lines)
    _copy("archive_attachment", _ATTACHMENT, attachments)
    _copy("archive_capture", _CAPTURE, captures)


def _copy(table: str, columns: str, lines: list[str]) -> None:
    from django.db import connection

    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        copy.write("".join(lines))


def _store_counts(counts: np.ndarray) -> None:
    """How many messages each chat and each person in it has, and the numbers that new messages go on from."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE sent (chat int, member int, number int)")
        with cursor.copy("COPY sent FROM STDIN") as copy:
            for chat, member in np.argwhere(counts):
                copy.write_row((int(chat) + 1, int(member) + 1, int(counts[chat, member])))
        cursor.execute(
            "UPDATE archive_participant p SET message_count = sent.number FROM sent"
            " WHERE p.conversation_id = sent.chat AND p.handle_id = sent.member"
        )
        cursor.execute(
            "UPDATE archive_conversation c SET message_count = totals.number, first_at = totals.first, last_at = totals.last"
            " FROM (SELECT conversation_id, count(*) AS number, min(sent_at) AS first, max(sent_at) AS last"
            "  FROM archive_message GROUP BY conversation_id) totals WHERE c.id = totals.conversation_id"
        )
        for table in ("person", "handle", "conversation", "source", "message"):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('archive_{table}', 'id'), (SELECT max(id) FROM archive_{table}))"
            )
        cursor.execute("VACUUM ANALYZE")


def main() -> None:
    """Make the archive, then its search rows."""
    from django.core.management import call_command

    messages = int(sys.argv[1])
    started = time.perf_counter()
    set_up(fresh=True)
    store(messages)
    print(f"{messages} berichten in {time.perf_counter() - started:.0f} s")
    started = time.perf_counter()
    call_command("rebuild_search")
    print(f"doorzoekbaar in {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
