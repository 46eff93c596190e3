"""What the templates of the review screen say of texts and passages: {% load review %}."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from redaction.detecting import Label
from redaction.label_names import LABEL_NAMES
from woo_portal.dossiers.queue import Entry, Group, Source
from woo_portal.dossiers.reading import Text
from woo_portal.review.addresses import Addresses
from woo_portal.review.desk import stands
from woo_portal.review.forms import place_name
from woo_portal.review.markup import marked

register = template.Library()


@register.simple_tag(takes_context=True)
def passages_in(context: dict[str, Any], text: Text) -> SafeString:
    """A text with its passages; reads `addresses` and `current`, the id of the open passage, of the page."""
    addresses: Addresses = context["addresses"]
    return marked(
        text.text,
        text.marks,
        current=context["current"],
        address=lambda passage: addresses.source(text.source, passage),
    )


@register.filter
def place(text: Text) -> str:
    """How the form for a passage of one's own names a text."""
    return place_name(text)


@register.filter
def label_name(label: str) -> str:
    """ "telefoonnummer" for "PHONE"."""
    return LABEL_NAMES[Label(label)]


register.filter(stands)


@register.simple_tag(takes_context=True)
def source_url(context: dict[str, Any], message: int) -> str:
    """The address of the page with this message (id) in the middle."""
    addresses: Addresses = context["addresses"]
    return addresses.source(Source(message=message))


@register.simple_tag(takes_context=True)
def passage_url(context: dict[str, Any], source: Source, passage: int) -> str:
    """The address of a passage."""
    addresses: Addresses = context["addresses"]
    return addresses.source(source, passage)


@register.simple_tag(takes_context=True)
def entry_url(context: dict[str, Any], entry: Entry) -> str:
    """The address of an entry of the queue."""
    addresses: Addresses = context["addresses"]
    return addresses.entry(entry)


@register.simple_tag(takes_context=True)
def group_url(context: dict[str, Any], group: Group) -> str:
    """The address of a conversation-day."""
    addresses: Addresses = context["addresses"]
    return addresses.group(group)
