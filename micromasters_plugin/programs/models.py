"""These tables store programs, their immutable versions, and copies of course runs for display."""

from __future__ import annotations

from django.db import models

from micromasters_plugin.data.states import ProgramAction
from micromasters_plugin.database.stored_text import StoredCharField, StoredTextField


class Program(models.Model):
    """A program row is the lasting identity of a program.

    The versions have the program's rules, and the program row has no rules. The plugin no longer evaluates learners in
    a ``retired`` program. The credentials and standings of a retired program stay.

    .. no_pii:
    """

    uuid = models.UUIDField(unique=True)
    key = models.SlugField(max_length=64, unique=True)
    title = StoredCharField(max_length=255)
    runs_refreshed = models.DateTimeField(null=True, blank=True, help_text="When the course runs were last read.")
    retired = models.DateTimeField(null=True, blank=True, help_text="Since when nobody is evaluated for it.")

    def __str__(self) -> str:
        return f"{self.title} ({self.key})"


class ProgramChange(models.Model):
    """This row records that a person retired or restored a program. Add rows and never edit rows.

    .. pii: Who decided it, and the reason in that person's words.
    .. pii_types: id, other
    .. pii_retirement: retained
    """

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="changes")
    action = models.CharField(max_length=8, choices=[(action.value, action.value) for action in ProgramAction])
    actor_id = models.BigIntegerField()
    reason = StoredTextField()
    time = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.action} of {self.program.key}"


class ProgramVersion(models.Model):
    """This row is one version of a program's definition.

    Never edit a version, because an import with changes makes a new version.

    .. no_pii:
    """

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    effective_from = models.DateTimeField()
    definition = models.JSONField(help_text="Canonical form, from which the rules are read.")
    source = StoredTextField(help_text="The file as it was imported.")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["program", "number"], name="mm_version_number")]

    def __str__(self) -> str:
        return f"{self.program.key} version {self.number}"


class TrackedRun(models.Model):
    """This row is the copy of a program's course run for display. The sweep refreshes the copy.

    .. no_pii:
    """

    course = StoredCharField(max_length=255, db_index=True, help_text="ORG+NUMBER")
    run_key = StoredCharField(max_length=255, unique=True)
    title = StoredCharField(max_length=255, blank=True)
    start = models.DateTimeField(null=True, blank=True)
    end = models.DateTimeField(null=True, blank=True)
    enrollment_end = models.DateTimeField(null=True, blank=True)
    upgrade_deadline = models.DateTimeField(null=True, blank=True)
    upgrade_price = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=8, blank=True)
    url = StoredCharField(max_length=512, blank=True)
    gone = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Since when the platform lists it no more; what learners did in it still counts.",
    )

    def __str__(self) -> str:
        return self.run_key
