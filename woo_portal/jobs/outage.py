"""Tells who clicked while the queue does not answer: what they did is kept, and the work begins by itself."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase

TOLD = (
    "Wat u deed is bewaard, maar het werk dat erop volgt kan nu niet beginnen: de wachtrij van de server antwoordt niet. Het "
    "begint vanzelf zodra zij er weer is; u hoeft niets opnieuw te doen. Duurt het langer dan een uur, meld het dan aan uw "
    "beheerder."
)
_noticed: ContextVar[list[bool] | None] = ContextVar("noticed", default=None)
"""What this request noticed of the queue; None outside a request."""


def notice() -> None:
    """The queue did not answer. Outside a request nobody is told."""
    noticed = _noticed.get()
    if noticed is not None:
        noticed.append(True)


def is_noticed() -> bool:
    """Whether the queue did not answer earlier in this request: trying again would only keep somebody waiting."""
    return bool(_noticed.get())


class TellsWhatWaits:
    """Middleware: a person whose work could not be handed to the queue reads so on this page or the next.

    Software is not told: it asks later how far its delivery is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and leave the message when the queue was noticed to be down."""
        token = _noticed.set([])
        try:
            response = self.get_response(request)
            if is_noticed() and request.user.is_authenticated:
                messages.warning(request, TOLD)
        finally:
            _noticed.reset(token)
        return response
