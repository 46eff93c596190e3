"""The decision (besluit) on a Woo request, section by section: drafted from the dossier, and edited by a lawyer.

What a person wrote is never overwritten. Where the facts changed since, both texts are shown and the person chooses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from woo_portal.accounts.models import User
from woo_portal.audit.events import record
from woo_portal.audit.models import Verb
from woo_portal.dossiers.drafting import Draft, drafts_of
from woo_portal.dossiers.models import DecisionText, Dossier, Kind
from woo_portal.dossiers.sections import heading_of
from woo_portal.dossiers.states import State

LONGEST = 20_000
"""Code points of one section."""


class DecisionRefused(Exception):
    """The section cannot be saved; the message is Dutch, and nothing was changed."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section as it stands. `fixed` paragraphs are the portal's and follow the facts: the text of the law, and counts.
    `body` is what a person wrote, else the draft. `saved` is the id of that writing, 0 for the draft. `is_overtaken`: the
    draft is another one now than when the person wrote.
    """

    key: str
    heading: str
    fixed: tuple[str, ...]
    draft: str
    suggestion: str
    body: str
    saved: int
    is_overtaken: bool

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """All of it, one paragraph each; none when there is nothing to say."""
        return (*self.fixed, *paragraphs_of(self.body))


def paragraphs_of(body: str) -> tuple[str, ...]:
    """The paragraphs of a text: what stands between empty lines."""
    blocks = body.replace("\r\n", "\n").replace("\r", "\n").split("\n\n")
    return tuple(block.strip() for block in blocks if block.strip())


def sections_of(dossier: Dossier) -> tuple[Section, ...]:
    """The sections in order; none for parliamentary questions, which are answered by letter."""
    if dossier.kind != Kind.WOO:
        return ()
    newest = {row.section: row for row in dossier.decision_texts.order_by("section", "-id").distinct("section")}
    return tuple(_section(draft, newest) for draft in drafts_of(dossier))


def _section(draft: Draft, newest: Mapping[str, DecisionText]) -> Section:
    row = newest.get(draft.key)
    is_saved = row is not None and not row.is_withdrawn
    return Section(
        key=draft.key,
        heading=heading_of(draft.key),
        fixed=draft.fixed,
        draft=draft.body,
        suggestion=draft.suggestion,
        body=row.body if row is not None and is_saved else draft.body,
        saved=row.pk if row is not None and is_saved else 0,
        is_overtaken=row is not None and is_saved and row.draft != draft.body,
    )


@transaction.atomic
def write(dossier: Dossier, key: str, body: str, *, seen: int, by: User) -> Section:
    """Save the text of a section. `seen` is the `saved` of the section the person had before them.

    Raises `DecisionRefused` when somebody else saved it meanwhile, the dossier is released, or the text is too long.
    """
    section = _locked(dossier, key, seen)
    if len(body) > LONGEST:
        raise DecisionRefused(f"Deze tekst is te lang: hoogstens {LONGEST} tekens. Er is niets gewijzigd.")
    if body.strip() == section.body.strip() and section.saved:
        return section
    return _keep(dossier, section, body.strip(), by, is_withdrawn=False)


@transaction.atomic
def withdraw(dossier: Dossier, key: str, *, seen: int, by: User) -> Section:
    """Go back to the portal's draft; what was written stays in the history. Raises as `write`."""
    section = _locked(dossier, key, seen)
    return _keep(dossier, section, "", by, is_withdrawn=True) if section.saved else section


def _locked(dossier: Dossier, key: str, seen: int) -> Section:
    locked = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
    if locked.state == State.RELEASED:
        raise DecisionRefused("Het pakket is vrijgegeven: het besluit ligt vast. Er is niets gewijzigd.")
    section = next((one for one in sections_of(locked) if one.key == key), None)
    if section is None:
        raise DecisionRefused("Dit onderdeel staat niet meer in het besluit. Er is niets gewijzigd.")
    if section.saved != seen:
        raise DecisionRefused(
            "Iemand anders heeft dit onderdeel intussen gewijzigd. Uw tekst is niet opgeslagen; kopieer wat u wilt "
            "bewaren en kijk naar de nieuwe tekst."
        )
    return section


def _keep(dossier: Dossier, section: Section, body: str, by: User, *, is_withdrawn: bool) -> Section:
    DecisionText.objects.create(
        dossier=dossier,
        section=section.key,
        body=body,
        draft=section.draft,
        is_withdrawn=is_withdrawn,
        by=by,
    )
    record(
        Verb.DECISION_WRITTEN,
        by=by,
        subject=dossier.number,
        dossier_id=dossier.pk,
        section=section.heading,
        withdrawn=is_withdrawn,
    )
    return next(one for one in sections_of(dossier) if one.key == section.key)


def printed(dossier: Dossier) -> list[tuple[str, list[str]]]:
    """The decision as it is printed now: headings and paragraphs. A package keeps it, and can so be made again whatever the
    archive holds by then.
    """
    return [(section.heading, list(section.paragraphs)) for section in sections_of(dossier) if section.paragraphs]


def last_text(dossier: Dossier) -> int:
    """The id of the newest text that somebody wrote in the decision; 0 when nobody did."""
    newest = dossier.decision_texts.first()
    return newest.pk if newest else 0


def history_of(dossier: Dossier) -> dict[str, list[DecisionText]]:
    """What persons wrote in each section, the newest first."""
    found: dict[str, list[DecisionText]] = {}
    for row in dossier.decision_texts.select_related("by"):
        found.setdefault(row.section, []).append(row)
    return found
