"""App configuration."""

from django.apps import AppConfig
from django.conf import settings


class RedactionConfig(AppConfig):
    """What may not be shown, on which ground, by whom decided."""

    name = "redaction"
    verbose_name = "Lakken"

    def ready(self) -> None:
        """Tell the detectors, which read no settings, whether there is another pipeline to ask."""
        from redaction.names import second_opinion

        second_opinion.use(settings.SPACY_PIPELINE)
