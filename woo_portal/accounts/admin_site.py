"""Django's admin, opened by the role matrix: who may not administer finds no page there."""

from __future__ import annotations

from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator

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
        """Django's gate, and in front of it the portal's: what may not be done there has no page either."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            self._only_for_who_administers(request)
            try:
                return inner(request, *args, **kwargs)
            except PermissionDenied as refusal:
                raise Http404 from refusal

        return cast(GatedView, gated)

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:  # type: ignore[override]
        """No page of its own: a visitor is sent to the portal's, and who administers is in already."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next", reverse("admin:index")))
        self._only_for_who_administers(request)
        return redirect("admin:index")

    def _only_for_who_administers(self, request: HttpRequest) -> None:
        if not self.has_permission(request):
            raise Http404
