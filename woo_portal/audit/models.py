"""The log of events: who did, or saw, what, and when. Rows are added and never changed; a trigger in the database sees to it."""

from __future__ import annotations

from django.db import models


class Verb(models.TextChoices):
    """Every kind of event. Each has a Dutch sentence in templates/audit/<value>.txt."""

    LOGGED_IN = "logged_in", "ingelogd"
    ACCOUNT_MADE = "account_made", "account gemaakt"
    ACCOUNT_CHANGED = "account_changed", "account gewijzigd"
    ACCOUNT_UNLOCKED = "account_unlocked", "blokkade opgeheven"
    PASSWORD_SET = "password_set", "wachtwoord ingesteld"
    IMPORT_STARTED = "import_started", "import gestart"
    IMPORT_ANSWERED = "import_answered", "importvraag beantwoord"
    PRIVATE_MARKED = "private_marked", "privé gemarkeerd"
    PRIVATE_READ = "private_read", "privéberichten gelezen"
    PRIVATE_LIFTED = "private_lifted", "privémarkering opgeheven"
    HOLD_SET = "hold_set", "vasthouden ingesteld"
    HOLD_ENDED = "hold_ended", "vasthouden beëindigd"
    RETENTION_CHANGED = "retention_changed", "bewaartermijn gewijzigd"
    DESTRUCTION_PROPOSED = "destruction_proposed", "vernietiging voorgesteld"
    DESTRUCTION_DECIDED = "destruction_decided", "vernietiging beslist"
    DESTROYED = "destroyed", "vernietigd"
    CHECK_STARTED = "check_started", "controle gestart"
    ARCHIVE_CHECKED = "archive_checked", "archief gecontroleerd"
    PROOF_DOWNLOADED = "proof_downloaded", "bewijs opgehaald"
    CERTIFICATE_DOWNLOADED = "certificate_downloaded", "verklaring opgehaald"
    ORIGINAL_DOWNLOADED = "original_downloaded", "origineel opgehaald"
    TOKEN_CREATED = "token_created", "sleutel gemaakt"
    TOKEN_REVOKED = "token_revoked", "sleutel ingetrokken"
    ATTACHMENT_VIEWED = "attachment_viewed", "bijlage bekeken"
    ATTACHMENT_DOWNLOADED = "attachment_downloaded", "bijlage opgehaald"
    CONVERSATION_VIEWED = "conversation_viewed", "gesprek bekeken"
    CONVERSATION_EXPORTED = "conversation_exported", "gesprek geëxporteerd"
    DIFFERENCES_VIEWED = "differences_viewed", "verschillen bekeken"
    DIFFERENCES_DOWNLOADED = "differences_downloaded", "verschillen opgehaald"
    HANDLE_LINKED = "handle_linked", "naam gekoppeld"
    PERSONS_MERGED = "persons_merged", "personen samengevoegd"
    PERSON_SPLIT = "person_split", "persoon gesplitst"
    FUNCTION_RECORDED = "function_recorded", "functie vastgelegd"
    SEARCHED = "searched", "gezocht"
    TOPIC_CHANGED = "topic_changed", "onderwerp gewijzigd"
    TOPIC_ENDED = "topic_ended", "onderwerp beëindigd"
    TOPIC_VIEWED = "topic_viewed", "onderwerp bekeken"
    QUESTIONS_TAKEN_IN = "questions_taken_in", "vragen ingenomen"
    QUESTIONS_DISCARDED = "questions_discarded", "ingenomen vragen weggegooid"
    QUESTIONS_CONFIRMED = "questions_confirmed", "vragen vastgelegd"
    QUESTIONS_CHANGED = "questions_changed", "vragen gewijzigd"
    EVIDENCE_SOUGHT = "evidence_sought", "bewijs gezocht"
    EVIDENCE_JUDGED = "evidence_judged", "bewijs beoordeeld"
    ANSWER_CHANGED = "answer_changed", "antwoord gewijzigd"
    ANSWER_EXPORTED = "answer_exported", "antwoorden opgehaald"
    LETTER_DRAFTED = "letter_drafted", "conceptbrief gemaakt"
    DOSSIER_CREATED = "dossier_created", "dossier gemaakt"
    DOSSIER_CORRECTED = "dossier_corrected", "gegevens gewijzigd"
    DOSSIER_ASSIGNED = "dossier_assigned", "behandelaar gewijzigd"
    DOSSIER_VIEWED = "dossier_viewed", "dossier bekeken"
    DOSSIERS_RELATED = "dossiers_related", "dossiers verbonden"
    DOSSIERS_PARTED = "dossiers_parted", "dossiers losgemaakt"
    DEADLINE_EXTENDED = "deadline_extended", "termijn verlengd"
    DEADLINE_SUSPENDED = "deadline_suspended", "termijn opgeschort"
    MESSAGES_ADDED = "messages_added", "berichten toegevoegd"
    MESSAGES_REMOVED = "messages_removed", "berichten verwijderd"
    MESSAGES_JUDGED = "messages_judged", "berichten beoordeeld"
    STANDARD_TEXT_WRITTEN = "standard_text_written", "standaardtekst geschreven"
    PEOPLE_NUMBERED = "people_numbered", "nummers aan of uit"
    PASSAGES_PROPOSED = "passages_proposed", "lakvoorstellen gemaakt"
    PASSAGES_DECIDED = "passages_decided", "passages beslist"
    DECISION_UNDONE = "decision_undone", "beslissing teruggedraaid"
    PASSAGE_ALLOWED = "passage_allowed", "niet meer voorstellen"
    PASSAGE_DISALLOWED = "passage_disallowed", "weer voorstellen"
    MEANT_CHOSEN = "meant_chosen", "persoon bij naam gekozen"
    ROLE_GIVEN = "role_given", "rol gekozen"
    HOLIDAY_CHANGED = "holiday_changed", "feestdag gewijzigd"
    POLICY_CHANGED = "policy_changed", "beleid gewijzigd"
    EXAMPLES_EXPORTED = "examples_exported", "voorbeelden geëxporteerd"
    WORDS_SEEN = "words_seen", "woorden nagekeken"
    DECISION_WRITTEN = "decision_written", "besluit gewijzigd"
    ATTACHMENT_PREPARED = "attachment_prepared", "bijlage klaargezet"
    ATTACHMENT_TREATED = "attachment_treated", "over bijlage beslist"
    STATE_CHANGED = "state_changed", "stand gewijzigd"
    PACKAGE_MADE = "package_made", "pakket gemaakt"
    PACKAGE_BLOCKED = "package_blocked", "pakket tegengehouden"
    PACKAGE_CANCELLED = "package_cancelled", "pakket afgebroken"
    PACKAGE_DOWNLOADED = "package_downloaded", "pakket opgehaald"
    PUBLICATION_SENT = "publication_sent", "publicatie klaargezet"
    PUBLICATION_PUBLISHED = "publication_published", "gepubliceerd"
    PUBLICATION_WITHDRAWN = "publication_withdrawn", "publicatie ingetrokken"
    PUBLICATION_DISCARDED = "publication_discarded", "concept weggegooid"


