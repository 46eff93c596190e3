"""What the portal drafts for each section of a decision on a Woo request, from what it knows of the dossier.

Sources: Woo, articles 4.4, 5.1, 5.3 and 8.1 and following; Awb, articles 3:41, 4:8, 6:4 to 6:8. A draft names no person: a
decision is published, and the requester may be a citizen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.conf import settings

from archive.days import local_day
from archive.importing import MessageKind
from redaction.grounds import Kind as GroundKind
from redaction.missed import parts_in, tell_tales
from redaction.spans import Span
from redaction.writings import WithheldWords
from woo_portal.dossiers import attachments
from woo_portal.dossiers.account import account_of, tells_a_search
from woo_portal.dossiers.course import course_of
from woo_portal.dossiers.figures import judgement_counts
from woo_portal.dossiers.models import SHOWN, Dossier, Judgement
from woo_portal.dossiers.sections import AGED, COURSE, section_of
from woo_portal.dossiers.standard_texts import CONCEPT, blanks_of, filled, texts
from woo_portal.dossiers.uses import Use, uses_of
from woo_portal.dossiers.written_words import parts_of_names, passages_of, telling_words
from woo_portal.presentation.dutch import counted, day, enumeration, number


@dataclass(frozen=True, slots=True)
class Draft:
    """A section as the portal would write it. `fixed` paragraphs cannot be edited; `body` can; `suggestion` is an example that
    counts for nothing until a person saves it.
    """

    key: str
    fixed: tuple[str, ...] = ()
    body: str = ""
    suggestion: str = ""


_NOT_PUBLIC = "(niet openbaar)"
_EXAMPLES = {
    "5.1.2e": (
        "Dit betreft namen, contactgegevens en andere gegevens die tot personen herleidbaar zijn. Wie niet uit hoofde van zijn "
        "functie in de openbaarheid treedt, hoeft er geen rekening mee te houden dat deze gegevens bekend worden. Voor een "
        "goed begrip van de berichten zijn zij niet nodig. Ik vind het belang van de persoonlijke levenssfeer hier zwaarder "
        "wegen dan het belang van openbaarheid."
    ),
    "5.1.2h": (
        "Dit betreft toegangscodes, wachtwoorden en andere gegevens waarmee systemen, gebouwen of personen kunnen worden "
        "geschaad. Ik vind het belang van de beveiliging hier zwaarder wegen dan het belang van openbaarheid."
    ),
    "5.1.2i": (
        "Dit betreft passages waaruit overleg blijkt dat in vertrouwen gevoerd moet kunnen worden. [Leg uit waarom het goed "
        "functioneren van de Staat hier in het geding is.] Ik vind dat belang hier zwaarder wegen dan het belang van "
        "openbaarheid."
    ),
}
_EXAMPLE = (
    "Dit betreft [omschrijf de passages]. Openbaarmaking zou [noem het gevolg]. Ik vind het belang van deze grond hier zwaarder "
    "wegen dan het belang van openbaarheid."
)


def drafts_of(dossier: Dossier) -> tuple[Draft, ...]:
    """The sections of the decision of a dossier, in order, with the organisation's own texts where it has them."""
    own, blanks = texts(), blanks_of(dossier)
    return tuple(_in_own_words(draft, own.get(draft.key, ""), blanks) for draft in _drafts(dossier))


def _in_own_words(draft: Draft, text: str, blanks: Mapping[str, str]) -> Draft:
    if not text:
        return draft
    said = filled(text, {**blanks, CONCEPT: draft.body or draft.suggestion})
    return replace(draft, body=said) if draft.body else replace(draft, suggestion=said)


def _drafts(dossier: Dossier) -> tuple[Draft, ...]:
    uses = uses_of(dossier)
    return (
        Draft("verzoek", body=_request(dossier)),
        Draft(COURSE, body=course_of(dossier)),
        Draft("zoekslag", body=_search(dossier)),
        Draft("oordeel", body=_outcome(dossier)),
        *map(_of_ground, uses),
        *_of_age(uses),
        Draft("zienswijzen", suggestion=_VIEWS),
        Draft("openbaar", body=_PUBLICATION),
        Draft("bezwaar", body=_objection(dossier)),
        Draft("slot", body=f"Hoogachtend,\n\nnamens het bestuursorgaan,\n\n{settings.AUTHORITY}"),
    )


