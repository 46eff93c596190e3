"""Users and their roles in Beheer."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest

from axes.utils import reset

from woo_portal.accounts.models import User
from woo_portal.presentation.dutch import enumeration

# Roles replace groups: the matrix is the one place that says who may do what.
admin.site.unregister(Group)


@admin.register(User)
class PortalUserAdmin(UserAdmin):
    """Accounts are made and closed here. Closing is done by "actief": what an account decided stays in the log."""

    list_display = ("username", "full_name", "role", "is_active", "last_login")
    list_filter = ("role", "is_active")
    filter_horizontal = ()
    add_form = UserCreationForm
    actions = ("unlock",)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Persoon", {"fields": ("first_name", "last_name", "email")}),
        ("Toegang", {"fields": ("role", "is_active")}),
        ("Momenten", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "password1", "password2")}),
        ("Persoon", {"fields": ("first_name", "last_name", "email")}),
        ("Toegang", {"fields": ("role",)}),
    )

    @admin.action(description="Hef de blokkade na verkeerde wachtwoorden op")
    def unlock(self, request: HttpRequest, users: QuerySet[User]) -> None:
        """Let accounts in again before their half hour is over."""
        for user in users:
            reset(username=user.username)
        self.message_user(request, f"Blokkade opgeheven voor {enumeration([str(user) for user in users])}.")

    @admin.display(description="naam", ordering="last_name")
    def full_name(self, user: User) -> str:
        """The name as colleagues see it."""
        return user.get_full_name()

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """What Django keeps itself; and one's own role, so that nobody gives themselves a second one."""
        kept = ("last_login", "date_joined")
        return (*kept, "role", "is_active") if obj is not None and obj.pk == request.user.pk else kept

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Never: an account is closed, not removed."""
        return False
