"""The persons and apps of a Slack workspace, as handles and as names."""

from __future__ import annotations

from collections.abc import Iterable

from archive.importing import HandleKind, ParsedHandle
from archive.reading.event_sentences import SOMEBODY
from archive.reading.json_records import Json

SLACKBOT = "USLACKBOT"


class People:
    """Who is behind an id: a person by the address of their account where the export has it, else by the id."""

    def __init__(self, users: Iterable[Json]) -> None:
        self._handles: dict[str, ParsedHandle] = {}
        self._team = ""
        for user in users:
            number = str(user.get("id") or "")
            self._team = self._team or str(user.get("team_id") or "")
            if number and number not in self._handles:
                self._handles[number] = self._handle(number, user)

    def handle(self, number: str, profile: object = None) -> ParsedHandle:
        """The handle of an id; `profile` is what a record says of a person of another organisation."""
        known = self._handles.get(number)
        if known is None:
            shown = "Slackbot" if number == SLACKBOT else _name(profile if isinstance(profile, dict) else {}) or number
            known = self._handles[number] = self._account(number, shown, self._team)
        return known

    def name(self, number: object) -> str:
        """The name of an id in a sentence."""
        return self.handle(number).shown if isinstance(number, str) and number else SOMEBODY

    def author(self, record: Json) -> ParsedHandle | None:
        """Who wrote a record: a person, or an app under the name it gave itself; None when it does not say."""
        if number := record.get("user"):
            return self.handle(str(number), record.get("user_profile"))
        profile = record.get("bot_profile")
        named = record.get("username") or (profile.get("name") if isinstance(profile, dict) else "")
        number = record.get("bot_id") or named
        return self._account(str(number), str(named or "App"), self._team) if number else None

    def _handle(self, number: str, user: Json) -> ParsedHandle:
        profile = user.get("profile")
        profile = profile if isinstance(profile, dict) else {}
        shown = _name(profile) or str(user.get("real_name") or user.get("name") or number)
        email = str(profile.get("email") or "").strip().lower()
        if "@" in email:
            return ParsedHandle(HandleKind.EMAIL, email, shown)
        return self._account(number, shown, str(user.get("team_id") or self._team))

    @staticmethod
    def _account(number: str, shown: str, team: str) -> ParsedHandle:
        return ParsedHandle(HandleKind.ACCOUNT, f"slack:{team}:{number}" if team else f"slack:{number}", shown)


def _name(profile: Json) -> str:
    """The name Slack shows: the one a person chose, else the full one."""
    return str(profile.get("display_name") or profile.get("real_name") or profile.get("name") or "")
