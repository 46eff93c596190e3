"""The course of the procedure (verloop) as the decision tells it. It follows the term: an extension changes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.standard_texts import CONCEPT, blanks_of, filled, texts
from woo_portal.dossiers.terms import term_of
from woo_portal.dossiers.uses import heading_of
from woo_portal.presentation.dutch import day

SECTION = "verloop"


def course_of(dossier: Dossier) -> str:
    """The course of the procedure in the words of the portal."""
    term = term_of(dossier)
    told = (
        f"Op uw verzoek beslis ik binnen vier weken, gerekend vanaf de dag na ontvangst (artikel 4.4, eerste lid, Woo): "
        f"uiterlijk op {day(term.first_last_day)}."
    )
    if dossier.extended:
        sent = f" op {day(dossier.extended_on)}" if dossier.extended_on else ""
        reason = f" De reden was: {dossier.extension_reason.strip().rstrip('.')}." if dossier.extension_reason else ""
        told += (
            f" Die termijn heb ik{sent} met twee weken verlengd (artikel 4.4, tweede lid, Woo), tot en met "
            f"{day(term.last_day)}.{reason}"
        )
    return told


def tells_course_otherwise(dossier: Dossier, printed: Iterable[tuple[str, Sequence[str]]]) -> bool:
    """Whether a decision that was printed before tells the course otherwise than one printed now; `printed` are its headings
    and paragraphs. What a person wrote there does not follow the term: that is theirs to change.
    """
    before = dict(printed).get(heading_of(SECTION))
    if before is None:
        return False
    written = dossier.decision_texts.filter(section=SECTION).first()
    if written is not None and not written.is_withdrawn:
        return False
    now = course_of(dossier)
    if own := texts().get(SECTION):
        now = filled(own, {**blanks_of(dossier), CONCEPT: now})
    return " ".join(before).split() != now.split()
