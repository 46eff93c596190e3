"""The Django project: people, dossiers, screens and packages."""

from woo_portal.celery import app as celery_app

__all__ = ["celery_app"]
