"""The gate in front of a view: without the capability the page does not exist."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponseBase

from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability

View = Callable[..., HttpResponseBase]


def current_user(request: HttpRequest) -> User:
    """The logged-in account. Views are behind `session_ended.LoginRequired`, so there is one."""
    return cast(User, request.user)


def requires(*capabilities: Capability) -> Callable[[View], View]:
    """View decorator: a 404, the same as for a page that is not there, unless the role has every capability."""

    def decorate(view: View) -> View:
        @wraps(view)
        def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not all(current_user(request).may(capability) for capability in capabilities):
                raise Http404
            return view(request, *args, **kwargs)

        gated.capabilities = capabilities  # type: ignore[attr-defined]
        return gated

    return decorate
