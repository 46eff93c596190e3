"""Saying that two persons are one, or that one is two; the log of it, and taking it back.

Nothing of either gets lost: names, functions and phones move, and the person that is left empty stays as another name. Who
was on the page is what is merged: a page that somebody else has overtaken is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from hashlib import sha256

from django.db import transaction

from archive import identity
from archive.identity import Moved, PersonsInUse, standing
from archive.models import Handle, Person
from archive.retention import holds
from archive.standstill import stand_still
from woo_portal.accounts.models import User
from woo_portal.audit.events import record
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers.locking import lock_unreleased
from woo_portal.dossiers.passages import request_all_proposals, search_again
from woo_portal.intake.recording import fingerprint as function_fingerprint


class PersonsChanged(Exception):
    """Somebody else changed one of these persons since the page was made, or is doing so now; the message is Dutch."""


OVERTAKEN = "Iemand anders heeft intussen iets aan deze personen gewijzigd. Er is niets samengevoegd of gesplitst; kijk opnieuw."
IN_USE = (
    "Een import of iemand anders is op dit moment met een van deze personen bezig. Er is niets gewijzigd; "
    "probeer het over enkele minuten opnieuw."
)


def fingerprint(*persons: Person) -> str:
    """Changes with anything that would move, or show, when these persons are merged or split."""
    facts = [
        (
            person.pk,
            person.name,
            person.merged_into_id,
            sorted(person.handles.values_list("pk", flat=True)),
            sorted(map(function_fingerprint, person.functions.all())),
            sorted(person.held_sources.values_list("pk", flat=True)),
            sorted(person.aliases.values_list("pk", flat=True)),
        )
        for person in sorted(persons, key=lambda person: person.pk)
    ]
    return sha256(repr(facts).encode()).hexdigest()[:16]


@transaction.atomic
def merge(person: Person, *, into: Person, seen: str, by: User) -> None:
    """Say that `person` is `into`. `seen` is the fingerprint of both on the page; raises `PersonsChanged`."""
    locked = {row.pk: row for row in _locked(person.pk, into.pk)}
    if fingerprint(*locked.values()) != seen or any(row.merged_into_id for row in locked.values()):
        raise PersonsChanged(OVERTAKEN)
    search_again(locked)
    moved = identity.merge(person=locked[person.pk], into=locked[into.pk])
    _record_merge(person, into, moved, by=by)
    request_all_proposals()


@transaction.atomic
def undo_merge(event: Event, *, by: User) -> Person:
    """Make the other name a person again, with what it brought and still is there; raises `PersonsChanged`."""
    details = event.details
    rows = {row.pk: row for row in _locked(details["from_person"], details["to_person"])}
    alias, survivor = rows[details["from_person"]], rows[details["to_person"]]
    if alias.merged_into_id != survivor.pk or event.pk != _last_merge(alias):
        raise PersonsChanged(
            f"{alias.name} is intussen niet meer zo met {survivor.name} samengevoegd. Er is niets gewijzigd; kijk opnieuw."
        )
    search_again([survivor.pk])
    held = holds.on(survivor)
    back = identity.unmerge(
        alias=alias, moved=Moved(**{item.name: tuple(details[item.name]) for item in fields(Moved)})
    )
    kept = holds.keep_for((alias, survivor), held)
    _record_merge(alias, survivor, back, by=by, undoes=event, holds=[hold.pk for hold in kept])
    request_all_proposals()
    return alias


@transaction.atomic
def split(person: Person, handles: Sequence[int], *, to: Person | None, name: str = "", seen: str, by: User) -> Person:
    """Say that these names (ids) are another's: `to`, or a new person called `name`. Who has them now.

    `seen` is the fingerprint of `person` on the page. Raises `PersonsChanged`.
    """
    (locked,) = _locked(person.pk)
    if fingerprint(locked) != seen or locked.merged_into_id:
        raise PersonsChanged(OVERTAKEN)
    other = Person.objects.create(name=name) if to is None else _standing(to.pk)
    _move(handles, before=locked, after=other, by=by)
    return other


@transaction.atomic
def undo_split(event: Event, *, by: User) -> Person:
    """Give back the names that a split took and that have not gone elsewhere since; raises `PersonsChanged`."""
    stand_still()
    lock_unreleased()
    before, after = _standing(event.details["to_person"]), _standing(event.details["from_person"])
    _locked(before.pk, after.pk)
    if before == after or not _move(event.details["handles"], before=before, after=after, by=by, undoes=event):
        raise PersonsChanged(
            "Deze namen horen intussen bij iemand anders. Er is niets gewijzigd; kijk eerst of dat klopt."
        )
    return after


def _move(
    handles: Iterable[int], *, before: Person, after: Person, by: User, undoes: Event | None = None
) -> tuple[int, ...]:
    search_again([before.pk, after.pk])
    held = holds.on(before)
    moved = identity.move_handles(handles, before=before, after=after)
    if moved:
        kept = holds.keep_for((before, after), held)
        values = Handle.objects.filter(pk__in=moved).order_by("kind", "value").values_list("value", flat=True)
        record(
            Verb.PERSON_SPLIT,
            by=by,
            subject=before.name,
            from_person=before.pk,
            from_name=before.name,
            to_person=after.pk,
            to_name=after.name,
            handles=list(moved),
            values=list(values),
            holds=[hold.pk for hold in kept],
            undoes=undoes.pk if undoes else None,
        )
    request_all_proposals()
    return moved


def _locked(*persons: int) -> list[Person]:
    """These persons for this transaction alone, after the dossiers that may speak of them; see `dossiers.locking`."""
    stand_still()  # for the holds that may follow
    lock_unreleased()
    try:
        return identity.locked(*persons)
    except PersonsInUse as error:
        raise PersonsChanged(IN_USE) from error


def _standing(person: int) -> Person:
    return Person.objects.get(pk=standing([person])[person])


def _last_merge(alias: Person) -> int | None:
    merges = Event.objects.filter(verb=Verb.PERSONS_MERGED, details__from_person=alias.pk)
    return merges.order_by("-pk").values_list("pk", flat=True).first()


def _record_merge(
    alias: Person, survivor: Person, moved: Moved, *, by: User, undoes: Event | None = None, holds: Sequence[int] = ()
) -> None:
    record(
        Verb.PERSONS_MERGED,
        by=by,
        subject=alias.name,
        from_person=alias.pk,
        from_name=alias.name,
        to_person=survivor.pk,
        to_name=survivor.name,
        handles=list(moved.handles),
        functions=list(moved.functions),
        sources=list(moved.sources),
        aliases=list(moved.aliases),
        holds=list(holds),
        undoes=undoes.pk if undoes else None,
    )
