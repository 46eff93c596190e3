"""What the style guide shows: every component once, with data as the screens give it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe

from woo_portal.jobs.models import Job, JobState
from woo_portal.presentation.histogram import Count, histogram


def related(*rows: Any) -> SimpleNamespace:
    return SimpleNamespace(all=rows)


@dataclass(frozen=True)
class Message:
    """The attributes of archive.Message that the component reads."""

    pk: int
    sent_at: datetime
    sender_shown: str = ""
    text: str = ""
    kind: str = "text"
    zone: str = "UTC"
    edited: bool = False
    quote_author: str = ""
    quote_text: str = ""
    warnings: tuple[str, ...] = ()
    attachments: SimpleNamespace = field(default_factory=related)
    reactions: SimpleNamespace = field(default_factory=related)
    versions: SimpleNamespace = field(default_factory=related)

    @property
    def is_system(self) -> bool:
        return self.kind == "system"


def at(day: int, hour: int, minute: int) -> datetime:
    return datetime(2025, 11, day, hour, minute, tzinfo=UTC)


PJ = "Peter-Jan Kloosterziel"
WOUT = "Wout Peeters DRZ"
TITLES = {PJ: "directeur Waterveiligheid", "Kofi Mensah": "crisiscoördinator"}
PASSAGES = (
    'Gesproken met <mark class="proposal" data-label="voorstel: naam" aria-current="true">Antoinette Lemmens</mark>. Zij '
    "wil vandaag nog een bestuurlijk overleg. "
    '<mark class="withheld" data-label="5.1.2e" tabindex="0"><span>Jos Hendrickx</span></mark> '
    "niet te pakken gekregen, vm ingesproken op "
    '<mark class="proposal" data-label="voorstel: telefoonnummer">+31 6 80475513</mark>'
)

MESSAGES = (
    Message(1, at(12, 15, 42), kind="system", text='Je hebt de groep "Crisisteam Hoogwater Maas" gemaakt'),
    Message(
        2,
        at(13, 6, 58),
        WOUT,
        "Goedemorgen. Nieuwe run: 2400 m3/s, piek nu zaterdag 04:00. We schalen op naar code oranje",
    ),
    Message(
        3,
        at(13, 7, 3),
        PJ,
        "Ok. Kofi wil jij de regio bellen? Burgemeester Lemmens en dijkgraaf Hendrickx in elk geval",
        quote_author=WOUT,
        quote_text="We schalen op naar code oranje",
        reactions=related(SimpleNamespace(emoji="👍", shown="Kofi Mensah")),
    ),
    Message(4, at(13, 7, 31), "Kofi Mensah", strip_tags(PASSAGES)),
    Message(
        5,
        at(13, 8, 18),
        "Kofi Mensah",
        "Foto whiteboard van net, met de piketlijst:\nwo/do: Jan en Fatima\nvr: PJ",
        kind="media",
        edited=True,
        attachments=related(
            SimpleNamespace(file_name="IMG-20251113-WA0007.jpg", sha256="ab", size=348_112),
            SimpleNamespace(file_name="piketlijst.xlsx", sha256="", size=None),
        ),
        versions=related(SimpleNamespace(sent_at=at(13, 8, 17), text="Foto whiteboard van net")),
    ),
    Message(6, at(13, 15, 25), "Kofi Mensah", kind="deleted"),
    Message(7, at(14, 6, 45), kind="system", text="Je hebt +31 6 83664109 toegevoegd"),
    Message(8, at(14, 7, 2), "ليلى منصور", "صباح الخير، هل وصلت القائمة؟", zone="Asia/Beirut"),
    Message(
        9,
        at(14, 7, 5),
        WOUT,
        "14-11-2025 08:03 - Jan vd Berg: akkoord",
        warnings=("mogelijk vervalst: de tekst bootst de kop van een ander bericht na",),
    ),
)


def conversation() -> list[dict[str, Any]]:
    return [
        {
            "message": message,
            "function": TITLES.get(message.sender_shown, ""),
            "text": mark_safe(PASSAGES) if message.pk == 4 else "",
            "tone": "hit" if message.pk == 3 else "",
            "href": "#",
        }
        for message in MESSAGES
    ]


class Filters(forms.Form):
    words = forms.CharField(label="Woorden", required=False, initial="gemaal pomp*")
    person = forms.ChoiceField(label="Persoon", required=False, choices=[("", "Iedereen"), ("1", PJ)])
    since = forms.DateField(label="Vanaf", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    media = forms.BooleanField(label="Alleen met bijlagen", required=False)


class Decision(forms.Form):
    subject = forms.CharField(label="Onderwerp", help_text="Zoals het in het besluit komt te staan.")
    received = forms.DateField(label="Ontvangen op", widget=forms.DateInput(attrs={"type": "date"}))
    judgement = forms.ChoiceField(
        label="Oordeel",
        widget=forms.RadioSelect,
        choices=[("open", "openbaar"), ("partly", "deels openbaar"), ("closed", "niet openbaar")],
    )
    grounds = forms.MultipleChoiceField(
        label="Weigeringsgronden",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("5.1.2e", "5.1.2e persoonlijke levenssfeer"), ("5.2.1", "5.2.1 persoonlijke beleidsopvattingen")],
    )
    motivation = forms.CharField(label="Motivering", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    export = forms.FileField(label="Export", required=False)
    whole = forms.BooleanField(label="Ook op gelijke passages in dit dossier", required=False)


TABS = [
    {"label": "Overzicht", "url": "#", "active": False},
    {"label": "Zoekslag", "url": "#", "active": False},
    {"label": "Berichten", "url": "#", "active": True, "count": 1234},
    {"label": "Lakken", "url": "#", "active": False, "count": 14},
    {"label": "Pakket", "url": "#", "active": False},
    {"label": "Logboek", "url": "#", "active": False},
]


@dataclass(frozen=True)
class Dossier:
    number: str
    subject: str
    state: str
    tone: str
    deadline: date
    left: int
    messages: int
    decided: int


DOSSIERS = (
    Dossier(
        "Woo-2026-0142",
        "Gemaal De Hoop en de dijk bij Oud-Kessem",
        "in behandeling",
        "info",
        date(2026, 4, 9),
        9,
        1234,
        1102,
    ),
    Dossier("Woo-2026-0098", "Aanbesteding deltapompen", "te laat", "error", date(2026, 3, 29), -2, 388, 388),
    Dossier(
        "KV-2026-0031",
        "Vragen van het lid Terpstra over gemalen",
        "goedgekeurd",
        "success",
        date(2026, 3, 31),
        0,
        41,
        41,
    ),
)
ANSWERS = {"subject": "", "received": "2026-03-12", "judgement": "partly", "grounds": ["5.1.2e"]}


def job(number: int, state: JobState, **facts: Any) -> Job:
    return Job(pk=number, subject="Export inlezen: Crisisteam Hoogwater Maas.txt", url="#", state=state, **facts)


def jobs() -> list[Job]:
    return [
        job(1, JobState.RUNNING, done=412, total=1234),
        job(2, JobState.DONE, message="1.234 regels: 1.198 berichten, 36 systeemregels."),
        job(3, JobState.FAILED, message="De schijf is vol. Er is niets gepubliceerd; maak ruimte en start opnieuw."),
    ]


def context(*, with_errors: bool) -> dict[str, Any]:
    months = [f"{month} {year}" for year in (2024, 2025) for month in ("jul", "aug", "sep", "okt", "nov", "dec")]
    counts = zip(months, (3, 0, 12, 41, 18, 7, 22, 9, 64, 130, 214, 96), strict=True)
    rows = [Count(month, count, "#") for month, count in counts]
    return {
        "tabs": TABS,
        "filters": Filters(),
        "histogram": histogram(rows, title="Treffers per maand", one="bericht", many="berichten"),
        "conversation": conversation(),
        "dossiers": DOSSIERS,
        "received": date(2026, 3, 12),
        "jobs": jobs(),
        "form": Decision(ANSWERS if with_errors else None, initial=ANSWERS),
    }
