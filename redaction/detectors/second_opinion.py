"""Names of persons by a spaCy pipeline that the organisation has installed beside the portal's own; finds nothing without one."""

from __future__ import annotations

from collections.abc import Iterator

from redaction.detecting import Confidence, Context, Finding, Label, detectors
from redaction.names.nobody import is_nobody
from redaction.names.offices import name_end
from redaction.names.reading import read
from redaction.names.second_opinion import pipeline
from redaction.spans import Span

_PERSONS = frozenset({"PERSON", "PER"})


@detectors.register
class SecondOpinion:
    """What the other pipeline calls a person; what only it finds asks for a closer look."""

    name = "second_opinion"

    def find(self, text: str, context: Context) -> Iterator[Finding]:
        """Its persons, but for towns, firms, streets and sayings."""
        nlp = pipeline()
        if nlp is None:
            return
        reading = read(text)
        for entity in nlp(text).ents:
            span = Span(entity.start_char, entity.end_char)
            words = [place for place, start in enumerate(reading.starts) if span.start <= start < span.end]
            if entity.label_ in _PERSONS and words and not is_nobody(reading, words[0], words[-1] + 1):
                end = name_end(reading, words[0], words[-1] + 1)
                if end == words[0]:
                    continue
                why = "Naam volgens het aanvullende taalmodel van de organisatie."
                span = span if end == words[-1] + 1 else Span(span.start, reading.ends[end - 1])
                yield Finding(span, Label.PERSON, Confidence.CHECK, self.name, why)
