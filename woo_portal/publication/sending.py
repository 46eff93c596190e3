"""Puts a released package ready at the publicatiebank as a concept; what was sent before it was cut off is not sent again.

After each answer the portal writes down what it now knows. Where an answer was lost it asks before it does a thing anew: a
publication is found by its mark, and a document with the portal's mark that it does not know of holds nothing yet and is removed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import IO
from uuid import UUID

from django.conf import settings
from django.db import transaction

from woo_portal.disclosure.formats.diwoo import WOO_REQUESTS
from woo_portal.publication.bank import LONGEST_MARK, LONGEST_TITLE, Bank, BankProblem, Gone, Part, There
from woo_portal.publication.models import Publication, PublishedFile
from woo_portal.publication.package_files import PackageFile, files_of, opened

Progress = Callable[[int, int], None]
CONCEPT = "concept"
"""A state of a publication, in the word of the publicatiebank."""


def send(publication: Publication, bank: Bank, progress: Progress) -> int:
    """Put the package of a publication ready as a concept; how many files that are. Raises `BankProblem` and `PackageChanged`."""
    with opened(publication.package) as archive:
        if not publication.files.exists():
            _write_down(publication, files_of(publication.package, archive))
        _find_or_create(publication, bank)
        files = list(publication.files.all())
        known = {str(file.remote) for file in files}
        for uuid in bank.documents(remote_of(publication)):
            if uuid not in known:
                bank.delete_document(uuid)
        for done, file in enumerate(files):
            progress(done, len(files))
            if not file.is_complete:
                _place(file, publication, bank)
                with archive.open(file.name) as content:
                    _send_parts(file, content, bank)
    progress(len(files), len(files))
    return len(files)


@transaction.atomic
def _write_down(publication: Publication, files: list[PackageFile]) -> None:
    PublishedFile.objects.bulk_create(
        PublishedFile(publication=publication, position=position, **file._asdict())
        for position, file in enumerate(files)
    )


def _find_or_create(publication: Publication, bank: Bank) -> None:
    """See that there is a concept at the publicatiebank. One that was removed there is made anew, with all its files."""
    dossier = publication.package.dossier
    if publication.remote is not None:
        try:
            must_be_concept(bank.publication(publication.remote))
            return
        except Gone:
            publication.files.update(remote=None, parts=[], is_complete=False)
    found = bank.find_publication(mark_of(publication))
    if found is None:
        fields = {
            "officieleTitel": f"{dossier.get_kind_display()} {dossier.number}: {dossier.subject}"[:LONGEST_TITLE],
            "informatieCategorieen": [bank.category(WOO_REQUESTS)],
            "publisher": bank.organisation(settings.PUBLISHER_URI),
        }
        found = bank.create_publication(fields, mark_of(publication))
    must_be_concept(found)
    publication.remote = found.uuid
    publication.save(update_fields=["remote"])


def must_be_concept(there: There) -> None:
    """Raises `BankProblem` for what is published or withdrawn."""
    if there.status != CONCEPT:
        raise BankProblem(
            "De publicatie staat in de publicatiebank niet meer als concept: iemand heeft haar daar verder gebracht."
        )


def mark_of(publication: Publication) -> str:
    """The mark by which the publicatiebank knows this publication again; the hash tells portals apart that count from 1."""
    return f"{publication.pk}-{publication.package.sha256}"[:LONGEST_MARK]


def remote_of(publication: Publication) -> UUID:
    """Its uuid at the publicatiebank, once it is there."""
    assert publication.remote is not None  # it was found or created before
    return publication.remote


def _place(file: PublishedFile, publication: Publication, bank: Bank) -> None:
    """See that the document is there, and that the portal knows what of its file is left to send."""
    if file.remote is not None:
        try:
            file.is_complete = bank.has_all_of(file.remote)
            file.save(update_fields=["is_complete"])
            return
        except Gone:
            pass  # it was removed there: made anew
    title = file.title if len(file.title) <= LONGEST_TITLE else f"{file.title[: LONGEST_TITLE - 1]}…"
    file.remote, parts = bank.create_document(
        {
            "publicatie": str(publication.remote),
            "officieleTitel": title,
            "creatiedatum": file.day.isoformat(),
            "bestandsnaam": file.file_name,
            "bestandsformaat": "application/pdf",
            "bestandsomvang": file.size,
        },
        file.sha256,
    )
    if sum(part.size for part in parts) != file.size:
        raise BankProblem("De publicatiebank vraagt een bestand in delen die samen niet het bestand zijn.")
    file.parts = [{"uuid": part.uuid, "size": part.size, "done": False} for part in parts]
    file.save(update_fields=["remote", "parts"])


def _send_parts(file: PublishedFile, content: IO[bytes], bank: Bank) -> None:
    if file.is_complete:
        return
    assert file.remote is not None  # it was just placed
    is_complete = False
    for part in file.parts:
        piece = content.read(part["size"])
        if part["done"]:
            continue
        is_complete = bank.send_part(file.remote, Part(part["uuid"], part["size"]), piece, file.file_name)
        part["done"] = True
        file.save(update_fields=["parts"])
    if not is_complete and not bank.has_all_of(file.remote):
        file.parts = [part | {"done": False} for part in file.parts]
        file.save(update_fields=["parts"])
        raise BankProblem(f"De publicatiebank zegt dat «{file.name}» niet volledig is aangekomen.")
    file.is_complete = True
    file.save(update_fields=["is_complete"])
