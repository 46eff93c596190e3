"""What people call the chat apps, and which app a tool means by a name. Pure."""

from __future__ import annotations

APP_NAMES = {
    "whatsapp": "WhatsApp",
    "signal": "Signal",
    "teams": "Microsoft Teams",
    "telegram": "Telegram",
    "slack": "Slack",
    "sms": "sms",
    "imessage": "iMessage",
    "google_chat": "Google Chat",
    "mattermost": "Mattermost",
    "matrix": "Matrix",
    "threema": "Threema",
    "wechat": "WeChat",
    "symphony": "Symphony",
    "email": "e-mail",
    "rsmf": "RSMF",
    "ufdr": "UFDR",
    "bloomberg": "Bloomberg",
    "actiance": "Actiance",
}
"""By the key importers give with a conversation."""
OTHER_APP = "andere app"
"""In print for an app that has another key."""

_ALSO_CALLED = {
    "whatsapp": ("whatsapp messenger", "whatsapp business", "whatsapp business messenger"),
    "signal": ("signal private messenger", "signal messenger"),
    "teams": ("teams", "ms teams", "msteams", "microsoft teams chat"),
    "telegram": ("telegram messenger", "telegram x"),
    "sms": ("text", "text message", "text messages", "sms/mms", "mms", "native messages", "android messages"),
    "imessage": ("imessages", "apple messages"),
    "google_chat": ("googlechat", "google hangouts chat"),
    "matrix": ("element",),
}
MAX_KEY = 30
"""Characters a conversation can keep of an app."""


def _plain(name: str) -> str:
    printable = "".join(character if character.isprintable() else " " for character in name)
    return " ".join(printable.replace("_", " ").casefold().split())


_KEYS = {_plain(name): key for key, name in APP_NAMES.items()}
_KEYS |= {_plain(key): key for key in APP_NAMES}
_KEYS |= {name: key for key, names in _ALSO_CALLED.items() for name in names}


def app_name(key: str) -> str:
    """The name of an app; the key itself when it is not in the table."""
    return APP_NAMES.get(key, key)


def app_in_print(key: str) -> str:
    """The name of an app as it may be published: one that is not in the table is told as such, for a tool called it whatever
    somebody typed ("WA Jan 06-12345678"). "" for none.
    """
    return APP_NAMES.get(app_key(key), OTHER_APP) if key else ""


def app_key(name: str) -> str:
    """The key of an app, by the name another tool gives it: "WhatsApp Business" and "whatsapp" are one app, so that their
    messages can meet. The name itself in small letters when it is not in the tables; "" for none.
    """
    plain = _plain(name)
    return _KEYS.get(plain, plain[:MAX_KEY].strip())
