"""The people of the demonstration: the users of the portal, and the invented ministry's cast with its functions."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from archive.functions import FunctionClass
from archive.identity import link_handle
from archive.importing import HandleKind
from archive.models import Function, Handle, Person
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role

DEMO_DIR = Path(settings.BASE_DIR) / "docs" / "demo"
PASSWORD = "hoogwater-maas-2025"
"""The demonstration answers on the loopback address only; its password is no secret."""

USERS: tuple[tuple[str, str, str, Role], ...] = (
    ("coordinator", "Anna", "Coenen", Role.COORDINATOR),
    ("toetser", "Bert", "Tazelaar", Role.REVIEWER),
    ("toetser2", "Chantal", "Vermaas", Role.REVIEWER),
    ("kamerliaison", "Daan", "Liem", Role.LIAISON),
    ("archivaris", "Els", "Archema", Role.ARCHIVIST),
    ("beheerder", "Frits", "Beerens", Role.ADMINISTRATOR),
)

# What a function's title says of its class; the first that fits. A citizen's "function" is a description.
_CLASSES: tuple[tuple[str, FunctionClass], ...] = (
    ("minister", FunctionClass.MINISTER),
    ("staatssecretaris", FunctionClass.STATE_SECRETARY),
    ("secretaris-generaal", FunctionClass.TOP_OFFICIAL),
    ("directeur-generaal", FunctionClass.TOP_OFFICIAL),
    ("waarnemend directeur-generaal", FunctionClass.TOP_OFFICIAL),
    ("burgemeester", FunctionClass.PUBLIC_OFFICE),
    ("dijkgraaf", FunctionClass.PUBLIC_OFFICE),
    ("lid van de Tweede Kamer", FunctionClass.PUBLIC_OFFICE),
    ("journalist", FunctionClass.JOURNALIST),
)
_ACTING = ("pj", date(2026, 2, 9), "waarnemend directeur-generaal Water en Bodem")
"""The one member of the cast whose function changes inside the archive's period."""


def make_users() -> None:
    """One user for each role and a second reviewer, for the four eyes; an account that exists keeps its password."""
    for username, first, last, role in USERS:
        user, created = User.objects.get_or_create(
            username=username,
            defaults={
                "first_name": first,
                "last_name": last,
                "role": role,
                "is_staff": role == Role.ADMINISTRATOR,
                "email": f"{username}@minwr.example.org",
            },
        )
        if created:
            user.set_password(PASSWORD)
            user.save(update_fields=["password"])


def load_register() -> None:
    """The cast as the archivist recorded it: persons with numbers, addresses and functions. May be repeated."""
    with (DEMO_DIR / "cast.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            person, created = Person.objects.get_or_create(name=row["name"])
            for kind, value in _handles(row):
                Handle.objects.get_or_create(kind=kind.value, value=value, scope="", defaults={"person": person})
            if created and row["function"]:
                _record_functions(person, row)


def _handles(row: dict[str, str]) -> set[tuple[HandleKind, str]]:
    found = {(HandleKind.EMAIL, row[column]) for column in ("teams", "email") if row[column]}
    for column in ("whatsapp", "signal", "sms"):
        number = row[column].split(" / ")[0].replace(" ", "")
        if number:
            found.add((HandleKind.PHONE, number))
    return found


def _record_functions(person: Person, row: dict[str, str]) -> None:
    title = row["function"].partition(" (")[0]
    first = date.fromisoformat(row["from"]) if row["from"] else None
    last = date.fromisoformat(row["until"]) if row["until"] else None
    key, since, acting = _ACTING
    if row["key"] == key:
        _record(person, acting, row["organisation"], FunctionClass.TOP_OFFICIAL, since, last)
        last = since - timedelta(days=1)
    _record(person, title, row["organisation"], _class_of(title, row["organisation"]), first, last)


def _record(
    person: Person, title: str, organisation: str, kind: FunctionClass, first: date | None, last: date | None
) -> None:
    Function.objects.create(
        person=person,
        title=title,
        organisation=organisation,
        function_class=kind.value,
        valid_from=first,
        valid_until=last,
    )


def _class_of(title: str, organisation: str) -> FunctionClass:
    for start, kind in _CLASSES:
        if title == start or title.startswith(f"{start} "):
            return kind
    if not organisation:
        return FunctionClass.CITIZEN
    return FunctionClass.COMPANY if organisation.endswith("B.V.") else FunctionClass.OFFICIAL


def _manifest_entry(export: Path) -> dict[str, Any]:
    """What the manifest says of an export; empty for a file that is none."""
    manifest = json.loads((DEMO_DIR / "exports" / "manifest.json").read_text("utf-8"))
    return next((entry for entry in manifest if (DEMO_DIR / "exports" / entry["file"]) == export), {})


def link_contact_names(export: Path) -> int:
    """Link the names in one export's contacts to the register, as the archivist would; how many were linked."""
    entry, linked = _manifest_entry(export), 0
    for conversation in entry.get("conversations", ()):
        for shown, name in conversation.get("sender_names", {}).items():
            person = Person.objects.get(name=name)
            for handle in Handle.objects.filter(
                value=shown, captures__source__holder__name=entry["phone_owner"]
            ).distinct():
                if handle.person_id != person.pk:
                    link_handle(handle=handle, person=person)
                    linked += 1
    return linked


def holder_of(export: Path) -> Person | None:
    """Whose phone an export of the demonstration came from."""
    name = _manifest_entry(export).get("phone_owner")
    return Person.objects.get(name=name) if name else None


def names_shown_by_policy() -> set[str]:
    """Full names, and the parts of them, of those whose function makes their name public (ABRvS 31 January 2018)."""
    public = (
        FunctionClass.MINISTER,
        FunctionClass.STATE_SECRETARY,
        FunctionClass.TOP_OFFICIAL,
        FunctionClass.PUBLIC_OFFICE,
    )
    names = Person.objects.filter(functions__function_class__in=[kind.value for kind in public]).values_list(
        "name", flat=True
    )
    return {part for name in names for part in (name, name.partition(" ")[0], name.partition(" ")[2])}
