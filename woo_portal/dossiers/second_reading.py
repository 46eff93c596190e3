"""What was written in the decision after the dossier was approved: who approved it did not read it, so another releases it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from woo_portal.accounts.models import User
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers.models import Dossier, Kind
from woo_portal.dossiers.sections import COURSE, heading_of
from woo_portal.dossiers.standard_texts import drafts_changed_since
from woo_portal.dossiers.states import State
from woo_portal.presentation.dutch import enumeration

_PRINTED_IN = {Verb.DECISION_WRITTEN: "", Verb.DEADLINE_EXTENDED: COURSE, Verb.SEARCHED: "zoekslag"}
"""The events by which somebody's own words come into the decision, and in which section; "" is the one the event names. It prints
why a term was extended, and the words of every search.
"""


@dataclass(frozen=True, slots=True)
class Unread:
    """A section of the decision, by its heading, in which somebody (id and name) wrote after the approval."""

    heading: str
    by: int | None
    name: str


def unread_in(dossier: Dossier) -> list[Unread]:
    """What was written in the decision since the dossier was last approved, the standard texts included that it prints; all of
    it when nobody approved it. None for parliamentary questions, which have no decision.
    """
    if dossier.kind != Kind.WOO:
        return []
    events = Event.objects.filter(dossier_id=dossier.pk)
    approved = events.filter(verb=Verb.STATE_CHANGED, details__after=State.APPROVED.label).order_by("-pk").first()
    written = events.filter(verb__in=_PRINTED_IN, pk__gt=approved.pk if approved else 0).order_by("pk")
    own = [
        Unread(_heading(event), event.actor_id, event.actor_name)
        for event in written
        if not event.details.get("again")  # a search that was asked before is printed in the same words
    ]
    drafts = drafts_changed_since(dossier, approved.at if approved else None)
    return own + [Unread(heading_of(text.section), text.by_id, str(text.by)) for text in drafts]


def _heading(event: Event) -> str:
    section = _PRINTED_IN[Verb(event.verb)]
    return heading_of(section) if section else str(event.details["section"])


def objection_to_release(dossier: Dossier, user: User) -> str:
    """Why this account may not release the dossier, as a Dutch sentence: nobody else read what it wrote; empty when it may."""
    own = [one for one in unread_in(dossier) if one.by == user.pk]
    if not own:
        return ""
    return (
        f"U hebt na de vaststelling zelf in het besluit geschreven ({_headings(own)}), en niemand anders controleerde dat. "
        "Laat iemand anders het pakket vrijgeven, of heropen het dossier en laat het opnieuw vaststellen."
    )


def to_read_before_release(dossier: Dossier) -> str:
    """What who releases the dossier is the second to read, as Dutch sentences; empty when nothing."""
    unread = unread_in(dossier)
    if not unread:
        return ""
    writers = enumeration(list(dict.fromkeys(one.name for one in unread)))
    return (
        f"Na de vaststelling is nog in het besluit geschreven door {writers}: {_headings(unread)}. Wie vrijgeeft, is de "
        "tweede die dat leest."
    )


def _headings(unread: Iterable[Unread]) -> str:
    return enumeration([f"‘{heading}’" for heading in dict.fromkeys(one.heading for one in unread)])
