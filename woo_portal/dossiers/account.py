"""The account of the search (zoekslag) as paragraphs for the decision.

The courts ask which systems were searched, with which terms, who was asked what, and what sifting followed, and accept no
terms "among others" (ECLI:NL:RBMNE:2024:1809). A decision is public: it names functions, not persons. What the portal cannot
know, such as which other systems were searched, it does not tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Count, Max, Min

from archive.app_names import OTHER_APP, app_in_print
from archive.days import local_day
from archive.importing import MessageKind
from archive.models import Conversation, Function, Message, Person, PrivateMark, Source
from archive.privacy import wholly_private
from woo_portal.accounts.roles import Capability, Role, may
from woo_portal.dossiers.figures import judgement_counts
from woo_portal.dossiers.models import SHOWN, Dossier, Kind, RecordedSearch, Rerun
from woo_portal.dossiers.reruns import different_hits
from woo_portal.dossiers.telling import Told, searches_of, topics_of
from woo_portal.dossiers.wording import Names, names_in, public_sentence, told_publicly
from woo_portal.presentation.dutch import counted, day, enumeration, number
from woo_portal.presentation.dutch import period as in_words

_HOW_TERMS_WORK = (
    "De zoektermen staan hierna letterlijk. Woorden naast elkaar moeten alle voorkomen, met OF of OR ertussen een ervan; een "
    "woord vindt ook zijn verbuigingen, hoofdletters en accenten maken geen verschil, en een sterretje staat voor elk vervolg "
    "van een woord."
)


def account_of(dossier: Dossier) -> tuple[str, ...]:
    """The paragraphs, in order; none when nothing was searched. Each is plain text on one line."""
    told = searches_of(dossier)
    if not told:
        return ()
    in_time = sorted((one.search for one in told), key=lambda search: search.pk)
    return (
        f"Er is gezocht in het archief van chatberichten. {_where(in_time[-1])}{_phones(in_time[-1])}",
        f"{_when(in_time)} {_HOW_TERMS_WORK}",
        *_with_what(told, _titled(dossier)),
        f"{_found(dossier)}{_on_which_archive(in_time)}",
        _sifting(dossier),
    )


def tells_a_search(paragraph: str) -> bool:
    """Whether a paragraph of the account is one of a search, with its terms."""
    return re.match(r"\(\d+\) ", paragraph) is not None


def _where(last: RecordedSearch) -> str:
    """What the archive held at the last search, as far as it may be known now."""
    held, apps = _held_by(last.number)
    where = f" uit {enumeration(list(dict.fromkeys(map(_as_a_source, apps))))}" if held["chats"] else ""
    period = f", {in_words(held['first'], held['last'])}" if held["first"] else ""
    return f"Dat bevatte bij de laatste zoekvraag {counted(held['chats'], 'gesprek', 'gesprekken')}{where}{period}."


def _held_by(number: int) -> tuple[dict[str, Any], list[str]]:
    """How many `chats` there were when the batch of this number was the last, their `first` and `last` moment, and their apps.

    Most conversations got nothing since, and bring their own figures. Only in the others the messages are looked at.
    """
    readable = Message.objects.visible().order_by()
    later = readable.arrived_after(number).values("conversation")
    same = Conversation.objects.visible().exclude(pk__in=later)
    grown = readable.arrived_by(number).filter(conversation__in=later)
    figures = (
        same.with_counts().aggregate(chats=Count("pk"), first=Min("shown_first"), last=Max("shown_last")),
        grown.aggregate(chats=Count("conversation", distinct=True), first=Min("sent_at"), last=Max("sent_at")),
    )
    held = {
        "chats": sum(part["chats"] for part in figures),
        "first": min((part["first"] for part in figures if part["first"]), default=None),
        "last": max((part["last"] for part in figures if part["last"]), default=None),
    }
    apps = same.order_by().values_list("app", flat=True).union(grown.values_list("conversation__app", flat=True))
    return held, sorted(apps)


def _as_a_source(app: str) -> str:
    told = app_in_print(app)
    return f"een {told}" if told == OTHER_APP else told


def _phones(last: RecordedSearch) -> str:
    """Whose phones and accounts the exports came from that were there at the last search. Those that hold nothing that may be
    read are left out.
    """
    brought = Source.objects.filter(runs__batch__number__lte=last.number).distinct()
    sources = list(brought.prefetch_related("holder__functions", "holder__merged_into__functions"))
    private = wholly_private([source.pk for source in sources])
    known = [source for source in sources if source.pk not in private]
    of_holders = {source.holder.standing: source for source in known if source.holder}
    functions = [_function_of(person, local_day(source.received_at)) for person, source in of_holders.items()]
    holders = sorted({_told(function) for function in functions if function})
    if unknown := functions.count(None):
        holders.append(f"{counted(unknown, 'persoon', 'personen')} van wie de functie niet is vastgelegd")
    phones = f" De berichten komen van de telefoons en accounts van: {'; '.join(holders)}." if holders else ""
    ownerless = sum(source.holder is None for source in known)
    if not ownerless:
        return phones
    return f"{phones} Bij {counted(ownerless, 'export', 'exports')} is niet vastgelegd van wie de telefoon is."


def _function_of(person: Person, on: date) -> Function | None:
    """The function held on a day, or the last one before it: a phone is often handed in when somebody leaves."""
    earlier = [function for function in person.functions.all() if (function.valid_from or date.min) <= on]
    return person.function_at(on) or max(earlier, key=lambda one: one.valid_from or date.min, default=None)


def _told(function: Function) -> str:
    told = told_publicly(function)
    return f"{told} ({function.organisation})" if function.organisation and told == function.title else told


def _when(searches: Sequence[RecordedSearch]) -> str:
    days = list(dict.fromkeys(day(search.at) for search in searches))
    roles = sorted({search.by_role for search in searches if search.by_role})
    by = f" door de {enumeration(roles)}" if roles else ""
    return f"De zoekvragen zijn gesteld op {enumeration(days)}{by}."


def _titled(dossier: Dossier) -> frozenset[int]:
    """The conversations (ids) of which the dossier shows something: their titles were looked at."""
    shown = dossier.items.filter(judgement__in=SHOWN).order_by()
    return frozenset(shown.values_list("message__conversation", flat=True))


def _with_what(told: Sequence[Told], titled: frozenset[int]) -> Iterator[str]:
    """A paragraph for each search, with what asking it again brought."""
    batches = {one.search.pk: one.search.batch_id for one in told}
    names = names_in((one.search.asked for one in told), with_functions=True)
    for place, runs in groupby(told, key=lambda one: one.place):
        first, *again = (one.search for one in runs)
        asked = public_sentence(first.asked, topics_of(first), names, titled=titled)
        reruns = [_again(run, names, asked, titled) for run in again if _tells_something(run.rerun, batches)]
        yield " ".join([f"({place}) {asked}: {_hits(first)}.", *reruns])


def _hits(search: RecordedSearch) -> str:
    hits = counted(search.hits, "treffer", "treffers")
    if not search.hits or search.conversations is None:
        return hits
    return f"{hits} in {counted(search.conversations, 'gesprek', 'gesprekken')}"


def _tells_something(rerun: Rerun, batches: Mapping[int, int | None]) -> bool:
    """Whether it is more than a colleague who looked at the same result; `batches` are those of the searches."""
    return bool(rerun.new or rerun.gone) or batches[rerun.search_id] != batches[rerun.before_id]


def _again(search: RecordedSearch, names: Names, asked_first: str, titled: frozenset[int]) -> str:
    rerun, asked = search.rerun, public_sentence(search.asked, topics_of(search), names, titled=titled)
    otherwise = "" if asked == asked_first else f", toen als {asked}"
    new = f", waarvan {number(rerun.new)} nieuw" if rerun.new else ", geen nieuwe" if search.hits else ""
    gone = f" Van de eerdere treffers {words}." if (words := gone_in_words(rerun)) else ""
    return f"Opnieuw gesteld op {day(search.at)}{otherwise}: {_hits(search)}{new}.{gone}"


def gone_in_words(rerun: Rerun) -> str:
    """What became of the hits that a re-run no longer found: "is 1 vernietigd en zijn er 2 als privé gemarkeerd"; or ""."""
    fates = (
        (rerun.private, "is er 1 als privé gemarkeerd", "zijn er {} als privé gemarkeerd"),
        (rerun.destroyed, "is er 1 vernietigd", "zijn er {} vernietigd"),
        (rerun.dropped, "voldoet er 1 niet meer", "voldoen er {} niet meer"),
    )
    return enumeration([one if count == 1 else many.format(number(count)) for count, one, many in fates if count])


def _found(dossier: Dossier) -> str:
    """How many different messages were found, where that is known of every search."""
    found = different_hits(dossier)
    if found is None:
        return ""
    return f"Samen vonden de zoekvragen {counted(found, 'verschillend bericht', 'verschillende berichten')}. "


def _on_which_archive(searches: Sequence[RecordedSearch]) -> str:
    first, last = searches[0], searches[-1]
    held = f"toen {counted(last.archive_size, 'bericht', 'berichten')}"
    if first.archive_size != last.archive_size:
        then, now = counted(first.archive_size, "bericht", "berichten"), number(last.archive_size)
        held = f"bij de eerste zoekvraag {then} en bij de laatste {now}"
    text = f"Het archief bevatte {held}.{_not_searched(last.archive_private)}"
    if last.batch is None:
        return text
    return (
        f"{text} De stand van het archief bij de laatste zoekvraag is vastgelegd als nummer {number(last.batch.number)} in de "
        f"keten van imports, met controlegetal (SHA-256) {last.batch.fingerprint}."
    )


def _not_searched(private: int | None) -> str:
    """What was not searched because it is no business of the State, and who said so."""
    if not private:
        return ""
    are = "was als privé gemarkeerd en is" if private == 1 else "waren als privé gemarkeerd en zijn"
    markers = enumeration([role.label for role in Role if may(role, Capability.GUARD_PRIVACY)])
    on_word = PrivateMark.objects.active().exclude(said_by="").exists()
    word = ", zo nodig op aanwijzing van de betrokkene" if on_word else ""
    return (
        f" {counted(private, 'bericht', 'berichten').capitalize()} {are} niet doorzocht. De markering is gezet door de "
        f"{markers}{word}."
    )


def _sifting(dossier: Dossier) -> str:
    counts = judgement_counts(dossier)
    total, unjudged = sum(row.count for row in counts), next(row.count for row in counts if not row.key)
    if not total:
        return "Er zijn geen berichten in behandeling genomen."
    outcome = enumeration([f"{number(row.count)} {row.label}" for row in counts if row.key and row.count])
    judged = f" Elk bericht heeft een eigen oordeel: {outcome}." if outcome else ""
    if outcome and unjudged:
        have = "heeft er 1" if total - unjudged == 1 else f"hebben er {number(total - unjudged)}"
        judged = f" Daarvan {have} een eigen oordeel: {outcome}."
    waiting = f" Nog te beoordelen: {counted(unjudged, 'bericht', 'berichten')}." if unjudged else ""
    by_the_app = dossier.items.filter(message__kind=MessageKind.SYSTEM).count()
    lines = f" ({counted(by_the_app, 'systeemregel', 'systeemregels')} van de app meegeteld)" if by_the_app else ""
    what = "het verzoek" if dossier.kind == Kind.WOO else "de vragen"
    return (
        f"In behandeling genomen zijn {counted(total, 'bericht', 'berichten')}{lines}: wat op {what} betrekking kan hebben, "
        f"met de berichten eromheen die nodig zijn om dat te begrijpen.{judged}{waiting}"
    )
