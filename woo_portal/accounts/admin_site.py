"""Django's admin, opened by the role matrix: who may not administer finds no page there."""

from __future__ import annotations

from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, reverse
from django.utils.decorators import method_decorator

from woo_portal.accounts.gate import View
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Capability

GatedView = TypeVar("GatedView", bound=View)

UNUSED = {"logout", "password_change", "password_change_done", "jsi18n", "autocomplete", "view_on_site"}
"""Names of addresses of Django's admin that lead nowhere here."""


class PortalAdminSite(AdminSite):
    """The screens of Beheer. They have no log-in of their own: there is one, with lock-out, for the whole portal."""

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

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's, but for what the portal has a page of its own for and what its templates do not use."""
        return [entry for entry in super().get_urls() if getattr(entry, "name", None) not in UNUSED]

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        """The tables are few: they stand on one page."""
        return redirect("admin:index")

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
