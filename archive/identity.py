"""Which handles are one person. A new handle gets a person; linking, merging and splitting can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import OperationalError, connection, transaction
from django.db.models import Exists, F, Manager, Max, OuterRef, QuerySet

from psycopg.errors import LockNotAvailable

from archive.importing import HandleKind, ParsedHandle
from archive.models import Function, Handle, Person, Source
from archive.storable import stored_name

LOCAL_KINDS = frozenset({HandleKind.CONTACT_NAME, HandleKind.PUSH_NAME})
"""Names that mean something on one phone only."""
_HOLDER = "holder:"
_HOLD = "SELECT id, coalesce(merged_into_id, id) FROM archive_person WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"


class PersonsInUse(Exception):
    """Somebody else, or an import, works on these persons at this moment."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What went from one person to another (ids): names, functions, phones held, and persons that were merged before."""

    handles: tuple[int, ...] = ()
    functions: tuple[int, ...] = ()
    sources: tuple[int, ...] = ()
    aliases: tuple[int, ...] = ()


@dataclass(slots=True)
class Introduced:
    """What an import brought about besides its messages.

    Who is who: whoever looked for names before did so without it. And what became private along with what was.
    """

    persons: set[int] = field(default_factory=set)
    """Persons (ids) whom the archive has a name, a number or an address of that it had not."""
    conversations: set[int] = field(default_factory=set)
    """Conversations (ids) in which somebody takes part now who did not."""
    marks: list[list[int | None]] = field(default_factory=list)
    """The private marks it made on the twins of private messages, as a log keeps them (`archive.privacy.as_logged`)."""


def scope_of(source: Source) -> str:
    """The scope of a contact name in this source: the phone's holder, or the source itself when nobody said whose it is."""
    return f"{_HOLDER}{source.holder_id}" if source.holder_id else f"source:{source.sha256[:32]}"


def holder_in(scope: str) -> int | None:
    """The holder (id) a scope names; None for another scope."""
    return int(scope.removeprefix(_HOLDER)) if scope.startswith(_HOLDER) else None


def scopes_of_phone(scope: str) -> list[str]:
    """The scopes in which names of this phone may have been stored: its own first, then those its holder had before being
    merged with another.
    """
    holder = holder_in(scope)
    if holder is None:
        return [scope]
    rows = Person.objects.same_as(holder).exclude(pk=holder).order_by("pk").values_list("pk", flat=True)
    return [scope, *(f"{_HOLDER}{pk}" for pk in rows)]


def resolve_handles(
    parsed: Iterable[ParsedHandle], *, scope: str, same_persons: Mapping[ParsedHandle, int]
) -> dict[ParsedHandle, Handle]:
    """The stored handle of each parsed one; handles and persons that are new are made.

    A new handle becomes of the person (id) that `same_persons` says, else of the one person in the
    archive with exactly that full name, else of a new person.
    """
    resolved: dict[ParsedHandle, Handle] = {}
    made: list[Handle] = []
    scopes = scopes_of_phone(scope)
    for handle in dict.fromkeys(parsed):
        known = _known(handle, scopes if handle.kind in LOCAL_KINDS else [""])
        if known is None:
            person_id = same_persons.get(handle) or _person_named(handle)
            if person_id is None:
                person_id = Person.objects.create(name=stored_name(handle.shown)[:200]).pk
            known = Handle.objects.create(
                kind=handle.kind.value,
                value=stored_name(handle.value),
                scope=scope if handle.kind in LOCAL_KINDS else "",
                person_id=person_id,
            )
            made.append(known)
        resolved[handle] = known
    _follow_merges(made)
    return resolved


def last_handle() -> int:
    """The id of the newest handle, to ask later which came after it."""
    return Handle.objects.aggregate(last=Max("pk"))["last"] or 0


def named_since(last: int, handles: Iterable[Handle]) -> set[int]:
    """The persons (ids) of whom these handles, as far as newer than `last` (`last_handle`), say what was not known of them.

    Another phone's handle with a name that the person has already says nothing.
    """
    same = Handle.objects.filter(person=OuterRef("person"), value__iexact=OuterRef("value"), pk__lte=last)
    new = Handle.objects.filter(pk__in=[handle.pk for handle in handles], pk__gt=last).filter(~Exists(same))
    return set(new.exclude(person__name__iexact=F("value")).values_list("person", flat=True))


def _known(handle: ParsedHandle, scopes: Sequence[str]) -> Handle | None:
    """The stored handle: that of the first scope, else the one that all others agree on."""
    rows = Handle.objects.filter(kind=handle.kind.value, value=stored_name(handle.value), scope__in=scopes)
    by_scope = {row.scope: row for row in rows}
    if scopes[0] in by_scope:
        return by_scope[scopes[0]]
    found = sorted(by_scope.values(), key=lambda row: row.pk)
    return found[0] if len({row.person_id for row in found}) == 1 else None


