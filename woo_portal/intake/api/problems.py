"""What goes wrong, told to software: problem details in JSON (RFC 9457), with the sentence for people in Dutch."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import JsonResponse

_TITLES = {
    HTTPStatus.BAD_REQUEST: "Onjuist verzoek",
    HTTPStatus.UNAUTHORIZED: "Geen geldige sleutel",
    HTTPStatus.NOT_FOUND: "Niet gevonden",
    HTTPStatus.METHOD_NOT_ALLOWED: "Dit kan hier niet",
    HTTPStatus.CONFLICT: "Past niet bij wat bekend is",
    HTTPStatus.LENGTH_REQUIRED: "Lengte ontbreekt",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Te groot",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "Ander soort inhoud gevraagd",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Onjuiste gegevens",
    HTTPStatus.TOO_MANY_REQUESTS: "Te veel verzoeken",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Er ging iets mis",
    HTTPStatus.SERVICE_UNAVAILABLE: "Nu niet bereikbaar",
    HTTPStatus.INSUFFICIENT_STORAGE: "Geen ruimte",
}


class Problem(Exception):
    """Ends a request. `code` tells software which problem it is; `members` are added to the answer."""

    def __init__(self, status: HTTPStatus, code: str, detail: str, **members: Any) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail, self.members = status, code, detail, members

    def answer(self) -> JsonResponse:
        """The problem as an answer."""
        body = {
            "type": "about:blank",
            "title": _TITLES[self.status],
            "status": int(self.status),
            "detail": self.detail,
            "code": self.code,
        }
        return JsonResponse(
            body | self.members,
            status=self.status,
            content_type="application/problem+json",
            json_dumps_params={"ensure_ascii": False},
        )


def not_found() -> Problem:
    """What is not there, and what is another key's: the same."""
    return Problem(HTTPStatus.NOT_FOUND, "not_found", "Dit adres of deze levering bestaat niet.")
