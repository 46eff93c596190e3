"""Recording which functions a person held, and when; what is proposed to be withheld depends on it."""

from __future__ import annotations

from hashlib import sha256

from django.db import transaction

from archive.identity import standing
from archive.models import Function
from archive.one_by_one import one_by_one
from woo_portal.accounts.models import User
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.dossiers.locking import lock_unreleased
from woo_portal.dossiers.passages import request_all_proposals, search_again
from woo_portal.presentation.dutch import day


class FunctionChanged(Exception):
    """Somebody changed or removed the function, or merged its person, since the page was made."""


def fingerprint(function: Function) -> str:
    """Changes with anything that is recorded of a function: a form that was filled in for another one is refused."""
    fields = (
        function.person_id,
        function.title,
        function.organisation,
        function.function_class,
        function.valid_from,
        function.valid_until,
    )
    return sha256(repr(fields).encode()).hexdigest()[:16]


@transaction.atomic
def save(function: Function, *, seen: str, by: User) -> None:
    """Store a new or changed function. `seen` is the fingerprint of what the page showed; empty for a new one.

    A new one that is recorded already is left as it is: a form sent twice does no harm. Raises `FunctionChanged`.
    """
    one_by_one("functions")
    lock_unreleased()
    if standing([function.person_id]) != {function.person_id: function.person_id}:
        raise FunctionChanged
    if function.pk is None and _is_recorded(function):
        return
    before = "" if function.pk is None else in_words(_locked(function.pk, seen))
    # Before and after: what counts is whether the function made the name public, or makes it so now.
    search_again([function.person_id])
    function.save()
    search_again([function.person_id])
    _record(function, "gewijzigd" if before else "toegevoegd", by, before=before)
    request_all_proposals()


@transaction.atomic
def remove(function_id: int, *, seen: str, by: User) -> None:
    """Remove a function; the log keeps what it was. Raises `FunctionChanged`."""
    lock_unreleased()
    function = _locked(function_id, seen)
    _record(function, "verwijderd", by)
    search_again([function.person_id])
    function.delete()
    request_all_proposals()


def in_words(function: Function) -> str:
    """ "‘directeur Water (Ministerie)’ (ambtenaar, vanaf 9 februari 2026)"."""
    facts = [function.get_function_class_display()]
    if function.valid_from:
        facts.append(f"vanaf {day(function.valid_from)}")
    if function.valid_until:
        facts.append(f"tot en met {day(function.valid_until)}")
    return f"‘{function}’ ({', '.join(facts)})"


def _is_recorded(function: Function) -> bool:
    facts = ("title", "organisation", "function_class", "valid_from", "valid_until")
    return function.person.functions.filter(**{name: getattr(function, name) for name in facts}).exists()


def _locked(function_id: int, seen: str) -> Function:
    function = Function.objects.select_for_update(of=("self",)).filter(pk=function_id).first()
    if function is None or fingerprint(function) != seen:
        raise FunctionChanged
    return function


def _record(function: Function, what: str, by: User, *, before: str = "") -> None:
    record(
        Verb.FUNCTION_RECORDED,
        by=by,
        subject=function.person.name,
        person=function.person_id,
        what=what,
        function=in_words(function),
        before=before,
    )
