"""What WhatsApp itself writes in an export, in Dutch, English and German: markers, placeholders and system lines.

The phrases follow the phone's language at export. A phrase that is not here is ordinary text (Android) or an unnamed
system line (iOS); nothing is lost by it.
"""

from __future__ import annotations

import re

from archive.importing import SystemEvent

MARK = "\u200e"
"""iOS sets this invisible mark before every piece of text that WhatsApp wrote itself."""

EDITED = (
    "<Dit bericht is bewerkt>",
    "<Dit bericht is bewerkt.>",
    "<This message was edited>",
    "<This message was edited.>",
    "<Diese Nachricht wurde bearbeitet.>",
    "<Diese Nachricht wurde bearbeitet>",
)
"""Ends the text of an edited message."""

FILE_ATTACHED = (" (bestand bijgevoegd)", " (file attached)", " (Datei angehängt)")
"""Android: ends the first line of a message with a file; the caption follows on the next lines."""

ATTACHED_TAG = re.compile(r"<(?:bijgevoegd|attached|Anhang|angehängt): ([^<>\n]+)>")
"""iOS: names a file; the caption stands before it."""

_OMITTED_KIND = (
    r"(?:(?:afbeelding|foto|video|videonotitie|videobericht|audio|spraakbericht|sticker|GIF|document|visitekaartje) weggelaten"
    r"|(?:image|photo|video|video note|video message|audio|voice message|sticker|GIF|document|contact card) omitted"
    r"|(?:Bild|Foto|Video|Videonachricht|Audio|Sprachnachricht|Sticker|GIF|Dokument|Kontaktkarte)"
    r" (?:weggelassen|ausgelassen|ausgeschlossen))"
)
OMITTED = re.compile(
    rf"<(?:Media weggelaten|Media omitted|Medien (?:weggelassen|ausgeschlossen|ausgelassen)|{_OMITTED_KIND})>",
    re.IGNORECASE,
)
"""Android: a file that was not exported, alone on the first line."""

OMITTED_AFTER_MARK = re.compile(
    rf"(?:{_OMITTED_KIND}|image|video|audio|sticker|GIF|document|afbeelding)\.?", re.IGNORECASE
)
"""iOS, after the mark: a file that was not exported. The bare words are of the oldest exports."""

OMITTED_UNKNOWN = re.compile(r"[^\n]{1,40} (?:weggelaten|omitted|weggelassen|ausgelassen|ausgeschlossen)\.?")
"""iOS, after the mark: a file of a sort that is not known here."""

OMITTED_DOCUMENT = re.compile(r"(?:document|Dokument)\b", re.IGNORECASE)
"""The beginning of what iOS writes for a document that was not exported. The document's own name stands before it."""

DOCUMENT_NOTE = re.compile(rf"(?: • {MARK}?\d+ (?:pagina(?:'s|’s)?|pages?|Seiten?))?$")
"""iOS repeats a document's name and number of pages before the tag that names the file."""

DELETED = re.compile(
    r"(?:Dit bericht is verwijderd|(?:U|Je|Jij) (?:hebt|heeft) dit bericht verwijderd"
    r"|This message was deleted|You deleted this message"
    r"|Diese Nachricht wurde gelöscht|Du hast diese Nachricht gelöscht)\.?"
)
_DELETED_BY = "Dit bericht is verwijderd door|This message was deleted by|Diese Nachricht wurde von"
DELETED_BY_ADMIN = re.compile(rf"(?:{_DELETED_BY}) [^\n]+")
DELETED_BY_ADMIN_UNMARKED = re.compile(
    rf"(?:{_DELETED_BY}) (?:(?:een|de|a|an|the|einem|dem) )?(?:(?:groeps|group |Gruppen)-?)?(?:beheerder|admin)\b[^\n]*",
    re.IGNORECASE,
)

_MISSED = (
    r"(?:Gemiste? (?:groeps-?)?(?:spraak|video|audio)?-?(?:oproep|gesprek)|Missed (?:group )?(?:voice|video)(?: group)? call"
    r"|Verpasster (?:Gruppen-?)?(?:Sprach|Video)?anruf)"
)
_CALLED = r"(?:(?:Spraak|Video|Groeps)-?oproep|(?:Voice|Video|Group) call|(?:Sprach|Video|Gruppen)anruf)"
_TIME = r"\d{1,2}[:.]\d{2}(?:[ \u202f]?[ap]\.?m\.?)?"
_UNIT = r"(?:s|sec|seconden|seconds?|Sek|Sekunden?|min|minuut|minuten|minutes?|u|uur|h|hrs?|hours?|Std|Stunden?)\b\.?"
_LASTED = rf"\d+(?::\d\d){{1,2}}|\d+ {_UNIT}(?: (?:en |and |und )?\d+ {_UNIT})?"
_CALL_TAIL = (
    rf"(?:{_LASTED}|(?:Tik|Tap|Tippe|Zum Zurückrufen)\b[^\n]{{0,50}}"
    r"|Geen antwoord|Niet beantwoord|No answer|Not answered|Keine Antwort|Nicht (?:beantwortet|angenommen))"
)
CALL = re.compile(rf"(?:{_MISSED}|{_CALLED})\b[^\n]{{0,60}}", re.IGNORECASE)
CALL_UNMARKED = re.compile(
    rf"(?:{_MISSED}(?: (?:om|at|um) {_TIME})?|{_CALLED})(?:[.,] {_CALL_TAIL})?\.?", re.IGNORECASE
)
"""What the app writes and a person hardly: a call, and how long it took or that nobody answered."""

