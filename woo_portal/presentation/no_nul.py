"""NUL is no text: PostgreSQL stores none and no keyboard types it, but what is pasted from a damaged document can hold one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase, QueryDict

_NUL = "\0"


class WithoutNul:
    """Middleware: takes NUL out of what is asked and of the fields of a form, so that no view loses what somebody typed.

    Files are left as they are, and so is what software delivers: it is answered in JSON, by views without a form's guard.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """What comes next answers: which view that is, and whether forms are its business, is known only after this."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        """After the guard of forms, which reads the fields first."""
        request.GET = _without(request.GET)  # type: ignore[assignment]
        if request.method == "POST" and not getattr(view, "csrf_exempt", False):
            request.POST = _without(request.POST)  # type: ignore[assignment]


def _without(fields: QueryDict) -> QueryDict:
    if not any(_NUL in text for name, texts in fields.lists() for text in (name, *map(str, texts))):
        return fields
    clean = QueryDict(mutable=True, encoding=fields.encoding)
    for name, texts in fields.lists():
        for text in texts:
            clean.appendlist(name.replace(_NUL, ""), str(text).replace(_NUL, ""))
    clean._mutable = False
    return clean
