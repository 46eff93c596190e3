"""The grounds on which a passage may be withheld, as the law gives them, and the rules between them. Pure.

Sources: Wet open overheid (Woo), chapter 5; for answers to parliament article 68 of the Constitution (Grondwet). "Buiten
reikwijdte" is a judgement about a message, not a ground, and so stands nowhere in this table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """How the law weighs a ground: without weighing, against the interest of openness, or by a rule of its own."""

    ABSOLUTE = "absolute"
    RELATIVE = "relative"
    OTHER = "other"


class Regime(StrEnum):
    """The law a dossier is judged under. A passage never carries grounds of two regimes."""

    WOO = "woo"
    PARLIAMENT = "parliament"


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground: its canonical `code` ("5.1.2e"), the Dutch `label` for lists and `law`, a Dutch sentence for the legend.

    `offered` says whether a reviewer may choose it for a passage; what is not offered is only read and exported. A whole
    message may be withheld on it when it `withholds`.
    """

    code: str
    label: str
    law: str
    kind: Kind
    offered: bool = True
    regime: Regime = Regime.WOO
    withholds: bool = True

    def __str__(self) -> str:
        return in_full(self.code, self.label)


def in_full(code: str, label: str) -> str:
    """A ground as lists and legends name it: "5.1.2e Eerbiediging van de persoonlijke levenssfeer"."""
    return f"{code} {label}"


class UnknownGround(ValueError):
    """A code that is no ground; the message is Dutch."""


DUPLICATE = "dubbel"
"""An administrative code of publication platforms for what is judged in another place; no ground of the law."""
STATE_INTEREST, PSEUDONYM = "68Gw", "pseudoniem"
"""Under article 68 of the Constitution: the only ground to withhold, and what is done with the data of who is not involved."""
PERSONAL = frozenset({"5.1.1d", "5.1.1e", "5.1.2e"})
"""The grounds of the Woo that protect personal data: no reason to withhold it from whom it is about (article 5.5)."""
_ABSOLUTE = "Openbaar maken blijft achterwege voor zover dit "
_RELATIVE = "Openbaar maken blijft achterwege voor zover het belang daarvan niet opweegt tegen "

