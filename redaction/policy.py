"""What the standing policy proposes for a kind of personal data: a ground, or to show it. Pure.

A policy is rows of a table that an administrator keeps (`redaction.policy_table`). It knows roles, not persons: who held
which function when is the archive's knowledge, and the caller passes the role at the moment of sending. A person decides
afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive.functions import FunctionClass
from redaction.detecting import Label

NEVER_SHOWN = frozenset({Label.BSN, Label.SPECIAL})
"""What the law withholds whosever it is (article 5.1, paragraph 1, d and e, Woo): no policy may propose to show it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a policy: for this label and role, this ground; None is "tonen". Without `role` it is for every role that
    has no row of its own. `why` is a Dutch sentence.
    """

    label: Label
    role: FunctionClass | None
    ground: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Policy:
    """The rows that are in force, at most one for each label and role."""

    rules: tuple[Rule, ...]

    def rule_for(self, label: Label, role: FunctionClass) -> Rule:
        """The row for personal data of this kind of a person in this role. Where no row speaks of it, it is withheld."""
        found = {rule.role: rule for rule in self.rules if rule.label is label}
        return found.get(role) or found.get(None) or Rule(label, role, _IN_DOUBT, _WHY_IN_DOUBT)

    def propose(self, label: Label, role: FunctionClass) -> str | None:
        """The code of the ground proposed, or None to propose showing it."""
        return self.rule_for(label, role).ground

    def public_roles(self) -> tuple[FunctionClass, ...]:
        """The roles of which a name is shown."""
        return tuple(role for role in FunctionClass if self.propose(Label.PERSON, role) is None)


_IN_DOUBT = "5.1.2e"
_WHY_IN_DOUBT = "Het beleid zegt hierover niets; bij twijfel wordt het beschermd."
