"""The layer of a dossier, and two colleagues who decide in it."""

from __future__ import annotations

import pytest

from archive.acting import Actor
from redaction.models import RedactionLayer
from tests import factories

FATIMA, BERT = Actor(1, "Fatima"), Actor(2, "Bert")


@pytest.fixture
def layer(db: None) -> RedactionLayer:
    """An empty layer, for a request under the Woo."""
    return factories.layer()
