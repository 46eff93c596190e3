"""Whether what the archive says of a message in one place agrees with what it says in another: for what no batch sealed.

Imports from before there were sealed facts sealed a quotation with the answer, and not which message is answered; the name of
who reacted, and not whose it is. Apps show quotations and names in many ways, so what merely looks otherwise is no
difference: it is one where somebody else in the same conversation fits, and who is pointed at does not.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.db.models import Q

from archive.captures.matching import DISTINCTIVE
from archive.importing import MessageKind
from archive.models import Capture, Handle, Message, Version
from archive.sealing.sealed_facts import ANSWER, GROUP, REACTIONS
from archive.streaming import streamed

_ELLIPSIS = " .…"

_ANSWERS = f"""
SELECT r.id, q.id, r.quote_author, r.quote_text FROM archive_message r JOIN archive_message q ON q.id = r.reply_to_id
WHERE r.quote_text <> '' AND (q.text <> r.quote_text OR (r.quote_author <> '' AND q.sender_shown <> r.quote_author))
    AND NOT EXISTS (SELECT 1 FROM archive_sealedfact f WHERE f.kind = '{ANSWER}' AND f.number = r.id)
ORDER BY r.id
"""
_REACTIONS = f"""
WITH loose AS MATERIALIZED (
    SELECT m.conversation_id AS chat, r.handle_id AS handle, r.shown, min(m.id) AS message
    FROM archive_reaction r JOIN archive_message m ON m.id = r.message_id
    WHERE NOT EXISTS (SELECT 1 FROM archive_sealedfact f WHERE f.kind = '{REACTIONS}' AND f.number = m.id)
    GROUP BY m.conversation_id, r.handle_id, r.shown
), names AS MATERIALIZED (
    SELECT DISTINCT conversation_id AS chat, sender_id AS handle, sender_shown AS shown FROM archive_message
    WHERE sender_id IS NOT NULL AND conversation_id IN (SELECT chat FROM loose)
)
SELECT min(l.message) FROM loose l JOIN archive_handle h ON h.id = l.handle
WHERE h.value <> l.shown
    AND EXISTS (SELECT 1 FROM names n WHERE n.chat = l.chat AND n.handle = l.handle)
    AND NOT EXISTS (SELECT 1 FROM names n WHERE n.chat = l.chat AND n.handle = l.handle AND n.shown = l.shown)
    AND EXISTS (SELECT 1 FROM names n JOIN archive_handle o ON o.id = n.handle WHERE n.chat = l.chat AND n.shown = l.shown
        AND o.kind = h.kind AND o.scope = h.scope)
GROUP BY l.chat, l.handle, l.shown ORDER BY 1
"""
_TWINS = """
SELECT m.id FROM archive_message m JOIN archive_message t ON t.id = m.twin_id
WHERE t.conversation_id <> m.conversation_id OR t.id = m.id ORDER BY m.id
"""
_MISSING = """
SELECT DISTINCT w.conversation_id FROM (
    SELECT DISTINCT conversation_id, sender_id FROM archive_message WHERE sender_id IS NOT NULL
) w WHERE NOT EXISTS (
    SELECT 1 FROM archive_participant p WHERE p.conversation_id = w.conversation_id AND p.handle_id = w.sender_id
) ORDER BY 1
"""
_ADDED = f"""
SELECT DISTINCT p.conversation_id FROM archive_participant p JOIN archive_sealedfact f
    ON f.kind = '{GROUP}' AND f.number = p.conversation_id WHERE p.source_id IS NULL ORDER BY 1
"""
_TOLD = (
    (_REACTIONS, "Bericht {}: een reactie staat op naam van iemand anders dan is verzegeld."),
    (_TWINS, "Bericht {} hoort volgens het archief bij een bericht van een ander gesprek."),
    (_MISSING, "Gesprek {}: iemand die erin schreef, staat niet bij de deelnemers."),
    (_ADDED, "Gesprek {}: er staat een deelnemer bij die geen import noemt."),
)


def disagreements() -> Iterator[str]:
    """What of the archive contradicts itself, as Dutch sentences."""
    for answer, answered, author, text in streamed(_ANSWERS, ()):
        if _is_about_another(Message.objects.get(pk=answered), author, text):
            yield f"Bericht {answer} antwoordt op een ander bericht dan het aanhaalt."
    for query, told in _TOLD:
        with connection.cursor() as cursor:
            cursor.execute(query)
            found = cursor.fetchall()
        yield from (told.format(pk) for (pk,) in found)


def _is_about_another(answered: Message, author: str, text: str) -> bool:
    """Whether these words by this author are another message of the conversation, and cannot be the one that is answered."""
    says_it = _says(answered, text)
    if says_it and (not author or _is_called(answered, author)):
        return False
    may_have_changed = answered.edited or not answered.text or answered.kind != MessageKind.TEXT
    if not says_it and may_have_changed and len(text) < DISTINCTIVE:
        return False
    others = Message.objects.filter(
        conversation=answered.conversation_id, kind=MessageKind.TEXT, text__startswith=text.rstrip(_ELLIPSIS)
    )
    if author:
        others = others.filter(sender_shown=author)
    beside = Q(pk=answered.pk) | Q(pk=answered.twin_id) | Q(twin=answered.pk)
    return others.exclude(beside).exists()


def _says(answered: Message, text: str) -> bool:
    """Whether the message says what is quoted, in any of its texts, by its letters."""
    quoted = _letters(text)
    texts: list[str | None] = [answered.text]
    texts += Version.objects.filter(message=answered).values_list("text", flat=True)
    texts += Capture.objects.filter(message=answered).values_list("text", flat=True)
    said = [_letters(text) for text in texts if text]
    return any(quoted in letters or (letters and letters in quoted) for letters in said)


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _is_called(answered: Message, author: str) -> bool:
    """Whether the sender of a message is known by this name to any phone."""
    sender = answered.sender
    if sender is None or author in (answered.sender_shown, sender.person.name):
        return True
    if Handle.objects.filter(person=sender.person_id, value=author).exists():
        return True
    return Message.objects.filter(sender__person=sender.person_id, sender_shown=author).exists()
