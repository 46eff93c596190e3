"""Checks the whole archive: the chain, every message against its hash, every original against its name.

Says what differs, the first of each kind first, in Dutch, and keeps what was found; changes nothing of what it checks.
"""

from __future__ import annotations

import hashlib
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db.models import Max, Min
from django.utils import timezone
from django.utils.timezone import localtime

from archive import content
from archive.models import (
    Attachment,
    Batch,
    Capture,
    ImportRun,
    ImportState,
    Message,
    Reaction,
    Source,
    Verification,
    Version,
)
from archive.sealing.accounted import originals_going, originals_gone, unaccounted
from archive.sealing.agreeing import disagreements
from archive.sealing.hashing import form_of, is_digest_of
from archive.sealing.integrity import HASH_BYTES, conversations_hash, digest_of, file_of, header, leaves_of
from archive.sealing.merkle import EMPTY, Tree
from archive.sealing.verifying_facts import fact_differences

Progress = Callable[[str, int, int], None]
"""Told what is being checked, how much of it is done, and how much there is."""
_PAGE = 5000
_EQUAL_AT_MOST = 10_000
_MAY_BE_COMING = 24 * 3600
"""Seconds that a file may be in the store before the import that brought it has ended."""
KEPT = 50
"""So many differences of a check are kept as sentences; the others are counted."""


Check = Callable[[], Iterator[str]]
"""Tells, as Dutch sentences, what does not agree with what is kept beside the archive."""
_ALSO: list[Check] = []


def also(check: Check) -> None:
    """Have this checked along with the archive: whoever uses the archive keeps a log of what is done to it."""
    if check not in _ALSO:
        _ALSO.append(check)


def verify(
    *,
    by: str,
    progress: Progress = lambda what, done, total: None,
    tell: Callable[[str], object] = lambda difference: None,
) -> Verification:
    """Check everything, and keep what was found; `tell` hears of each difference as it is found."""
    started_at, newest, messages = timezone.now(), Batch.objects.last(), Message.objects.count()
    found, told = 0, []
    for difference in differences(progress):
        found += 1
        if found <= KEPT:
            told.append(difference)
        tell(difference)
    return Verification.objects.create(
        asked_by=by,
        started_at=started_at,
        finished_at=timezone.now(),
        messages=messages,
        batches=newest.number if newest else 0,
        digest=newest.digest if newest else b"",
        found=found,
        told=told,
    )


def sizes() -> dict[str, int]:
    """How much there is to check, under the words that `Progress` is told of it, in this order."""
    return {"batches": Batch.objects.count(), "berichten": Message.objects.count(), "bestanden": len(_kept_files())}


def differences(progress: Progress = lambda what, done, total: None) -> Iterator[str]:
    """Everything in the archive that is not as it was sealed, as Dutch sentences; none when all is well.

    Works through chain, messages and files in this order, so the first sentence is the first difference. Streams.
    """
    yield from _chain(progress)
    yield from _earlier()
    yield from _unsealed()
    yield from unaccounted()
    yield from disagreements()
    yield from chain.from_iterable(check() for check in _ALSO)
    yield from _messages(progress)
    yield from _files(progress)


def _chain(progress: Progress) -> Iterator[str]:
    previous, total = EMPTY, Batch.objects.count()
    # Apart from the batches: of one whose import or original is gone, a join would leave nothing to miss.
    runs = ImportRun.objects.select_related("source").filter(batch__isnull=False).in_bulk()
    for place, batch in enumerate(Batch.objects.order_by("number"), start=1):
        if batch.number != place:
            yield f"Batch {place} ontbreekt: de keten gaat verder met batch {batch.number}."
            return
        yield from _link(batch, runs.get(batch.run_id), previous)
        previous = bytes(batch.digest)
        progress("batches", place, total)