WHO_IS_WHO = (Verb.HANDLE_LINKED, Verb.PERSONS_MERGED, Verb.PERSON_SPLIT, Verb.FUNCTION_RECORDED)
"""The events that say who somebody is."""


LONGEST_SUBJECT = 300
"""How many characters there is room for to tell what an event is about."""


class Event(models.Model):
    """One event. `actor_id` and `actor_name` are copies: an event outlives the account. `subject` is a dossier's number or
    what else the event is about; `details` feed the sentence and never hold a message's text.
    """

    at = models.DateTimeField("tijdstip", auto_now_add=True)
    actor_id = models.BigIntegerField(null=True, blank=True)
    actor_name = models.CharField("wie", max_length=150)
    actor_role = models.CharField("rol", max_length=40, blank=True)
    verb = models.CharField("wat", max_length=30, choices=Verb.choices)
    subject = models.CharField("waarover", max_length=LONGEST_SUBJECT, blank=True)
    dossier_id = models.BigIntegerField(null=True, blank=True)
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-id"]
        # Of the few verbs whose details are sought: a log of years is not read for one person or one file.
        indexes = [
            models.Index(fields=["dossier_id", "-id"]),
            *(
                models.Index(
                    models.F(f"details__{key}"), name=f"audit_event_{key}", condition=models.Q(verb__in=WHO_IS_WHO)
                )
                for key in ("from_person", "to_person", "person")
            ),
            models.Index(
                models.F("details__claim"),
                models.F("id").desc(),
                name="audit_event_claim",
                condition=models.Q(verb=Verb.IMPORT_STARTED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name}: {self.get_verb_display()}"
