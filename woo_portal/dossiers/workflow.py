"""The workflow of a dossier: one table a lawyer can read. It draws the buttons, checks the move and names the event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from archive.extraction.pages import WAY
from redaction.choices import Status, Treatment
from redaction.models import AttachmentTreatment, Box
from redaction.suggest import undecided
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability, may
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.dossiers import own_texts, same_files, same_messages
from woo_portal.dossiers.appearance import appearance_of, quotes_private_since
from woo_portal.dossiers.course import tells_course_otherwise
from woo_portal.dossiers.deciders import deciders
from woo_portal.dossiers.duplicates import objection_to
from woo_portal.dossiers.models import SHOWN, Dossier, Item, Judgement, Package, PackageState
from woo_portal.dossiers.package_zip import FILE_CHANGED, ReadAhead, is_as_read, read_ahead, seems_unchanged
from woo_portal.dossiers.second_reading import objection_to_release
from woo_portal.dossiers.sight import stamp_of
from woo_portal.dossiers.standard_texts import drafts_changed_since
from woo_portal.dossiers.states import State
from woo_portal.dossiers.uses import unmotivated
from woo_portal.presentation.dutch import counted

Guard = Callable[[Dossier, User], str]
"""A Dutch sentence that says why the move may not be made now; empty when it may."""


class MoveRefused(Exception):
    """The move is not in the table for this state and role, or its guard says no; the message is Dutch."""


class MoveOvertaken(MoveRefused):
    """The dossier is not what it was on the page the move was made from; see `sight.changes_after` for what changed."""


def nothing(dossier: Dossier, user: User) -> str:
    """No condition."""
    return ""


def everything_judged(dossier: Dossier, user: User) -> str:
    """There are messages, and each has a judgement that holds."""
    return _still_to_judge(dossier, _item_counts(dossier))


def everything_decided(dossier: Dossier, user: User) -> str:
    """Every message is judged, in each that is shown passages to withhold were looked for, no proposal waits, and no file
    and no version of a message is shown with what is withheld of it elsewhere.
    """
    counts = _item_counts(dossier)
    if objection := _still_to_judge(dossier, counts):
        return objection
    if unsearched := counts["unsearched"]:
        return f"In {counted(unsearched, 'bericht', 'berichten')} is nog niet gezocht naar wat gelakt moet worden."
    if waiting := waiting_proposals(dossier):
        return f"Nog te beslissen: {counted(waiting, 'lakvoorstel', 'lakvoorstellen')}."
    if objection := same_messages.objection_to(dossier, shown(dossier)):
        return objection
    if outdated := _shown_attachments(dossier).exclude(way=WAY).count():
        of_those = counted(outdated, "bijlage die openbaar wordt", "bijlagen die openbaar worden")
        return f"Van {of_those}, worden de bladzijden nu anders gemaakt. Zet ze opnieuw klaar en beslis opnieuw."
    if waiting := waiting_boxes(dossier):
        return f"Nog te beslissen: {counted(waiting, 'voorgesteld vlak', 'voorgestelde vlakken')} in bijlagen."
    return same_files.objection_to(dossier, _treatments(dossier))


def _item_counts(dossier: Dossier) -> dict[str, int]:
    """How many messages there are, wait for a judgement or are called duplicates; in how many nobody looked. One query."""
    unsearched = Q(judgement__in=SHOWN, proposed_at=None)
    return dossier.items.aggregate(
        all=Count("pk"),
        unjudged=Count("pk", filter=Q(judgement="")),
        unsearched=Count("pk", filter=unsearched),
        duplicates=Count("pk", filter=Q(judgement=Judgement.DUPLICATE)),
    )


def _still_to_judge(dossier: Dossier, counts: dict[str, int]) -> str:
    if not counts["all"]:
        return "Er zitten nog geen berichten in het dossier."
    unjudged = counts["unjudged"]
    if unjudged:
        return f"Nog te beoordelen: {counted(unjudged, 'bericht', 'berichten')}."
    return objection_to(dossier) if counts["duplicates"] else ""


def can_be_packed(dossier: Dossier, user: User) -> str:
    """Everything is decided, and nothing that officers wrote is certain to stop the package."""
    return everything_decided(dossier, user) or own_texts.objection_to(dossier)


def four_eyes(dossier: Dossier, user: User) -> str:
    """A package can be made of it, and it was decided by somebody else: who judged or redacted cannot approve."""
    if user.pk in deciders(dossier):
        return "U hebt in dit dossier zelf beoordeeld of gelakt. Iemand anders moet het vaststellen."
    return can_be_packed(dossier, user)


_REOPEN = "Heropen het dossier, loop het lakken na, laat het opnieuw vaststellen en maak een nieuw pakket."


QUOTES_PRIVATE = (
    "Het pakket haalt een bericht aan dat sindsdien als privé is gemarkeerd: het is verouderd. Maak een nieuw pakket; daarin "
    "staat de aanhaling niet meer."
)


def package_is_clean(dossier: Dossier, user: User) -> str:
    """The newest package passed the leak check, shows and hides what one made now would, its decision says why, and nobody
    wrote in that whom nobody else read.

    One made before the dossier was reopened has expired.
    """
    newest = dossier.packages.public().first()
    if newest is None or newest.state != PackageState.READY:
        return "Er is nog geen pakket dat de lekcontrole heeft doorstaan."
    if lacking := unmotivated(dossier):
        return lacking[0]
    if unsearched := _item_counts(dossier)["unsearched"]:
        messages = counted(unsearched, "bericht", "berichten")
        return (
            "Sinds de vaststelling is in het archief gewijzigd wie iemand is of welke functie iemand had. "
            f"In {messages} moet opnieuw worden gezocht naar wat gelakt moet worden. {_REOPEN}"
        )
    if undecided := everything_decided(dossier, user):
        return f"{undecided} {_REOPEN}"
    if dossier.decision_texts.filter(pk__gt=newest.decision_until).exists():
        return "Het besluit is gewijzigd nadat dit pakket is gemaakt. Maak een nieuw pakket."
    if drafts_changed_since(dossier, newest.made_at):
        return "Een standaardtekst van het besluit is gewijzigd nadat dit pakket is gemaakt. Maak een nieuw pakket."
    if tells_course_otherwise(dossier, newest.decision):
        return (
            "Sinds dit pakket is gemaakt, is de termijn gewijzigd waarover het besluit vertelt. Maak een nieuw pakket."
        )
    if names_otherwise(dossier, newest):
        return f"Het pakket toont een naam, functie of bestandsnaam die in het archief is gewijzigd. {_REOPEN}"
    if quotes_private_since(shown(dossier), newest.made_at):
        return QUOTES_PRIVATE
    if not seems_unchanged(newest):
        return FILE_CHANGED
    return objection_to_release(dossier, user)


def names_otherwise(dossier: Dossier, package: Package) -> bool:
    """Whether one made now would name a person or a file otherwise than this package does."""
    return package.appearance != appearance_of(shown(dossier))


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table. Who has the capability sees the button."""

    source: State
    target: State
    capability: Capability
    label: str
    guard: Guard
    asks_reason: bool = False


