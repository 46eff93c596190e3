"""From which address a request comes: what counts failed log-ins, and wrong keys of software, counts them by it."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The address of the visitor. Behind a proxy it is what the proxy put last in X-Forwarded-For.

    Anything before that may be the visitor's own invention, and what is no address is the proxy's mistake: then it is the
    proxy's own address, as it is without the header.
    """
    peer = request.META.get("REMOTE_ADDR") or None
    if not settings.BEHIND_PROXY:
        return peer
    last = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        return str(ip_address(last))
    except ValueError:
        return peer
