"""Checks the whole archive: the chain, every message against its hash, every original against its name.

Says what differs, the first of each kind first, in Dutch, and keeps what was found; changes nothing of what it checks.
"""

from __future__ import annotations

import hashlib
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from archive import content
from archive.destruction_lists import digest_of as digest_of_messages
from archive.hashing import form_of, is_digest_of
from archive.integrity import HASH_BYTES, conversations_hash, digest_of, file_of, header, leaves_of
from archive.merkle import EMPTY, Tree
from archive.models import (
    Attachment,
    Batch,
    Capture,
    DestroyedCapture,
    DestroyedConversation,
    DestroyedFile,
    DestroyedMessage,
    Destruction,
    ImportRun,
    ImportState,
    Message,
    Reaction,
    Source,
    Verification,
    Version,
)

Progress = Callable[[str, int, int], None]
"""Told what is being checked, how much of it is done, and how much there is."""
_PAGE = 5000
_EQUAL_AT_MOST = 10_000
_MAY_BE_COMING = 24 * 3600
"""Seconds that a file may be in the store before the import that brought it has ended."""
KEPT = 50
"""So many differences of a check are kept as sentences; the others are counted."""


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
    yield from _unsealed()
    yield from _destroyed()
    yield from _messages(progress)
    yield from _files(progress)


def _chain(progress: Progress) -> Iterator[str]:
    previous, total = EMPTY, Batch.objects.count()
    for place, batch in enumerate(Batch.objects.select_related("run__source").order_by("number"), start=1):
        what = f"Batch {batch.number} («{batch.run.source.file_name}»)"
        if batch.number != place:
            yield f"Batch {place} ontbreekt: de keten gaat verder met batch {batch.number}."
            return
        if bytes(batch.previous) != previous or digest_of(header(batch)) != bytes(batch.digest):
            yield f"{what}: het controlegetal klopt niet met de inhoud van de batch of met de batch ervoor."
        previous = bytes(batch.digest)
        yield from (f"{what}: {difference}" for difference in _captures(batch))
        if conversations_hash(batch.run) != bytes(batch.conversations):
            yield f"{what}: de naam, de app of het kenmerk van een gesprek is gewijzigd."
        progress("batches", place, total)


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


def _destroyed() -> Iterator[str]:
    """What is accounted for as destroyed without a certificate that says so."""
    for destruction in Destruction.objects.exclude(number=None).order_by("number"):
        hashes = [bytes(item) for item in destruction.destroyed.values_list("content_hash", flat=True)]
        if len(hashes) != destruction.messages or digest_of_messages(hashes).hex() != destruction.root:
            yield f"Verklaring {destruction.number}: de lijst van vernietigde berichten is gewijzigd."
        written = hashlib.sha256(destruction.certificate.encode()).hexdigest()
        if destruction.completed_at and written != destruction.certificate_sha256:
            yield f"Verklaring {destruction.number} is gewijzigd: de tekst is niet meer die van haar controlegetal."
    told = DestroyedMessage.objects.filter(destruction=OuterRef("destruction"), destruction__destroyed_at__isnull=False)
    leaf = DestroyedCapture.objects.filter(~Exists(told.filter(message_id=OuterRef("message_id")))).first()
    if leaf:
        yield f"Bericht {leaf.message_id} is weg zonder verklaring van vernietiging."
    chat = DestroyedConversation.objects.filter(
        ~Exists(told.filter(conversation_id=OuterRef("conversation_id")))
    ).first()
    if chat:
        yield f"Gesprek {chat.conversation_id} is weg zonder verklaring van vernietiging."


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


def _kept_files() -> list[tuple[str, str, str]]:
    """Every file that must be there: what it is, its SHA-256, its name."""
    originals: Sequence[tuple[str, str]] = list(Source.objects.order_by("pk").values_list("sha256", "file_name"))
    kept = Attachment.objects.exclude(sha256="").order_by("sha256").distinct("sha256")
    attachments: Sequence[tuple[str, str]] = list(kept.values_list("sha256", "file_name"))
    return [("Origineel", *item) for item in originals] + [("Bijlage", *item) for item in attachments]


def _files(progress: Progress) -> Iterator[str]:
    files = _kept_files()
    gone = set(DestroyedFile.objects.filter(is_kept=False, removed_at__isnull=False).values_list("sha256", flat=True))
    going = set(DestroyedFile.objects.filter(is_kept=False).values_list("sha256", flat=True))
    for done, (what, sha256, name) in enumerate(files, start=1):
        path = content.path_of(sha256)
        if what == "Origineel" and sha256 in going:
            if sha256 in gone and path.is_file():
                yield f"Origineel «{name}» is vernietigd en staat er toch ({sha256})."
        elif not path.is_file():
            yield f"{what} «{name}» ontbreekt ({sha256})."
        elif _sha256(sha256) != sha256:
            yield f"{what} «{name}» is gewijzigd: de inhoud is niet meer die van {sha256}."
        progress("bestanden", done, len(files))
    yield from _files_of_nobody({sha256 for _, sha256, _ in files} | going)


def _files_of_nobody(known: Collection[str]) -> Iterator[str]:
    """Files of which the database knows nothing, but for those of today: their import may not have ended."""
    for path in content.files():
        sha256 = content.sha256_at(path)
        if sha256 not in known and path.stat().st_mtime < time.time() - _MAY_BE_COMING:
            yield f"Er staat een bestand in de opslag waarvan de database niets weet ({sha256})."


def _sha256(name: str) -> str:
    with content.path_of(name).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
