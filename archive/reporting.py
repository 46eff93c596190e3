"""The report of an import: every line, frame or record of the file is accounted for in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

from archive.importing import Bookkeeping, Importer, Item, LocalTimes, MessageKind, Notice, ParsedMessage, Unreadable
from archive.reading.mail_stores import MailStore

SHOWN_AT_MOST = 200
"""How many unreadable pieces and absent attachments a report quotes; all are counted."""


@dataclass(slots=True)
class ImportReport:
    """What a file held and what became of it. Units are lines or records; moments are in UTC.

    `units` is counted apart from parsing; `accounted` is false when the parts do not add up to it, which the screens show
    as an error.
    """

    importer: str
    label: str
    unit: str
    units: int = 0
    parsed: int = 0
    continued: int = 0
    system: int = 0
    unreadable: int = 0
    bookkeeping: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    senders: Counter[str] = field(default_factory=Counter)
    first_at: datetime | None = None
    last_at: datetime | None = None
    messages_new: int = 0
    messages_known: int = 0
    conversations: list[dict[str, Any]] = field(default_factory=list)
    attachments_present: int = 0
    attachments_absent: int = 0
    absent_files: list[str] = field(default_factory=list)
    unreadable_items: list[dict[str, Any]] = field(default_factory=list)
    warned: int = 0
    local_times: int = 0
    """Messages of which the source gives a local time and no zone: they were read with the zone of the import."""
    notices: list[str] = field(default_factory=list)
    mail_stores: list[dict[str, Any]] = field(default_factory=list)
    """Files of mail in the source of which no message was read, each as `archive.reading.mail_stores.MailStore`."""
    told_more: int = 0
    """Messages the archive had, of which this source tells more than the archive keeps."""
    never_contains: tuple[str, ...] = ()

    @property
    def accounted(self) -> bool:
        """Whether every unit of the file is in exactly one of the counts."""
        return self.units == self.parsed + self.continued + self.system + self.unreadable + self.bookkeeping

    def add(self, item: Item) -> None:
        """Count one item of the importer."""
        if isinstance(item, ParsedMessage):
            self._add_message(item)
        elif isinstance(item, Unreadable):
            self.unreadable += item.last_unit - item.first_unit + 1
            if len(self.unreadable_items) < SHOWN_AT_MOST:
                self.unreadable_items.append(asdict(item))
        elif isinstance(item, Bookkeeping):
            self.bookkeeping += item.last_unit - item.first_unit + 1
        elif isinstance(item, Notice):
            self.notices.append(item.text)
        elif isinstance(item, LocalTimes):
            self.local_times += item.count

    def tell_what_stays_behind(self) -> None:
        """Say of how many known messages something of this file was not taken over, and where it stands."""
        if self.told_more:
            one = self.told_more == 1
            self.notices.append(
                f"Van {self.told_more} {'bericht dat' if one else 'berichten die'} het archief al had, vertelt dit bestand meer: "
                "reacties, eerdere teksten, een citaat of een doorsturing. Dat is niet overgenomen, want een bericht verandert "
                "na de import niet; het staat in dit bestand, dat bewaard blijft."
            )

    def _add_message(self, message: ParsedMessage) -> None:
        if message.kind is MessageKind.SYSTEM:
            self.system += 1
        else:
            self.parsed += 1
        self.continued += message.last_unit - message.first_unit
        self.kinds[message.kind.value] += 1
        if message.sender:
            self.senders[message.sender.shown] += 1
        self.warned += bool(message.warnings)
        for attachment in message.attachments:
            if attachment.member is not None:
                self.attachments_present += 1
                continue
            self.attachments_absent += 1
            if len(self.absent_files) < SHOWN_AT_MOST:
                self.absent_files.append(attachment.file_name)
        moment = message.sent_at.astimezone(UTC)
        if self.first_at is None or moment < self.first_at:
            self.first_at = moment
        if self.last_at is None or moment > self.last_at:
            self.last_at = moment

    def as_json(self) -> dict[str, Any]:
        """The report as it is stored with the import: moments in ISO 8601, or empty."""
        # Not asdict(): it rebuilds a Counter from pairs, and counts the pairs.
        plain = {item.name: getattr(self, item.name) for item in fields(self)}
        return plain | {
            "accounted": self.accounted,
            "senders": self.senders.most_common(),
            "first_at": self.first_at.isoformat() if self.first_at else "",
            "last_at": self.last_at.isoformat() if self.last_at else "",
        }


def report_for(
    importer: Importer, units: int, *, notices: Sequence[str] = (), unread: Sequence[MailStore] = ()
) -> ImportReport:
    """A report for a file of `units` units in the importer's format, with no more in it than what is known beforehand.

    `notices` are what to know of the whole file, `unread` the files of mail in it of which nothing is read.
    """
    return ImportReport(
        importer.name,
        importer.label,
        importer.unit,
        units=units,
        notices=list(notices),
        mail_stores=[asdict(store) for store in unread],
        never_contains=importer.never_contains,
    )
