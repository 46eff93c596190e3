"""Deliveries of archiving software: announced, received in pieces, checked against their hash, imported.

Every step may be repeated. How many bytes are kept stands in the row, and only after they are on the disk: what was written
beyond it, by a process that died, is written again.
"""

from __future__ import annotations

import os
import shutil
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from archive import ingest
from archive.arrivals import Arrival
from archive.models import Person, Source
from archive.reading.containers import sha256_of
from woo_portal.intake.models import Delivery, DeliveryState, DeviceToken
from woo_portal.intake.receiving import receive_unattended
from woo_portal.jobs.queue import enqueue

JOB_KIND = "delivery"
OPEN_AT_MOST = 20
"""So many deliveries one key may have under way: each takes room on the disk."""
KEPT_FREE = 1024**3
"""Bytes of the disk that no delivery may take: the database needs them."""
_SUFFIX = ".part"


class DeliveryRefused(Exception):
    """What was asked does not agree with what is known of the delivery; the message is Dutch, `code` is for software."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Gap(Exception):
    """The piece begins after what is kept; `offset` is where the next one must begin."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


def announce(
    token: DeviceToken, *, file_name: str, size: int, sha256: str, holder: Person | None, zone: str = ""
) -> tuple[Delivery, bool]:
    """The delivery of a file by this key, and whether it is a new one that now waits for its bytes.

    `zone` is that of local times of which the file says none; see `archive.ingest.receive`. As long as its bytes are awaited
    the one said last counts. A file that is in the archive needs no bytes: its delivery has been received. Raises
    `DeliveryRefused`, also for a file that was destroyed.
    """
    if destroyed := ingest.destroyed_file(sha256):
        told = f"Dit bestand is vernietigd ({destroyed.destruction}). Het wordt niet opnieuw bewaard."
        raise DeliveryRefused("destroyed", told)
    known = Source.objects.filter(sha256=sha256).first()
    facts = {"size": size, "file_name": file_name, "holder": holder, "zone": zone}
    if known is not None and known.size == size and (run := known.runs.first()):
        facts |= {"state": DeliveryState.RECEIVED, "offset": size, "run": run}
    with transaction.atomic():
        if token.hides_new and known is not None and known.size == size:
            ingest.ask_to_hide(known)
        # Deliveries of one key are counted one after the other.
        DeviceToken.objects.select_for_update().get(pk=token.pk)
        delivery = Delivery.objects.filter(token=token, sha256=sha256).first()
        is_new = delivery is None
        if is_new and "run" not in facts:
            _refuse_when_full(token, size)
        delivery = delivery or Delivery.objects.create(token=token, sha256=sha256, **facts)
        if delivery.size != size or (known is not None and known.size != size):
            raise DeliveryRefused(
                "other_size", "Een bestand met deze SHA-256 heeft een andere grootte. Controleer beide."
            )
        if zone and delivery.zone != zone and delivery.state == DeliveryState.RECEIVING:
            # By what it was then: a piece that arrives at this moment may end it.
            Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.RECEIVING).update(zone=zone)
        if delivery.state == DeliveryState.CHECKING:
            _queue_check(delivery)
    return delivery, is_new and delivery.state == DeliveryState.RECEIVING


def _refuse_when_full(token: DeviceToken, size: int) -> None:
    under_way = Delivery.objects.filter(token=token).exclude(state=DeliveryState.RECEIVED).count()
    if under_way >= OPEN_AT_MOST:
        raise DeliveryRefused(
            "too_many", f"Er zijn al {under_way} leveringen onderweg met deze sleutel. Maak die eerst af."
        )
    folder = _folder()
    # It is gathered first, and then copied to where it stays.
    if shutil.disk_usage(folder).free < 2 * size + KEPT_FREE:
        raise DeliveryRefused(
            "no_room", "Op de server is te weinig ruimte. Meld dit aan de beheerder; probeer het later."
        )


