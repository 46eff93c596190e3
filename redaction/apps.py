"""App configuration."""

from django.apps import AppConfig
from django.conf import settings
from django.core import checks


class RedactionConfig(AppConfig):
    """What may not be shown, on which ground, by whom decided."""

    name = "redaction"
    verbose_name = "Lakken"

    def ready(self) -> None:
        """Tell the detectors, which read no settings, which model to use and whether there is another pipeline to ask."""
        from redaction.checks import name_model
        from redaction.names import second_opinion, tagger

        tagger.use(settings.NAME_MODEL)
        checks.register(name_model)
        second_opinion.use(settings.SPACY_PIPELINE)
