"""The jobs of a dossier: proposing redactions, also from other dossiers, looking at attachments, asking its searches again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from redaction.names.chosen_model import ModelUnfit
from woo_portal.accounts.models import User
from woo_portal.dossiers.attachments import LOOK, LOOK_AT_ALL, look, look_at_all
from woo_portal.dossiers.attachments import find as find_attachment
from woo_portal.dossiers.carrying import CARRY
from woo_portal.dossiers.composing import DossierClosed
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.passages import PROPOSE, follow_established, propose
from woo_portal.dossiers.searches import ASK_ALL_AGAIN, ask_all_again
from woo_portal.dossiers.states import State
from woo_portal.dossiers.workflow import unsearched_messages
from woo_portal.jobs.running import JobError, handler
from woo_portal.presentation.dutch import counted


@contextmanager
def _unfit_model_told() -> Iterator[None]:
    """A model that the settings name and that cannot be used is told to the user: it is not for trying again."""
    try:
        yield
    except ModelUnfit as unfit:
        raise JobError(
            f"{unfit} Zonder namenzoeker wordt niet gezocht; wat al was voorgesteld, is bewaard. "
            "Laat de technisch beheerder de instelling WOO_NAME_MODEL nakijken en probeer het daarna opnieuw."
        ) from unfit


@handler(PROPOSE)
@_unfit_model_told()
def propose_job(arguments: dict[str, Any], progress: Callable[[int, int], None]) -> str:
    """Look for passages to withhold; goes on while there are messages that nobody looked at, also such as are judged meanwhile.

    A job that comes late, when all was looked at or the dossier is no longer being redacted, changes nothing.
    """
    dossier, count = Dossier.objects.select_related("layer").get(pk=arguments["dossier"]), 0
    try:
        while unsearched_messages(dossier).exists():
            count += propose(dossier, progress=progress)
    except DossierClosed:
        dossier.refresh_from_db(fields=["state"])
        return (
            f"Er wordt niet verder gezocht: dossier {dossier.number} staat op ‘{dossier.get_state_display()}’. Wat al was "
            "voorgesteld, is bewaard. Wat daarna nog werd gevonden, is niet bewaard. Komt het dossier weer op ‘lakken’, dan "
            "zoekt het portaal verder."
        )
    return f"{counted(count, 'nieuw lakvoorstel', 'nieuwe lakvoorstellen').capitalize()}."


@handler(CARRY)
def carry_job(arguments: dict[str, Any], progress: Callable[[int, int], None]) -> str:
    """Propose in a dossier what established ones withhold of its messages; done again, it finds nothing new. A dossier that is no
    longer being redacted stays as it is.
    """
    dossier = Dossier.objects.select_related("layer").get(pk=arguments["dossier"])
    count = follow_established(dossier)
    dossier.refresh_from_db(fields=["state"])
    if not count and dossier.state != State.REDACTING:
        return f"Er is niets voorgesteld: dossier {dossier.number} staat op ‘{dossier.get_state_display()}’."
    return f"{counted(count, 'nieuw lakvoorstel', 'nieuwe lakvoorstellen').capitalize()} uit dossiers die zijn vastgesteld."


@handler(LOOK)
@_unfit_model_told()
def look_job(arguments: dict[str, Any], progress: Callable[[int, int], None]) -> str:
    """Look at the pages of an attachment; one that was looked at already is not looked at again, and neither is one of a
    dossier that is no longer being redacted.
    """
    dossier = Dossier.objects.select_related("layer").get(pk=arguments["dossier"])
    attachment = find_attachment(dossier, arguments["attachment"])
    if attachment is None:
        raise JobError("De bijlage hoort niet meer bij wat het dossier openbaar maakt. Er is niets klaargezet.")
    try:
        count = look(dossier, attachment, progress=progress)
    except DossierClosed as closed:
        raise JobError(str(closed)) from closed
    return f"{counted(count, 'voorgesteld vlak', 'voorgestelde vlakken').capitalize()}."


@handler(LOOK_AT_ALL)
@_unfit_model_told()
def look_at_all_job(arguments: dict[str, Any], progress: Callable[[int, int], None]) -> str:
    """Look at the pages of every attachment nobody looked at; begun again, it goes on with what is left."""
    dossier = Dossier.objects.select_related("layer").get(pk=arguments["dossier"])
    try:
        looked = look_at_all(dossier, progress=progress)
    except DossierClosed as closed:
        raise JobError(f"{closed} Wat al klaarstond, is bewaard.") from closed
    told = f"{counted(looked.ready, 'bijlage', 'bijlagen').capitalize()} klaargezet, met "
    told += f"{counted(looked.boxes, 'voorgesteld vlak', 'voorgestelde vlakken')}."
    if looked.unshown:
        what = "is niet te tonen" if looked.unshown == 1 else "zijn niet te tonen"
        told += f" {counted(looked.unshown, 'bijlage', 'bijlagen').capitalize()} {what}; bij de bijlage staat waarom."
    return told


@handler(ASK_ALL_AGAIN)
def ask_all_again_job(arguments: dict[str, Any], progress: Callable[[int, int], None]) -> str:
    """Ask every search of a dossier again; what was asked again already, before a crash, is not asked once more."""
    dossier = Dossier.objects.get(pk=arguments["dossier"])
    by = User.objects.get(pk=arguments["by_id"])
    try:
        runs, failed = ask_all_again(dossier, by=by, after=arguments["after"], progress=progress)
    except DossierClosed as closed:
        raise JobError(f"{closed} De zoekvragen die al opnieuw waren gesteld, zijn bewaard.") from closed
    new = sum(run.rerun.new for run in runs)
    told = f"{counted(len(runs), 'zoekvraag', 'zoekvragen').capitalize()} opnieuw gesteld: "
    told += f"{counted(new, 'nieuwe treffer', 'nieuwe treffers')}."
    if failed:
        told += (
            f" {counted(len(failed), 'zoekvraag kan', 'zoekvragen kunnen').capitalize()} niet meer zo worden gesteld."
        )
    return told
