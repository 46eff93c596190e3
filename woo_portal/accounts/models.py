"""The people who use the portal. A person has one role; what it may do stands in `roles.MATRIX`."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models

from woo_portal.accounts.roles import Capability, Role, may


class User(AbstractUser):
    """An account. Without a role it may log in and see nothing."""

    role = models.CharField("rol", max_length=20, choices=Role.choices, blank=True, default="")

    # `manage.py createsuperuser` asks for it too: being a superuser opens nothing here.
    REQUIRED_FIELDS = [*AbstractUser.REQUIRED_FIELDS, "role"]

    class Meta:
        verbose_name = "gebruiker"
        verbose_name_plural = "gebruikers"

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def may(self, capability: Capability) -> bool:
        """Whether this account's role has the capability."""
        return self.is_active and may(self.role, capability)

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Django's own permissions, which its admin asks for: the role that administers has all of them, others none."""
        return self.may(Capability.ADMINISTER)

    def has_module_perms(self, app_label: str) -> bool:
        """As `has_perm`, for all of an app."""
        return self.may(Capability.ADMINISTER)
