"""A dossier: a request, the messages that bear on it, how each is judged, and what was made of it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower

from archive.models import Batch, Conversation, Message
from archive.search.query import Query
from redaction.models import RedactionLayer
from woo_portal.dossiers.locking import lock_in_order
from woo_portal.dossiers.states import State
from woo_portal.dossiers.term_models import Holiday, Suspension, SuspensionGround, holidays_between

__all__ = ["Holiday", "Suspension", "SuspensionGround", "holidays_between"]

_USER = settings.AUTH_USER_MODEL


class Kind(models.TextChoices):
    """What is answered. It decides the terms and the regime of grounds."""

    WOO = "woo", "Woo-verzoek"
    PARLIAMENT = "parliament", "Kamervragen"


class Judgement(models.TextChoices):
    """What becomes of a message. Partly public is a message with something withheld in it."""

    PUBLIC = "public", "openbaar"
    PARTIAL = "partial", "deels openbaar"
    WITHHELD = "withheld", "niet openbaar"
    ALREADY_PUBLIC = "already_public", "reeds openbaar"
    OUT_OF_SCOPE = "out_of_scope", "buiten reikwijdte"
    DUPLICATE = "duplicate", "dubbel"
    """The same stands elsewhere in the dossier and is judged there; see `dossiers.duplicates`."""

    @classmethod
    def of(cls, kind: str) -> list[Judgement]:
        """The judgements for a kind of dossier: the Kamer is given everything that bears on its questions, also twice."""
        return [one for one in cls if one is not cls.DUPLICATE or kind == Kind.WOO]


SHOWN = (Judgement.PUBLIC, Judgement.PARTIAL)
"""The judgements whose text is printed, and therefore redacted."""


class Dossier(models.Model):
    """A Woo request or a set of parliamentary questions. `layer` holds its redactions, and no other dossier's.

    `request` is the text of the letter or the questions. `extended_on` is the day the notice of extension was sent. `assignee` is
    who handles it, which opens nothing; None for nobody.
    """

    kind = models.CharField("soort", max_length=12, choices=Kind.choices, default=Kind.WOO)
    number = models.CharField("nummer", max_length=40, unique=True)
    subject = models.CharField("onderwerp", max_length=300)
    received_on = models.DateField("ontvangen op")
    requester = models.CharField("verzoeker", max_length=200, blank=True)
    request = models.TextField("tekst van het verzoek", blank=True)
    extended = models.BooleanField("verlengd", default=False)
    extended_on = models.DateField("verlengingsbericht verzonden op", null=True, blank=True)
    extension_reason = models.TextField("reden van de verlenging", blank=True)
    state = models.CharField("stand", max_length=12, choices=State.choices, default=State.COLLECTING)
    layer = models.OneToOneField(RedactionLayer, on_delete=models.PROTECT, related_name="+")
    assignee = models.ForeignKey(
        _USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="behandelaar"
    )
    created_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-received_on", "-id"]
        constraints = [
            models.UniqueConstraint(Lower("number"), name="one_number_case_aside"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"


class Relation(models.Model):
    """That a Woo request and a set of parliamentary questions are on the same subject."""

    request = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="+")
    questions = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "questions"], name="related_once")]

    def __str__(self) -> str:
        return f"{self.request.number} – {self.questions.number}"


class RecordedSearch(models.Model):
    """A search whose result was looked at for a dossier, kept for the account of the search (zoekslag). Never changed: a
    trigger in the database sees to it. A search that found nothing counts too.

    `query` are the fields of `archive.search.query.Query` as JSON, with numbers for names, so that it can be asked again;
    `topics` those of the topics in it as they were then (`wording.TopicAsked`), `sentence` all of it in Dutch. `batch` is the
    last import the archive held, None when it held none; `archive_size` messages could be read and `archive_private` were
    private, and not searched. Of the `hits`, in so many `conversations`, `in_dossier` were in the dossier already. None is what
    was not counted yet when the search was kept.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="searches")
    by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    by_role = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    query = models.JSONField()
    topics = models.JSONField(default=list)
    sentence = models.TextField()
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="+")
    archive_size = models.PositiveIntegerField()
    archive_private = models.PositiveIntegerField(null=True)
    hits = models.PositiveIntegerField()
    conversations = models.PositiveIntegerField(null=True)
    in_dossier = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.sentence

    @property
    def asked(self) -> Query:
        """The query, to ask it again."""
        days = {key: date.fromisoformat(self.query[key]) for key in ("first_day", "last_day") if self.query[key]}
        return Query(**self.query | days)

    @property
    def number(self) -> int:
        """The number of the last import the archive held; 0 when it held none. Asks for the batch."""
        return self.batch.number if self.batch else 0


