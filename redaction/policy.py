"""What the standing policy proposes for a kind of personal data: a ground, or to show it. Pure.

The table is the whole policy. It knows roles, not persons: who held which function when is the archive's knowledge, and
the caller passes the role at the moment of sending. A person decides afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive.functions import FunctionClass
from redaction.detecting import Label


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the policy: for these labels and roles, this ground; None is "tonen". `why` is a Dutch sentence."""

    labels: frozenset[Label]
    roles: frozenset[FunctionClass]
    ground: str | None
    why: str


_EVERYBODY = frozenset(FunctionClass)
_PERSON = frozenset({Label.PERSON})

POLICY: tuple[Rule, ...] = (
    Rule(
        frozenset({Label.BSN}),
        _EVERYBODY,
        "5.1.1e",
        "Een burgerservicenummer is een wettelijk identificatienummer en wordt nooit openbaar gemaakt.",
    ),
    Rule(
        frozenset({Label.CREDENTIAL}),
        _EVERYBODY,
        "5.1.2h",
        "Een wachtwoord of toegangscode raakt de beveiliging van personen en gebouwen.",
    ),
    Rule(
        frozenset({Label.SPECIAL}),
        _EVERYBODY,
        "5.1.1d",
        "Gezondheid, geloof en andere bijzondere persoonsgegevens worden nooit openbaar gemaakt.",
    ),
    Rule(
        frozenset(Label) - {Label.PERSON, Label.BSN, Label.CREDENTIAL, Label.SPECIAL},
        _EVERYBODY,
        "5.1.2e",
        "Contactgegevens en andere gegevens van een persoon zijn privé, welke functie iemand ook heeft.",
    ),
    Rule(
        _PERSON,
        frozenset({FunctionClass.MINISTER, FunctionClass.STATE_SECRETARY}),
        None,
        "De naam van een bewindspersoon is openbaar: die legt in het openbaar verantwoording af.",
    ),
    Rule(
        _PERSON,
        frozenset({FunctionClass.TOP_OFFICIAL}),
        None,
        "De naam van een ambtenaar in de top van het ministerie is uit hoofde van de functie openbaar.",
    ),
    Rule(
        _PERSON,
        frozenset({FunctionClass.PUBLIC_OFFICE}),
        None,
        "De naam van wie een openbaar ambt bekleedt is openbaar.",
    ),
    Rule(
        _PERSON,
        frozenset({FunctionClass.OFFICIAL}),
        "5.1.2e",
        "Namen van ambtenaren die niet uit hoofde van hun functie in de openbaarheid treden, worden niet gegeven.",
    ),
    Rule(
        _PERSON,
        frozenset({FunctionClass.CITIZEN, FunctionClass.JOURNALIST, FunctionClass.COMPANY}),
        "5.1.2e",
        "De naam van iemand van buiten de overheid raakt de persoonlijke levenssfeer.",
    ),
    Rule(
        _PERSON,
        frozenset({FunctionClass.UNKNOWN}),
        "5.1.2e",
        "Van deze persoon is geen openbare functie bekend; bij twijfel wordt de naam beschermd.",
    ),
)
"""The policy, read from the top; every label with every role is in exactly one row."""


def rule_for(label: Label, role: FunctionClass) -> Rule:
    """The row of the policy for personal data of this kind of a person in this role."""
    return next(rule for rule in POLICY if label in rule.labels and role in rule.roles)


def propose(label: Label, role: FunctionClass) -> str | None:
    """The code of the ground proposed, or None to propose showing it."""
    return rule_for(label, role).ground
