"""What the headers of suppliers of archives say of a chat that was delivered as mail: its app, its conversation, its kind.

Publicly documented are those of Global Relay (X-GlobalRelay-MsgType), TeleMessage (X-TELEMESSAGE-...), and of Mattermost and
Symphony where they write for Global Relay. A supplier that is not known here delivers plain mail.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive.reading.mail_headers import Headers

_APP_HEADERS = (
    "x-globalrelay-msgtype",
    "x-telemessage-network",
    "x-telemessage-messagetype",
    "x-telemessage-archivesource",
    "x-smarsh-network",
    "x-smarsh-channel",
)
"""What a message is, in a word or some; the first that names an app counts."""
_APPS = {
    "whatsapp": "whatsapp",
    "signal": "signal",
    "telegram": "telegram",
    "wechat": "wechat",
    "imessage": "imessage",
    "mattermost": "mattermost",
    "slack": "slack",
    "teams": "teams",
    "hangout": "google_chat",
    "google chat": "google_chat",
    "symphony": "symphony",
    "sms": "sms",
    "mms": "sms",
    "text message": "sms",
}
"""Words in those headers and the app they stand for."""
_CONVERSATION_HEADERS = (
    "x-telemessage-groupid",
    "x-telemessage-thread_id",
    "x-mattermost-channelid",
    "x-symphony-streamid",
    "x-smarsh-conversation-id",
)
_TITLE_HEADERS = ("x-telemessage-group_name", "x-telemessage-threadname", "x-mattermost-channelname")
_MESSAGE_HEADERS = ("x-telemessage-archivemessageid",)
_BY_TELEPHONE = frozenset({"whatsapp", "signal", "telegram", "wechat", "imessage", "sms"})


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a message came from. Of plain mail the app is "email" and the rest is empty.

    `is_group` is None where no header says. `by_telephone` is whether people in the app are known by their numbers.
    """

    app: str = "email"
    conversation: str = ""
    title: str = ""
    message: str = ""
    is_group: bool | None = None

    @property
    def is_chat(self) -> bool:
        """Whether a supplier says that the message is a chat, or a message of one."""
        return self.app != "email" or bool(self.conversation)

    @property
    def by_telephone(self) -> bool:
        """Whether people in the app are known by their telephone numbers."""
        return self.app in _BY_TELEPHONE


def origin_of(headers: Headers) -> Origin:
    """What the headers of a message say of the chat it is from."""
    return Origin(
        app=_app(headers),
        conversation=_first(headers, _CONVERSATION_HEADERS),
        title=_first(headers, _TITLE_HEADERS),
        message=_first(headers, _MESSAGE_HEADERS),
        is_group=_is_group(headers),
    )


def _app(headers: Headers) -> str:
    for name in _APP_HEADERS:
        said = headers.text(name).lower()
        for word, app in _APPS.items():
            if word in said:
                return app
    return "symphony" if "x-symphony-streamid" in headers else "email"


def _is_group(headers: Headers) -> bool | None:
    if kind := headers.text("x-mattermost-channeltype").lower():
        return kind != "direct"
    return True if headers.text("x-telemessage-groupid") else None


def _first(headers: Headers, names: tuple[str, ...]) -> str:
    return next(filter(None, (headers.text(name).strip() for name in names)), "")
