"""SQLite's FTS5 and tantivy on the messages of the kept archive, asked the same: what the bench of searches compares with.

Both are given the messages in order of time, which is how they are asked for, and neither stems: they have a little less to do.
"""

from __future__ import annotations

import atexit
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import tantivy

from tests.bench.search import PAGE, Asked

Answer = Callable[[Asked], object]
_MESSAGES = """
SELECT m.text, i.sender_id, i.conversation_id, i.month, extract(epoch FROM i.sent_at)::bigint
FROM archive_messageindex i JOIN archive_message m ON m.id = i.message_id ORDER BY i.sent_at, i.message_id
"""
_AT_MOST = 10_001


def peers() -> dict[str, dict[str, Answer]]:
    """How each answers each kind of question, on an index of its own that goes with this process."""
    folder = Path(tempfile.mkdtemp(prefix="woo-bench-"))
    atexit.register(shutil.rmtree, folder)
    answers = {}
    for name, peer in (("FTS5", _Fts5(folder / "fts5.db")), ("tantivy", _Tantivy(folder / "tantivy"))):
        answers[name] = {
            "woord, persoon en jaar, met verdeling": lambda asked, peer=peer: (peer.page(asked), peer.spread(asked)),
            "vaak voorkomend woord": peer.page,
            "zeldzaam woord": peer.page,
            "zin van twee woorden": peer.page,
            "onderwerp: acht woorden samen": peer.page,
            "woord en persoon, alle jaren": peer.page,
            "verdeling van een vaak voorkomend woord": peer.spread,
            "verdeling van acht woorden samen": peer.spread,
            "aantal tot 10.001 van een vaak voorkomend woord": peer.count,
        }
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and name.lower() in str(path))
        print(f"{name}: {peer.rate:.0f} berichten/s, {size / 1e6:.0f} MB")
    return answers


def _messages() -> Iterator[tuple[Any, ...]]:
    from archive.streaming import streamed

    yield from streamed(_MESSAGES, [])


class _Fts5:
    """One table for the words, and one for what hits are counted by."""

    def __init__(self, path: Path) -> None:
        started = time.perf_counter()
        self._base = sqlite3.connect(path)
        self._base.executescript(
            "PRAGMA synchronous = OFF; PRAGMA cache_size = -500000;"
            "CREATE VIRTUAL TABLE words USING fts5(text, who, content='', tokenize='unicode61 remove_diacritics 2');"
            "CREATE TABLE facts (id INTEGER PRIMARY KEY, who INT, chat INT, month INT);"
        )
        number = 0
        for number, (text, who, chat, month, _) in enumerate(_messages(), start=1):
            self._base.execute("INSERT INTO words (rowid, text, who) VALUES (?, ?, ?)", (number, text, f"h{who}"))
            self._base.execute("INSERT INTO facts VALUES (?, ?, ?, ?)", (number, who, chat, month))
        self._base.commit()
        self._base.execute("CREATE INDEX months ON facts (month, id)")
        self.rate = number / (time.perf_counter() - started)

    def page(self, asked: Asked) -> object:
        """The newest hits."""
        return self._base.execute(f"{self._hits(asked)} ORDER BY rowid DESC LIMIT {PAGE}").fetchall()

    def count(self, asked: Asked) -> object:
        """How many hits there are, up to a bound."""
        return self._base.execute(f"SELECT count(*) FROM ({self._hits(asked)} LIMIT {_AT_MOST})").fetchone()

    def spread(self, asked: Asked) -> object:
        """The hits by person, conversation and month."""
        counted = " UNION ALL ".join(
            f"SELECT '{by}', {by}, count(*) FROM hit GROUP BY {by}" for by in ("who", "chat", "month")
        )
        hit = f"SELECT who, chat, month FROM facts WHERE id IN ({self._hits(asked)})"
        return self._base.execute(f"WITH hit AS MATERIALIZED ({hit}) {counted}").fetchall()

    def _hits(self, asked: Asked) -> str:
        words = f'"{" ".join(asked.words)}"' if asked.is_phrase else " OR ".join(f'"{word}"' for word in asked.words)
        match = f"text : ({words})" + (f" AND who : h{asked.handle}" if asked.handle else "")
        period = ""
        if asked.year:
            bounds = "SELECT min(id), max(id) FROM facts WHERE month BETWEEN ? AND ?"
            first, last = self._base.execute(bounds, (asked.year * 12, asked.year * 12 + 11)).fetchone()
            period = f" AND rowid BETWEEN {first} AND {last}"
        return f"SELECT rowid FROM words WHERE words MATCH '{match}'{period}"


class _Tantivy:
    """One index; what hits are counted by are fast fields."""

    def __init__(self, path: Path) -> None:
        started = time.perf_counter()
        path.mkdir()
        build = tantivy.SchemaBuilder().add_text_field("text", stored=False)
        for name in ("who", "chat", "month", "year", "sent"):
            build = build.add_integer_field(name, indexed=name in ("who", "year"), fast=True)
        self._schema = build.build()
        index = tantivy.Index(self._schema, path=str(path))
        writer = index.writer(heap_size=500_000_000, num_threads=2)
        for text, who, chat, month, sent in _messages():
            facts = {"who": who, "chat": chat, "month": month, "year": month // 12, "sent": sent}
            writer.add_document(tantivy.Document(text=text, **facts))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()
        self.rate = self._searcher.num_docs / (time.perf_counter() - started)

    def page(self, asked: Asked) -> object:
        """The newest hits."""
        return self._searcher.search(self._hits(asked), limit=PAGE, count=False, order_by_field="sent").hits

    def count(self, asked: Asked) -> object:
        """How many hits there are, all of them."""
        return self._searcher.search(self._hits(asked), limit=1, count=True).count

    def spread(self, asked: Asked) -> object:
        """The hits by person, conversation and month."""
        counted = {by: {"terms": {"field": by, "size": 30_000}} for by in ("who", "chat", "month")}
        return self._searcher.aggregate(self._hits(asked), counted)

    def _hits(self, asked: Asked) -> tantivy.Query:
        must, should = tantivy.Occur.Must, tantivy.Occur.Should
        if asked.is_phrase and len(asked.words) > 1:
            words = tantivy.Query.phrase_query(self._schema, "text", list(asked.words))
        else:
            each = [(should, tantivy.Query.term_query(self._schema, "text", word)) for word in asked.words]
            words = tantivy.Query.boolean_query(each)
        parts = [(must, words)]
        for name, value in (("who", asked.handle), ("year", asked.year)):
            if value:
                parts.append((must, tantivy.Query.term_query(self._schema, name, value)))
        return tantivy.Query.boolean_query(parts)
