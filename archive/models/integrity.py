"""The chain over what was imported, one link for each source, and the checks of it: nobody changes one row of either."""

from __future__ import annotations

from django.db import models

from archive.models.sources import ImportRun


class Batch(models.Model):
    """What one import brought in, sealed. Rows are added and never changed; a trigger in the database sees to it.

    `root` is the Merkle root over the captures of the run's source, `subtrees` are the roots of each whole run of 1,024 of
    them, `conversations` is a hash over what their conversations are, `facts` one over the `SealedFact`s of the run (empty
    for a batch that was sealed before there were any). `digest` is the SHA-256 over all of these and over `previous`, the
    digest of the batch before; see `archive.sealing.integrity`.
    """

    number = models.PositiveIntegerField("nummer", unique=True)
    run = models.OneToOneField(ImportRun, on_delete=models.PROTECT, related_name="batch")
    leaves = models.PositiveIntegerField("berichten")
    root = models.BinaryField(max_length=32)
    subtrees = models.BinaryField()
    conversations = models.BinaryField(max_length=32)
    facts = models.BinaryField(max_length=32, default=b"")
    previous = models.BinaryField(max_length=32)
    digest = models.BinaryField("controlegetal", max_length=32, unique=True)
    sealed_at = models.DateTimeField("verzegeld")

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"batch {self.number}"

    @property
    def fingerprint(self) -> str:
        """The digest in hexadecimal, to write down elsewhere."""
        return bytes(self.digest).hex()


class SealedFact(models.Model):
    """Something beside the leaves that the batch of an import seals: the SHA-256 of one fact about a message, a conversation
    or the import itself.

    `kind` says which (see `archive.sealing.sealed_facts`), `number` is the id of the message or conversation, 0 for the import.
    Of what is destroyed later the hash stays, and nothing else. Rows are added and never changed.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, db_index=False, related_name="sealed")
    kind = models.CharField(max_length=40)
    number = models.BigIntegerField()
    digest = models.BinaryField(max_length=32)

    class Meta:
        ordering = ["run", "kind", "number"]
        constraints = [models.UniqueConstraint(fields=["run", "kind", "number"], name="one_sealed_fact")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number} van {self.run}"


class Verification(models.Model):
    """One check of the whole archive, and what it found. Rows are added and never changed; a trigger sees to it.

    `batches` and `digest` are the number and the digest of the newest batch when it began: 0 and empty when there was none.
    `found` is how many differences there are; `told` are the first of them, as Dutch sentences, in the order of the check.
    """

    asked_by = models.CharField("gevraagd door", max_length=150)
    started_at = models.DateTimeField("begonnen")
    finished_at = models.DateTimeField("klaar")
    messages = models.PositiveIntegerField("berichten")
    batches = models.PositiveIntegerField("tot en met batch")
    digest = models.BinaryField("controlegetal", max_length=32)
    found = models.PositiveIntegerField("verschillen")
    told = models.JSONField(default=list)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"controle {self.pk}"

    @property
    def fingerprint(self) -> str:
        """The digest in hexadecimal; empty when there was no batch."""
        return bytes(self.digest).hex()
