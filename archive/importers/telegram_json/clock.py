"""The clock of the computer an export was made on, by which Telegram writes when somebody reacted: local time, without a zone.

A message has its moment twice, as that clock showed it and as an instant. The zones that fit all messages of a file are those
the computer can have stood in; a reaction has a moment where these zones agree on one, and none where they do not.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones


class ComputerClock:
    """Learns from messages what the clock showed at which instant; then tells at which instant it showed a time."""

    def __init__(self) -> None:
        self._seen: dict[tuple[date, timedelta], tuple[datetime, datetime]] = {}
        self._zones: dict[str, tuple[ZoneInfo, ...]] = {}

    def learn(self, local: datetime, moment: datetime) -> None:
        """Take in what the clock showed, a time without a zone, and the aware moment it was."""
        offset = local - moment.astimezone(UTC).replace(tzinfo=None)
        first, last = self._seen.get((moment.date(), offset), (moment, moment))
        self._seen[moment.date(), offset] = min(first, moment), max(last, moment)

    def stood_in(self, zone: str) -> bool:
        """Whether a zone (an IANA name) fits all messages; so it does when there were none."""
        return self._fits(ZoneInfo(zone))

    def moment(self, local: datetime, *, zone: str, since: datetime) -> datetime | None:
        """When the clock showed a time, in UTC and not before the moment `since`; None when that is not certain.

        `zone` is the one local times are read with: it counts alone where it fits. An hour that comes twice is certain where
        its first time lies before `since`.
        """
        found = {moment for possible in self._possible(zone) for moment in _moments(local, possible) if moment >= since}
        return found.pop() if len(found) == 1 else None

    def _possible(self, zone: str) -> tuple[ZoneInfo, ...]:
        if not self._seen:
            return ()
        if zone not in self._zones:
            names = [zone] if self.stood_in(zone) else sorted(available_timezones())
            self._zones[zone] = tuple(filter(self._fits, map(ZoneInfo, names)))
        return self._zones[zone]

    def _fits(self, zone: ZoneInfo) -> bool:
        """Whether the zone has each offset at the first and the last moment of the day it was seen; it changes once a day."""
        return all(
            moment.astimezone(zone).utcoffset() == offset
            for (_, offset), bounds in self._seen.items()
            for moment in bounds
        )


def _moments(local: datetime, zone: ZoneInfo) -> set[datetime]:
    """When a clock in the zone shows a time: once, twice where it is put back, never where it is put forward."""
    both = {local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return {moment for moment in both if moment.astimezone(zone).replace(tzinfo=None) == local}
