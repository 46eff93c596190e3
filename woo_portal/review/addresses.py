"""Addresses of the review screen: what is looked at, and the filter that stays while one goes on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from redaction.label_names import LABEL_NAMES
from woo_portal.dossiers.queue import Entry, Filter, Group, Show, Source
from woo_portal.presentation.typed_ids import id_in

LAST = "laatste"
"""In place of a passage or a message: the last one there is."""
_GROUP = re.compile(r"(\d{1,18})\.(\d{4}-\d\d-\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks for. `source` is what is decided on, else the first of `group`, else of the queue.

    `passage` is its id, or `LAST`; `at_end` asks for the last of the group. The titles, which are no conversation-day, are
    the first group whenever there are any.
    """

    source: Source | None = None
    group: tuple[int, date] | None = None
    passage: int | str | None = None
    at_end: bool = False


def filter_of(parameters: QueryDict) -> Filter:
    """The filter in an address; what it does not know it leaves out."""
    show, label = parameters.get("toon", ""), parameters.get("soort", "")
    return Filter(
        show=Show(show) if show in Show.values else Show.WAITING,
        label=label if label in LABEL_NAMES else "",
        person=id_in(parameters.get("persoon")),
        words=" ".join(parameters.get("zoek", "").replace("\0", "").split())[:200],
    )


def wanted_of(parameters: QueryDict) -> Wanted:
    """What an address asks to look at."""
    message, conversation = id_in(parameters.get("bericht")), id_in(parameters.get("gesprek"))
    passage = parameters.get("passage")
    return Wanted(
        source=Source(message, None if message else conversation) if message or conversation else None,
        group=_group_in(parameters.get("dag", "")),
        passage=LAST if passage == LAST else id_in(passage),
        at_end=parameters.get("plaats") == LAST,
    )


def _group_in(text: str) -> tuple[int, date] | None:
    """A conversation and a day, as `Addresses.group` writes them: "12.2025-11-13"."""
    found = _GROUP.fullmatch(text)
    if found is None:
        return None
    try:
        return int(found[1]), date.fromisoformat(found[2])
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Addresses:
    """Every address of one dossier's review screen, with the filter in it."""

    number: str
    filter: Filter

    @property
    def _kept(self) -> dict[str, str]:
        wanted = self.filter
        values = {"soort": wanted.label, "persoon": str(wanted.person or ""), "zoek": wanted.words}
        if wanted.show != Show.WAITING:
            values["toon"] = wanted.show.value
        return {name: value for name, value in values.items() if value}

    def action(self, name: str) -> str:
        """Where a form of the screen is sent."""
        query = urlencode(self._kept)
        return reverse(name, args=[self.number]) + (f"?{query}" if query else "")

    def _screen(self, fragment: str = "", **query: str | int | None) -> str:
        values = {**{name: value for name, value in query.items() if value}, **self._kept}
        address = reverse("review", args=[self.number])
        return f"{address}{'?' if values else ''}{urlencode(values)}{fragment}"

    def start(self) -> str:
        """The beginning of the queue."""
        return self._screen()

    def source(self, source: Source, passage: int | str | None = None) -> str:
        """A message or a title, and a passage in it."""
        here = f"#bericht-{source.message}" if source.message else "#gesprek"
        return self._screen(here, bericht=source.message, gesprek=source.conversation, passage=passage)

    def entry(self, entry: Entry, *, passage: str | None = None) -> str:
        """A message or title of the queue; `LAST` opens the last passage of it."""
        return self.source(entry.source, passage)

    def group(self, group: Group, *, at_end: bool = False, passage: str | None = None) -> str:
        """The first message of a conversation-day, or the last one when one comes from below."""
        day = f"{group.conversation}.{group.day}" if group.day else "titels"
        return self._screen("#lakken", dag=day, plaats=LAST if at_end else None, passage=passage)