POLL = ("PEILING:", "POLL:", "ABSTIMMUNG:", "UMFRAGE:")

LOCATION = re.compile(
    r"(?:(?:locatie|location|standort): ?(?:https?://|-?\d)|live locatie gedeeld|live location shared|live-standort)"
    r"|[^\n]{1,200} \([^\n]*\): https://foursquare\.com/v/",
    re.IGNORECASE,
)

VIEW_ONCE = re.compile(
    r"<?(?:View once|Eenmalige?|Einmalige?[nrs]?|Einmal)\b[^\n]{0,60}(?:omitted|weggelaten|weggelassen|ausgelassen)>?"
    r"|(?:You received a|Je hebt een|Du hast eine)\b[^\n]{0,40}(?:view once|eenmalig|einmal)[^\n]*",
    re.IGNORECASE,
)
_SEEN_ONCE = r"(?:photo|video|(?:voice )?message|foto|(?:spraak|video)?bericht|(?:Sprachn|Videon|N)achricht)"
VIEW_ONCE_UNMARKED = re.compile(
    rf"(?:View once|Eenmalige?|Einmalige?[nrs]?)(?: [\w-]+){{0,2}} {_SEEN_ONCE} (?:omitted|weggelaten|weggelassen|ausgelassen)"
    rf"|(?:You received a view once|Je hebt een eenmalige?|Du hast eine einmalige?)(?: [\w-]+){{0,2}} {_SEEN_ONCE}"
    r"(?: ontvangen| erhalten)?(?:\. [^\n]*|\.?)",
    re.IGNORECASE,
)

_WAITING = (
    r"(?:Wachten op (?:dit bericht|deze berichten)|Waiting for (?:this|these) messages?|Warten auf diese Nachricht)"
)
NOT_EXPORTED = re.compile(rf"{_WAITING}[^\n]{{0,80}}|null")
"""A message whose content the phone did not have, or that the export cannot show. Android writes `null`."""

NOT_EXPORTED_UNMARKED = re.compile(
    rf"{_WAITING}\.?(?: (?:Dit kan even duren|Controleer je telefoon|This may take a while|Check your phone"
    r"|Das kann (?:etwas|einen Moment|eine Weile) dauern|Überprüfe dein Telefon)\.?)*|null"
)

GROUP_EVENT = re.compile(
    r"(?:heeft|hebt|hebben|is|zijn|bent) .{0,200}(?:toegevoegd|uitnodigingslink|de groep (?:verlaten|\")"
    r"|(?:de|deze) groep|het onderwerp|de groeps\w+|beheerder)"
    r"|(?:created|changed|left|deleted) (?:the |this )?(?:group|subject)|added |joined (?:using|via)|was added|were added"
    r"|\bleft$|removed |changed (?:the|this) (?:subject|group|description)|invite link|group admin"
    r"|hat .{0,200}(?:hinzugefügt|entfernt|die Gruppe|den Betreff|Gruppen\w+)|Einladungslink|Gruppenadmin"
)
"""In a system line: what happens in groups only."""

GROUP_NAMED = re.compile(
    r"(?:(?:de groep|group|die Gruppe|het onderwerp .*\bin|naar|(?:subject|name) .*\bto|Betreff .*\bzu|in))"
    r" [\"“„]([^\"”“]+)[\"”“]"
)
"""In a system line: the name a group was given."""

