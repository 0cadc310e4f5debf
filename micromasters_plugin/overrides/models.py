"""Store overrides.

User ids are plain integers: a foreign key to a deleted user would roll back the grade of that user.
"""

from __future__ import annotations

from decimal import Decimal

from django.db import models

from micromasters_plugin.data.states import OverrideKind
from micromasters_plugin.data.verdicts import OverrideDecision
from micromasters_plugin.database.stored_text import StoredCharField, StoredTextField
from micromasters_plugin.programs.models import Program


class Override(models.Model):
    """A person's decision about a learner in a program. A row changes only if the override is withdrawn.

    .. pii: What staff decided of a person, and why.
    .. pii_types: id, other
    .. pii_retirement: local_api
    """

    user_id = models.BigIntegerField()
    program = models.ForeignKey(Program, on_delete=models.PROTECT)
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.value) for kind in OverrideKind])
    requirement = StoredCharField(max_length=255, blank=True)
    ratio = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    actor_id = models.BigIntegerField()
    reason = StoredTextField()
    time = models.DateTimeField()
    expires = models.DateTimeField(null=True, blank=True)
    day = models.DateField(null=True, blank=True)
    count = models.PositiveIntegerField(null=True, blank=True)
    course_run = StoredCharField(max_length=255, blank=True)
    exam = StoredCharField(max_length=255, blank=True)
    make_up_for = StoredCharField(max_length=255, blank=True)
    withdrawn = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.BigIntegerField(null=True, blank=True)
    withdrawn_reason = StoredTextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["program", "user_id"], name="mm_override_learner"),
            models.Index(fields=["user_id"], name="mm_override_user"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of learner {self.user_id} in {self.program.key}"

    @property
    def decision(self) -> OverrideDecision:
        """Return the decision that the row stores."""
        return OverrideDecision(
            kind=OverrideKind(self.kind),
            requirement=self.requirement,
            actor_id=self.actor_id,
            reason=self.reason,
            time=self.time,
            expires=self.expires,
            ratio=None if self.ratio is None else Decimal(self.ratio),
            day=self.day,
            count=self.count,
            course_run=self.course_run,
            exam=self.exam,
            make_up_for=self.make_up_for,
        )
