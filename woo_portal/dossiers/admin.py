"""The holidays of the Algemene termijnenwet in Beheer: days that a royal decree equates are added here."""

from __future__ import annotations

from django.contrib import admin

from woo_portal.accounts.table_admin import TableAdmin
from woo_portal.dossiers.models import Holiday


@admin.register(Holiday)
class HolidayAdmin(TableAdmin):
    """Changing a day moves the last day of every term that ends on it, at once."""

    list_display = ("day", "name")
    date_hierarchy = "day"
    search_fields = ("name",)
    ordering = ("-day",)
