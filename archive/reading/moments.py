"""Moments as exports write them, read as aware datetimes in UTC. Pure.

A value that is none raises `ValueError`, so that an importer keeps the record as unreadable instead of guessing.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COCOA_EPOCH = datetime(2001, 1, 1, tzinfo=UTC)
CHATS_BEGAN = datetime(1990, 1, 1, tzinfo=UTC)
"""No message of any app can be older: the first sms was sent in 1992."""
TAKEN_IN_SINCE = datetime(2000, 1, 1, tzinfo=UTC)
"""Teams, Slack and Mattermost are of the 2010s, but take in the messages of older apps with their own moments."""
WHATSAPP_BEGAN = datetime(2009, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=1)
"""How far the clock of a phone may be ahead of ours."""


def from_milliseconds(value: object) -> datetime:
    """Milliseconds since 1970, as a number or in digits. Raises `ValueError`."""
    return _after(_UNIX_EPOCH, milliseconds=_whole(value))


def known_milliseconds(value: object) -> datetime | None:
    """Milliseconds since 1970 that a source may leave out: None for nothing, 0 and what is no moment."""
    try:
        moment = from_milliseconds(value)
    except ValueError:
        return None
    return None if moment == _UNIX_EPOCH else moment


def from_seconds(value: object) -> datetime:
    """Seconds since 1970, as a number or in digits, with or without a decimal fraction. Raises `ValueError`."""
    return _after_seconds(_UNIX_EPOCH, value)


def from_cocoa_nanoseconds(value: object) -> datetime:
    """Nanoseconds since 2001, as Apple's databases keep them; the part below a microsecond is dropped. Raises `ValueError`."""
    return _after(_COCOA_EPOCH, microseconds=_whole(value) // 1000)


def from_cocoa_seconds(value: object) -> datetime:
    """Seconds since 2001, with or without a decimal fraction. Raises `ValueError`."""
    return _after_seconds(_COCOA_EPOCH, value)


def latest(now: datetime) -> datetime:
    """The last moment at which a message that is read `now` can have been sent; in the zone of `now`."""
    return now + _AHEAD


def is_plausible(moment: datetime, *, now: datetime, since: datetime = CHATS_BEGAN) -> bool:
    """Whether a message can have been sent at an aware moment: not before the app existed, `since`, nor after tomorrow."""
    return since <= moment <= latest(now)


def plausible(moment: datetime, *, since: datetime) -> datetime:
    """The same aware moment. Raises `ValueError` when no message can be of it, as `is_plausible` tells of this moment."""
    if not is_plausible(moment, now=datetime.now(UTC), since=since):
        raise ValueError(moment)
    return moment


def from_iso(text: object) -> datetime:
    """A date and time of ISO 8601 with its offset; "Z" is one. Raises `ValueError` for one without."""
    if not isinstance(text, str):
        raise ValueError(text)
    moment = datetime.fromisoformat(text.strip())
    if moment.tzinfo is None:
        raise ValueError(f"no offset: {text}")
    return moment.astimezone(UTC)


def _whole(value: object) -> int:
    if isinstance(value, bool):
        raise ValueError(value)
    return int(str(value))


def _after_seconds(epoch: datetime, value: object) -> datetime:
    whole, _, fraction = str(value).partition(".")
    return _after(epoch, seconds=_whole(whole), microseconds=_whole((fraction + "000000")[:6]))


def _after(epoch: datetime, **distance: int) -> datetime:
    try:
        return epoch + timedelta(**distance)
    except OverflowError as error:
        raise ValueError(distance) from error
