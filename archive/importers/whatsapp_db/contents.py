"""What a row of `message` is: text, a file, a place, a contact, a poll, a call. By its code, and by what hangs on it.

The codes (`message_type`) are in no specification either; see `updates`. A row with a code that is not known keeps its text
and its file, and says that its kind is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from archive.importers.whatsapp_db.details import Details
from archive.importers.whatsapp_db.people import People
from archive.importers.whatsapp_db.vcards import vcard_text
from archive.importing import MessageKind, ParsedAttachment, ParsedHandle
from archive.reading.event_sentences import PollOption, call_sentence, deleted_by_admin, place_text, poll_text
from archive.reading.member_paths import MemberPaths
from archive.reading.message_content import Content
from archive.reading.moments import known_milliseconds
from archive.reading.phrases import DATABASE, content_not_in, deleted_at, unnamed_file
from archive.reading.sqlite_members import Row, number, text

TEXT, AUDIO, STICKER, CALL_LOGGED = 0, 2, 20, 90
RECORDED = 1
"""The `origin` of sound that was recorded in the app."""
_FILES: Mapping[int, str] = {1: "foto", 2: "geluid", 3: "video", 9: "document", 13: "GIF"}
_VIEW_ONCE: Mapping[int, str] = {42: "foto", 43: "video", 82: "spraakbericht"}
_CALLS = frozenset({8, 10, CALL_LOGGED})
_POLLS = frozenset({66, 106})
_TEMPLATES = frozenset({25, 26, 27, 28, 32, 45, 46, 49, 55, 57})
ANSWERED, MISSED, UNAVAILABLE, DECLINED = 5, 2, 3, 4
"""Values of `call_result`."""

NOT_RECEIVED = "dit bericht was op de telefoon nog niet ontsleuteld"
UNKNOWN_KIND = "een soort bericht die niet bekend is (code {code}); tekst en bijlage zijn overgenomen"


class Contents:
    """Reads the content of messages, with the files that lie beside the database."""

    def __init__(self, people: People, files: MemberPaths) -> None:
        self._people, self._files = people, files
        self._readers: Mapping[int, Callable[[Row, Details, str], Content]] = {
            TEXT: lambda row, details, body: Content(MessageKind.TEXT, body, self._file(row, details, "bijlage")),
            4: self._contact,
            5: self._place,
            11: lambda row, details, body: Content(MessageKind.UNSUPPORTED, body, warnings=(NOT_RECEIVED,)),
            14: self._contact,
            15: self._revoked,
            16: self._place,
            STICKER: lambda row, details, body: Content(MessageKind.STICKER, body, self._file(row, details, "sticker")),
            24: self._invitation,
            64: self._revoked,
            92: self._event,
        }

    def content(self, row: Row, details: Details, partner: ParsedHandle | None) -> Content:
        """The content of a message; not of what WhatsApp itself wrote. `partner` is the other person of a chat of two."""
        code, body = number(row["message_type"]), self._body(row, details)
        if word := _FILES.get(code):
            word = "spraakbericht" if code == AUDIO and number(row["origin"]) == RECORDED else word
            return Content(MessageKind.MEDIA, self._caption(row, details, body), self._file(row, details, word))
        if word := _VIEW_ONCE.get(code):
            return Content(MessageKind.VIEW_ONCE, self._caption(row, details, body), self._file(row, details, word))
        if code in _CALLS:
            return self._call(row, details)
        if code in _POLLS:
            return self._poll(row, details, body, partner)
        if code in _TEMPLATES:
            return self._template(row, details, body)
        reader = self._readers.get(code)
        return reader(row, details, body) if reader else self._unknown(row, details, body)

    def _body(self, row: Row, details: Details) -> str:
        """The text with its mentions as names; the database has the address behind the @."""
        body = text(row["text_data"])
        if "@" in body:
            for mention in details.all("message_mentions", row["_id"]):
                jid_row = number(mention["jid_row_id"])
                for user in self._people.users(jid_row):
                    body = body.replace(f"@{user}", f"@{self._people.name(jid_row).lstrip('~')}")
        return body

    def _caption(self, row: Row, details: Details, body: str) -> str:
        """The text under a file: with the message since 2022, before that with the file."""
        media = details.first("message_media", row["_id"])
        return body or (text(media["media_caption"]) if media else "")

    def _file(self, row: Row, details: Details, word: str) -> tuple[ParsedAttachment, ...]:
        media = details.first("message_media", row["_id"])
        if media is None:
            return ()
        path, name = text(media["file_path"]), text(media["media_name"])
        named = name or path.rpartition("/")[2] or unnamed_file(text(media["mime_type"]), word)
        return (ParsedAttachment(named, self._files.find(path) if path else None),)

    def _contact(self, row: Row, details: Details, body: str) -> Content:
        cards = [vcard_text(text(card["vcard"])) for card in details.all("message_vcard", row["_id"])]
        return Content(MessageKind.CONTACT, "\n\n".join(filter(None, cards)) or body)

    def _place(self, row: Row, details: Details, body: str) -> Content:
        place = details.first("message_location", row["_id"])
        if place is None:
            return Content(MessageKind.LOCATION, body, warnings=() if body else (content_not_in(DATABASE),))
        live = "Live locatie" if number(place["live_location_share_duration"]) else ""
        names = (live, text(place["place_name"]), text(place["place_address"]), body)
        return Content(MessageKind.LOCATION, place_text(place["latitude"], place["longitude"], *names))

    def _revoked(self, row: Row, details: Details, body: str) -> Content:
        revoked = details.first("message_revoked", row["_id"])
        if revoked is None:
            return Content(MessageKind.DELETED, body)
        admin = self._people.handle(number(revoked["admin_jid_row_id"]))
        when = known_milliseconds(revoked["revoke_timestamp"])
        return Content(
            MessageKind.DELETED,
            body or (deleted_by_admin(admin.shown) if admin else ""),
            warnings=(deleted_at(when),) if when else (),
        )

    def _invitation(self, row: Row, details: Details, body: str) -> Content:
        invitation = details.first("message_group_invite", row["_id"])
        group = f"Uitnodiging voor de groep «{text(invitation['group_name'])}»" if invitation else ""
        return Content(MessageKind.UNSUPPORTED, "\n".join(filter(None, (group, body))))

    def _event(self, row: Row, details: Details, body: str) -> Content:
        event = details.first("message_event", row["_id"])
        parts = (text(event["name"]), text(event["description"])) if event else ()
        return Content(MessageKind.UNSUPPORTED, "\n".join(filter(None, ("Evenement", *parts, body))))

    def _template(self, row: Row, details: Details, body: str) -> Content:
        """A message of a business, from a form; its text is in a table of its own."""
        template = details.first("message_template", row["_id"])
        parts = (text(template["content_text_data"]), text(template["footer_text_data"])) if template else ()
        content = "\n".join(filter(None, parts)) or body
        if not content:
            return Content(MessageKind.UNSUPPORTED, warnings=(content_not_in(DATABASE),))
        return Content(MessageKind.TEXT, content, self._file(row, details, "bijlage"))

    def _poll(self, row: Row, details: Details, body: str, partner: ParsedHandle | None) -> Content:
        votes = details.votes(row["_id"])
        options = []
        for option in sorted(details.all("message_poll_option", row["_id"]), key=lambda option: number(option["_id"])):
            voters = [who.shown for vote in votes.get(option["_id"], []) if (who := self._people.by(vote, partner))]
            total = max(number(option["vote_total"]), len(voters))
            options.append(PollOption(text(option["option_name"]), total, voters))
        return Content(MessageKind.POLL, poll_text(body, options))

    def _call(self, row: Row, details: Details) -> Content:
        if call := details.call(row["_id"]):
            return call_content(call)
        missed = details.first("missed_call_logs", row["_id"])
        is_missed = missed is not None or number(row["message_type"]) == 10
        video = number(missed["video_call"]) == 1 if missed else text(row["text_data"]) == "video"
        return Content(MessageKind.CALL, call_sentence(video=video, missed=is_missed))

    def _unknown(self, row: Row, details: Details, body: str) -> Content:
        files = self._file(row, details, "bijlage")
        warning = UNKNOWN_KIND.format(code=text(row["message_type"]) or "ontbreekt")
        kind = MessageKind.MEDIA if files else MessageKind.TEXT if body else MessageKind.UNSUPPORTED
        return Content(kind, body, files, (warning,))


def call_content(call: Row) -> Content:
    """A row of the log of calls. How long a call lasted says more than its result, whose codes differ between versions."""
    result = number(call["call_result"])
    sentence = call_sentence(
        video=number(call["video_call"]) == 1,
        group=number(call["group_jid_row_id"]) > 0,
        missed=result == MISSED,
        declined=result in (UNAVAILABLE, DECLINED),
        seconds=number(call["duration"]),
    )
    return Content(MessageKind.CALL, sentence)
