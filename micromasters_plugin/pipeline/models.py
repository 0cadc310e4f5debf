"""These tables store the work on each learner, and the progress of reconciliation in each program.

User ids are plain integers, because a foreign key to a deleted user would roll back the grade of that user.
"""

from __future__ import annotations

from django.db import models

from micromasters_plugin.database.stored_text import StoredTextField
from micromasters_plugin.database.text_index import TextIndex
from micromasters_plugin.programs.models import Program


class Work(models.Model):
    """A work row has the lease, the tries and the error of a learner in a program. Receivers never touch work rows.

    .. pii: That a person is evaluated in a program, and an error that may name them.
    .. pii_types: id
    .. pii_retirement: local_api
    """

    user_id = models.BigIntegerField()
    program = models.ForeignKey(Program, on_delete=models.CASCADE)
    lease = models.CharField(max_length=32, blank=True)
    leased_at = models.DateTimeField(null=True, blank=True, help_text="By the database's clock, as is its end.")
    leased_until = models.DateTimeField(null=True, blank=True)
    lost = models.PositiveSmallIntegerField(
        default=0, help_text="How often this learner was evaluated for longer than the lease lasted, and not decided."
    )
    due = models.DateTimeField(null=True, blank=True, help_text="Not tried again before this instant.")
    tries = models.PositiveSmallIntegerField(default=0)
    parked = models.DateTimeField(null=True, blank=True, db_index=True)
    error = StoredTextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["program", "user_id"], name="mm_work_learner")]
        indexes = [
            models.Index(fields=["user_id"], name="mm_work_user"),
            TextIndex(column="error", name="mm_work_error"),
        ]
        verbose_name_plural = "work"

    def __str__(self) -> str:
        return f"learner {self.user_id} in {self.program.key}"


class Checkpoint(models.Model):
    """A checkpoint has the progress of a program's reconciliation, and the program's outage while the outage lasts.

    No decision depends on a checkpoint.

    .. no_pii:
    """

    program = models.OneToOneField(Program, on_delete=models.CASCADE)
    changes_read = models.DateTimeField(
        null=True, blank=True, help_text="What the platform saved before this instant was read."
    )
    compared = models.DateTimeField(
        null=True, blank=True, help_text="When the last comparison with everyone that came to its end began."
    )
    pass_began = models.DateTimeField(null=True, blank=True, help_text="When the one that is under way began.")
    pass_after = models.BigIntegerField(default=-1, help_text="The learner up to whom it is done.")
    pass_rules = models.CharField(max_length=64, blank=True, help_text="The rules by which it compares.")
    outage_began = models.DateTimeField(
        null=True, blank=True, help_text="Since when the platform's tables could not be read for this program."
    )
    outage_until = models.DateTimeField(null=True, blank=True, help_text="The sweep leaves it alone until then.")
    outage_rounds = models.PositiveIntegerField(default=0, help_text="How many rounds in a row met the outage.")
    outage_error = StoredTextField(blank=True)

    def __str__(self) -> str:
        return f"reconciliation of {self.program_id}"
