"""The course of the procedure (verloop) as the decision tells it. It follows the term: an extension or a suspension
changes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from woo_portal.dossiers.models import Dossier, Suspension, SuspensionGround
from woo_portal.dossiers.sections import COURSE, heading_of
from woo_portal.dossiers.standard_texts import CONCEPT, blanks_of, filled, texts
from woo_portal.dossiers.terms import term_of
from woo_portal.presentation.dutch import day

_BECAUSE = {
    SuspensionGround.VIEWS: "omdat ik belanghebbenden om hun zienswijze vroeg (artikel 4.4, derde lid, Woo)",
    SuspensionGround.COMPLETION: "omdat ik u vroeg uw verzoek aan te vullen (artikel 4:15, eerste lid, Awb)",
    SuspensionGround.CONSENT: "omdat u met uitstel instemde (artikel 4:15, tweede lid, onder a, Awb)",
    SuspensionGround.REQUESTER: "omdat de vertraging aan u was toe te rekenen (artikel 4:15, tweede lid, onder b, Awb)",
    SuspensionGround.FORCE_MAJEURE: "omdat ik door overmacht niet kon beslissen (artikel 4:15, tweede lid, onder c, Awb)",
}


def course_of(dossier: Dossier) -> str:
    """The course of the procedure in the words of the portal."""
    term = term_of(dossier)
    told = (
        "Op uw verzoek beslis ik binnen vier weken, gerekend vanaf de dag na ontvangst (artikel 4.4, eerste lid, Woo)"
    )
    first = [row for row in term.suspensions if row.first_day <= term.first_last_day]
    told += f". {_stood_still(first, term.first_last_day)}" if first else f": uiterlijk op {day(term.first_last_day)}."
    if dossier.extended:
        later = [row for row in term.suspensions if row not in first]
        sent = f" op {day(dossier.extended_on)}" if dossier.extended_on else ""
        told += f" Die termijn heb ik{sent} met twee weken verlengd (artikel 4.4, tweede lid, Woo)"
        told += "." if later else f", tot en met {day(term.last_day)}."
        told += f" De reden was: {dossier.extension_reason.strip().rstrip('.')}." if dossier.extension_reason else ""
        told += f" {_stood_still(later, term.last_day)}" if later else ""
    return told


def _stood_still(suspensions: Iterable[Suspension], last: date) -> str:
    told = [
        f"Die termijn stond stil van {day(row.first_day)} tot {day(row.resumes_on)}, "
        f"{_BECAUSE[SuspensionGround(row.ground)]}."
        for row in suspensions
    ]
    return f"{' '.join(told)} Daarmee liep de termijn tot en met {day(last)}."


def tells_course_otherwise(dossier: Dossier, printed: Iterable[tuple[str, Sequence[str]]]) -> bool:
    """Whether a decision that was printed before tells the course otherwise than one printed now; `printed` are its headings
    and paragraphs. What a person wrote there does not follow the term: that is theirs to change.
    """
    before = dict(printed).get(heading_of(COURSE))
    if before is None:
        return False
    written = dossier.decision_texts.filter(section=COURSE).first()
    if written is not None and not written.is_withdrawn:
        return False
    now = course_of(dossier)
    if own := texts().get(COURSE):
        now = filled(own, {**blanks_of(dossier), CONCEPT: now})
    return " ".join(before).split() != now.split()
