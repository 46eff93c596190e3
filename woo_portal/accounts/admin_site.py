"""Django's admin, opened by the role matrix: who may not administer finds no page there."""

from __future__ import annotations

from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse

from woo_portal.accounts.gate import View
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability

GatedView = TypeVar("GatedView", bound=View)


class PortalAdminSite(AdminSite):
    """The screens of Beheer. They have no log-in of their own: there is one, with lock-out, for the whole portal."""

    site_title = "Woo-portaal"
    site_header = "Woo-portaal – Beheer"
    index_title = "Beheer"

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the role of the visitor may administer; `is_staff` plays no part."""
        return isinstance(request.user, User) and request.user.may(Capability.ADMINISTER)

    def admin_view(self, view: GatedView, cacheable: bool = False) -> GatedView:
        """Django's gate, and in front of it a 404 for who is logged in and may not administer."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            return inner(request, *args, **kwargs)

        return cast(GatedView, gated)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:  # type: ignore[override]
        """Send the visitor to the portal's own log-in page."""
        return redirect_to_login(request.GET.get("next", reverse("admin:index")))