class SearchResult(models.Model):
    """Which messages (ids) a search found. A search that found more than can be judged has none: then only their number is
    known. Never changed, like the search; an id may be of a message that is private or destroyed by now.
    """

    search = models.OneToOneField(RecordedSearch, on_delete=models.PROTECT, primary_key=True, related_name="result")
    messages = ArrayField(models.BigIntegerField())

    def __str__(self) -> str:
        return f"treffers van zoekvraag {self.search_id}"


class Rerun(models.Model):
    """That a search asks again what was asked before for its dossier, and what differs from the run before it. Never changed.

    `first` is the search that asked it first. `arrived` messages came into the archive in between; `appeared` ones were in it
    and are found now, such as after a mark was lifted. Of those that are not found any more `private` are behind a mark,
    `destroyed` were destroyed, and `dropped` are in the archive and answer no longer. All but `arrived` are None where it is not
    known which messages one of the two found.
    """

    search = models.OneToOneField(RecordedSearch, on_delete=models.PROTECT, primary_key=True, related_name="rerun")
    first = models.ForeignKey(RecordedSearch, on_delete=models.PROTECT, related_name="reruns")
    before = models.ForeignKey(RecordedSearch, on_delete=models.PROTECT, related_name="+")
    arrived = models.PositiveIntegerField()
    appeared = models.PositiveIntegerField(null=True)
    private = models.PositiveIntegerField(null=True)
    destroyed = models.PositiveIntegerField(null=True)
    dropped = models.PositiveIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.search_id} stelt {self.first_id} opnieuw"

    @property
    def new(self) -> int:
        """How many hits the run before did not have."""
        return self.arrived + (self.appeared or 0)

    @property
    def gone(self) -> int:
        """How many hits of the run before it did not have."""
        return (self.private or 0) + (self.destroyed or 0) + (self.dropped or 0)


class Addition(models.Model):
    """That somebody put so many messages into the dossier from a search: hits, and what stands around them. Never changed."""

    search = models.ForeignKey(RecordedSearch, on_delete=models.PROTECT, related_name="additions")
    by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    messages = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.messages} berichten uit zoekvraag {self.search_id}"


class ItemQuerySet(models.QuerySet["Item"]):
    """Messages in dossiers, by whether passages to withhold were looked for."""

    @transaction.atomic
    def search_again(self) -> int:
        """Have these searched again, also when a search is under way that began with what was known before; how many.

        Locks their dossiers first. In one transaction, who asks it twice or locked something else has locked them before.
        """
        lock_in_order(Dossier.objects.filter(pk__in=self.order_by().values("dossier")))
        return self.update(proposed_at=None, search_requests=F("search_requests") + 1)


class Item(models.Model):
    """A message in a dossier and its judgement. `version` counts the judgements: a form for an older one is refused.

    `proposed_at` is when passages to withhold were looked for in it, None until then: what nobody looked at may not leave.
    `search_requests` counts how often it was asked to look again. `added_by` and `added_at` stand on no page: the log tells of
    each addition who, when and how many, and these are the evidence of which messages that were.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="items")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+")
    judgement = models.CharField("oordeel", max_length=15, choices=Judgement.choices, blank=True, default="")
    grounds = models.JSONField("gronden", default=list, blank=True)
    motivation = models.TextField("motivering", blank=True)
    published_at = models.CharField("vindplaats", max_length=500, blank=True)
    twin = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="duplicates", verbose_name="dubbel van"
    )
    search = models.ForeignKey(RecordedSearch, on_delete=models.PROTECT, null=True, blank=True, related_name="items")
    added_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    judged_by = models.ForeignKey(_USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    judged_at = models.DateTimeField(null=True, blank=True)
    proposed_at = models.DateTimeField("lakvoorstellen gezocht", null=True, blank=True)
    search_requests = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["message__sent_at", "message__position"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "message"], name="one_item_a_message"),
            models.CheckConstraint(
                name="withheld_message_has_a_ground", condition=~Q(judgement=Judgement.WITHHELD) | ~Q(grounds=[])
            ),
        ]
        indexes = [models.Index(fields=["dossier", "judgement"])]

    def __str__(self) -> str:
        return f"{self.dossier.number}: bericht {self.message_id}"


class DecisionText(models.Model):
    """The text of one section of a dossier's decision (besluit) as it was saved; never changed, the newest counts.

    `draft` is what the portal would have written at that moment: where that differs now, the facts changed since.
    `is_withdrawn` goes back to the draft.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="decision_texts")
    section = models.CharField(max_length=40)
    body = models.TextField(blank=True)
    draft = models.TextField(blank=True)
    is_withdrawn = models.BooleanField(default=False)
    by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["dossier", "section", "-id"])]

    def __str__(self) -> str:
        return f"{self.dossier.number}: {self.section}"


