"""The people who use the portal. A person has one role; what it may do stands in `roles.MATRIX`."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models

from woo_portal.accounts.roles import Capability, Role, may


class User(AbstractUser):
    """An account. Without a role it may log in and see nothing."""

    role = models.CharField("rol", max_length=20, choices=Role.choices, blank=True, default="")

    class Meta:
        verbose_name = "gebruiker"
        verbose_name_plural = "gebruikers"

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def may(self, capability: Capability) -> bool:
        """Whether this account's role has the capability."""
        return self.is_active and may(self.role, capability)
