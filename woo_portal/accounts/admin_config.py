"""Puts the portal's own admin site where `admin.site` is meant. Apart from apps.py, where Django expects one app only."""

from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    """Django's admin on `PortalAdminSite`."""

    default_site = "woo_portal.accounts.admin_site.PortalAdminSite"