class StandardText(models.Model):
    """The organisation's own text for a section of its decisions, see `woo_portal.dossiers.standard_texts`; never changed, the
    newest counts. `is_withdrawn` goes back to the text of the portal.
    """

    section = models.CharField(max_length=40)
    body = models.TextField(blank=True)
    is_withdrawn = models.BooleanField(default=False)
    by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["section", "-id"])]

    def __str__(self) -> str:
        return self.section


class NumberedDocument(models.Model):
    """The number of a conversation-day in a dossier; once given it stays, also when the dossier grows."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="documents")
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    number = models.PositiveIntegerField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "conversation", "day"], name="one_document_a_day"),
            models.UniqueConstraint(fields=["dossier", "number"], name="one_document_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number:04d}"


class PackageState(models.TextChoices):
    """How a package stands. `BLOCKED`: the leak check found something, and the file was destroyed. `EXPIRED`: the dossier
    was reopened, or its facts were corrected, after it was asked for, so it does not show what was decided since. `CANCELLED`:
    a person stopped its making. `REPLACED`: it was released, and so was another after it.
    """

    MAKING = "making", "wordt gemaakt"
    READY = "ready", "gecontroleerd"
    BLOCKED = "blocked", "tegengehouden"
    EXPIRED = "expired", "vervallen"
    CANCELLED = "cancelled", "afgebroken"
    RELEASED = "released", "vrijgegeven"
    REPLACED = "replaced", "vervangen"


class Purpose(models.TextChoices):
    """What a package is for. Only a `PUBLIC` one is released; the others are for the eyes of one person or company."""

    PUBLIC = "public", "openbaarmaking"
    VIEWS = "views", "zienswijze"
    REQUESTER = "requester", "alleen de verzoeker"


class PackageQuerySet(models.QuerySet["Package"]):
    """Packages by what they are for."""

    def public(self) -> PackageQuerySet:
        """Those that are made to be published."""
        return self.filter(purpose=Purpose.PUBLIC)

    def versions(self) -> PackageQuerySet:
        """Those for the eyes of one person or company."""
        return self.exclude(purpose=Purpose.PUBLIC)


class Package(models.Model):
    """One disclosure package of a dossier. `made_at` is the only clock its contents know; `path` lies in PACKAGE_DIR.

    One that is not public is for `audience`, as the coordinator calls them; `persons` are the people (ids) that are meant and
    `words` what else they are known by, see `woo_portal.dossiers.versions`. `appearance` is how it names persons and files,
    see `woo_portal.dossiers.appearance`. `decision` is the decision as it shows it, pairs of a heading and its paragraphs, and
    `decision_until` the last text (id) that was written by then.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="packages")
    state = models.CharField("stand", max_length=10, choices=PackageState.choices, default=PackageState.MAKING)
    purpose = models.CharField("doel", max_length=10, choices=Purpose.choices, default=Purpose.PUBLIC)
    audience = models.CharField("voor wie", max_length=200, blank=True)
    persons = ArrayField(models.BigIntegerField(), default=list, blank=True)
    words = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    made_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    appearance = models.CharField(max_length=64, blank=True)
    decision = models.JSONField(default=list, blank=True)
    decision_until = models.BigIntegerField(default=0)
    path = models.CharField(max_length=300, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    documents = models.PositiveIntegerField(default=0)
    messages = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict, blank=True)

    objects = PackageQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="version_is_for_somebody_and_never_released",
                condition=Q(purpose=Purpose.PUBLIC)
                | (~Q(audience="") & ~Q(state__in=(PackageState.RELEASED, PackageState.REPLACED))),
            )
        ]

    def __str__(self) -> str:
        return f"pakket {self.pk} van {self.dossier.number}"
