"""Who may be the same person as somebody, and why: suggestions for the archivist, who alone decides."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Func, Q, QuerySet, Value

from archive.models import Capture, Handle, Message, Person
from woo_portal.intake import likeness
from woo_portal.presentation.dutch import counted

SUGGESTIONS = 8
COMPARED = 2000
"""So many of a person's last messages are looked at for other names on another phone."""
NAMES = 20
"""So many names and numbers of a person are compared."""
CANDIDATES = 400


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A person who may be the same, with the reasons in Dutch, the strongest first."""

    person: Person
    reasons: tuple[str, ...]


def suggestions(person: Person) -> list[Suggestion]:
    """Who may be the same person, most reasons first; a fixed number of queries.

    Needs `person` with its handles and other names (`with_details`).
    """
    reasons: dict[int, list[str]] = defaultdict(list)
    for other, reason in (*_by_messages(person), *_by_number(person), *_by_name(person)):
        if reason not in reasons[other]:
            reasons[other].append(reason)
    found = Person.objects.standing().with_details().in_bulk(list(reasons))
    listed = [Suggestion(found[pk], tuple(why)) for pk, why in reasons.items() if pk in found]
    return sorted(listed, key=lambda one: (-len(one.reasons), one.person.name, one.person.pk))[:SUGGESTIONS]


def _by_messages(person: Person) -> list[tuple[int, str]]:
    """Who sent the same messages, as another phone says."""
    latest = Message.objects.filter(sender__person=person).order_by("-sent_at").values("pk")[:COMPARED]
    elsewhere = Capture.objects.filter(message__in=latest).exclude(sender__person=person)
    here = Capture.objects.filter(
        pk__in=Capture.objects.filter(sender__person=person).order_by("-pk").values("pk")[:COMPARED]
    ).exclude(message__sender__person=person)
    shared: Counter[int] = Counter()
    for rows, other in ((elsewhere, "sender__person"), (here, "message__sender__person")):
        counts = rows.exclude(**{other: None}).order_by().values_list(other).annotate(count=Count("pk"))
        shared.update(dict(counts))
    return [
        (other, f"op een andere telefoon op die naam: {counted(count, 'bericht', 'berichten')}")
        for other, count in shared.most_common()
    ]


def _by_number(person: Person) -> Iterable[tuple[int, str]]:
    """Who has the same number or address, in whatever way a source writes it."""
    values = [handle.value for handle in person.handles.all()]
    numbers = sorted(filter(None, {likeness.number_in(value) for value in values}))[:NAMES]
    addresses = sorted(filter(None, {likeness.address_in(value) for value in values}))[:NAMES]
    if not numbers and not addresses:
        return
    digits = Func(F("value"), Value(r"\D"), Value(""), Value("g"), function="regexp_replace")
    same = Q(value__in=[])
    for number in numbers:
        same |= Q(digits__contains=number)
    for address in addresses:
        same |= Q(value__iexact=address)
    for handle in Handle.objects.exclude(person=person).annotate(digits=digits).filter(same)[:CANDIDATES]:
        if (number := likeness.number_in(handle.value)) in numbers and number:
            yield handle.person_id, f"hetzelfde telefoonnummer: {handle.value}"
        elif (address := likeness.address_in(handle.value)) in addresses and address:
            yield handle.person_id, f"hetzelfde e-mailadres: {address}"


def _by_name(person: Person) -> Iterable[tuple[int, str]]:
    """Who has a name that is the same but for accents, initials and tussenvoegsels."""
    own = {name: read for name in _names(person)[:NAMES] if (read := likeness.read(name))}
    if not own:
        return
    for other in _with_surname({name.surname for name in own.values()}).exclude(pk=person.pk)[:CANDIDATES]:
        for name in _names(other):
            read = likeness.read(name)
            if read and any(likeness.alike(read, mine) for mine in own.values()):
                yield other.pk, f"bijna dezelfde naam: «{name}»"
                break


def _with_surname(surnames: Iterable[str]) -> QuerySet[Person]:
    """The persons one of whose names holds one of these words; accents aside."""
    holding = Q(pk=None)
    for surname in sorted(surnames):
        holding |= Q(name__unaccent__icontains=surname) | Q(handles__value__unaccent__icontains=surname)
        holding |= Q(aliases__name__unaccent__icontains=surname)
    return Person.objects.standing().filter(holding).distinct().with_details()


def _names(person: Person) -> list[str]:
    handles = [handle.value for handle in person.handles.all()]
    return list(dict.fromkeys([person.name, *(alias.name for alias in person.aliases.all()), *handles]))
