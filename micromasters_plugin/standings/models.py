"""Store standings, the dates when learners were seen at bars, and the counts for course teams.

User ids are plain integers, because a foreign key to a deleted user would roll back the user's grade.
"""

from __future__ import annotations

from django.db import models

from micromasters_plugin.data.states import BarKind
from micromasters_plugin.database.stored_text import StoredCharField
from micromasters_plugin.programs.models import Program, ProgramVersion


class BarSeen(models.Model):
    """The time when the plugin first observed a learner below or at a program's bar in a course run.

    The platform does not store the time when a learner reached a bar.

    The ``kind`` "below" includes a run in which the learner had no grade. The ``kind`` "reached" means at or above the
    bar.

    .. pii: When a person reached a grade in a course run.
    .. pii_types: id
    .. pii_retirement: local_api
    """

    user_id = models.BigIntegerField()
    course_run = StoredCharField(max_length=255)
    bar = models.DecimalField(max_digits=5, decimal_places=4)
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in BarKind])
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "course_run", "bar", "kind"], name="mm_bar_once")]
        verbose_name_plural = "bars seen"

    def __str__(self) -> str:
        return f"learner {self.user_id}, {self.course_run}, {self.kind} {self.bar}"


class Standing(models.Model):
    """A learner's result in a program. A standing follows from the truth, so nobody edits a standing.

    ``verdict`` is the result of the evaluator, and ``inputs`` are the inputs of the evaluation
    (``standings/snapshot``). If the digest ``outcome`` changes, the change is a decision. ``fingerprint`` is a digest
    of inputs and rules. ``drops`` is the only field with history. The count in ``drops`` distinguishes a loss that
    staff judged from a loss after a recovery. ``pinned_at`` is the date of the first enrollment in a
    run of any version, or None without an enrollment.

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
    pinned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["program", "user_id"], name="mm_standing_learner")]
        indexes = [
            models.Index(fields=["user_id"], name="mm_standing_user"),
            models.Index(fields=["program", "pinned_at"], name="mm_standing_pinned"),
        ]

    def __str__(self) -> str:
        return f"learner {self.user_id} in {self.program.key}: {self.earned_requirements} of {self.total_requirements}"


class WeeklyCounts(models.Model):
    """The numbers that a course run's page shows in one week for learners in a program. A row never changes.

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
