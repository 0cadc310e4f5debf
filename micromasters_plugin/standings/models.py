"""Standings, the instants when bars were reached, and the counts that course teams see.

User ids are plain integers: a foreign key to a person who is gone would undo the grade that named them.
"""

from __future__ import annotations

from django.db import models

from micromasters_plugin.database.stored_text import StoredCharField
from micromasters_plugin.programs.models import Program, ProgramVersion


class BarReached(models.Model):
    """A fact the platform does not keep: when a program's bar in a course run was first seen reached.

    .. pii: When a person reached a grade in a course run.
    .. pii_types: id
    .. pii_retirement: local_api
    """

    user_id = models.BigIntegerField()
    course_run = StoredCharField(max_length=255)
    bar = models.DecimalField(max_digits=5, decimal_places=4)
    reached = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "course_run", "bar"], name="mm_bar_once")]
        verbose_name_plural = "bars reached"

    def __str__(self) -> str:
        return f"learner {self.user_id}, {self.course_run} at {self.bar}"


class Standing(models.Model):
    """What a learner has in a program: derived from the truth, so never edited by hand.

    ``verdict`` and ``inputs`` are the evaluator's own answer and what it was given (``standings/snapshot``);
    ``outcome`` digests the part whose change is a decision, ``fingerprint`` all that was given and by which rules.
    Only ``drops`` is history: it tells a drop that a person judged from a drop after a recovery.

    .. pii: Grades and results of a person in a program.
    .. pii_types: id
    .. pii_retirement: local_api
    """

    user_id = models.BigIntegerField()
    program = models.ForeignKey(Program, on_delete=models.CASCADE)
    version = models.ForeignKey(ProgramVersion, on_delete=models.PROTECT)
    earned = models.BooleanField()
    composite = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    earned_requirements = models.PositiveIntegerField()
    total_requirements = models.PositiveIntegerField()
    meets_admission_bar = models.BooleanField()
    reevaluate_at = models.DateTimeField(null=True, blank=True, db_index=True)
    verdict = models.JSONField()
    inputs = models.JSONField()
    outcome = models.CharField(max_length=64, help_text="Digest of what, when it changes, is a decision.")
    fingerprint = models.CharField(max_length=64, help_text="Digest of everything that the verdict depends on.")
    drops = models.PositiveIntegerField(default=0, help_text="How often the program was earned and then no longer.")
    evaluated = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["program", "user_id"], name="mm_standing_learner")]
        indexes = [models.Index(fields=["user_id"], name="mm_standing_user")]

    def __str__(self) -> str:
        return f"learner {self.user_id} in {self.program.key}: {self.earned_requirements} of {self.total_requirements}"


class WeeklyCounts(models.Model):
    """The numbers shown in one week for a course run's learners in a program. A row is never written twice.

    .. no_pii: Counts of ten people or more, with their noise.
    """

    program = models.ForeignKey(Program, on_delete=models.CASCADE)
    course_run = models.CharField(max_length=255)
    week = models.DateField(help_text="The Monday on which it begins, in UTC.")
    counts = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["program", "course_run", "week"], name="mm_counts_once")]
        verbose_name_plural = "weekly counts"

    def __str__(self) -> str:
        return f"{self.course_run} in {self.program.key}, week of {self.week}"