_COMPOSE, _REDACT, _APPROVE, _PACKAGE = (
    Capability.COMPOSE_DOSSIER,
    Capability.REDACT,
    Capability.APPROVE,
    Capability.PACKAGE,
)

TABLE: tuple[Transition, ...] = (
    # from             to                who may   button                          only when
    Transition(State.COLLECTING, State.REDACTING, _COMPOSE, "Naar lakken", everything_judged),
    Transition(State.REDACTING, State.COLLECTING, _COMPOSE, "Terug naar verzamelen", nothing, asks_reason=True),
    Transition(State.REDACTING, State.APPROVAL, _REDACT, "Ter vaststelling aanbieden", can_be_packed),
    Transition(State.APPROVAL, State.REDACTING, _REDACT, "Terug naar lakken", nothing, asks_reason=True),
    Transition(State.APPROVAL, State.APPROVED, _APPROVE, "Vaststellen", four_eyes),
    Transition(State.APPROVED, State.REDACTING, _PACKAGE, "Heropenen", nothing, asks_reason=True),
    Transition(State.APPROVED, State.RELEASED, _PACKAGE, "Vrijgeven", package_is_clean),
    Transition(State.RELEASED, State.REDACTING, _PACKAGE, "Heropenen na vrijgave", nothing, asks_reason=True),
)


FINAL = (State.APPROVED, State.RELEASED)
"""Who brings a dossier here answers for what stood on the page, and is refused when that is no longer what there is."""
OVERTAKEN = (PackageState.MAKING, PackageState.READY)
"""Packages in these states expire when the dossier is reopened, or its facts are corrected: they show what was so before."""


def shown(dossier: Dossier) -> QuerySet[Item, Any]:
    """A query for the messages whose text is printed, and must therefore be redacted: `filter(message__in=shown(…))`."""
    return dossier.items.filter(judgement__in=SHOWN).order_by().values("message")