_TABLE = (
    Ground(
        "5.1.1a",
        "Eenheid van de Kroon",
        _ABSOLUTE + "de eenheid van de Kroon in gevaar zou kunnen brengen.",
        Kind.ABSOLUTE,
    ),
    Ground(
        "5.1.1b",
        "Veiligheid van de Staat",
        _ABSOLUTE + "de veiligheid van de Staat zou kunnen schaden.",
        Kind.ABSOLUTE,
    ),
    Ground(
        "5.1.1c",
        "Vertrouwelijk verstrekte bedrijfs- of fabricagegegevens",
        _ABSOLUTE + "bedrijfs- en fabricagegegevens betreft die door natuurlijke personen of rechtspersonen "
        "vertrouwelijk aan de overheid zijn meegedeeld.",
        Kind.ABSOLUTE,
    ),
    Ground(
        "5.1.1d",
        "Bijzondere persoonsgegevens",
        _ABSOLUTE + "bijzondere of strafrechtelijke persoonsgegevens betreft, tenzij de betrokkene uitdrukkelijk "
        "toestemming heeft gegeven of deze gegevens kennelijk zelf openbaar heeft gemaakt.",
        Kind.ABSOLUTE,
    ),
    Ground(
        "5.1.1e",
        "Nationale identificatienummers",
        _ABSOLUTE + "bij of krachtens de wet voorgeschreven identificatienummers van personen betreft, tenzij de "
        "verstrekking kennelijk geen inbreuk op de levenssfeer maakt.",
        Kind.ABSOLUTE,
    ),
    Ground(
        "5.1.2a",
        "Internationale betrekkingen",
        _RELATIVE + "de betrekkingen van Nederland met andere landen en staten en met internationale organisaties.",
        Kind.RELATIVE,
    ),
    Ground(
        "5.1.2b",
        "Economische of financiële belangen van de Staat",
        _RELATIVE + "de economische of financiële belangen van de Staat, andere publiekrechtelijke lichamen of "
        "bestuursorganen.",
        Kind.RELATIVE,
    ),
    Ground(
        "5.1.2c",
        "Opsporing en vervolging van strafbare feiten",
        _RELATIVE + "de opsporing en vervolging van strafbare feiten.",
        Kind.RELATIVE,
    ),
    Ground(
        "5.1.2d",
        "Inspectie, controle en toezicht",
        _RELATIVE + "de inspectie, controle en toezicht door bestuursorganen.",
        Kind.RELATIVE,
    ),
    Ground(
        "5.1.2e",
        "Eerbiediging van de persoonlijke levenssfeer",
        _RELATIVE + "de eerbiediging van de persoonlijke levenssfeer.",
        Kind.RELATIVE,
    ),
    Ground(
        "5.1.2f",
        "Andere concurrentiegevoelige bedrijfs- en fabricagegegevens",
        _RELATIVE + "de bescherming van andere dan vertrouwelijk aan de overheid meegedeelde concurrentiegevoelige "
        "bedrijfs- en fabricagegegevens.",
        Kind.RELATIVE,
    ),
    Ground(
        "5.1.2g",
        "Bescherming van het milieu",
        _RELATIVE + "de bescherming van het milieu waarop deze informatie betrekking heeft.",
        Kind.RELATIVE,
    ),
    Ground(
        "5.1.2h",
        "Beveiliging van personen en bedrijven en voorkomen van sabotage",
        _RELATIVE + "de beveiliging van personen en bedrijven en het voorkomen van sabotage.",
        Kind.RELATIVE,
    ),
    Ground(
        "5.1.2i",
        "Goed functioneren van de Staat en bestuursorganen",
        _RELATIVE + "het goed functioneren van de Staat, andere publiekrechtelijke lichamen of bestuursorganen.",
        Kind.RELATIVE,
    ),
    Ground(
        "5.1.5",
        "Voorkomen van onevenredige benadeling",
        "In uitzonderlijke gevallen kan openbaarmaking van andere informatie dan milieu-informatie achterwege blijven "
        "wegens onevenredige benadeling van een ander belang dan in het eerste of tweede lid genoemd.",
        Kind.RELATIVE,
    ),
    Ground(
        "5.2",
        "Persoonlijke beleidsopvattingen voor intern beraad",
        "Uit documenten, opgesteld ten behoeve van intern beraad, wordt geen informatie verstrekt over daarin "
        "opgenomen persoonlijke beleidsopvattingen.",
        Kind.OTHER,
    ),
    Ground(
        "5.4",
        "Informatie van de (in)formateur",
        "Informatie die berust bij of is gezonden aan de formateur of de informateur is niet openbaar totdat de "
        "formatie is afgerond.",
        Kind.OTHER,
    ),
    Ground(
        DUPLICATE,
        "Al beoordeeld in een ander document",
        "De inhoud is in een ander document al beoordeeld.",
        Kind.OTHER,
        offered=False,  # said by a judgement, and by no reviewer of a passage
    ),
    Ground(
        STATE_INTEREST,
        "Belang van de staat",
        "De ministers en staatssecretarissen geven de Kamers de verlangde inlichtingen waarvan het verstrekken niet in "
        "strijd is met het belang van de staat.",
        Kind.OTHER,
        regime=Regime.PARLIAMENT,
    ),
    Ground(
        PSEUDONYM,
        "Persoonsgegeven van iemand die niet betrokken is",
        "Een persoonsgegeven van iemand die bij het onderwerp van de vragen niet betrokken is, is vervangen door een vast "
        "nummer. De inlichting zelf is gegeven.",
        Kind.OTHER,
        regime=Regime.PARLIAMENT,
        withholds=False,  # a treatment, which keeps nothing from the Kamer: article 68 has one ground only
    ),
)

GROUNDS: Mapping[str, Ground] = MappingProxyType({ground.code: ground for ground in _TABLE})
"""Every ground by its code, in the order of the law."""

