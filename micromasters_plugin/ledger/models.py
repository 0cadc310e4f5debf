"""Store each ledger: its head, its entries, and the reasons of acts.

User ids are plain integers: a foreign key to a deleted user would roll back the grade of that user.
"""

from __future__ import annotations

from django.db import models

from micromasters_plugin.data.ledger import EntryKind
from micromasters_plugin.database.stored_text import StoredTextField
from micromasters_plugin.programs.models import Program


class LedgerHead(models.Model):
    """The end of a program's ledger. Lock this row last, after the work row.

    ``erased`` and ``redacted`` count the entries that the ledger's erasures list.

    .. no_pii:
    """

    program = models.OneToOneField(Program, on_delete=models.PROTECT)
    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)
    erased = models.PositiveBigIntegerField(default=0)
    redacted = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"ledger of {self.program_id} at {self.seq}"


class LedgerEntry(models.Model):
    """A decision, an act or an erasure in the chain. Erasing a person empties ``user_id``, ``payload`` and ``salt``.

    A check of the chain still succeeds, and the erasure's own entry lists the erased entries.

    .. pii: Inputs, grades and acts of a decision about a person.
    .. pii_types: id
    .. pii_retirement: local_api
    """

    program = models.ForeignKey(Program, on_delete=models.PROTECT)
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.value) for kind in EntryKind])
    time = models.DateTimeField()
    commitment = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    user_id = models.BigIntegerField(null=True, blank=True)
    salt = models.CharField(max_length=64, blank=True)
    payload = StoredTextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["program", "seq"], name="mm_ledger_seq")]
        indexes = [models.Index(fields=["user_id", "program"], name="mm_ledger_learner")]
        verbose_name_plural = "ledger entries"

    def __str__(self) -> str:
        return f"{self.program.key} #{self.seq}"


class LedgerReason(models.Model):
    """The reason of an act.

    The reason is outside the chain, so that the reason can be erased or redacted. The entry has the digest of salt and
    text. A redacted reason has no salt, and an erasure lists the entry of the reason.

    .. pii: The reason of an act, in the words of who acted; others may be named in it.
    .. pii_types: id, other
    .. pii_retirement: local_api
    """

    entry = models.OneToOneField(LedgerEntry, on_delete=models.PROTECT, related_name="reason")
    salt = models.CharField(max_length=64, blank=True)
    text = StoredTextField()

    def __str__(self) -> str:
        return f"reason of {self.entry}"