EVENTS: tuple[tuple[SystemEvent, re.Pattern[str]], ...] = (
    (
        SystemEvent.TIMER,
        re.compile(
            r"berichten met vervaldatum|verlopende berichten|berichttimer|disappearing messages|message timer"
            r"|(?:Selbstlöschende|selbstlöschende|Verschwindende|verschwindende) Nachrichten|Nachrichten-Timer"
        ),
    ),
    (
        SystemEvent.PINNED,
        re.compile(
            r"een bericht (?:vastgezet|vastgemaakt)|pinned a message|eine Nachricht (?:fixiert|angepinnt|angeheftet)"
        ),
    ),
    (
        SystemEvent.NUMBER_CHANGED,
        re.compile(
            r"een nieuw (?:telefoon)?nummer|(?:telefoon)?nummer (?:is )?gewijzigd|changed (?:their|your) phone number"
            r"|^\+[\d\s()-]+ changed to \+|Telefonnummer (?:geändert|gewechselt)|eine neue (?:Telefonn|N)ummer"
        ),
    ),
    (
        SystemEvent.OTHER,
        re.compile(
            r"groepsafbeelding|groepsfoto|groepsomschrijving|groepsinstellingen|beheerder|this group's (?:icon|settings)"
            r"|group (?:icon|description)|group admin|Gruppenbild|Gruppenbeschreibung|Gruppeneinstellungen|Gruppenadmin"
        ),
    ),
    (
        SystemEvent.CREATED,
        re.compile(
            r"\b(?:deze groep|de groep|de community)\b.* (?:aan)?gemaakt|created (?:this |the )?(?:group|community)"
            r"|\b(?:die|diese) (?:Gruppe|Community)\b.* erstellt"
        ),
    ),
    (
        SystemEvent.RENAMED,
        re.compile(
            r"(?:het onderwerp|de groepsnaam|de naam van de groep) .*gewijzigd"
            r"|changed (?:the|this) (?:subject|group name|group's name)|(?:den Betreff|den Gruppennamen) .*geändert"
        ),
    ),
    (
        SystemEvent.JOINED,
        re.compile(
            r"deelnemer geworden|lid geworden|via (?:de|een) uitnodigingslink|joined (?:using|via|from|this|the)"
            r"|beigetreten|über (?:den|einen) Einladungslink"
        ),
    ),
    (
        SystemEvent.LEFT,
        re.compile(r"\b(?:de groep|deze groep) verlaten|\bleft(?: the group)?\.?$|die Gruppe verlassen"),
    ),
    (SystemEvent.REMOVED, re.compile(r" verwijderd\b|\bremoved\b| entfernt\b")),
    (SystemEvent.ADDED, re.compile(r" toegevoegd\b|\badded\b| hinzugefügt\b")),
)
"""In a system line without what stands between quotation marks: what it tells of. The first that fits counts."""

QUOTED = re.compile(r"[\"“„«][^\"”“»]*[\"”“»]")
"""A title or description somebody gave, in a system line."""

SYSTEM_VERB = re.compile(
    r" (?:heeft|hebt|hebben) (?:de|het|deze|een|je|u|jou|dit|berichten|instellingen)\b| is deelnemer geworden"
    r"| heeft een nieuw telefoonnummer|beveiligingscode (?:voor|met) |(?:^| )(?:Je|U) hebt "
    r"| (?:created|changed) (?:the |this )?(?:group|subject|description|their|to)\b|security code with "
    r"| joined using |(?:^| )[Yy]ou (?:created|changed|added|removed|joined|were|turned|pinned)\b"
    r"| hat (?:die|den|das|eine|dich)\b|(?:^| )Du hast |Sicherheitsnummer für "
)
"""Android, left of the first ': ': what no sender's name holds, so that a topic with a colon stays a system line."""

NOTICE = re.compile(
    r"^(?:Je|Jij|U|Jullie|You|Your|Du|Ihr|Deze|Dit|This|These|Diese[rs]?)\b|\b(?:heeft|hebt|hebben|has|have|hat|haben) "
    r"|end-to-end|Ende-zu-Ende|beveiligingscode|security code|Sicherheits(?:nummer|code)|blok|block|zakelijk|business"
    r"|Unternehmen|\bcontact|\bKontakt|community|WhatsApp"
)
"""iOS, after the mark: words of the app's own notices beside those about events."""

FIRST_WORDS = frozenset(
    {
        *("dit", "u", "je", "jij", "this", "you", "diese", "du"),
        *("gemist", "gemiste", "spraakoproep", "video-oproep", "groepsoproep", "missed", "voice", "video", "group"),
        *("verpasster", "sprachanruf", "videoanruf", "gruppenanruf"),
        *("peiling:", "poll:", "abstimmung:", "umfrage:"),
        *("locatie", "locatie:", "location", "location:", "standort", "standort:", "live", "live-standort"),
        *(
            "view",
            "eenmalig",
            "eenmalige",
            "einmalig",
            "einmalige",
            "einmaliges",
            "einmal",
            "wachten",
            "waiting",
            "warten",
            "null",
        ),
        *(
            "afbeelding",
            "foto",
            "photo",
            "image",
            "bild",
            "videonotitie",
            "videobericht",
            "videonachricht",
            "audio",
            "sticker",
        ),
        *("gif", "spraakbericht", "sprachnachricht"),
        *("document", "dokument", "visitekaartje", "contact", "kontaktkarte"),
    }
)
"""The words, in lower case, with which every phrase above begins that has no mark before it."""
