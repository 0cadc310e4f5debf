"""Store credentials, people's changes of credentials, and reviews.

A review is about requirements that are no longer met.
"""

from __future__ import annotations

import uuid

from django.db import models

from micromasters_plugin.data.states import CredentialState
from micromasters_plugin.database.stored_text import StoredCharField, StoredTextField
from micromasters_plugin.programs.models import Program, ProgramVersion


class Credential(models.Model):
    """A credential. The public address contains ``uuid`` and is final.

    ``name`` is the holder's name on the day of issue. ``requirements`` lists the key, title and date of each earned
    requirement. ``completed_on`` is the day on which the last requirement was met, or None if nobody knows the day.
    ``first_issued`` is when the holder first got this credential, before any reissue. After a revocation by policy
    (``revoked_by_policy``), a new credential may be issued. No event undoes a revocation by a person.

    ``judged`` is the loss that the open review or the last decision to keep the credential covers (see
    ``standings/judgements``). Only a further loss opens a new review. Only ``credentials.writing`` changes the state.

    If the holder leaves the site, ``user_id`` becomes 0, name and requirements are emptied, and the public address
    shows nothing.

    .. pii: The name printed on the credential, and grades that were judged.
    .. pii_types: id, name, other
    .. pii_retirement: local_api
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user_id = models.BigIntegerField(db_index=True)
    program = models.ForeignKey(Program, on_delete=models.PROTECT)
    version = models.ForeignKey(ProgramVersion, on_delete=models.PROTECT)
    state = models.CharField(
        max_length=16, choices=[(s.value, s.value) for s in CredentialState], default=CredentialState.VALID.value
    )
    state_date = models.DateTimeField()
    issued = models.DateTimeField()
    first_issued = models.DateTimeField()
    completed_on = models.DateField(null=True, blank=True)
    name = StoredCharField(max_length=1023)
    requirements = models.JSONField()
    is_specimen = models.BooleanField()
    is_current = models.BooleanField(
        null=True,
        default=True,
        help_text="True while valid or suspended, else empty: MySQL has no partial unique keys.",
    )
    erased = models.DateTimeField(null=True, blank=True)
    revoked_by_policy = models.BooleanField(default=False)
    judged = models.JSONField(null=True, blank=True)
    superseded_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["program", "user_id", "is_current"], name="mm_one_current_credential")
        ]

    def __str__(self) -> str:
        return f"{self.uuid} in {self.program.key} ({self.state})"


class CredentialChange(models.Model):
    """A change of a credential by a person. Rows are only added. Only staff see the rows.

    ``judged`` records the attempts, overrides and version on which a decision to keep a credential was based.

    When the holder leaves, ``reason`` and ``judged`` are emptied. The actor's id stays.

    .. pii: Who changed a credential, the reason in that person's words, and grades that were judged.
    .. pii_types: id, other
    .. pii_retirement: local_api
    """

    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="changes")
    action = models.CharField(max_length=16)
    actor_id = models.BigIntegerField()
    reason = StoredTextField()
    time = models.DateTimeField()
    judged = models.JSONField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.action} of {self.credential.uuid}"


class CredentialReview(models.Model):
    """The review of a valid credential whose requirements are no longer met. Nothing changes until staff decide.

    .. pii: That a person's credential was in question, by way of the credential.
    .. pii_types: id
    .. pii_retirement: local_api
    """

    credential = models.ForeignKey(Credential, on_delete=models.CASCADE, related_name="reviews")
    opened = models.DateTimeField()
    closed = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"review of {self.credential}"
