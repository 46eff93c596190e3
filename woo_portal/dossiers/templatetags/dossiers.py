"""What templates say of messages and dossiers: {% load dossiers %}."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from archive.models import Message
from redaction import passages
from woo_portal.accounts.models import User
from woo_portal.dossiers import assigning, reading
from woo_portal.dossiers.header import Header, header_of

register = template.Library()


@register.filter
def sender_name(message: Message) -> str:
    """The name a message is printed under: the person's, whatever each phone calls them."""
    return passages.sender_name(message)


@register.filter
def function_title(message: Message) -> str:
    """The title of the function its sender held on that day; empty when none is known."""
    return reading.function_title(message)


@register.filter
def called(assignee: User) -> str:
    """Who handles a dossier, and that the account was deactivated."""
    return assigning.called(assignee)


@register.simple_tag
def reader_url(message: Message) -> str:
    """The message in its conversation, for who may read the archive."""
    return f"{reverse('archive-conversation', args=[message.conversation_id])}?bericht={message.pk}"


@register.simple_tag(takes_context=True)
def dossier_header(context: dict[str, Any]) -> Header:
    """What the header of a dossier's page shows; reads `dossier`, `tab` and `user` of the page."""
    return header_of(context["dossier"], context["user"], context["tab"])