def _request(dossier: Dossier) -> str:
    return (
        f"Op {day(dossier.received_on)} ontving ik uw verzoek om informatie op grond van de Wet open overheid (Woo), met als "
        f"onderwerp: {dossier.subject}. Uw verzoek is geregistreerd onder nummer {dossier.number}."
    )


def _search(dossier: Dossier) -> str:
    """The account of the search. A term that is withheld in the documents is withheld here too, however it was typed:
    "Schuurmans" was sought, or "schuurm*", and the documents say "5.1.2e" for Kees Schuurmans.
    """
    paragraphs = account_of(dossier)
    if not paragraphs:
        return ""
    words, parts = telling_words(dossier), parts_of_names(dossier)
    withheld = sorted(passages_of(dossier), key=lambda passage: len(passage.text), reverse=True)
    return "\n\n".join(_publicly(paragraph, withheld, words, parts) for paragraph in paragraphs)


def _publicly(paragraph: str, withheld: Sequence[WithheldWords], words: frozenset[str], parts: frozenset[str]) -> str:
    for passage in withheld:
        paragraph = _without(paragraph, passage.places_in(paragraph))
    paragraph = _without(paragraph, tell_tales(paragraph, words))
    # What the portal itself says may have such a word; among the terms of a search a short one is a name.
    return _without(paragraph, parts_in(paragraph, parts)) if tells_a_search(paragraph) else paragraph


def _without(account: str, spans: Sequence[Span]) -> str:
    for span in reversed(spans):
        account = f"{account[: span.start]}{_NOT_PUBLIC}{account[span.end :].removeprefix('*')}"
    return account


def _outcome(dossier: Dossier) -> str:
    """As the inventory counts: a line that the app wrote is no message where it is shown, and an attachment no document."""
    counts = {row.key: row.count for row in judgement_counts(dossier) if row.key}
    by_the_app = dossier.items.filter(judgement__in=SHOWN, message__kind=MessageKind.SYSTEM).count()
    inside = sum(count for key, count in counts.items() if key != Judgement.OUT_OF_SCOPE) - by_the_app
    days = {
        (chat, local_day(sent_at))
        for chat, sent_at in dossier.items.exclude(judgement=Judgement.OUT_OF_SCOPE).values_list(
            "message__conversation", "message__sent_at"
        )
    }
    shown = sum(counts.get(one, 0) for one in SHOWN) - by_the_app
    parts = [f"{number(shown)} geheel of gedeeltelijk openbaar"] if shown else []
    for judgement, words in (
        (Judgement.WITHHELD, "niet openbaar"),
        (Judgement.ALREADY_PUBLIC, "al openbaar"),
        (Judgement.DUPLICATE, "dubbel"),
    ):
        parts += [f"{number(counts[judgement])} {words}"] if counts.get(judgement) else []
    told = (
        f"Onder uw verzoek vallen {counted(inside, 'bericht', 'berichten')}, verdeeld over "
        f"{counted(len(days), 'document', 'documenten')}: elk gesprek op elke dag is één document."
    )
    if parts:
        told += f" Daarvan {'is' if inside == 1 else 'zijn'} {enumeration(parts)}."
    told += _beside_the_messages(dossier, by_the_app)
    outside = counts.get(Judgement.OUT_OF_SCOPE, 0)
    if outside:
        told += (
            f" {counted(outside, 'bericht', 'berichten').capitalize()} uit dezelfde gesprekken "
            f"{'gaat' if outside == 1 else 'gaan'} niet over uw verzoek; op die plaatsen staat dat in het document vermeld."
        )
    return (
        f"{told}\n\nDe inventarislijst noemt elk document met de beoordeling en de gronden. In de documenten staat bij elke "
        "weggelaten passage op welke grond dat is. Hierna leg ik per grond uit waarom."
    )


