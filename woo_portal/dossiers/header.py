"""The header of every page of a dossier: where it stands, until when, the one next step, and its tabs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from woo_portal.accounts.models import User
from woo_portal.dossiers.access import may_search
from woo_portal.dossiers.models import Dossier, Kind
from woo_portal.dossiers.reruns import imports_since
from woo_portal.dossiers.second_reading import to_read_before_release
from woo_portal.dossiers.sight import stamp_of
from woo_portal.dossiers.states import State
from woo_portal.dossiers.terms import TermFacts, term_of
from woo_portal.dossiers.workflow import FINAL, Transition, moves
from woo_portal.dossiers.workflow import TABLE as MOVES

QUESTIONS = ("questions", "Vragen", "parliament-set")
ANSWERS = ("answers", "Antwoorden", "parliament-answers")
"""The tabs of a set of parliamentary questions only; they stand after the first."""
DECISION = ("decision", "Besluit", "dossier-decision")
"""The tab of Woo requests only."""
TABS = (
    ("overview", "Overzicht", "dossier"),
    ("searches", "Zoekslag", "dossier-searches"),
    ("messages", "Berichten", "dossier-messages"),
    ("review", "Lakken", "review"),
    DECISION,
    ("package", "Pakket", "package"),
    ("log", "Logboek", "dossier-log"),
)
"""Of each tab the key a page names itself by, its label and the name of its URL."""
_TONES = {State.APPROVED: "success", State.RELEASED: "success", State.APPROVAL: "warning"}
_ROAD = list(State)
_BEFORE_FINAL = frozenset(row.source for row in MOVES if row.target in FINAL)
_WITHOUT_NEWS = frozenset({"review"})
"""Tabs on which nobody can do anything about an archive that has grown."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A link to a part of the dossier, and whether it is open."""

    label: str
    url: str
    active: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A move on the road; `objection` says why it cannot be made now, and is empty when it can. `note` is what its maker should
    know, also empty.
    """

    target: State
    label: str
    asks_reason: bool
    objection: str
    note: str


@dataclass(frozen=True, slots=True)
class Header:
    """What the header shows to one person. `following` are steps on along the road, `back` those that return. `imports` came
    into the archive since it was last searched for the dossier; `waiting_url` says what that brings, to who may search. `stamp`
    is what the steps are taken from, see `dossiers.sight`; empty where none asks for it.
    """

    term: TermFacts
    tone: str
    following: tuple[Step, ...]
    back: tuple[Step, ...]
    tabs: tuple[Tab, ...]
    imports: int
    waiting_url: str
    stamp: str


def tone_of(dossier: Dossier) -> str:
    """The tone of the badge of its state; most inform."""
    return _TONES.get(State(dossier.state), "info")


def header_of(dossier: Dossier, user: User, tab: str) -> Header:
    """The header of a dossier's page for this account; `tab` is the key of the open one."""
    stamp = stamp_of(dossier) if dossier.state in _BEFORE_FINAL else ""
    steps = [(row, _step(dossier, row, objection)) for row, objection in moves(dossier, user)]
    return Header(
        term=term_of(dossier),
        tone=tone_of(dossier),
        following=tuple(step for row, step in steps if _is_on(row)),
        back=tuple(step for row, step in steps if not _is_on(row)),
        tabs=tuple(
            Tab(label, reverse(name, args=[dossier.number]), key == tab) for key, label, name in _tabs_of(dossier)
        ),
        imports=_imports_since(dossier) if tab not in _WITHOUT_NEWS else 0,
        waiting_url=reverse("dossier-searches-waiting", args=[dossier.number]) if may_search(user) else "",
        stamp=stamp,
    )


def _tabs_of(dossier: Dossier) -> Sequence[tuple[str, str, str]]:
    if dossier.kind == Kind.PARLIAMENT:
        return (TABS[0], QUESTIONS, ANSWERS, *(tab for tab in TABS[1:] if tab != DECISION))
    return TABS


def _imports_since(dossier: Dossier) -> int:
    return 0 if dossier.state == State.RELEASED else imports_since([dossier.pk]).get(dossier.pk, 0)


def _step(dossier: Dossier, row: Transition, objection: str) -> Step:
    note = to_read_before_release(dossier) if row.target == State.RELEASED and not objection else ""
    return Step(row.target, row.label, row.asks_reason, objection, note)


def _is_on(row: Transition) -> bool:
    return _ROAD.index(row.target) > _ROAD.index(row.source)
