"""What is checked when a command of the portal starts: that the model the settings name is one it may use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from redaction.names.chosen_model import ModelUnfit, weights_in


def name_model(**_: Any) -> list[CheckMessage]:
    """That the folder in WOO_NAME_MODEL is there, and that its weights are those of its card."""
    if not settings.NAME_MODEL:
        return []
    try:
        weights_in(Path(settings.NAME_MODEL))
    except ModelUnfit as error:
        hint = "Geef in WOO_NAME_MODEL het volledige pad van een map die `make model` heeft gemaakt, of laat de instelling leeg."
        return [Error(f"WOO_NAME_MODEL: {error}", hint=hint, id="redaction.E001")]
    return []
