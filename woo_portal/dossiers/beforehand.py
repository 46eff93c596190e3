"""What somebody should know before a dossier is offered for approval, or approved: it stops nothing, and is told in time."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from redaction.choices import Status, Treatment
from redaction.models import Box
from woo_portal.accounts.models import User
from woo_portal.dossiers import attachments
from woo_portal.dossiers.earlier import judged_otherwise
from woo_portal.dossiers.earlier_passages import ShownHere, shown_here, waiting_from_elsewhere
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.own_texts import OwnText, Telling, certain_leaks, own_texts
from woo_portal.dossiers.states import State
from woo_portal.dossiers.workflow import shown
from woo_portal.dossiers.written_words import telling_words, told_in

ASKED_IN = (State.REDACTING, State.APPROVAL)
"""In these states somebody can still do something about it."""


@dataclass(frozen=True, slots=True)
class Beforehand:
    """What is still open. `leaks` are certain to stop a package. What a dossier of the same kind that is established or released
    withholds and this one shows is `differing`, and `otherwise` messages are judged otherwise there: that may be right, but
    somebody should know. `carried` proposals that follow from such dossiers wait for a decision. Of the attachments of which the
    archive has the file nobody decided on `undecided`, and on these `open_boxes` are proposed.
    """

    leaks: tuple[Telling, ...]
    differing: ShownHere | None
    carried: int
    undecided: int
    open_boxes: int
    otherwise: int


def beforehand(dossier: Dossier, user: User) -> Beforehand | None:
    """What this user is to know before the next step; None in a state in which nothing is offered or approved."""
    if dossier.state not in ASKED_IN:
        return None
    return Beforehand(
        leaks=certain_leaks(dossier),
        differing=shown_here(dossier),
        carried=waiting_from_elsewhere(dossier),
        undecided=attachments.undecided(dossier),
        open_boxes=_open_boxes(dossier),
        otherwise=judged_otherwise(dossier.items.all(), dossier, user, final=True).count(),
    )


def names_told(dossier: Dossier) -> tuple[Telling, ...]:
    """The words of own texts that tell a name that is withheld and may be meant otherwise, but for those of `certain_leaks`.

    Knows words by the lists of names, which a process reads once: that takes longer than a page may.
    """
    telling = telling_words(dossier)
    found: dict[str, list[OwnText]] = {}
    for text in own_texts(dossier) if telling else ():
        for word in told_in(text.text, telling):
            found.setdefault(word, []).append(text)
    certain = {word for leak in certain_leaks(dossier) for word in leak.words.casefold().split()} if found else set()
    return tuple(Telling(word, tuple(texts)) for word, texts in found.items() if word.casefold() not in certain)


def _open_boxes(dossier: Dossier) -> int:
    """Boxes that are proposed on attachments nobody decided on; those on attachments that are shown stop the dossier."""
    undecided = Q(treatment__treatment=Treatment.UNDECIDED, treatment__attachment__message__in=shown(dossier))
    return Box.objects.filter(undecided, treatment__layer=dossier.layer_id, status=Status.PROPOSED).count()
