"""Users and their roles in Beheer."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserCreationForm
from django.contrib.auth.models import Group
from django.db.models import Field, Model, QuerySet
from django.http import HttpRequest, HttpResponse

from axes.utils import reset

from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.accounts.table_admin import TableAdmin
from woo_portal.presentation.dutch import enumeration, moment

# Roles replace groups: the matrix is the one place that says who may do what.
admin.site.unregister(Group)


_USERNAME = "Hoogstens 150 tekens: letters, cijfers en de tekens @ . + - _"
_NO_USERNAME = "Dit kan geen gebruikersnaam zijn. Gebruik alleen letters, cijfers en de tekens @ . + - _"


class NewPasswordForm(AdminPasswordChangeForm):
    """A new password for somebody else. Without Django's choice to have none: that would lock the person out unseen."""

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields.pop("usable_password", None)
        for field in self.fields.values():
            field.required = True


class PortalUserAdmin(TableAdmin, UserAdmin):
    """Accounts are made and closed here. Closing is done by "actief": what an account decided stays in the log.

    Who knows of events registers it, so that what is done here stands in the log as well: `audit.admin`.
    """

    list_display = ("username", "full_name", "role", "stands", "last_seen")
    list_filter = ("role", "is_active")
    filter_horizontal = ()
    add_form = UserCreationForm
    change_password_form = NewPasswordForm
    actions = ("unlock",)
    fieldsets = (
        (None, {"fields": ("username",)}),
        ("Persoon", {"fields": ("first_name", "last_name", "email")}),
        ("Toegang", {"fields": ("role", "is_active")}),
        ("Momenten", {"fields": ("last_seen", "made")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "password1", "password2")}),
        ("Persoon", {"fields": ("first_name", "last_name", "email")}),
        ("Toegang", {"fields": ("role",)}),
    )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The field of a column. Django's Dutch names a comma among the signs of a user name, where it means the full stop."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "username" and field is not None:
            field.help_text = _USERNAME
            field.error_messages["invalid"] = _NO_USERNAME
        return field

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

    @admin.display(description="actief", ordering="is_active")
    def stands(self, user: User) -> str:
        """Whether the account may log in, in a word."""
        return "ja" if user.is_active else "nee, gesloten"

    @admin.display(description="laatst ingelogd", ordering="last_login")
    def last_seen(self, user: User) -> str:
        """When the account last logged in."""
        return moment(user.last_login) if user.last_login else "nog nooit"

    @admin.display(description="gemaakt")
    def made(self, user: User) -> str:
        """When the account was made."""
        return moment(user.date_joined)

    def formfield_for_choice_field(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        """The role, of which having none is said in words."""
        if db_field.name == "role":
            kwargs["choices"] = [("", "geen: kan niets zien"), *Role.choices]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """What the portal keeps itself; and one's own role, so that nobody gives themselves a second one."""
        kept = ("last_seen", "made")
        return (*kept, "role", "is_active") if obj is not None and obj.pk == request.user.pk else kept

    def response_add(self, request: HttpRequest, obj: Model, post_url_continue: str | None = None) -> HttpResponse:
        """The list; with a warning beside it where the account sees nothing yet."""
        response = super().response_add(request, obj, post_url_continue)
        self._warn_without_role(request, obj)
        return response

    def response_change(self, request: HttpRequest, obj: Model) -> HttpResponse:
        """The list; with the same warning."""
        response = super().response_change(request, obj)
        self._warn_without_role(request, obj)
        return response

    def _warn_without_role(self, request: HttpRequest, user: Model) -> None:
        if isinstance(user, User) and user.is_active and not user.role:
            messages.warning(
                request,
                f"‘{user}’ heeft geen rol: wie met dit account inlogt, ziet niets. Open het account in de lijst en kies bij "
                "Toegang een rol.",
            )

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Never: an account is closed, not removed."""
        return False