def _link(batch: Batch, run: ImportRun | None, previous: bytes) -> Iterator[str]:
    if run is None:
        yield f"Batch {batch.number}: de import waarvan deze batch is, of het origineel daarvan, ontbreekt in het archief."
        return
    batch.run = run
    what = f"Batch {batch.number} («{run.source.file_name}»)"
    if run.state != ImportState.DONE:
        yield f"{what}: volgens het archief is deze import niet klaar."
    if bytes(batch.previous) != previous or digest_of(header(batch)) != bytes(batch.digest):
        yield f"{what}: het controlegetal klopt niet met de inhoud van de batch of met de batch ervoor."
    yield from (f"{what}: {difference}" for difference in _captures(batch))
    if conversations_hash(run) != bytes(batch.conversations):
        yield f"{what}: de naam, de app of het kenmerk van een gesprek is gewijzigd."
    yield from (f"{what}: {difference}" for difference in fact_differences(batch, run))


def _earlier() -> Iterator[str]:
    """The chain as far as it was when it was checked before: what stood in it then stands in it now."""
    checked = Verification.objects.filter(batches__gt=0).exclude(digest__in=Batch.objects.values("digest"))
    newest = checked.order_by("-batches", "pk").first()
    if newest:
        yield (
            f"Bij de controle van {localtime(newest.started_at):%d-%m-%Y %H:%M} liep de keten tot en met batch {newest.batches} "
            f"met controlegetal {newest.fingerprint}. Dat staat niet meer in de keten: er zijn imports verwijderd of vervangen."
        )


def _captures(batch: Batch) -> Iterator[str]:
    """How the captures of a batch differ from what was sealed; the first run of 1,024 that does is named."""
    tree, first_units = Tree(), [1]
    for leaf in leaves_of(batch.run):
        tree.add(leaf.hash)
        if tree.count % 2**tree.level == 0:
            first_units.append(leaf.last_unit + 1)
    if tree.root == bytes(batch.root) and tree.count == batch.leaves:
        return
    if tree.count != batch.leaves:
        yield f"er zijn {tree.count} vindplaatsen van berichten, verzegeld zijn er {batch.leaves}."
    sealed = bytes(batch.subtrees)
    whole = [sealed[start : start + HASH_BYTES] for start in range(0, len(sealed), HASH_BYTES)]
    same = next((n for n, (one, other) in enumerate(zip(whole, tree.subtrees, strict=False)) if one != other), None)
    place = min(len(whole), len(tree.subtrees)) if same is None else same
    yield (
        f"een bericht of zijn vindplaats is gewijzigd, in de eerste 1.024 vanaf regel of record {first_units[place]} van "
        "het origineel."
    )


def _unsealed() -> Iterator[str]:
    """What is in the archive outside every batch."""
    done = ImportRun.objects.filter(state=ImportState.DONE, batch=None, report__repeats=None)
    for run in done.select_related("source"):
        yield f"De import van «{run.source.file_name}» heeft geen batch in de keten."
    if stray := Message.objects.filter(captures=None).order_by("pk").values_list("pk", flat=True).first():
        yield f"Bericht {stray} staat in geen enkel origineel."
    sealed = Batch.objects.values("run__source")
    if capture := Capture.objects.exclude(source__in=sealed).select_related("source").first():
        yield f"Bericht {capture.message_id} verwijst naar «{capture.source.file_name}», dat niet verzegeld is."


def _messages(progress: Progress) -> Iterator[str]:
    total, done, last = Message.objects.count(), 0, 0
    senders = Message.objects.select_related("sender").order_by("pk")
    while page := list(senders.filter(pk__gt=last)[:_PAGE]):
        pages = (last, page[-1].pk)
        attachments, reactions = _of_page(Attachment, pages), _of_page(Reaction, pages)
        versions, captures = _of_page(Version, pages), _of_page(Capture, pages, files__isnull=False)
        for message in page:
            pk = message.pk
            form = form_of(message, reactions[pk], versions[pk])
            if not is_digest_of(bytes(message.content_hash), form, at_most=_EQUAL_AT_MOST):
                yield f"Bericht {pk} is gewijzigd: het is niet meer wat zijn controlegetal zegt."
            yield from _attached(attachments[pk], captures[pk])
        last, done = page[-1].pk, done + len(page)
        progress("berichten", done, total)


