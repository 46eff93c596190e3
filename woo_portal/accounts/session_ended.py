"""A request whose session has ended: to the log-in page, with a way back to a page that can be opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme

from django_htmx.http import HttpResponseClientRedirect

NOT_SAVED = (
    "U was intussen uitgelogd. Wat u net opsloeg of aanklikte is niet uitgevoerd; wat er al stond is bewaard. "
    "Na het inloggen komt u terug op de pagina waar u was."
)
_READS = ("GET", "HEAD", "OPTIONS")


class LoginRequired(LoginRequiredMiddleware):
    """Django's guard, which would send a form's own address along as the way back, and a log-in page into a part of a page."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        """The log-in page. After a form it says that nothing was saved, and leads back to where the form stood."""
        is_part = request.headers.get("HX-Request") == "true"
        if request.method in _READS and not is_part:
            return super().handle_no_permission(request, view_func)
        if request.method not in _READS:
            messages.warning(request, NOT_SAVED)
        back = _page_of(request)
        field = self.get_redirect_field_name(view_func) if back else None
        to_login = redirect_to_login(back, self.get_login_url(view_func), field)
        return HttpResponseClientRedirect(to_login.url) if is_part else to_login


def _page_of(request: HttpRequest) -> str:
    """The path and query of the page that was open when this was sent, as the browser tells; empty for one elsewhere."""
    told = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(told, {request.get_host()}):
        return ""
    page = urlsplit(told)
    return f"{page.path}?{page.query}" if page.query else page.path
