"""What every test may rely on."""

from __future__ import annotations

import pytest

from woo_portal.services import start_services


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Start the embedded services before the test database is made; a run of pure tests needs none."""
    start_services()
