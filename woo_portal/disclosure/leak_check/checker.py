"""Holds each finished file against what it may say (its transcript) and against everything that was withheld. Pure.

Where a file's pages say, letter for letter, what the transcript says, nothing is added and nothing is missing. Where they
do not, no secret may occur more often than in the transcript; both counts are taken in the same way, so that "Jan" in
"januari" is in balance. Beside the pages only the transcript's own values may stand, and in a workbook what an empty one
has in the same place; in anything else a secret is a leak.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache

from redaction.apply import Run, Shown
from redaction.word_runs import RUN, runs_in
from redaction.writings import SHORTEST_TOLD, places_of
from woo_portal.disclosure.leak_check import html_page, xlsx, xml_text
from woo_portal.disclosure.leak_check.by_hand import ToldByHand, kept_apart, written_by_hand
from woo_portal.disclosure.leak_check.engines import Read, read_pdf
from woo_portal.disclosure.leak_check.matching import Needles, fold, letters, reads_otherwise, words
from woo_portal.disclosure.leak_check.merged import Fingerprint, Whole, differences, read_whole
from woo_portal.disclosure.leak_check.pdf_syntax import without_syntax
from woo_portal.disclosure.leak_check.reading import TEXT, Reading, decoded
from woo_portal.disclosure.leak_check.report import NOWHERE, FileResult, Finding, Origin, Passage, Secret
from woo_portal.disclosure.leak_check.structure import without_structure
from woo_portal.disclosure.merging import Volume, volumes
from woo_portal.disclosure.publishing import DisclosureSet, Document, File, Format, Transcript, formats
from woo_portal.disclosure.zip_archive import MANIFEST

_SHORTEST_IN_STRUCTURE = 6
"""Letters and digits of a secret that is sought among the words of a file format: "top" is also where a cell aligns."""
_SENTENCE = RUN
"""Words from which a secret is known wherever it stands."""
_ON_PURPOSE = "…"
"""Stands among what is read in a picture for words that a person decided to show."""
ReadWhole = Callable[[File], Whole]
"""Reads a merged file, as `merged.read_whole`."""
_Found = tuple[str, str, Origin, int]
"""A channel, and the reference, the origin and the number of the secret that was in it."""
_MANIFEST_LINE = re.compile(r"([ -~]+);\d+;[0-9a-f]{64}")


class Checker:
    """Looks for the secrets of one set, file by file. Can be made once in each of several processes."""

    def __init__(
        self,
        secrets: Iterable[Secret],
        disclosure: DisclosureSet,
        *,
        exports: Iterable[Format] = formats,
        whole: ReadWhole = lambda file: read_whole(file.content),
    ) -> None:
        self._read_whole = whole
        self.secrets: Sequence[Secret] = tuple(secrets)
        self._disclosure = disclosure
        self._needles = Needles(secret.text for secret in self.secrets)
        self._numbers: dict[str, int] = {}
        self._exports: dict[str, Format] = {}
        self._transcripts: dict[str, Callable[[], Transcript]] = {}
        for export in exports:
            made = export.transcripts(disclosure)
            self._transcripts |= made
            self._exports |= dict.fromkeys(made, export)

        merged = volumes(self._transcripts, of=disclosure.name)
        self._volumes = {volume.name: volume for volume in merged}
        self._fingerprints: dict[str, Fingerprint] = {}

    @property
    def expected_names(self) -> frozenset[str]:
        """The files a package of this set must have, beside its manifest."""
        return frozenset(self._transcripts) | frozenset(self._volumes)

    @property
    def unsearchable(self) -> int:
        """How many secrets have no letter or digit to look for."""
        return self._needles.unsearchable

    def check_file(self, file: File, known: Read | None = None) -> FileResult:
        """Everything in one file; `known` is what was read in it before. One that cannot be read is a finding: it is not checked.

        A merged PDF comes after its parts: it is held against what was read in these.
        """
        if volume := self._volumes.get(file.name):
            return self._check_merged(file, volume)
        transcript = self._transcripts.get(file.name, Transcript)()
        try:
            if file.name.endswith(".pdf"):
                known = known or read_pdf(file.content)
                if self._volumes:
                    self._fingerprints[file.name] = known.fingerprint
            reading = self._read(file, transcript, known)
        except Exception:  # whatever a broken or hostile file makes a reader raise
            return FileResult(file.name, 0, (Finding(file.name, "bestand dat niet te lezen is"),))
        found: list[_Found] = [(channel, "", NOWHERE, 0) for channel in reading.alarms]
        said = fold("".join(transcript.blocks))
        found += self._in_pages(reading, transcript, said)
        found += self._beside_pages(reading, transcript)
        lawful = self._needles.count(said).total()
        return FileResult(file.name, lawful, tuple(Finding(file.name, *item) for item in dict.fromkeys(found)))

    def _check_merged(self, file: File, volume: Volume) -> FileResult:
        parts = [self._fingerprints[name] for name in volume.parts if name in self._fingerprints]
        if len(parts) < len(volume.parts):
            return FileResult(file.name, 0, (Finding(file.name, "samengevoegd uit bestanden die niet zijn nagekeken"),))
        try:
            changes = differences(self._read_whole(file), parts, names=volume.parts, title=volume.title)
            found: list[_Found] = [(what, "", NOWHERE, 0) for what in changes]
        except Exception:  # as above
            return FileResult(file.name, 0, (Finding(file.name, "bestand dat niet te lezen is"),))
        if file.content.count(b"%%EOF") > 1:
            found.append(("eerdere versie in het bestand", "", NOWHERE, 0))
        if places := sorted(self._needles.in_bytes(without_syntax(file.content))):
            # What stands there as it is, are the metadata of the first part under the title of the whole.
            lawful = self._transcripts[volume.parts[0]]().values | {volume.title}
            found += [
                self._told("bytes van het bestand", self.secrets[place])
                for place in places
                if not any(self.secrets[place].text in value for value in lawful)
            ]
        return FileResult(file.name, 0, tuple(Finding(file.name, *item) for item in found))

    def check_set(self) -> Iterator[Finding]:
        """What the set itself shows: a secret in the entry it was withheld from, or in what an officer wrote."""
        # Thousands of secrets are the same few names, and a message has several, one after the other.
        in_words = lru_cache(maxsize=4096)(words)
        withheld = self._secrets_by_document()
        for document in self._disclosure.documents:
            told = dict[int, tuple[str, str]]()
            if secrets := withheld.get(document.number):
                told = {number: (_shown(names), _shown(texts)) for number, names, texts in _told_in(document)}
            for secret in secrets or ():
                here = told.get(secret.place[1], ("", "")) if secret.place else ("", "")
                if _times_in(secret, *here, in_words=in_words) > secret.shown_on_purpose:
                    yield Finding(f"document {document.number}", *self._told("getoond in hetzelfde bericht", secret))
        yield from self._in_quotations()
        yield from dict.fromkeys((*self._in_parts_in_pictures(), *self._whole(), *self._by_hand()))

    def _secrets_by_document(self) -> Mapping[str, list[Secret]]:
        """The secrets that were withheld in a document, by its number."""
        found: dict[str, list[Secret]] = defaultdict(list)
        for secret in self.secrets:
            if secret.place:
                found[secret.place[0]].append(secret)
        return found

    @cached_property
    def _shown_texts(self) -> Collection[str]:
        """All that the set shows, each text once. Few sets need it: of a large one it is as much again as the set."""
        documents = self._disclosure.documents
        told = (_shown(runs) for document in documents for _, *both in _told_in(document) for runs in both)
        return list(dict.fromkeys(told))

    def _whole(self) -> Iterator[Finding]:
        """A secret from its first word to its last in what an officer wrote or in a picture, and in nothing that is shown."""
        said = ""
        for where, channel, text in (*written_by_hand(self._disclosure), *_read_in_pictures(self._disclosure)):
            for form in self._needles.count(fold(text)):
                for secret in self._secrets_of(form, shortest=SHORTEST_TOLD):
                    sought = words(secret.text)
                    if sought not in words(text):
                        continue
                    said = said or _words_by_line(self._shown_texts)
                    if sought not in said:
                        yield Finding(where, *self._told(channel, secret))

    def _by_hand(self) -> Iterator[Finding]:
        """What a reader would know a secret by, in what no one redacts: a number in other spacing, a sentence of it, a name."""
        known = ToldByHand(self.secrets)
        for is_apart, texts in ((False, written_by_hand(self._disclosure)), (True, kept_apart(self._disclosure))):
            for where, channel, text in texts:
                for secret in known.told(text, shown=lambda: self._shown_texts, apart=is_apart):
                    yield Finding(where, *self._told(channel, secret))

    def _in_quotations(self) -> Iterator[Finding]:
        """A sentence that is withheld somewhere, in the quotation of another message, and in no message that is shown."""
        said = ""
        for document in self._disclosure.documents:
            for entry in document.entries:
                quoted = _shown(entry.quote.text) if entry.quote else ""
                for form in self._needles.count(fold(quoted)) if quoted else ():
                    for secret in self._secrets_of(form, shortest=SHORTEST_TOLD):
                        sought = words(secret.text)
                        if len(sought.split()) < _SENTENCE or sought not in words(quoted):
                            continue
                        said = said or _words_by_line(map(_said_in, self._disclosure.documents))
                        if sought not in said:
                            yield Finding(
                                f"document {document.number}", *self._told("aangehaald in een antwoord", secret)
                            )

    def _in_parts_in_pictures(self) -> Iterator[Finding]:
        """Words of a secret that follow one another in a picture, and in nothing that is shown: a screenshot of a part of it."""
        seen: dict[tuple[str, ...], tuple[str, str]] = {}
        for where, channel, text in _read_in_pictures(self._disclosure):
            for piece in text.split(_ON_PURPOSE):
                for run in runs_in(piece):
                    seen.setdefault(run.words, (where, channel))
        secrets = (secret for secret in self.secrets if seen and secret.is_told_by_runs)
        told = [(secret, run.words) for secret in secrets for run in runs_in(secret.text) if run.words in seen]
        if not told:
            return
        lawful = {
            run.words
            for document in self._disclosure.documents
            for shown in (*document.title, *(run for entry in document.entries for run in entry.runs))
            if isinstance(shown, Shown)
            for run in runs_in(shown.text)
            if run.words in seen
        }
        for (where, channel), secret in dict.fromkeys((seen[run], secret) for secret, run in told if run not in lawful):
            yield Finding(where, *self._told(channel, secret))

    def _read(self, file: File, transcript: Transcript, known: Read | None) -> Reading:
        if known:
            reading = known.reading
        elif file.name.endswith(".xlsx"):
            reading = xlsx.read(file.content)
            if export := self._exports.get(file.name):
                reading = without_structure(reading, file.name, export, self._disclosure)
        elif file.name.endswith(".xml"):
            reading = xml_text.read(file.content)
        elif file.name.endswith(".html"):
            reading = html_page.read(file.content, known=transcript.values)
        elif file.name == MANIFEST and self._is_manifest(file.content):
            reading = Reading()
        elif file.name in self._transcripts:
            reading = Reading(pages={TEXT: [file.content.decode("utf-8")]})
        else:
            reading = Reading()
            reading.add("inhoud", decoded(file.content))
        if file.name not in self._transcripts and file.name != MANIFEST:
            reading.alarms.append("bestand dat niet bij het pakket hoort")
            reading.add("bestandsnaam", [file.name])
        return reading

    def _is_manifest(self, content: bytes) -> bool:
        """Whether it says nothing but the names we know, sizes and hashes."""
        header, *lines = content.decode("utf-8", "replace").splitlines()
        named = [match[1] if (match := _MANIFEST_LINE.fullmatch(line)) else None for line in lines]
        return header == "bestand;bytes;sha256" and set(named) <= self.expected_names

    def _in_pages(self, reading: Reading, transcript: Transcript, said: str) -> Iterator[_Found]:
        differences: list[list[str]] = []
        for engine, pages in reading.pages.items():
            body, added = _body(pages, transcript)
            if body == said and not added:
                differences.append([])
                continue
            lawful = self._needles.count(said) + self._needles.count(added)
            for form, count in self._needles.count(body).items():
                if count > lawful[form]:
                    yield from (self._told(f"tekst ({engine})", secret) for secret in self._secrets_of(form))
            is_drawn = engine != TEXT
            differences.append(list(_differences(transcript, said + added, body, is_drawn=is_drawn)))
        # PDFium drops letters where directions mix: one engine that reads everything is enough.
        if differences and all(differences):
            yield from (("volledigheid", difference, NOWHERE, 0) for difference in differences[-1])

    def _beside_pages(self, reading: Reading, transcript: Transcript) -> Iterator[_Found]:
        for piece in reading.pieces:
            if piece.text in transcript.values:
                continue
            shortest = _SHORTEST_IN_STRUCTURE if piece.structural else 1
            for form in self._needles.count(fold(piece.text)):
                yield from (self._told(piece.channel, secret) for secret in self._secrets_of(form, shortest=shortest))
        for channel, content in reading.content:
            for place in sorted(self._needles.in_bytes(content)):
                # The metadata of a PDF are not compressed: what they lawfully say stands in its bytes.
                if not any(self.secrets[place].text in value for value in transcript.values):
                    yield self._told(channel, self.secrets[place])

    def _secrets_of(self, form: str, *, shortest: int = 1) -> list[Secret]:
        if len(letters(form)) < shortest:
            return []
        return [self.secrets[place] for place in self._needles.places(form)]

    def _told(self, channel: str, secret: Secret) -> _Found:
        number = self._numbers.setdefault(fold(secret.text), len(self._numbers) + 1)
        return channel, secret.reference, secret.origin, number


def _body(pages: Sequence[str], transcript: Transcript) -> tuple[str, str]:
    """The folded text without what each page adds; and what pages should have added that could not be taken off."""
    body, left = "", ""
    for number, page in enumerate(pages, start=1):
        text, added = fold(page), fold(transcript.page_words(number, len(pages)))
        if number > 1:
            text = text.removeprefix(fold(transcript.repeated))
        if text.endswith(added):
            body += text.removesuffix(added)
        else:
            body, left = body + text, left + added
    return body, left


def _differences(transcript: Transcript, said: str, body: str, *, is_drawn: bool) -> Iterator[str]:
    """How the letters and digits of `body` differ from what should be said; of what is drawn nothing when only signs differ.

    Text from right to left comes back from a drawing in an order of its own, and moves its neighbours: where there is some,
    each other word must be there, and each letter and digit as often.
    """
    found = letters(body)
    if not is_drawn and letters(said) == found:
        yield "andere tekens dan wat is getoond"
        return
    if not is_drawn or not reads_otherwise(said):
        if letters(said) != found:
            absent = [number for number, block in enumerate(transcript.blocks, 1) if letters(fold(block)) not in found]
            yield f"alinea {absent[0]} ontbreekt" if absent else "meer dan wat is getoond"
        return
    for number, block in enumerate(transcript.blocks, start=1):
        if any(word not in found for word in words(block).split() if word.isalpha() and not reads_otherwise(word)):
            yield f"alinea {number} ontbreekt"
    if Counter(letters(said)) != Counter(found):
        yield "andere letters dan wat is getoond"


def _told_in(document: Document) -> Iterator[tuple[int, tuple[Run, ...], tuple[Run, ...]]]:
    """By number of entry, 0 for the title: the names of who wrote, is quoted and reacted; and what else is said."""
    yield 0, (), document.title
    for entry in document.entries:
        names = (*entry.sender, *(entry.quote.author if entry.quote else ()), *entry.reactions)
        nameless = replace(entry, sender=(), reactions=(), quote=entry.quote and replace(entry.quote, author=()))
        yield entry.number, names, nameless.runs


def _times_in(secret: Secret, names: str, text: str, *, in_words: Callable[[str], str]) -> int:
    """How often a secret stands in the message it was withheld from: among the names as it is, for another may be
    called almost the same, and in what else is said in whatever writing. `in_words` is `words`.
    """
    sought = in_words(secret.text)
    times = _times(sought, in_words(text))
    if secret.passage is not None:
        times = max(times, len(places_of(secret.text, text, is_name=secret.passage is Passage.NAME)))
    return _times(sought, in_words(names)) + times


def _times(sought: str, told: str) -> int:
    """How often the words `sought` stand in the words `told`, one after the other; 0 for no words."""
    if sought not in told or not sought.strip():
        return 0
    return len(re.findall(rf"(?={re.escape(sought)})", told))


def _shown(runs: Sequence[Run]) -> str:
    return " … ".join(run.text for run in runs if isinstance(run, Shown))


def _said_in(document: Document) -> str:
    """What a document shows of its messages and its title."""
    return _shown((*document.title, *(run for entry in document.entries for run in entry.text)))


def _words_by_line(texts: Iterable[str]) -> str:
    """The words of texts, each text on a line of its own: no words stand in two of them together."""
    return "\n".join(map(words, texts)) or "\n"


def _read_in_pictures(disclosure: DisclosureSet) -> Iterator[tuple[str, str, str]]:
    """What is read on the pages of attachments, but for words in boxes that a person decided to show."""
    for document in disclosure.attachments:
        for number, page in enumerate(document.pages, start=1):
            text = "\n".join(line.sought for line in page.lines)
            yield f"document {document.number}", f"tekst in beeld, bladzijde {number}", text
