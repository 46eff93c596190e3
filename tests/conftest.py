"""What every test may rely on."""

from __future__ import annotations

from pathlib import Path

from django.db import connection
from django.test import TransactionTestCase

import pytest
from hypothesis import settings

from tests.browser import browser_page, chromium
from woo_portal.services import start_services

__all__ = ["browser_page", "chromium"]

# How long one example takes says how busy the machine is; what must be fast has a bench.
settings.register_profile("portal", deadline=None)
settings.load_profile("portal")

FILLED_BY_MIGRATIONS = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "dossiers_holiday",
    "archive_retentionrule",
    "redaction_policyrule",
}
APPEND_ONLY = (
    "audit_event",
    "archive_batch",
    "archive_verification",
    "dossiers_recordedsearch",
    "dossiers_searchresult",
    "dossiers_rerun",
    "dossiers_addition",
)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Start the embedded services before the test database is made; a run of pure tests needs none."""
    start_services()


def _empty_tables(case: TransactionTestCase) -> None:
    """Django would empty every table: those the migrations fill as well, and those that refuse to be emptied."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) - FILLED_BY_MIGRATIONS
        for table in APPEND_ONLY:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_truncate")
        cursor.execute(f"TRUNCATE {', '.join(sorted(tables))} RESTART IDENTITY CASCADE")
        for table in APPEND_ONLY:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_no_truncate")


@pytest.fixture(scope="session", autouse=True)
def _teardown_that_knows_the_log() -> None:
    TransactionTestCase._fixture_teardown = _empty_tables


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path: Path) -> None:
    """No test writes among the originals, pictures and packages of this machine's portal."""
    settings.CONTENT_DIR, settings.PACKAGE_DIR = tmp_path / "content", tmp_path / "packages"
    settings.DOCUMENT_DIR = tmp_path / "documents"
    settings.PREVIEW_DIR, settings.INCOMING_DIR = tmp_path / "previews", tmp_path / "incoming"
