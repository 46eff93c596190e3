"""What every test may rely on."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.test import TransactionTestCase

import pytest
from hypothesis import settings
from pytest_django import DjangoDbBlocker

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
MUCH = 512 * 1024
"""Bytes of a table between two files of tests."""
RECOGNISER = """\
#!/bin/sh
# Tesseract, once for the same picture and the same question: the same pixels, the same words.
case "$*" in stdin*) ;; *) exec {tesseract} "$@" ;; esac
picture=$(mktemp {folder}/picture-XXXXXX) && cat > "$picture" || exit 1
known={folder}/$({{ echo "$@"; cat "$picture"; }} | sha256sum | cut -c1-64)
test -f "$known" || {{ {tesseract} "$@" < "$picture" > "$picture.said" && mv "$picture.said" "$known"; }}
status=$?
rm -f "$picture" "$picture.said"
test $status -eq 0 && exec cat "$known"
exit $status
"""


def pytest_collection_finish() -> None:
    """What the tests and libraries are made of stays as long as the process: it need not be gone through for rubbish."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _pictures_are_recognised_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests send the same few photos again and again, and recognising one takes a quarter of a second."""
    tesseract = shutil.which("tesseract")
    if tesseract is None:
        yield
        return
    folder = tmp_path_factory.mktemp("recognised")
    (folder / "tesseract").write_text(RECOGNISER.format(tesseract=tesseract, folder=folder))
    (folder / "tesseract").chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Keep PostgreSQL's own cleaner out of the test database.

    Between two tests it would find every table empty and say so to the planner, which then reads whole tables for what
    one test makes of them: an import of a chat took a hundred times as long.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in _ordinary_tables(cursor):
            cursor.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = off)")


@pytest.fixture(scope="module", autouse=True)
def _dead_rows_are_cleared(request: pytest.FixtureRequest) -> Iterator[None]:
    """What tests rolled back is still read past: it is thrown away where it has become much."""
    yield
    if connection.connection is None:
        return
    with request.getfixturevalue("django_db_blocker").unblock(), connection.cursor() as cursor:
        for table in _ordinary_tables(cursor, larger_than=MUCH):
            cursor.execute(f"VACUUM {table}")


def _ordinary_tables(cursor: CursorWrapper, *, larger_than: int = -1) -> list[str]:
    """Those that hold rows themselves, of more than so many bytes."""
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        " AND pg_relation_size(oid) > %s",
        [larger_than],
    )
    return [name for (name,) in cursor.fetchall()]


@pytest.fixture(autouse=True)
def _what_is_locked_stays_locked() -> Iterator[None]:
    """The transaction around a test keeps what it locks, and hides that the portal locked it outside one of its own."""
    with connection.execute_wrapper(_refuse_a_lock_of_a_moment):
        yield


def _refuse_a_lock_of_a_moment(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Mapping[str, Any]
) -> Any:
    if isinstance(sql, str) and ("FOR UPDATE" in sql or "advisory_xact_lock" in sql):
        blocks = context["connection"].atomic_blocks
        assert any(not block._from_testcase for block in blocks), f"locked outside a transaction: {sql}"
    return execute(sql, params, many, context)


@pytest.fixture(scope="module")
def module_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database for what the tests of a module share: its fixtures fill it once, and after the last test it is gone.

    For data that is made of rows alone, for each test has its own folders; and not beside tests that need their own
    transactions.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Start the embedded services before the test database is made; a run of pure tests needs none."""
    start_services()


def _empty_tables(case: TransactionTestCase) -> None:
    """Django would empty every table: those the migrations fill as well, and those that refuse to be emptied.

    A few rows are deleted in a tenth of the time in which a hundred tables and their indexes are truncated.
    """
    with connection.cursor() as cursor:
        tables = sorted(set(connection.introspection.table_names(cursor)) - FILLED_BY_MIGRATIONS)
        if _ordinary_tables(cursor, larger_than=MUCH):
            empty = f"TRUNCATE {', '.join(tables)} CASCADE"
        else:
            cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in tables))
            tables = [name for (name,) in cursor.fetchall()]
            empty = _each("DELETE FROM {}", tables)
        # Not in one transaction: a table of which rows were deleted lets nothing be altered until it is committed.
        for step in (
            _each("ALTER TABLE {} DISABLE TRIGGER USER", tables),
            empty,
            _each("ALTER TABLE {} ENABLE TRIGGER USER", tables),
        ):
            with transaction.atomic():
                cursor.execute(step)
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(table_name, column_name), 1, false) FROM information_schema.columns"
            " WHERE is_identity = 'YES' AND table_schema = 'public' AND table_name <> ALL(%s)",
            [sorted(FILLED_BY_MIGRATIONS)],
        )


def _each(statement: str, tables: list[str]) -> str:
    return "; ".join(statement.format(table) for table in tables) or "SELECT"


@pytest.fixture(scope="session", autouse=True)
def _teardown_that_knows_the_log() -> None:
    TransactionTestCase._fixture_teardown = _empty_tables


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path: Path) -> None:
    """No test writes among the originals, pictures and packages of this machine's portal."""
    settings.CONTENT_DIR, settings.PACKAGE_DIR = tmp_path / "content", tmp_path / "packages"
    settings.DOCUMENT_DIR = tmp_path / "documents"
    settings.PREVIEW_DIR, settings.INCOMING_DIR = tmp_path / "previews", tmp_path / "incoming"
