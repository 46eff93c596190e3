"""What templates say of holds, destruction and checks: {% load custody %}."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

from archive import app_names
from archive.retention.destruction_lists import Held
from archive.sealing.integrity import source_told
from woo_portal.custody import checking, destroying
from woo_portal.custody.put_aside import place_of, removed_copies, why_left
from woo_portal.custody.unread_files import state_in_words
from woo_portal.presentation.dutch import enumeration, number

register = template.Library()
_WHY = {
    Held.DOSSIER: "in een dossier",
    Held.HOLD: "vastgehouden",
    Held.QUOTED: "aangehaald in een bericht dat blijft",
}


@register.filter
def held_in_words(held: Mapping[str, int]) -> str:
    """ "3 in een dossier en 1 vastgehouden"; empty when nothing stays."""
    return enumeration([f"{number(held[why])} {words}" for why, words in _WHY.items() if held.get(why)])


@register.filter
def app_name(key: str) -> str:
    """The app as people call it."""
    return app_names.app_name(key)


for told in (checking.outcome, checking.reach, place_of, removed_copies, source_told, state_in_words, why_left):
    register.filter(told.__name__, told)
register.simple_tag(destroying.what_goes, name="what_goes")
