"""Hints, work, facts, standings, the ledger, and how far reconciliation has come.

User ids are plain integers: a foreign key to a person who is gone would undo the grade that named them.
"""

from __future__ import annotations

from django.db import models

from micromasters_plugin.data.ledger import EntryKind
from micromasters_plugin.data.states import ExamStatus, OverrideKind
from micromasters_plugin.outbox.text_index import TextIndex
from micromasters_plugin.programs.models import Program, ProgramVersion
from micromasters_plugin.stored_text import StoredCharField, StoredTextField


class Hint(models.Model):
    """A learner in a program is due for evaluation. Appended by receivers; no unique key, no foreign key.

    The index serves erasing. It makes no receiver wait, because it is not unique.

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
    """A platform event that could not be read. Kept for staff; the event's person may be in ``payload``.

    Receivers only add rows, each for one event; the sweep folds the older of one kind into one row that counts them.

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


class Work(models.Model):
    """A learner in a program as workers see it: lease, tries, error. Receivers never touch it.

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


class ExamEvent(models.Model):
    """A fact the platform does not keep: one EXAM_ATTEMPT_* event. The latest ``time``, then ``event_id``, wins.

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


class Override(models.Model):
    """A person's decision about a learner in a program. Rows are added, never changed but to be withdrawn, once.

    .. pii: What staff decided of a person, and why.
    .. pii_types: id, other
    .. pii_retirement: local_api
    """

    user_id = models.BigIntegerField()
    program = models.ForeignKey(Program, on_delete=models.PROTECT)
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in OverrideKind])
    requirement = StoredCharField(max_length=255, blank=True)
    ratio = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    actor_id = models.BigIntegerField()
    reason = StoredTextField()
    time = models.DateTimeField()
    expires = models.DateTimeField(null=True, blank=True)
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


class Standing(models.Model):
    """What a learner has in a program: derived from the truth, so never edited by hand.

    ``verdict`` and ``inputs`` are the evaluator's own answer and what it was given (``progress/snapshot``);
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


class Checkpoint(models.Model):
    """The progress of a program's reconciliation, and its outage if there is one. No decision depends on it.

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


class LedgerHead(models.Model):
    """The end of a program's ledger. Locked last, after the work row.

    ``erased`` and ``redacted`` count the entries that its erasures list.

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
    """A decision, an act or an erasure, chained. Erasing a person empties ``user_id``, ``payload`` and ``salt``.

    The chain still verifies, and an erasure entry lists the erased entries.

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
    """The reason of an act. It is outside the chain, so that it can be erased or a name removed from it.

    The entry has the digest of salt and text. A redacted reason has no salt, and an erasure lists its entry.

    .. pii: The reason of an act, in the words of who acted; others may be named in it.
    .. pii_types: id, other
    .. pii_retirement: local_api
    """

    entry = models.OneToOneField(LedgerEntry, on_delete=models.PROTECT, related_name="reason")
    salt = models.CharField(max_length=64, blank=True)
    text = StoredTextField()

    def __str__(self) -> str:
        return f"reason of {self.entry}"