def _folder() -> Path:
    folder = Path(settings.INCOMING_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def find(token: DeviceToken, delivery_id: UUID) -> Delivery | None:
    """A delivery of this key; somebody else's does not exist."""
    return Delivery.objects.select_related("run").filter(pk=delivery_id, token=token).first()


def append(delivery: Delivery, *, offset: int, piece: bytes) -> Delivery:
    """Keep a piece that begins at `offset`; of what is kept already nothing is written again.

    With the last byte the check is queued. Raises `Gap`, and `DeliveryRefused` for a piece beyond the end.
    """
    with transaction.atomic():
        row = Delivery.objects.select_for_update(of=("self",)).select_related("run").get(pk=delivery.pk)
        if offset + len(piece) > row.size:
            raise DeliveryRefused("beyond_end", f"Dit stuk gaat voorbij het einde: het bestand heeft {row.size} bytes.")
        if row.state != DeliveryState.RECEIVING:
            return row
        kept = min(row.offset, _bytes_on_disk(row))
        if offset <= kept:
            fresh = piece[kept - offset :]
            _write(part_path(row), kept, fresh)
            kept += len(fresh)
        row.offset = kept
        if kept == row.size:
            row.state, row.problem = DeliveryState.CHECKING, ""
            _queue_check(row)
        row.save(update_fields=["offset", "state", "problem", "changed_at"])
    if offset > kept:
        raise Gap(kept)
    return row


def part_path(delivery: Delivery) -> Path:
    """Where the bytes of a delivery are gathered."""
    return Path(settings.INCOMING_DIR) / f"{delivery.pk}{_SUFFIX}"


def _bytes_on_disk(delivery: Delivery) -> int:
    """Fewer than the row says when the folder was lost: it is in no backup."""
    path = part_path(delivery)
    return path.stat().st_size if path.exists() else 0


def _write(path: Path, at: int, data: bytes) -> None:
    if not data:
        return
    _folder()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    with os.fdopen(handle, "wb") as part:
        part.seek(at)
        part.write(data)
        part.flush()
        os.fsync(part.fileno())


def _queue_check(delivery: Delivery) -> None:
    subject, url = f"Ontvangst van «{delivery.file_name}»", reverse("archive")
    enqueue(JOB_KIND, subject=subject, by=None, url=url, delivery=str(delivery.pk))


def check(delivery_id: str) -> str:
    """Hold a delivery against its hash and bring it into the archive; a Dutch sentence on how it ended.

    Does nothing for one that was checked. Bytes that are not the announced ones are thrown away: it begins again.
    """
    delivery = Delivery.objects.select_related("token", "holder").get(pk=delivery_id)
    if delivery.state != DeliveryState.CHECKING:
        return "Was al gecontroleerd."
    path = part_path(delivery)
    if not path.exists() or sha256_of(path) != delivery.sha256:
        path.unlink(missing_ok=True)
        problem = "De ontvangen bytes hebben een andere SHA-256 dan is aangekondigd. Zij zijn weggegooid; begin opnieuw bij 0."
        Delivery.objects.filter(pk=delivery.pk).update(
            state=DeliveryState.RECEIVING, offset=0, problem=problem, changed_at=timezone.now()
        )
        return problem
    with transaction.atomic():
        delivery = (
            Delivery.objects.select_for_update(of=("self",)).select_related("token", "holder").get(pk=delivery_id)
        )
        if delivery.state != DeliveryState.CHECKING:
            return "Was al gecontroleerd."
        delivery.run = receive_unattended(
            Arrival(delivery.file_name, (path,)),
            holder=delivery.holder,
            hides_new=delivery.token.hides_new,
            zone=delivery.zone,
            way=f"apparaat «{delivery.token.name}»",
            token=delivery.token.public_id,
        )
        delivery.state = DeliveryState.RECEIVED
        delivery.save(update_fields=["run", "state", "changed_at"])
    path.unlink(missing_ok=True)
    return "Ontvangen; het bestand is wat is aangekondigd."


def clean(*, untouched_for: timedelta) -> int:
    """Throw away what came half and was not gone on with for so long, and bytes of which nobody knows; how many deliveries."""
    limit = timezone.now() - untouched_for
    stale = list(Delivery.objects.filter(state=DeliveryState.RECEIVING, changed_at__lt=limit))
    removed = 0
    for delivery in stale:
        # One that is gone on with at this moment stays.
        again = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.RECEIVING, changed_at__lt=limit)
        if again.delete()[0]:
            part_path(delivery).unlink(missing_ok=True)
            removed += 1
    wanted = {part_path(delivery) for delivery in Delivery.objects.exclude(state=DeliveryState.RECEIVED)}
    for path in Path(settings.INCOMING_DIR).glob(f"*{_SUFFIX}"):
        if path not in wanted and path.stat().st_mtime < limit.timestamp():
            path.unlink(missing_ok=True)
    return removed