def _beside_the_messages(dossier: Dossier, by_the_app: int) -> str:
    told, attached = "", attachments.decided(dossier)
    if by_the_app:
        lines = counted(by_the_app, "systeemregel", "systeemregels")
        told += f" In de documenten {'staat' if by_the_app == 1 else 'staan'} ook {lines}, geschreven door de app."
    if attached:
        files = counted(attached, "bijlage", "bijlagen")
        told += f" Bij de documenten {'hoort' if attached == 1 else 'horen'} {files} waarover apart is beslist."
    return told


def _of_ground(use: Use) -> Draft:
    ground = use.ground
    counts = [counted(count, *part.value) for part, count in use.parts.items()]
    fixed = (
        f"{ground.law} {_article(ground.code)}",
        f"Op deze grond {'is' if sum(use.parts.values()) == 1 else 'zijn'} {enumeration(counts)} niet openbaar gemaakt.",
    )
    is_weighed = ground.kind is GroundKind.RELATIVE or ground.code == "5.2"
    return Draft(section_of(ground.code), fixed, suggestion=_EXAMPLES.get(ground.code, _EXAMPLE) if is_weighed else "")


def _article(code: str) -> str:
    """Where the law says it: "(Artikel 5.1, tweede lid, onder e, Woo.)"."""
    paragraphs = {"1": "eerste", "2": "tweede", "5": "vijfde"}
    chapter, _, rest = code.partition(".1.")
    if rest:
        letter = f", onder {rest[1:]}" if rest[1:] else ""
        return f"(Artikel {chapter}.1, {paragraphs[rest[0]]} lid{letter}, Woo.)"
    return f"(Artikel {code} Woo.)" if code[:1].isdigit() else ""


def _of_age(uses: tuple[Use, ...]) -> Iterator[Draft]:
    aged = sum(use.aged for use in uses)
    if aged:
        law = (
            "Voor informatie die ouder is dan vijf jaar motiveer ik waarom het belang van de genoemde gronden ondanks het "
            "verstrijken van de tijd nog zwaarder weegt dan openbaarheid (artikel 5.3 Woo)."
        )
        told = f"Dit geldt voor {counted(aged, 'plaats', 'plaatsen')} in de documenten en bijlagen."
        yield Draft(AGED, (law, told), suggestion=_AGED_EXAMPLE)


_AGED_EXAMPLE = (
    "Voor persoonsgegevens is dat zo omdat de personen om wie het gaat nog steeds herleidbaar zijn en het verstrijken van de "
    "tijd daar niets aan verandert. [Vul aan voor andere gronden.]"
)
_VIEWS = (
    "[Aantal] belanghebbenden kregen de gelegenheid hun zienswijze te geven (artikel 4:8 Awb). [Vat de zienswijzen samen en zeg "
    "wat u ermee deed, zonder iemand bij naam te noemen.]"
)
_PUBLICATION = (
    "Dit besluit, de inventarislijst en de documenten die openbaar worden, maak ik tegelijk bekend en openbaar. Verwacht ik dat "
    "een belanghebbende bezwaar heeft tegen de openbaarmaking, dan gebeurt dat twee weken na de bekendmaking van dit "
    "besluit (artikel 4.4, vijfde lid, Woo)."
)


def _objection(dossier: Dossier) -> str:
    return (
        "Bent u het niet eens met dit besluit, dan kunt u binnen zes weken na de dag waarop het is bekendgemaakt bezwaar maken. "
        f"Stuur uw bezwaarschrift aan {settings.AUTHORITY}, {settings.OBJECTION_ADDRESS}, onder vermelding van kenmerk "
        f"{dossier.number}.\n\n"
        "Onderteken het bezwaarschrift en zet erin: uw naam en adres, de datum, tegen welk besluit u bezwaar maakt en waarom "
        "(artikelen 6:5 en 6:7 Awb)."
    )
