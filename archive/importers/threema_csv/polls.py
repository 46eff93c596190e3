"""The polls of a Threema backup: three tables, for the questions, the choices and who chose what."""

from __future__ import annotations

from collections import defaultdict

from archive.importers.threema_csv.chats import Chats
from archive.importers.threema_csv.tables import rows
from archive.reading.containers import Container
from archive.reading.event_sentences import PollOption, poll_text

CHOSEN = "1"


class Polls:
    """Polls as text, by the number a message refers to."""

    def __init__(self, container: Container, folder: str, chats: Chats) -> None:
        self._names: dict[str, tuple[str, str]] = {}
        for row in rows(container, f"{folder}ballot.csv"):
            self._names[row.get("id", "")] = (row.get("name", ""), f"{row.get('aid', '')}-{row.get('creator', '')}")
        voters: dict[tuple[str, str], list[str]] = defaultdict(list)
        for row in rows(container, f"{folder}ballot_vote.csv"):
            if row.get("choice") == CHOSEN:
                voters[row.get("ballot_uid", ""), row.get("choice_uid", "")].append(
                    chats.person(row.get("identity", "")).shown
                )
        self._options: dict[str, list[PollOption]] = defaultdict(list)
        for row in rows(container, f"{folder}ballot_choice.csv"):
            who = voters[row.get("ballot", ""), row.get("aid", "")]
            counted = row.get("vote_count", "")
            votes = max(len(who), int(counted) if counted.isdecimal() and len(counted) < 9 else 0)
            self._options[row.get("ballot", "")].append(PollOption(row.get("name", ""), votes, who))

    def text(self, number: str) -> str:
        """A poll with its options and voters, "" when the backup has no poll of this number."""
        if number not in self._names:
            return ""
        name, uid = self._names[number]
        return poll_text(name, self._options[uid])
