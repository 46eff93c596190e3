"""What hangs on the messages of a WhatsApp database, in tables of its own; asked for in one go for many messages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from archive.reading.sqlite_members import Database, Row, number

SYSTEM = 7
"""The `message_type` of what WhatsApp itself wrote."""
REACTION, POLL_VOTE = 56, 67
"""Values of `message_add_on_type`."""

_OF_ANY: Mapping[str, tuple[str, ...]] = {
    "message_media": ("file_path", "media_name", "mime_type", "media_caption"),
    "message_quoted": ("from_me", "sender_jid_row_id", "key_id", "text_data", "message_type"),
    "message_quoted_media": ("media_caption",),
    "message_edit_info": ("original_key_id",),
    "message_revoked": ("admin_jid_row_id", "revoke_timestamp"),
    "message_forwarded": ("forward_score",),
    "message_mentions": ("jid_row_id",),
    "message_vcard": ("vcard",),
    "message_location": ("latitude", "longitude", "place_name", "place_address", "live_location_share_duration"),
    "message_poll_option": ("_id", "option_name", "vote_total"),
    "message_call_log": ("call_log_row_id",),
    "missed_call_logs": ("video_call",),
    "message_group_invite": ("group_name",),
    "message_template": ("content_text_data", "footer_text_data"),
    "message_event": ("name", "description"),
    "message_ephemeral_setting": ("setting_duration",),
}
_OF_SYSTEM: Mapping[str, tuple[str, ...]] = {
    "message_system": ("action_type",),
    "message_system_group": ("is_me_joined",),
    "message_system_chat_participant": ("user_jid_row_id",),
    "message_system_number_change": ("old_jid_row_id", "new_jid_row_id"),
    "message_system_value_change": ("old_data",),
    "message_system_block_contact": ("is_blocked",),
}
CALL_COLUMNS = (
    *("_id", "jid_row_id", "from_me", "call_id", "timestamp", "video_call", "duration", "call_result"),
    "group_jid_row_id",
)


class Details:
    """The details of some messages, by the number (`_id`) of their row."""

    def __init__(self, database: Database, messages: Sequence[Row]) -> None:
        numbers = [row["_id"] for row in messages]
        system = [row["_id"] for row in messages if row["message_type"] == SYSTEM]
        self._rows = {
            table: database.grouped(table, columns, key="message_row_id", among=among)
            for tables, among in ((_OF_ANY, numbers), (_OF_SYSTEM, system))
            for table, columns in tables.items()
        }
        add_ons = database.grouped(
            "message_add_on",
            ["_id", "from_me", "sender_jid_row_id", "message_add_on_type"],
            key="parent_message_row_id",
            among=numbers,
            order="_id",
        )
        self._add_ons = add_ons
        ids = [row["_id"] for rows in add_ons.values() for row in rows]
        self._reactions = database.grouped(
            "message_add_on_reaction", ["reaction", "sender_timestamp"], key="message_add_on_row_id", among=ids
        )
        self._votes = database.grouped(
            "message_add_on_poll_vote_selected_option",
            ["message_poll_option_id"],
            key="message_add_on_row_id",
            among=ids,
        )
        calls = [row["call_log_row_id"] for rows in self._rows["message_call_log"].values() for row in rows]
        self._calls = database.grouped("call_log", CALL_COLUMNS, key="_id", among=calls)

    def all(self, table: str, message: object) -> list[Row]:
        """The rows of a table that belong to a message."""
        return self._rows[table].get(message, [])

    def first(self, table: str, message: object) -> Row | None:
        """The one row of a table that belongs to a message."""
        return next(iter(self.all(table, message)), None)

    def call(self, message: object) -> Row | None:
        """The entry in the log of calls that a message stands for."""
        link = self.first("message_call_log", message)
        return next(iter(self._calls.get(link["call_log_row_id"], [])), None) if link else None

    def reactions(self, message: object) -> list[tuple[Row, Row]]:
        """Who reacted, and with what; a reaction that was taken back has no emoji."""
        return [
            (add_on, reaction)
            for add_on in self._add_ons.get(message, [])
            if number(add_on["message_add_on_type"]) == REACTION
            for reaction in self._reactions.get(add_on["_id"], [])
        ]

    def votes(self, message: object) -> dict[object, list[Row]]:
        """Who voted for each option of a poll, by the option's number."""
        voters: dict[object, list[Row]] = defaultdict(list)
        for add_on in self._add_ons.get(message, []):
            if number(add_on["message_add_on_type"]) == POLL_VOTE:
                for vote in self._votes.get(add_on["_id"], []):
                    voters[vote["message_poll_option_id"]].append(add_on)
        return voters
