"""Store admission cycles and their candidates."""

from __future__ import annotations

from django.db import models

from micromasters_plugin.data.states import CandidateState
from micromasters_plugin.database.stored_text import StoredCharField
from micromasters_plugin.programs.models import Program


class AdmissionCycle(models.Model):
    """One admission cycle of a program. A program without its own cycles has an open default cycle.

    .. no_pii:
    """

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="cycles")
    name = StoredCharField(max_length=128)
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["program", "name"], name="mm_cycle_name")]

    def __str__(self) -> str:
        return f"{self.program.key}: {self.name}"


class Candidate(models.Model):
    """A learner who reached the admission bar of a cycle. A flag is advice, and people decide.

    ``explanation`` names the rule version, each requirement's contribution and the distance to the bar. The score can
    be recomputed from ``explanation``. ``meets_bar`` is False if a later evaluation no longer reaches the bar.

    .. pii: A person's score in an admission cycle.
    .. pii_types: id
    .. pii_retirement: local_api
    """

    cycle = models.ForeignKey(AdmissionCycle, on_delete=models.CASCADE, related_name="candidates")
    user_id = models.BigIntegerField()
    state = models.CharField(
        max_length=32, choices=[(s.value, s.value) for s in CandidateState], default=CandidateState.FLAGGED.value
    )
    meets_bar = models.BooleanField(default=True)
    composite = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    capstone = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    graded_runs = models.PositiveIntegerField()
    completed = models.DateField(null=True, blank=True)
    flagged = models.DateTimeField()
    explanation = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cycle", "user_id"], name="mm_candidate_once")]
        indexes = [models.Index(fields=["user_id"], name="mm_candidate_user")]

    def __str__(self) -> str:
        return f"learner {self.user_id}, {self.cycle}"
