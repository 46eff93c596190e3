"""The classes of function that decide how a person's name is treated. Pure.

Names of officials who do not step into the public by virtue of their function may be withheld by fixed policy (ABRvS
31 January 2018, ECLI:NL:RVS:2018:321); which functions are public is a table, not code.
"""

from __future__ import annotations

from enum import StrEnum


class FunctionClass(StrEnum):
    """What kind of function a person held at a moment."""

    MINISTER = "minister"
    STATE_SECRETARY = "state_secretary"
    TOP_OFFICIAL = "top_official"
    """Secretary-general, director-general and their equals."""
    OFFICIAL = "official"
    PUBLIC_OFFICE = "public_office"
    """Another public office: mayor, dijkgraaf, member of parliament."""
    JOURNALIST = "journalist"
    COMPANY = "company_contact"
    CITIZEN = "citizen"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The Dutch name of the class."""
        return _LABELS[self]


_LABELS = {
    FunctionClass.MINISTER: "minister",
    FunctionClass.STATE_SECRETARY: "staatssecretaris",
    FunctionClass.TOP_OFFICIAL: "ambtelijke top",
    FunctionClass.OFFICIAL: "ambtenaar",
    FunctionClass.PUBLIC_OFFICE: "openbaar ambt elders",
    FunctionClass.JOURNALIST: "journalist",
    FunctionClass.COMPANY: "contactpersoon van een bedrijf",
    FunctionClass.CITIZEN: "burger",
    FunctionClass.UNKNOWN: "onbekend",
}
