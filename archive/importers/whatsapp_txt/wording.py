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
    "<Diese Nachricht wurde bearbeitet.>",
    "<Diese Nachricht wurde bearbeitet>",
)
"""Ends the text of an edited message."""

FILE_ATTACHED = (" (bestand bijgevoegd)", " (file attached)", " (Datei angehängt)")
"""Android: ends the first line of a message with a file; the caption follows on the next lines."""

ATTACHED_TAG = re.compile(r"<(?:bijgevoegd|attached|Anhang|angehängt): ([^<>\n]+)>")
"""iOS: names a file; the caption stands before it."""

OMITTED = re.compile(r"<(?:Media weggelaten|Media omitted|Medien (?:weggelassen|ausgeschlossen|ausgelassen))>")
"""Android: a file that was not exported, alone on the first line."""

OMITTED_AFTER_MARK = re.compile(
    r"(?:(?:afbeelding|video|videonotitie|audio|sticker|GIF|document|visitekaartje) weggelaten"
    r"|(?:image|video|video note|audio|sticker|GIF|document|contact card) omitted"
    r"|(?:Bild|Video|Videonachricht|Audio|Sticker|GIF|Dokument|Kontaktkarte) (?:weggelassen|ausgelassen)"
    r"|image|video|audio|sticker|GIF|document|afbeelding)\.?",
    re.IGNORECASE,
)
"""iOS, after the mark: a file that was not exported. The bare words are of the oldest exports."""

DOCUMENT_NOTE = re.compile(rf"(?: • {MARK}?\d+ (?:pagina(?:'s|’s)?|pages?|Seiten?))?$")
"""iOS repeats a document's name and number of pages before the tag that names the file."""

DELETED = re.compile(
    r"(?:Dit bericht is verwijderd|(?:U|Je|Jij) (?:hebt|heeft) dit bericht verwijderd"
    r"|This message was deleted|You deleted this message"
    r"|Diese Nachricht wurde gelöscht|Du hast diese Nachricht gelöscht)\.?"
)
DELETED_BY_ADMIN = re.compile(
    r"(?:Dit bericht is verwijderd door|This message was deleted by|Diese Nachricht wurde von) [^\n]+"
)

CALL = re.compile(
    r"(?:Gemiste? (?:groeps-?)?(?:spraak|video|audio)?-?(?:oproep|gesprek)|(?:Spraak|Video|Groeps)-?oproep"
    r"|Missed (?:group )?(?:voice|video)(?: group)? call|(?:Voice|Video|Group) call"
    r"|Verpasster (?:Gruppen-?)?(?:Sprach|Video)?anruf|(?:Sprach|Video|Gruppen)anruf)\b[^\n]{0,60}",
    re.IGNORECASE,
)

POLL = ("PEILING:", "POLL:", "ABSTIMMUNG:", "UMFRAGE:")

LOCATION = re.compile(
    r"(?:(?:locatie|location|standort): ?(?:https?://|-?\d)|live locatie gedeeld|live location shared|live-standort)",
    re.IGNORECASE,
)

VIEW_ONCE = re.compile(
    r"<?(?:View once|Eenmalige?|Einmalige?[nrs]?|Einmal)\b[^\n]{0,60}(?:omitted|weggelaten|weggelassen|ausgelassen)>?"
    r"|(?:You received a|Je hebt een|Du hast eine)\b[^\n]{0,40}(?:view once|eenmalig|einmal)[^\n]*",
    re.IGNORECASE,
)

NOT_EXPORTED = re.compile(
    r"(?:Wachten op (?:dit bericht|deze berichten)|Waiting for (?:this|these) messages?|Warten auf diese Nachricht)"
    r"[^\n]{0,80}"
    r"|null"
)
"""A message whose content the phone did not have, or that the export cannot show. Android writes `null`."""

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
        *("afbeelding", "image", "bild", "videonotitie", "videonachricht", "audio", "sticker", "gif"),
        *("document", "dokument", "visitekaartje", "contact", "kontaktkarte"),
    }
)
"""The words, in lower case, with which every phrase above begins that has no mark before it."""
