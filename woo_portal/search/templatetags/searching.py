"""What the templates of searching say of the query language: {% load searching %}."""

from __future__ import annotations

from django import template

from archive.search.explaining import WORDS, Way, fields

register = template.Library()


@register.simple_tag
def ways_with_words() -> tuple[Way, ...]:
    """What can be done with words."""
    return WORDS


@register.simple_tag
def ways_with_fields() -> list[Way]:
    """What can be asked beside words."""
    return fields()
