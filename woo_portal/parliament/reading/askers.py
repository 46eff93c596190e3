"""Who asks: "de leden Jansen, De Vries (beiden PvdR) en Van Hoek (Lijst Noord)". Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from woo_portal.parliament.reading.contents import Member

_LEAD = re.compile(
    r"^(?:(?:mede\s+)?namens\s+|(?:(?:het|de)\s+)?(?:kamer)?(?:lid|leden)\s+|(?:mevrouw|mevr\.|mw\.|de heer|dhr\.)\s+)+"
    r"(?=\S)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*,\s*(?:en\s+)?|\s+en\s+|\s*(?<=\))\s+(?=\()|\s+(?=mede\s+namens\s)")
_NAMED = re.compile(r"(?P<name>[^()]*?)\s*\((?P<party>[^()]+)\)?\s*$")
_TOGETHER = re.compile(r"^(?:beiden?|allen?)\s*[:,]?\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Askers:
    """Who asks, and the names of those whose party was taken from who stands next, without the words "beiden" or "allen"."""

    members: tuple[Member, ...]
    assumed: tuple[str, ...] = ()


def askers_in(text: str) -> Askers:
    """The members a text names, in order. One without a party is of the party named next: "A, B (beiden P)"."""
    members: list[Member] = []
    assumed: list[str] = []
    waiting: list[str] = []
    for piece in _pieces(text):
        named = _NAMED.match(piece)
        if named is None:
            waiting.append(piece)
            continue
        party = _TOGETHER.sub("", named["party"]).strip()
        if party == named["party"].strip():
            assumed.extend(waiting)
        names = [*waiting, named["name"].strip()] if named["name"].strip() else waiting
        members.extend(Member(name, party) for name in names)
        waiting = []
    members.extend(Member(name, "") for name in waiting)
    return Askers(tuple(dict.fromkeys(members)), tuple(assumed))


def _pieces(text: str) -> list[str]:
    """The parts between commas and "en"; those inside parentheses belong to a party."""
    kept, depth, pieces = "", 0, []
    place = 0
    while place < len(text):
        between = _BETWEEN.match(text, place) if depth == 0 else None
        if between and between.end() > place:
            pieces.append(kept)
            kept, place = "", between.end()
            continue
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        depth = max(depth, 0)
        kept += text[place]
        place += 1
    return [name for piece in (*pieces, kept) if (name := _without_lead(piece.strip()))]


def _without_lead(piece: str) -> str:
    return _LEAD.sub("", piece).strip()
