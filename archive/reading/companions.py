"""Which files can lie beside an export without being one: documents, pictures, the lists a supplier adds. Pure.

A folder of mail or of transcripts is recognised by some of its files. The chat of another app can hold such a file as an
attachment; what makes it that app's export is another file, of a kind that is named here.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

_OF_EXPORTS = frozenset(
    "txt json jsonl ndjson xml html htm csv db sqlite sqlite3 sqlitedb eml mbox mbx mht mhtml rsmf zip pst ost msg olm".split()
)
"""Extensions of files in which apps and suppliers export chats."""
_MORE = r"(?:[-_ .][\w\-. ()]*)?"
_LIST = re.compile(
    rf"(?:manifest|metadata|index|loadfile|load_file|warnings?|readme|unindexed){_MORE}\.(?:csv|json|txt|html?|xlsx)"
    rf"|(?:export[-_ ][\w\-. ()]+|results?{_MORE}|summary{_MORE}|report{_MORE}|items{_MORE})\.(?:csv|txt|xlsx)"
    r"|[\w\-. ()]+\.(?:mf|dat|opt|lfp|md5|sha256|log)",
    re.IGNORECASE,
)
"""Not export.json, result.json and report.xml: those are the exports of Element, Telegram and Cellebrite."""


def is_list(member: str) -> bool:
    """Whether a file is a list of what a supplier delivered: a manifest, a load file, a report of the export."""
    return _LIST.fullmatch(PurePosixPath(member).name) is not None


def may_lie_beside(member: str) -> bool:
    """Whether a file can lie beside an export and be no export itself, as far as its name tells."""
    return is_list(member) or extension(member) not in _OF_EXPORTS


def extension(member: str) -> str:
    """The extension of a file in lower case, without its dot."""
    return PurePosixPath(member).suffix.lower().removeprefix(".")
