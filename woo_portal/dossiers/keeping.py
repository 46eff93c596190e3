"""What dossiers ask of the archive: that the messages in them stay and stay as they are; and what goes when a message goes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from archive.querysets.messages import MessageQuerySet
from redaction.choices import Field
from redaction.models import AttachmentTreatment, Redaction
from woo_portal.dossiers.models import Item, Package, PackageState
from woo_portal.package_workshop import empty_workshop, remove_zip, zip_name

_QUOTED = (Field.QUOTE, Field.QUOTE_AUTHOR)
_BATCH = 5000
_FETCHED_BY_NOBODY = (PackageState.EXPIRED, PackageState.CANCELLED, PackageState.BLOCKED)


def in_dossiers() -> QuerySet[Item, Any]:
    """A query for the ids of every message that is in a dossier, of whatever state: `filter(pk__in=in_dossiers())`.

    A dossier that is released answers for its messages as well: it has a term of its own.
    """
    return Item.objects.order_by().values("message")


def number_in_dossiers(messages: MessageQuerySet) -> int:
    """How many of these messages are in a dossier."""
    return messages.order_by().filter(pk__in=in_dossiers()).count()


def forget(messages: Collection[int], conversations: Collection[int]) -> None:
    """Remove what layers still hold of messages (ids) that were taken out of their dossier, for they will not come back.

    Of the titles too, of conversations of which nothing is left.
    """
    ids = list(messages)
    for first in range(0, len(ids), _BATCH):
        batch = ids[first : first + _BATCH]
        Redaction.objects.filter(message__in=batch).delete()
        AttachmentTreatment.objects.filter(attachment__message__in=batch).delete()
    Redaction.objects.filter(conversation__in=conversations).delete()


def forget_quotes(messages: MessageQuerySet) -> None:
    """Remove what layers still hold of the quotes in messages that are in no dossier now: they can no longer be read."""
    Redaction.objects.filter(message__in=messages.values("pk"), field__in=_QUOTED).delete()


def discard_expired_packages() -> None:
    """Remove the files of packages that expired, were stopped or were held back, and what packages were made of: nobody can fetch
    them, and they hold what was taken out since.

    By name: of a package whose worker died after writing it, its row does not know where it lies.
    """
    empty_workshop()
    for package in Package.objects.filter(state__in=_FETCHED_BY_NOBODY):
        remove_zip(zip_name(package.dossier_id, package.pk))
        if package.path:
            remove_zip(package.path)
            Package.objects.filter(pk=package.pk).update(path="")
