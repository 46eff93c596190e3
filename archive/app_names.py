"""What people call the chat apps. Pure."""

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
}
"""By the key importers give with a conversation."""


def app_name(key: str) -> str:
    """The name of an app; the key itself when it is not in the table."""
    return APP_NAMES.get(key, key)
