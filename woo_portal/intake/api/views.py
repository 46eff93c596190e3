"""The interface itself: announce an export, send it in pieces, ask what became of it."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from archive.models import ImportRun, ImportState
from woo_portal.intake import deliveries
from woo_portal.intake.api.gate import for_devices
from woo_portal.intake.api.problems import Problem, not_found
from woo_portal.intake.api.requests import PIECE_BYTES, read_announcement, read_piece
from woo_portal.intake.models import Delivery, DeviceToken

OPENAPI = Path(__file__).with_name("openapi.json")
_REPORTED = (
    "messages_new", "messages_known", "units", "unreadable", "accounted", "first_at", "last_at", "attachments_present",
    "attachments_absent", "local_times",
)  # fmt: skip
_STATUS_OF = {"no_room": HTTPStatus.INSUFFICIENT_STORAGE, "beyond_end": HTTPStatus.REQUEST_ENTITY_TOO_LARGE}
"""Of a delivery that is refused; every other is a conflict."""


@for_devices("GET")
def openapi(request: HttpRequest, token: DeviceToken) -> HttpResponse:
    """The description of this interface."""
    return HttpResponse(OPENAPI.read_bytes(), content_type="application/json")


@for_devices("POST")
def exports(request: HttpRequest, token: DeviceToken) -> HttpResponse:
    """Announce an export. Announcing it again gives the same delivery, with how far it is."""
    asked = read_announcement(request, token)
    try:
        delivery, is_new = deliveries.announce(
            token,
            file_name=asked.file_name,
            size=asked.size,
            sha256=asked.sha256,
            holder=asked.holder,
            zone=asked.zone,
        )
    except deliveries.DeliveryRefused as refusal:
        raise _problem(refusal) from refusal
    answer = _answer(delivery, HTTPStatus.CREATED if is_new else HTTPStatus.OK)
    answer["Location"] = reverse("api-export", args=[delivery.pk])
    return answer


@for_devices("GET", "PATCH")
def export(request: HttpRequest, token: DeviceToken, delivery_id: UUID) -> HttpResponse:
    """How far a delivery is; with PATCH after keeping one more piece of it."""
    delivery = deliveries.find(token, delivery_id)
    if delivery is None:
        raise not_found()
    if request.method == "PATCH":
        piece = read_piece(request)
        try:
            delivery = deliveries.append(delivery, offset=piece.offset, piece=piece.data)
        except deliveries.Gap as gap:
            detail = f"Dit stuk sluit niet aan: er zijn {gap.offset} bytes ontvangen. Ga verder bij Upload-Offset {gap.offset}."
            raise Problem(HTTPStatus.CONFLICT, "gap", detail, offset=gap.offset) from gap
        except deliveries.DeliveryRefused as refusal:
            raise _problem(refusal) from refusal
        except Delivery.DoesNotExist as gone:
            raise not_found() from gone
    return _answer(delivery)


@for_devices()
def nowhere(request: HttpRequest, token: DeviceToken, rest: str = "") -> HttpResponse:
    """Every other address under /api/: closed without a key, and with one nothing is there."""
    raise not_found()


def _problem(refusal: deliveries.DeliveryRefused) -> Problem:
    return Problem(_STATUS_OF.get(refusal.code, HTTPStatus.CONFLICT), refusal.code, str(refusal))


def _answer(delivery: Delivery, status: HTTPStatus = HTTPStatus.OK) -> JsonResponse:
    """The delivery as it is now, in the words of the description."""
    run = delivery.run.source.runs.first() if delivery.run else None
    body: dict[str, Any] = {
        "id": str(delivery.pk),
        "url": reverse("api-export", args=[delivery.pk]),
        "sha256": delivery.sha256,
        "size": delivery.size,
        "offset": delivery.offset,
        "piece_bytes": PIECE_BYTES,
        "state": run.state if run else delivery.state,
        "problem": run.problem if run else delivery.problem,
        "report": _report(run),
    }
    answer = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    answer["Upload-Offset"] = str(delivery.offset)
    return answer


def _report(run: ImportRun | None) -> dict[str, Any] | None:
    """Figures of an import that is done; no names, and nothing that was said."""
    if run is None or run.state != ImportState.DONE:
        return None
    return {key: run.report.get(key, 0) for key in _REPORTED} | {
        "zone": run.zone,
        "repeated": "repeats" in run.report,
        "conversations": len(run.report["conversations"]),
    }