def unsearched_messages(dossier: Dossier) -> QuerySet[Item]:
    """The shown messages in which nobody has looked for passages to withhold yet."""
    return dossier.items.filter(judgement__in=SHOWN, proposed_at=None)


def waiting_proposals(dossier: Dossier) -> int:
    """How many proposals still wait for a decision."""
    return undecided(dossier.layer, shown(dossier))


def waiting_boxes(dossier: Dossier) -> int:
    """How many boxes still wait for a decision on attachments that are to be published."""
    return Box.objects.filter(status=Status.PROPOSED, treatment__in=_shown_attachments(dossier)).count()


def _shown_attachments(dossier: Dossier) -> QuerySet[AttachmentTreatment]:
    """The attachments of messages that are printed that are shown themselves."""
    return _treatments(dossier).filter(treatment=Treatment.SHOWN)


def _treatments(dossier: Dossier) -> QuerySet[AttachmentTreatment]:
    return dossier.layer.attachments.filter(attachment__message__in=shown(dossier)).order_by()


def moves(dossier: Dossier, user: User) -> list[tuple[Transition, str]]:
    """The moves this role can make from here, each with why it cannot be made now (empty: it can)."""
    rows = [row for row in TABLE if row.source == dossier.state and may(user.role, row.capability)]
    return [(row, row.guard(dossier, user)) for row in rows]


@transaction.atomic
def move(dossier: Dossier, *, to: State, by: User, reason: str = "", seen: str | None = None) -> Dossier:
    """Make a move and record it. `seen` is the stamp of the page the person had before them, see `sight.stamp_of`; None where
    nobody looks at a page, such as in the demonstration.

    Raises `MoveRefused`; of two people at once the second is refused. For a `FINAL` move also `MoveOvertaken`, when anything was
    done in the dossier since.
    """
    read = _newest_read(dossier, by) if to == State.RELEASED else None
    locked = Dossier.objects.select_for_update().select_related("layer").get(pk=dossier.pk)
    rows = (row for row in TABLE if row.source == locked.state and row.target == to)
    row = next((row for row in rows if may(by.role, row.capability)), None)
    if row is None:
        raise MoveRefused(
            "Deze stap kan nu niet. Het dossier is intussen misschien door iemand anders verder gebracht."
        )
    if to in FINAL and seen is not None and seen != stamp_of(locked):
        raise MoveOvertaken("Sinds u deze pagina opende, is er iets gebeurd in het dossier. Er is niets gewijzigd.")
    if objection := row.guard(locked, by):
        raise MoveRefused(objection)
    if row.asks_reason and not reason.strip():
        raise MoveRefused("Vul in waarom het dossier teruggaat.")
    before, locked.state = State(locked.state), to
    locked.save(update_fields=["state"])
    if to == State.RELEASED and (newest := locked.packages.public().first()):
        _check_file(newest, read)
        locked.packages.filter(state=PackageState.RELEASED).update(state=PackageState.REPLACED)
        locked.packages.filter(pk=newest.pk).update(state=PackageState.RELEASED)
    elif to == State.REDACTING:
        _let_expire(locked, was_released=before == State.RELEASED)
    record(
        Verb.STATE_CHANGED,
        by=by,
        subject=locked.number,
        dossier_id=locked.pk,
        before=before.label,
        after=to.label,
        reason=reason.strip(),
    )
    return locked


def _newest_read(dossier: Dossier, by: User) -> ReadAhead | None:
    """What is released is read before the dossier is locked: nobody waits for the gigabytes of a package."""
    newest = dossier.packages.public().first() if may(by.role, _PACKAGE) else None
    return read_ahead(newest) if newest is not None and newest.state == PackageState.READY else None


def _check_file(package: Package, read: ReadAhead | None) -> None:
    """What is released is, to the byte, what the leak check read: the file that was read before, or one that is read now."""
    if not is_as_read(package, read) and not is_as_read(package, read_ahead(package)):
        raise MoveRefused(FILE_CHANGED)


def _let_expire(dossier: Dossier, *, was_released: bool) -> None:
    """What packages show may be decided otherwise now; where they name somebody otherwise, all is searched again first.

    So is everything after a release: while a dossier is released nobody keeps account of who turns out to be somebody else.
    """
    packages = dossier.packages.filter(state__in=OVERTAKEN)
    newest = packages.filter(state=PackageState.READY).first()
    if was_released or (newest is not None and names_otherwise(dossier, newest)):
        dossier.items.search_again()
    packages.update(state=PackageState.EXPIRED)
