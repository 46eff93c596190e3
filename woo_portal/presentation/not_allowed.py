"""An address that only takes a form, opened as a page: said in Dutch, where the browser would show a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

NextHandler = Callable[[HttpRequest], HttpResponse]


def not_allowed(get_response: NextHandler) -> NextHandler:
    """Middleware: gives an empty 405 its page. One that says something itself, as software gets, stays as it is."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_empty = response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content
        if is_empty and isinstance(response, HttpResponseNotAllowed):
            response.content = render_to_string("405.html", {"above": _above(request.path)}, request)
        return response

    return handle


def _above(path: str) -> str:
    """The nearest address above this one that the portal has: of a form's own address mostly the page it stands on."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            resolve(path)
        except Resolver404:
            continue
        return path
    return path