_ORDER = {code: place for place, code in enumerate(GROUNDS)}
_DOTTED = re.compile(r"(5\.1\.[12])\.?([a-i])")
_PREFIX = re.compile(r"^(?:art(?:ikel|\.)?|woo)\s+")


def sort_key(code: str) -> tuple[int, str]:
    """Sorts codes in the order of the law; what is no ground comes last, by its letters."""
    return (_ORDER.get(code, len(_ORDER)), code)


def code_of(written: str) -> str:
    """The canonical code of a ground as people write it: "5.1.2.e", "art. 5.1.2E" and "5.1.2e" are one.

    Raises `UnknownGround` for anything that is not in `GROUNDS`.
    """
    code = _PREFIX.sub("", " ".join(written.split()).lower())
    code = _DOTTED.sub(r"\1\2", code).removesuffix(".")
    for known in GROUNDS:
        if known.lower() == code.replace(" ", ""):
            return known
    raise UnknownGround(f"'{written}' is geen bekende uitzonderingsgrond. Kies een grond uit de lijst.")


def together(ground: str, further: Iterable[str]) -> tuple[str, ...]:
    """All grounds of one passage, each once, in the order of the law."""
    return tuple(sorted({ground, *further}, key=sort_key))


def offered(regime: Regime) -> tuple[Ground, ...]:
    """The grounds a reviewer may choose from under `regime`, in the order of the law."""
    return tuple(ground for ground in GROUNDS.values() if ground.regime is regime and ground.offered)


def withholding(regime: Regime) -> tuple[Ground, ...]:
    """The grounds on which a whole message or attachment may be withheld under `regime`, in the order of the law."""
    return tuple(ground for ground in offered(regime) if ground.withholds)


def conflict(codes: Iterable[str]) -> str | None:
    """Why these grounds may not stand together on one passage, as a Dutch sentence; None when they may.

    Article 5.1, paragraph 5, of the Woo: that ground is never used beside one of paragraph 1 or 2 for the same
    information. Raises `UnknownGround`.
    """
    grounds = [_known(code) for code in codes]
    if len({ground.regime for ground in grounds}) > 1:
        return "Gronden uit de Woo en artikel 68 van de Grondwet kunnen niet samen op één passage staan."
    found = {ground.code for ground in grounds}
    stacked = sorted((code for code in found if code.startswith(("5.1.1", "5.1.2"))), key=sort_key)
    if "5.1.5" in found and stacked:
        return (
            f"Grond 5.1.5 kan niet samen met {' en '.join(stacked)} op dezelfde passage staan "
            "(artikel 5.1, vijfde lid, Woo). Kies een van beide."
        )
    return None


def motivation_needed(code: str) -> str | None:
    """The Dutch sentence that asks for a motivation where the law wants one, else None. Raises `UnknownGround`.

    Article 5.1, paragraph 3, of the Woo for relative grounds; under article 68 of the Constitution whatever is withheld.
    """
    ground = _known(code)
    if ground.code == STATE_INTEREST:
        return "Leg uit waarom verstrekken in strijd is met het belang van de staat (artikel 68 Grondwet)."
    if ground.kind is Kind.RELATIVE:
        return (
            f"Leg uit waarom het belang van grond {code} zwaarder weegt dan openbaarheid (artikel 5.1, derde lid, Woo)."
        )
    return None


def age_motivation_needed(code: str, *, written_on: date, requested_on: date) -> str | None:
    """The Dutch sentence of article 5.3 of the Woo for information older than five years, else None.

    The age is taken on the day of the request. Raises `UnknownGround`.
    """
    ground = _known(code)
    weighed = ground.code == "5.2" or ground.kind is Kind.RELATIVE
    if not weighed or _five_years_after(written_on) >= requested_on:
        return None
    return (
        f"Deze informatie is ouder dan vijf jaar. Leg uit waarom grond {code} ondanks het verstrijken van de tijd "
        "nog zwaarder weegt dan openbaarheid (artikel 5.3 Woo)."
    )


def _five_years_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 5)
    except ValueError:  # 29 February
        return date(day.year + 5, 3, 1)


def _known(code: str) -> Ground:
    return GROUNDS[code] if code in GROUNDS else GROUNDS[code_of(code)]
