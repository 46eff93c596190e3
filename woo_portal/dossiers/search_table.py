"""The searches of a dossier as a table for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator

from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.telling import Told, searches_of, topics_of
from woo_portal.presentation.dutch import local

HEADINGS = (
    "Zoekvraag",
    "Keer gesteld",
    "Gezocht naar",
    "Onderwerpen met hun termen",
    "Tijdstip",
    "Door",
    "Rol",
    "Treffers",
    "Gesprekken",
    "Al in dossier",
    "Toegevoegd",
    "Nieuw in het archief",
    "Verder nieuw gevonden",
    "Inmiddels privé",
    "Inmiddels vernietigd",
    "Voldoet niet meer",
    "Berichten in archief",
    "Privé, niet doorzocht",
    "Stand van de keten",
    "Controlegetal",
)


def search_table(dossier: Dossier) -> Iterator[tuple[object, ...]]:
    """A row for each search under the headings, in the order of the page. What was not counted is an empty cell."""
    yield HEADINGS
    for told in searches_of(dossier):
        yield tuple("" if cell is None else cell for cell in _row(told))


def _row(told: Told) -> tuple[object, ...]:
    search, rerun = told.search, told.rerun
    since = (rerun.arrived, rerun.appeared, rerun.private, rerun.destroyed, rerun.dropped) if rerun else ("",) * 5
    return (
        told.place,
        told.run,
        told.sentence,
        "; ".join(topic.told for topic in topics_of(search)),
        f"{local(search.at):%Y-%m-%d %H:%M:%S}",
        search.by,
        search.by_role,
        search.hits,
        search.conversations,
        search.in_dossier,
        told.added,
        *since,
        search.archive_size,
        search.archive_private,
        search.batch and search.batch.number,
        search.batch and search.batch.fingerprint,
    )
