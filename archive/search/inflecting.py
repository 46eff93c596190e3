"""Other forms of a Dutch word: plural, diminutive, past tense, participle. Pure.

They are guesses by rule, too many rather than too few: only those that the archive has are put to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_STRONG = """
bederven bedierf bedierven bedorven, bedriegen bedroog bedrogen bedrogen, beginnen begon begonnen begonnen,
bergen borg borgen geborgen, bevelen beval bevalen bevolen, bieden bood boden geboden, bijten beet beten gebeten,
binden bond bonden gebonden, blazen blies bliezen geblazen, blijken bleek bleken gebleken, blijven bleef bleven gebleven,
breken brak braken gebroken, brengen bracht brachten gebracht, buigen boog bogen gebogen, denken dacht dachten gedacht,
doen deed deden gedaan, dragen droeg droegen gedragen, drijven dreef dreven gedreven, dringen drong drongen gedrongen,
drinken dronk dronken gedronken, duiken dook doken gedoken, dwingen dwong dwongen gedwongen, eten at aten gegeten,
gaan ging gingen gegaan, gelden gold golden gegolden, genieten genoot genoten genoten, geven gaf gaven gegeven,
gieten goot goten gegoten, glijden gleed gleden gegleden, graven groef groeven gegraven, grijpen greep grepen gegrepen,
hangen hing hingen gehangen, hebben had hadden gehad, heffen hief hieven geheven, helpen hielp hielpen geholpen,
houden hield hielden gehouden, kiezen koos kozen gekozen, kijken keek keken gekeken, klimmen klom klommen geklommen,
klinken klonk klonken geklonken, komen kwam kwamen gekomen, kopen kocht kochten gekocht, krijgen kreeg kregen gekregen,
krimpen kromp krompen gekrompen, kunnen kon konden gekund, laten liet lieten gelaten, lezen las lazen gelezen,
liegen loog logen gelogen, liggen lag lagen gelegen, lijden leed leden geleden, lijken leek leken geleken,
lopen liep liepen gelopen, meten mat maten gemeten, mijden meed meden gemeden, moeten moest moesten gemoeten,
mogen mocht mochten gemogen, nemen nam namen genomen, rijden reed reden gereden, rijzen rees rezen gerezen,
roepen riep riepen geroepen, ruiken rook roken geroken, schenken schonk schonken geschonken,
scheppen schiep schiepen geschapen, schieten schoot schoten geschoten, schijnen scheen schenen geschenen,
schrijven schreef schreven geschreven, schrikken schrok schrokken geschrokken, schuiven schoof schoven geschoven,
slaan sloeg sloegen geslagen, slapen sliep sliepen geslapen, slijten sleet sleten gesleten, sluiten sloot sloten gesloten,
smelten smolt smolten gesmolten, snijden sneed sneden gesneden, spreken sprak spraken gesproken,
springen sprong sprongen gesprongen, staan stond stonden gestaan, steken stak staken gestoken, stelen stal stalen gestolen,
sterven stierf stierven gestorven, stijgen steeg stegen gestegen, strijden streed streden gestreden,
strijken streek streken gestreken, treden trad traden getreden, treffen trof troffen getroffen,
trekken trok trokken getrokken, vallen viel vielen gevallen, vangen ving vingen gevangen, varen voer voeren gevaren,
vechten vocht vochten gevochten, verdwijnen verdween verdwenen verdwenen, vergeten vergat vergaten vergeten,
verliezen verloor verloren verloren, vinden vond vonden gevonden, vliegen vloog vlogen gevlogen,
vragen vroeg vroegen gevraagd, vriezen vroor vroren gevroren, wegen woog wogen gewogen, werpen wierp wierpen geworpen,
werven wierf wierven geworven, weten wist wisten geweten, wijken week weken geweken, wijzen wees wezen gewezen,
willen wilde wilden gewild, winden wond wonden gewonden, winnen won wonnen gewonnen, worden werd werden geworden,
zeggen zei zeiden gezegd, zenden zond zonden gezonden, zien zag zagen gezien, zijn was waren geweest,
zinken zonk zonken gezonken, zitten zat zaten gezeten, zoeken zocht zochten gezocht, zuigen zoog zogen gezogen,
zwemmen zwom zwommen gezwommen, zwijgen zweeg zwegen gezwegen
"""
"""Verbs whose vowel changes: to do, did once and more than once, done."""
_ODD_NOUNS = """
blad bladeren, ei eieren, gelid gelederen, goed goederen, kind kinderen, kleed kleren, koe koeien, lid leden, lied liederen,
rad raderen, schip schepen, smid smeden, stad steden, volk volkeren
"""
_SEPARABLE = """
aan achter af bij binnen buiten door dicht in langs los mee na neer om onder op open over rond samen tegen terug thuis toe uit
vast vol voor voorbij vooruit vrij weer weg
""".split()
_FIXED = "be ver ont her er mis".split()

_ENDINGS = ("", "s", "'s", "t", "d", "te", "ten", "de", "den")
_SOFT_ENDINGS = ("en", "e", "ende", "end")
_SMALL = ("je", "tje", "pje", "etje", "kje", "jes", "tjes", "pjes", "etjes", "kjes")
_CHANGED = (("heid", "heden"), ("icus", "ici"), ("um", "a"), ("us", "i"), ("eur", "rice"))
_LONG = re.compile(r"([aeou])\1([bcdfgklmnpqrstvwxz])$")
_SHORT = re.compile(r"(?<![aeiou])[aeiou]([bcdfgklmnpqrstvz])$")
_DOUBLE = re.compile(r"([bdfgklmnprst])\1$")
_OPEN = re.compile(r"(?<![aeiou])([aeou])([bcdfgklmnpqrstvwxz])$")


def forms(word: str) -> set[str]:
    """The forms a word in small letters, without diacritics, may have besides itself; not all of them are words."""
    found: set[str] = set()
    for root in _roots(word):
        found |= {*_forms_of_root(root)}
    found |= {*_strong(word)} | {*_odd(word)}
    return found - {word}


def _roots(word: str) -> set[str]:
    """What may be left of a word without its ending, spelled as it is when nothing follows."""
    found = {word}
    for ending in (*_ENDINGS[1:], *_SMALL):
        found |= {word.removesuffix(ending)}
    for ending in _SOFT_ENDINGS:
        if word.endswith(ending):
            found |= {*_hardened(word.removesuffix(ending))}
    for before, rest in _parted(word):
        if rest.startswith("ge"):
            done = rest[2:]
            bare = {done.removesuffix("d"), done.removesuffix("t")} - {done}
            bare |= {*_hardened(done.removesuffix("en"))} if done.endswith("en") else set()
            found |= {before + root for root in bare}
    return {root for root in found if len(root) > 1}


def _parted(word: str) -> Iterator[tuple[str, str]]:
    """A word as it is, and after each prefix it may begin with that a verb can be parted from."""
    yield "", word
    for before in _SEPARABLE:
        if word.startswith(before):
            yield before, word.removeprefix(before)


def _forms_of_root(root: str) -> Iterator[str]:
    for ending in (*_ENDINGS, *_SMALL):
        yield root + ending
    yield from (f"{root}{root[-1]}{ending}" for ending in ("etje", "etjes"))
    for soft in _softened(root):
        yield from (soft + ending for ending in _SOFT_ENDINGS)
    for before, rest in _parted(root):
        yield from (f"{before}ge{rest}{ending}" for ending in ("t", "d", ""))
        yield from (f"{before}ge{soft}en" for soft in _softened(rest))


def _softened(root: str) -> Iterator[str]:
    """How a root is spelled before a vowel: "ram" for "raam", "mann" for "man", "huiz" for "huis", "briev" for "brief"."""
    found = [root, _LONG.sub(r"\1\2", root)]
    if short := _SHORT.search(root):
        found.append(root + short[1])
    for soft in found:
        yield soft
        if soft.endswith(("f", "s")):
            yield soft[:-1] + {"f": "v", "s": "z"}[soft[-1]]


def _hardened(soft: str) -> Iterator[str]:
    """The other way round."""
    found = [soft, _DOUBLE.sub(r"\1", soft), _OPEN.sub(r"\1\1\2", soft)]
    for root in found:
        yield root
        if root.endswith(("v", "z")):
            yield root[:-1] + {"v": "f", "z": "s"}[root[-1]]


def _odd(word: str) -> Iterator[str]:
    for one, many in (noun.split() for noun in _ODD_NOUNS.split(",")):
        # At the end of a compound as well: "hoofdstad", "tweede-kamerleden".
        for ending, other in ((one, many), (many, one)):
            if word.endswith(ending):
                yield word.removesuffix(ending) + other
    for ending, other in (pair for change in _CHANGED for pair in (change, change[::-1])):
        if word.endswith(ending) and len(word) > len(ending) + 3:
            yield word.removesuffix(ending) + other


def _strong(word: str) -> Iterator[str]:
    for before, rest, is_fixed in _prefixed(word):
        for form in _FAMILIES.get(rest, ()):
            # "vallen, gevallen", but "bevallen, bevallen": a fixed prefix takes the place of "ge".
            yield before + (form.removeprefix("ge") if is_fixed else form)
        if is_fixed:
            for form in _FAMILIES.get(f"ge{rest}", ()):
                yield before + form.removeprefix("ge")


def _prefixed(word: str) -> Iterator[tuple[str, str, bool]]:
    for before, rest in _parted(word):
        yield before, rest, False
        for fixed in _FIXED:
            if rest.startswith(fixed):
                yield before + fixed, rest.removeprefix(fixed), True


def _families() -> Iterator[tuple[str, frozenset[str]]]:
    for verb in _STRONG.split(","):
        parts = verb.split()
        roots = {*_hardened(parts[0].removesuffix("en"))} if parts[0].endswith("en") else set()
        family = frozenset({*parts, *roots, *(f"{root}t" for root in roots)})
        yield from ((form, family) for form in family)


_FAMILIES = dict(_families())
