"""From a local time without a zone to a moment: summer time, the hour that comes twice and the hour that is skipped. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from archive.reading.moments import latest

SKIPPED_HOUR = "deze tijd bestaat niet: de klok ging dit uur vooruit naar zomertijd"
REPEATED_HOUR = "dit uur kwam tweemaal voor (einde van de zomertijd); de eerste keer is aangenomen"
SECOND_HOUR = "dit uur kwam tweemaal voor (einde van de zomertijd); de tweede keer is aangenomen"
_SURE = timedelta(minutes=20)
"""A message that came in late stands at most so far back in the order of a file."""


class LocalClock:
    """Reads local times in the order of the file; in the hour that comes twice that order tells which of the two it is."""

    def __init__(self, zone: str, now: datetime, *, since: datetime) -> None:
        """`zone` is an IANA name, `now` the aware moment of reading. The app is of `since`, whose zone does not count."""
        self._zone = ZoneInfo(zone)
        self._earliest = since.replace(tzinfo=None)
        self._latest = latest(now.astimezone(self._zone)).replace(tzinfo=None)
        self._previous = datetime.min
        self._second_time = self._is_sure = False

    def is_unlikely(self, local: datetime) -> bool:
        """Whether no message can have been sent then: before the app existed, or later than tomorrow."""
        return not self._earliest <= local <= self._latest

    def is_repeated(self, local: datetime) -> bool:
        """Whether this local time comes twice, when summer time ends."""
        if not _changes(self._zone, local.date()):
            return False
        zoned = local.replace(tzinfo=self._zone)
        return zoned.utcoffset() > zoned.replace(fold=1).utcoffset()  # type: ignore[operator]

    def moment(self, local: datetime) -> tuple[datetime, tuple[str, ...]]:
        """The moment with its zone, and what a reader should know about it."""
        day = local.date()
        zoned = datetime.combine(day, local.time(), self._zone)
        if not _changes(self._zone, day):
            return zoned, ()
        if self.is_repeated(local):
            return self._repeated(zoned)
        if zoned.astimezone(UTC).astimezone(self._zone).replace(tzinfo=None) != local:
            return zoned, (SKIPPED_HOUR,)
        return zoned, ()

    def _repeated(self, zoned: datetime) -> tuple[datetime, tuple[str, ...]]:
        local = zoned.replace(tzinfo=None)
        same_night = local.date() == self._previous.date()
        back = self._previous - local if same_night else timedelta(0)
        self._second_time = same_night and (self._second_time or back > timedelta(minutes=1))
        self._is_sure = same_night and (self._is_sure or back > _SURE)
        self._previous = local
        if not self._second_time:
            return zoned, (REPEATED_HOUR,)
        return zoned.replace(fold=1), () if self._is_sure else (SECOND_HOUR,)


@lru_cache(maxsize=4096)
def _changes(zone: ZoneInfo, day: date) -> bool:
    """Whether the clock is changed on this day."""
    start, end = datetime.combine(day, time(), zone), datetime.combine(day, time(23, 59, 59), zone)
    return start.utcoffset() != end.utcoffset()
