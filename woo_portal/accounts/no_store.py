"""Pages of somebody who is logged in are kept by no browser and no proxy: Back after logging out shows nothing."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

NextHandler = Callable[[HttpRequest], HttpResponseBase]


def no_store(get_response: NextHandler) -> NextHandler:
    """Middleware: `Cache-Control: no-store` on every answer to an account."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.user.is_authenticated:
            response["Cache-Control"] = "no-store"
        return response

    return handle
