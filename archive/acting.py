"""Who acts, as the archive and what is redacted in it keep it with what was decided: neither of them knows accounts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the number of the account, by which persons are told apart, and the name to show."""

    id: int
    name: str