def _of_page(model: type[Any], page: tuple[int, int], **narrowed: Any) -> defaultdict[int, list[Any]]:
    """What hangs on the messages with ids in a half-open range (the lower bound excluded), by message, in order."""
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in model.objects.filter(message__gt=page[0], message__lte=page[1], **narrowed):
        found[row.message_id].append(row)
    return found


def _attached(attachments: Sequence[Attachment], captures: Sequence[Capture]) -> Iterator[str]:
    """Each file that is kept with a message must be one that a source brought with it, under a name it has there; and each that
    a source brought must be kept.
    """
    told = [file_of(item) for capture in captures for item in capture.files or ()]
    kept = {attachment.number: attachment.sha256 for attachment in attachments}
    message = next((capture.message_id for capture in captures), 0)
    for number in sorted({number for number, _, _ in told}):
        brought = any(sha256 for other, sha256, _ in told if other == number)
        if number not in kept or (brought and not kept[number]):
            yield f"Bericht {message}: bijlage {number + 1} ontbreekt, die bij de import wel is bewaard."
    for attachment in attachments:
        here = [(sha256, name) for number, sha256, name in told if number == attachment.number]
        is_brought = not attachment.sha256 or any(sha256 == attachment.sha256 for sha256, _ in here)
        if not is_brought or all(name != attachment.file_name for _, name in here):
            place = f"Bericht {attachment.message_id}: bijlage {attachment.number + 1}"
            yield f"{place} is een ander bestand dan bij de import, of heet anders."


@dataclass(frozen=True, slots=True)
class _Kept:
    """A file that must be there: what it is, and its size as the archive tells it, more than one where it contradicts itself."""

    what: str
    sha256: str
    name: str
    sizes: tuple[int | None, ...]


def _kept_files() -> list[_Kept]:
    originals = Source.objects.order_by("pk").values_list("sha256", "file_name", "size")
    attached = Attachment.objects.exclude(sha256="").order_by("sha256").values_list("sha256")
    told = attached.annotate(name=Min("file_name"), least=Min("size"), most=Max("size"))
    return [_Kept("Origineel", sha256, name, (size,)) for sha256, name, size in originals] + [
        _Kept("Bijlage", sha256, name, (least, most)) for sha256, name, least, most in told
    ]


def _files(progress: Progress) -> Iterator[str]:
    files, gone, going = _kept_files(), originals_gone(), originals_going()
    for done, file in enumerate(files, start=1):
        path = content.path_of(file.sha256)
        what = f"{file.what} «{file.name}»"
        if file.what == "Origineel" and file.sha256 in gone | going:
            if file.sha256 in gone and path.is_file():
                yield f"{what} is vernietigd en staat er toch ({file.sha256})."
        elif not path.is_file():
            yield f"{what} ontbreekt ({file.sha256})."
        elif _sha256(file.sha256) != file.sha256:
            yield f"{what} is gewijzigd: de inhoud is niet meer die van {file.sha256}."
        elif any(size not in (None, path.stat().st_size) for size in file.sizes):
            yield f"{what}: het archief noemt een andere grootte dan het bestand heeft."
        progress("bestanden", done, len(files))
    yield from _files_of_nobody({file.sha256 for file in files} | going)


def _files_of_nobody(known: Collection[str]) -> Iterator[str]:
    """Files of which the database knows nothing, but for those of today: their import may not have ended."""
    for path in content.files():
        sha256 = content.sha256_at(path)
        if sha256 not in known and path.stat().st_mtime < time.time() - _MAY_BE_COMING:
            yield f"Er staat een bestand in de opslag waarvan de database niets weet ({sha256})."


def _sha256(name: str) -> str:
    with content.path_of(name).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