def _follow_merges(made: Sequence[Handle]) -> None:
    """A person may have been merged since it was read; from here on it cannot be until the import has ended."""
    persons = standing(handle.person_id for handle in made)
    for handle in made:
        if handle.person_id != persons[handle.person_id]:
            handle.person_id = persons[handle.person_id]
            handle.save(update_fields=["person"])


_NAMES_NOBODY = frozenset(
    {
        "verwijderd account",
        "zonder naam",
        "zonder nummer",
        "eigenaar van de telefoon",
        "onbekende app",
        "onbekend telefoonnummer",
        "deleted account",
        "unknown user",
    }
)
"""What stands where a source names nobody: all who are called so are not one person."""


def _person_named(handle: ParsedHandle) -> int | None:
    """The one person of this full name (two words at least); a first name alone says nothing."""
    shown = " ".join(handle.shown.casefold().split())
    if handle.kind is HandleKind.PHONE or " " not in shown or shown in _NAMES_NOBODY:
        return None
    found = list(Person.objects.named(handle.shown).values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else None


@transaction.atomic
def link_handle(*, handle: Handle, person: Person) -> Person:
    """Say that a handle is this person's; the person it was taken from, who stays even without handles."""
    before = handle.person
    handle.person = person
    handle.save(update_fields=["person"])
    return before


def standing(persons: Iterable[int]) -> dict[int, int]:
    """Which person each of these (ids) is: itself, or the one it was merged into.

    Nobody merges them, or takes them apart, before this transaction has ended: whoever gives a person something asks first.
    """
    asked = set(persons)
    rows: dict[int, int] = {}
    further = asked
    while further:
        with connection.cursor() as cursor:
            cursor.execute(_HOLD, [sorted(further)])
            rows |= dict(cursor.fetchall())
        further = set(rows.values()) - rows.keys()
    return {pk: rows[rows[pk]] for pk in asked if pk in rows}


def locked(*persons: int) -> list[Person]:
    """These persons, in the order of their ids, for this transaction alone.

    A person who is being given something (see `standing`) is not to be had: raises `PersonsInUse` instead of waiting for
    what may be a long import.
    """
    try:
        with transaction.atomic():
            return list(Person.objects.select_for_update(nowait=True).filter(pk__in=persons).order_by("pk"))
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise PersonsInUse from error
        raise


@transaction.atomic
def merge(*, person: Person, into: Person) -> Moved:
    """Say that two persons are one: everything of `person` becomes `into`'s, and `person` stays as another name of it.

    Nothing is dropped: functions that overlap are both kept. Returns what moved, for `unmerge`. Raises `ValueError` for a
    person with itself, or one that was merged already.
    """
    if person.pk == into.pk or person.merged_into_id or into.merged_into_id:
        raise ValueError(f"{person.pk} cannot be merged into {into.pk}")
    moved = Moved(
        handles=_ids(person.handles.select_for_update()),
        functions=_ids(person.functions),
        sources=_ids(person.held_sources),
        aliases=_ids(person.aliases),
    )
    _move(moved, before=person, after=into)
    Person.objects.filter(pk=person.pk).update(merged_into=into)
    person.merged_into = into
    return moved


@transaction.atomic
def unmerge(*, alias: Person, moved: Moved) -> Moved:
    """Make another name a person of its own again, with what it brought; what has gone elsewhere since stays there.

    Returns what came back. Raises `ValueError` when `alias` is not another name.
    """
    if alias.merged_into is None:
        raise ValueError(f"{alias.pk} is not merged")
    survivor = alias.merged_into
    back = Moved(
        handles=_ids(survivor.handles.select_for_update().filter(pk__in=moved.handles)),
        functions=_ids(survivor.functions.filter(pk__in=moved.functions)),
        sources=_ids(survivor.held_sources.filter(pk__in=moved.sources)),
        aliases=_ids(survivor.aliases.filter(pk__in=moved.aliases)),
    )
    Person.objects.filter(pk=alias.pk).update(merged_into=None)
    alias.merged_into = None
    _move(back, before=survivor, after=alias)
    return back


@transaction.atomic
def move_handles(handles: Iterable[int], *, before: Person, after: Person) -> tuple[int, ...]:
    """Give those of these handles (ids) that are `before`'s to `after`; which ones went."""
    # Who links one of them at this moment goes first; it is then no longer `before`'s.
    going = _ids(before.handles.select_for_update().filter(pk__in=list(handles)))
    Handle.objects.filter(pk__in=going).update(person=after)
    return going


def _move(moved: Moved, *, before: Person, after: Person) -> None:
    move_handles(moved.handles, before=before, after=after)
    Function.objects.filter(pk__in=moved.functions).update(person=after)
    Source.objects.filter(pk__in=moved.sources).update(holder=after)
    Person.objects.filter(pk__in=moved.aliases).update(merged_into=after)


def _ids(rows: Manager | QuerySet) -> tuple[int, ...]:
    return tuple(rows.order_by("pk").values_list("pk", flat=True))
