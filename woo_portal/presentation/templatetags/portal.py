"""What the frame of every page says of the portal itself. Tags, because error pages have no context processors."""

from __future__ import annotations

import tomllib
from functools import cache

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def authority() -> str:
    """The name of the administrative body."""
    return str(settings.AUTHORITY)


@register.simple_tag
@cache
def version() -> str:
    """The version of the portal, as pyproject.toml states it."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])
