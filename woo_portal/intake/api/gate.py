"""The gate in front of the interface: a valid key in every request, no session, and no more requests than a key may make."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from axes.helpers import get_client_ip_address
from redis.exceptions import RedisError

from woo_portal.intake import tokens
from woo_portal.intake.api.problems import Problem
from woo_portal.intake.models import DeviceToken

logger = logging.getLogger(__name__)
Api = Callable[..., HttpResponse]
"""A view that is given the request and the key's row, and may raise `Problem`."""

PER_MINUTE = 600
"""Requests of one key: ten pieces of 8 MB a second is more than a telephone sends."""
WRONG_PER_MINUTE = 30
"""Requests with a wrong key from one address, after which they are not even looked at."""
_MINUTE = 60


def for_devices(*methods: str) -> Callable[[Api], Api]:
    """View decorator: only with a valid key and one of these methods (none: any); what goes wrong is a problem in JSON.

    A session opens nothing here, so a page elsewhere cannot make a browser send anything: there is no CSRF to guard against.
    """

    def decorate(view: Api) -> Api:
        @csrf_exempt
        @login_not_required
        @wraps(view)
        def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                token = _admitted(request)
                if methods and request.method not in methods:
                    raise Problem(HTTPStatus.METHOD_NOT_ALLOWED, "method", f"Hier kan alleen {' of '.join(methods)}.")
                answer = view(request, token, *args, **kwargs)
            except Problem as problem:
                answer = problem.answer()
            except Exception:
                logger.exception("%s %s", request.method, request.path)
                detail = "Er ging iets mis op de server. Wat ontvangen is, is er nog. Probeer het opnieuw."
                answer = Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "server", detail).answer()
            return _with_headers(answer, methods)

        return gated

    return decorate


def _admitted(request: HttpRequest) -> DeviceToken:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    token = tokens.recognise(key.strip()) if scheme.lower() == "bearer" else None
    if token is None:
        _count(f"wrong:{get_client_ip_address(request)}", WRONG_PER_MINUTE)
        raise Problem(
            HTTPStatus.UNAUTHORIZED,
            "no_key",
            "Stuur een geldige sleutel mee in de kop Authorization. De beheerder van het portaal geeft sleutels uit.",
        )
    _count(f"key:{token.public_id}", PER_MINUTE)
    return token


def _count(what: str, most: int) -> None:
    """Count one more in this minute; raises the problem when there are too many, or when nothing can be counted: without a
    count wrong keys could be tried without end.
    """
    name = f"api:{what}"
    try:
        cache.add(name, 0, _MINUTE)
        count = cache.incr(name)
    except ValueError:  # it ran out between the two
        return
    except RedisError as reason:
        logger.warning("requests cannot be counted, so none is let in: %s", reason)
        detail = (
            "Het portaal kan nu even niets aannemen. Wat ontvangen is, is er nog. Probeer het over een minuut opnieuw."
        )
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", detail) from reason
    if count > most:
        raise Problem(HTTPStatus.TOO_MANY_REQUESTS, "too_fast", "Te veel verzoeken. Wacht een minuut.")


def _with_headers(answer: HttpResponse, methods: tuple[str, ...]) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    if answer.status_code == HTTPStatus.UNAUTHORIZED:
        answer["WWW-Authenticate"] = 'Bearer realm="woo-portaal"'
    if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        answer["Allow"] = ", ".join(methods)
    if answer.status_code in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        answer["Retry-After"] = str(_MINUTE)
    return answer
