"""The evidence annex of a set of parliamentary questions, to fetch: the confidential one made on the spot, the public one taken
from the newest package that passed the leak check.
"""

from __future__ import annotations

import zipfile
from datetime import datetime

from woo_portal.accounts.models import User
from woo_portal.disclosure.assembly import assemble
from woo_portal.disclosure.formats.annex_pdf import ANNEX, AnnexPdf
from woo_portal.dossiers.models import Dossier, Judgement, PackageState
from woo_portal.dossiers.package_zip import FILE_CHANGED, PackageChanged, opened_unchanged
from woo_portal.dossiers.states import State
from woo_portal.dossiers.workflow import package_is_clean

MOST = 3000
"""Messages of a confidential annex: more would keep who asks waiting for longer than a quarter of a minute."""


class AnnexRefused(Exception):
    """There is no annex to give now; the message is Dutch."""


def confidential_annex(dossier: Dossier, *, made_at: datetime) -> bytes:
    """Everything that bears on the dossier, complete; it is kept nowhere. Raises `AnnexRefused`."""
    messages = dossier.items.exclude(judgement=Judgement.OUT_OF_SCOPE).count()
    if not messages:
        raise AnnexRefused("Er zitten nog geen berichten in het dossier: er is geen bijlage gemaakt.")
    if messages > MOST:
        raise AnnexRefused(
            f"De vertrouwelijke bijlage wordt hoogstens voor {MOST} berichten gemaakt, en dit dossier heeft er {messages}. "
            "Lees de berichten op het tabblad Berichten, of neem uit het dossier wat er niet bij hoort."
        )
    assembled = assemble(dossier, made_at=made_at, is_confidential=True)
    (file,) = AnnexPdf().render(assembled.disclosure)
    return file.content


def public_annex(dossier: Dossier, *, by: User) -> bytes:
    """As it lies in the newest package. Raises `AnnexRefused` when there is none, or it may not be released as it is."""
    if dossier.state != State.RELEASED and (objection := package_is_clean(dossier, by)):
        raise AnnexRefused(f"Er is nog geen openbare bijlage. {objection}")
    package = dossier.packages.public().filter(state__in=(PackageState.READY, PackageState.RELEASED)).first()
    if package is not None:
        try:
            with opened_unchanged(package) as stream, zipfile.ZipFile(stream) as archive:
                if ANNEX in archive.namelist():
                    return archive.read(ANNEX)
        except PackageChanged:
            raise AnnexRefused(f"Er is geen openbare bijlage op te halen. {FILE_CHANGED}") from None
    raise AnnexRefused(
        "Er is nog geen openbare bijlage. Ze zit in het pakket: laat het dossier vaststellen en maak het pakket; daarna staat ze "
        "hier, gecontroleerd op lekken."
    )
