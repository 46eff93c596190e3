"""The keys of archiving software: made, recognised and revoked.

A key is "woo_", twelve hexadecimal digits that tell it apart, "_", and 256 random bits. As nobody can guess those, one
SHA-256 is enough to keep it by: there is nothing to slow down.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from archive.models import Person
from archive.one_by_one import one_by_one
from woo_portal.accounts.models import User
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.intake.models import DeviceToken

_FORM = re.compile(r"woo_([0-9a-f]{12})_[A-Za-z0-9_-]{43}")
_NOBODYS = "0" * 64
USE_TOLD_AFTER = timedelta(minutes=1)
"""A key that is used all the time is written about once a minute."""


@transaction.atomic
def create(*, name: str, holder: Person | None, by: User, hides_new: bool = False) -> tuple[DeviceToken, str]:
    """A new key: its row, and the key itself, which is not kept anywhere."""
    public_id = secrets.token_hex(6)
    key = f"woo_{public_id}_{secrets.token_urlsafe(32)}"
    row = DeviceToken.objects.create(
        name=name,
        holder=holder,
        hides_new=hides_new,
        public_id=public_id,
        digest=_digest(key),
        created_by=str(by),
    )
    whose = holder.name if holder else ""
    record(Verb.TOKEN_CREATED, by=by, subject=name, token=public_id, holder=whose, hides_new=hides_new)
    return row, key


def is_taken(name: str) -> bool:
    """Whether a key that is still valid has this name, case aside. Nobody else makes one until this transaction ends."""
    one_by_one("keys")
    return DeviceToken.objects.filter(name__iexact=name, revoked_at=None).exists()


@transaction.atomic
def revoke(token: DeviceToken, *, by: User) -> bool:
    """Close a key for good; whether it was open."""
    is_open = DeviceToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()) == 1
    if is_open:
        record(Verb.TOKEN_REVOKED, by=by, subject=token.name, token=token.public_id)
    return is_open


def recognise(key: str) -> DeviceToken | None:
    """The row of a key that is valid; None for any other. Takes as long for a wrong key as for a right one."""
    parts = _FORM.fullmatch(key)
    row = DeviceToken.objects.select_related("holder").filter(public_id=parts[1]).first() if parts else None
    is_right = hmac.compare_digest(_digest(key), row.digest if row else _NOBODYS)
    if row is None or not is_right or row.revoked_at is not None:
        return None
    now = timezone.now()
    long_ago = Q(last_used_at=None) | Q(last_used_at__lt=now - USE_TOLD_AFTER)
    DeviceToken.objects.filter(long_ago, pk=row.pk).update(last_used_at=now)
    return row


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
