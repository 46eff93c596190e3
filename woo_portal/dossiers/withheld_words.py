"""What a dossier withholds, word for word: what may stand in nothing that an officer writes."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from redaction.choices import Field, Status
from redaction.detecting import Label
from redaction.held import among, has_its_words, words_in
from redaction.models import Redaction
from redaction.passages import text_at
from redaction.sentences import telling_sentences
from redaction.writings import WithheldWords
from woo_portal.dossiers.models import SHOWN, Dossier, Judgement

_COLUMNS = {
    Field.TEXT: "message__text",
    Field.QUOTE: "message__quote_text",
    Field.TITLE: "conversation__title",
    Field.SENDER: "message__sender_shown",
}
"""The texts that come along with a passage in one query."""


def withheld_words(dossier: Dossier) -> frozenset[WithheldWords]:
    """What is withheld in the texts of a dossier, word for word: of whatever field of a message, and in the titles of chats; one
    query, and four more when something is withheld in the name of a file, a reaction, a remark or the author of a quotation.
    """
    items = dossier.items.filter(judgement__in=SHOWN).order_by().values("message")
    rows = Redaction.objects.filter(among(items), layer=dossier.layer_id, status=Status.ACCEPTED).order_by()
    facts = rows.values_list(
        "pk", "field", "label", "start", "end", *_COLUMNS.values(), "message__sender__person__name"
    )
    found, elsewhere = set(), []
    for pk, where, label, start, end, *texts, sender in facts:
        if where not in _COLUMNS:
            elsewhere.append(pk)
            continue
        whole = sender or texts[-1]
        words = whole if where == Field.SENDER else texts[list(_COLUMNS).index(Field(where))][start:end]
        found.add(WithheldWords(words, label == Label.PERSON))
    if elsewhere:
        found.update(WithheldWords(_left_out(row), row.label == Label.PERSON) for row in _with_texts(rows, elsewhere))
    return frozenset(words for words in found if words.text)


def _with_texts(rows: QuerySet[Redaction], chosen: Collection[int]) -> QuerySet[Redaction]:
    """Those of the passages with these ids, and all that their messages hold."""
    senders = ("message__sender__person", "message__reply_to__sender__person")
    return (
        rows.filter(pk__in=chosen)
        .select_related(*senders)
        .prefetch_related("message__attachments", "message__reactions__handle__person")
    )


def _left_out(row: Redaction) -> str:
    """What a package leaves out for a passage of a message: all of a text that says something else since it was decided on."""
    assert row.message is not None
    text = text_at(row.message, row.field, row.index)
    return words_in(row, text) if has_its_words(row, text) else text


def withheld_passages(dossier: Dossier) -> frozenset[str]:
    """What is withheld in a dossier, as `withheld_words`, and the names of whom a name is withheld, and of who wrote what is
    withheld whole; four queries.
    """
    items = dossier.items.filter(judgement__in=SHOWN).order_by().values("message")
    rows = Redaction.objects.filter(among(items), layer=dossier.layer_id, status=Status.ACCEPTED).order_by()
    names = rows.filter(label=Label.PERSON).exclude(person=None).values_list("person__name", flat=True)
    whole = dossier.items.filter(judgement=Judgement.WITHHELD).order_by()
    authors = whole.exclude(message__sender=None).values_list("message__sender__person__name", flat=True)
    words = {withheld.text for withheld in withheld_words(dossier)}
    return frozenset(words | {*names} | set(authors) - _public_names(dossier)) - {""}


def _public_names(dossier: Dossier) -> set[str]:
    """The names of who is shown as the sender of some message of a dossier."""
    shown = dossier.items.filter(judgement__in=SHOWN).order_by().exclude(message__sender=None)
    held = Redaction.objects.filter(layer=dossier.layer_id, field=Field.SENDER, status=Status.ACCEPTED).values(
        "message"
    )
    return set(shown.exclude(message__in=held).values_list("message__sender__person__name", flat=True))


def withheld_sentences(dossier: Dossier) -> frozenset[str]:
    """What the messages say that are withheld whole, by line and sentence, for quoting one of them tells it; one query."""
    whole = dossier.items.filter(judgement=Judgement.WITHHELD).order_by().values_list("message__text", flat=True)
    return frozenset(sentence for text in whole for sentence in telling_sentences(text))


def withheld_names(dossier: Dossier) -> frozenset[str]:
    """What is withheld as a name in the written texts of a dossier; one query."""
    items = dossier.items.filter(judgement__in=SHOWN).order_by().values("message")
    rows = Redaction.objects.filter(message__in=items, layer=dossier.layer_id, status=Status.ACCEPTED).order_by()
    names = rows.filter(field=Field.TEXT, label=Label.PERSON).values_list("message__text", "start", "end")
    return frozenset(text[start:end] for text, start, end in names)
