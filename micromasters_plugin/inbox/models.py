"""These tables store hints, unreadable events, and results of proctored exams.

User ids are plain integers, because a foreign key to a deleted user would roll back the grade of that user.
"""

from __future__ import annotations

from django.db import models

from micromasters_plugin.data.states import ExamStatus
from micromasters_plugin.database.stored_text import StoredCharField, StoredTextField
from micromasters_plugin.programs.models import Program


class Hint(models.Model):
    """A hint makes a learner due for evaluation in a program.

    Receivers append hints, which have no unique key and no foreign key. The index serves the erasure of a person. The
    index makes no receiver wait, because the index is not unique.

    .. pii: That a person did something in a course of a program.
    .. pii_types: id
    .. pii_retirement: local_api
    """

    user_id = models.BigIntegerField()
    program_id = models.BigIntegerField()
    event_id = StoredCharField(max_length=64, blank=True)
    created = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user_id"], name="mm_hint_user")]

    def __str__(self) -> str:
        program = Program.objects.filter(pk=self.program_id).first()
        return f"learner {self.user_id} in {program.key if program else f'program {self.program_id}, which is gone'}"


class ParkedEvent(models.Model):
    """A parked event could not be read, and is stored for staff. ``payload`` may name a person.

    Receivers only add rows, and each event adds one row. The sweep deletes older rows of a kind. The ``count`` of the
    oldest row that stays includes the deleted rows.

    .. pii: The payload may name a person's username, e-mail and name.
    .. pii_types: id, name, username, email_address
    .. pii_retirement: local_api
    """

    event_type = StoredCharField(max_length=255)
    event_id = StoredCharField(max_length=64, blank=True)
    reason = StoredTextField()
    payload = StoredTextField()
    created = models.DateTimeField()
    count = models.PositiveBigIntegerField(default=1, help_text="This event, and older ones of its kind not kept.")

    def __str__(self) -> str:
        return f"{self.event_type} {self.event_id}"


class ExamEvent(models.Model):
    """One EXAM_ATTEMPT_* event, which the platform does not store.

    The row with the latest ``time`` counts. Of two rows with the same time, the row with the greater ``event_id``
    counts.

    .. pii: A person's result in a proctored exam.
    .. pii_types: id
    .. pii_retirement: local_api
    """

    user_id = models.BigIntegerField()
    course_run = StoredCharField(max_length=255)
    usage_key = StoredCharField(max_length=255)
    status = models.CharField(max_length=16, choices=[(status.value, status.value) for status in ExamStatus])
    time = models.DateTimeField()
    event_id = StoredCharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user_id", "course_run"], name="mm_exam_learner")]

    def __str__(self) -> str:
        return f"learner {self.user_id}, {self.course_run}: {self.status}"
