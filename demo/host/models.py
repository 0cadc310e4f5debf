"""Tables that replace the platform's tables of course runs, enrollments, grades, certificates and XBlock fields.

Each table has the data of the platform's table under other names. No table belongs to the plugin.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models


class CourseRun(models.Model):
    """A course run, with its price.

    ``course`` has the form ``ORG+NUMBER``. The course team sets ``lowest_passing_grade``.
    """

    key = models.CharField(max_length=255, primary_key=True)
    course = models.CharField(max_length=255, db_index=True)
    title = models.CharField(max_length=255)
    start = models.DateTimeField(null=True, blank=True)
    end = models.DateTimeField(null=True, blank=True)
    enrollment_end = models.DateTimeField(null=True, blank=True)
    upgrade_deadline = models.DateTimeField(null=True, blank=True)
    upgrade_price = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    lowest_passing_grade = models.FloatField(default=0.5)
    certificates_available = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.key

    @property
    def short_name(self) -> str:
        """Return the course's number and the run, for example ``CTL.SC0x 3T2026``."""
        return " ".join(self.key.split("+")[1:])


class Enrollment(models.Model):
    """A learner's enrollment in a run. There is one row for each learner and run."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    course_run = models.ForeignKey(CourseRun, on_delete=models.CASCADE)
    mode = models.CharField(max_length=32)
    is_active = models.BooleanField()
    created = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course_run", "user"], name="host_enrolled_once")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.course_run_id} ({self.mode})"


class EnrollmentChange(models.Model):
    """The state of an enrollment after each save. The platform also has such a history."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="history")
    mode = models.CharField(max_length=32)
    is_active = models.BooleanField()
    time = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.enrollment_id} became {self.mode}"


class PersistentGrade(models.Model):
    """A learner's last computed grade in a run. ``passed_timestamp`` keeps its value when the grade drops."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    course_run = models.ForeignKey(CourseRun, on_delete=models.CASCADE)
    percent = models.FloatField(help_text="0–1, to two places.")
    letter_grade = models.CharField(max_length=32, blank=True)
    passed_timestamp = models.DateTimeField(null=True, blank=True)
    modified = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course_run", "user"], name="host_graded_once")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.course_run_id}: {self.percent}"


class CourseCertificate(models.Model):
    """The platform's certificate of one run.

    ``grade`` is the grade at the time of the award, as text. A learner on the allowlist gets a certificate with any
    grade. Before the award ``status`` is empty.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    course_run = models.ForeignKey(CourseRun, on_delete=models.CASCADE)
    status = models.CharField(max_length=32)
    mode = models.CharField(max_length=32)
    grade = models.CharField(max_length=8, blank=True)
    is_invalidated = models.BooleanField(default=False)
    is_allowlisted = models.BooleanField(default=False)
    modified = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course_run", "user"], name="host_certified_once")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.course_run_id}: {self.status}"


class BlockField(models.Model):
    """The value of one field of one block, as JSON. ``user_id`` is 0 for fields that belong to no learner."""

    usage_key = models.CharField(max_length=255)
    scope = models.CharField(max_length=32)
    user_id = models.BigIntegerField(default=0)
    name = models.CharField(max_length=100)
    value = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["usage_key", "scope", "user_id", "name"], name="host_field_once")
        ]

    def __str__(self) -> str:
        return f"{self.usage_key}.{self.name}"
