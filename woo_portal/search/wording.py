"""A search as a Dutch sentence: what stays visible above the hits and is kept in the account of the search."""

from __future__ import annotations

from datetime import date

from archive.app_names import app_name
from archive.functions import FunctionClass
from archive.models import Conversation, Person, TopicVersion
from archive.search.expressions import Feature
from archive.search.query import Query
from archive.topics import version_asked
from woo_portal.presentation.dutch import day

_FEATURES = {
    Feature.ATTACHMENT: "met een bijlage",
    Feature.DELETED: "op een telefoon verwijderd",
    Feature.EDITED: "bewerkt",
}


def sentence(query: Query) -> str:
    """ "pomp*, afzender Rieke Talsma, 1 november 2025 t/m 21 januari 2026"."""
    parts = [query.words] if query.words else []
    if query.topic is not None:
        parts.append(f"onderwerp {_as_it_is(version_asked(query.topic))}")
    if query.person is not None:
        parts.append(f"afzender {Person.objects.get(pk=query.person).standing}")
    if query.recipient is not None:
        parts.append(f"aan {Person.objects.get(pk=query.recipient).standing}")
    if query.function:
        parts.append(f"afzender op dat moment {FunctionClass(query.function).label}")
    if query.conversation is not None:
        parts.append(f"gesprek ‘{Conversation.objects.get(pk=query.conversation)}’")
    if query.app:
        parts.append(f"app {app_name(query.app)}")
    if query.feature:
        parts.append(_FEATURES[Feature(query.feature)])
    parts += _period(query.first_day, query.last_day)
    return ", ".join(parts) or "alle berichten"


def _as_it_is(version: TopicVersion) -> str:
    """A topic with its terms: it may be changed later, and this is what was searched for."""
    threshold = f"; drempel {version.threshold}" if version.threshold > 1 else ""
    return f"{version} ({', '.join(map(str, version.terms))}{threshold})"


def _period(first: date | None, last: date | None) -> list[str]:
    if first and last:
        return [day(first) if first == last else f"{day(first)} t/m {day(last)}"]
    if first:
        return [f"vanaf {day(first)}"]
    return [f"t/m {day(last)}"] if last else []
