"""Links that lead to one person: a profile, a family album, a fundraiser. Other links stay, and hide no names inside."""

from __future__ import annotations

import re
from collections.abc import Iterator

from redaction.detecting import Confidence, Context, Finding, Label, detectors
from redaction.names import lists
from redaction.spans import Span

_URL = re.compile(
    r"(?<![\w@./])(?:(?:https?://|www\.)|(?=(?:[a-z]{2}\.)?(?:linkedin|facebook|instagram|twitter|tiktok|youtube|strava|gofundme|"
    r"snapchat|x|t|wa|tikkie)\.(?:com|me)/))[^\s<>\"]+",
    re.IGNORECASE,
)
_PROFILE = re.compile(
    r"(?:linkedin\.com/in/|facebook\.com/(?!groups/|events/|watch)|instagram\.com/(?!p/|reel/|explore/)|"
    r"(?:twitter|x)\.com/(?!i/|search|hashtag)|tiktok\.com/@|youtube\.com/@|strava\.com/athletes/|t\.me/(?!c/)|wa\.me/|"
    r"signal\.me/|snapchat\.com/add/|/(?:profiel|profile|user|users|people|in|leden|member|u|personal(?=/[^/\s]*_))/|/@|/~)\w",
    re.IGNORECASE,
)
"""Behind "/personal/" SharePoint and OneDrive write an account, "j_bakker_minwr_nl"; elsewhere it is a word of any site."""
_PERSONAL = re.compile(
    r"(?:album|fotoboek|foto-?s|photos|share/|gofundme|doneeractie|inzamel|actie|steun|geboorte|rouw|condoleance|"
    r"overlijden|memori|bruiloft|trouw|tikkie\.me|betaalverzoek|payconiq)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_END = ".,;:!?)'\"]"


@detectors.register
class Url:
    """Finds personal links, by the sites of profiles and by a person's name in the address."""

    name = "url"

    def find(self, text: str, context: Context) -> Iterator[Finding]:
        """The links to one person, without the punctuation of the sentence behind them."""
        for match in _URL.finditer(text):
            link = match[0].rstrip(_END)
            span = Span(match.start(), match.start() + len(link))
            path = link.partition("://")[2].partition("/")[2]
            named = any(
                lists.first_names().get(lists.key(word)) is False for word in _WORD.findall(path) if len(word) > 2
            )
            if _PROFILE.search(link):
                yield Finding(span, Label.URL, Confidence.HIGH, self.name, "Link naar een profiel van een persoon.")
            elif named or _PERSONAL.search(link):
                why = (
                    "Link met een naam erin."
                    if named
                    else "Link naar een album, actie of betaalverzoek van een persoon."
                )
                yield Finding(span, Label.URL, Confidence.CHECK, self.name, why)
