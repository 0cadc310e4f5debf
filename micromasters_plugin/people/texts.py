"""Find every text that may name somebody other than its row's person, field by field of the models.

A new field is searched and redacted, unless it is on one of the two lists here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Model

from micromasters_plugin.database.text_index import with_text
from micromasters_plugin.people.naming import Names
from micromasters_plugin.platform.retirement import get_retirement

#: Not searched: texts that this package writes from keys, digests, numbers and definitions, and texts of a person's own
#: row.
OF_MACHINES = frozenset(
    {
        "Candidate.explanation",
        "Checkpoint.pass_rules",
        "Credential.judged",
        "Credential.name",
        "Credential.requirements",
        "CredentialChange.action",
        "CredentialChange.judged",
        "CredentialReview.outcome",
        "ExamEvent.course_run",
        "ExamEvent.event_id",
        "ExamEvent.usage_key",
        "BarReached.course_run",
        "Hint.event_id",
        "LedgerEntry.commitment",
        "LedgerEntry.hash",
        "LedgerEntry.payload",
        "LedgerEntry.salt",
        "LedgerHead.hash",
        "LedgerReason.salt",
        "Order.key",
        "Order.kind",
        "Order.lease",
        "Order.subject",
        "Override.requirement",
        "ParkedEvent.event_id",
        "ParkedEvent.event_type",
        "Program.key",
        "Standing.fingerprint",
        "Standing.inputs",
        "Standing.outcome",
        "Standing.verdict",
        "TrackedRun.course",
        "TrackedRun.currency",
        "TrackedRun.run_key",
        "TrackedRun.url",
        "WeeklyCounts.counts",
        "WeeklyCounts.course_run",
        "Work.lease",
        "LogEntry.object_id",
    }
)

#: Only listed: published or signed texts, which nobody may change unseen.
LISTED_ONLY = frozenset(
    {"AdmissionCycle.name", "Program.title", "ProgramVersion.definition", "ProgramVersion.source", "TrackedRun.title"}
)

#: Texts read by one query.
CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Text:
    """One column; with ``is_listed_only`` nothing in it is redacted."""

    model: type[Model]
    column: str
    is_json: bool
    is_listed_only: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A text that names a person: ``certain`` are words that name only them, ``mentions`` words that may name them."""

    text: Text
    row_id: int
    certain: tuple[str, ...]
    mentions: tuple[str, ...]

    @property
    def is_redacted(self) -> bool:
        """True if erasing the person changes the text."""
        return bool(self.certain) and not self.text.is_listed_only


def names_of(user_id: int) -> Names:
    """Return a person's names: those of the platform, and those printed on their credentials."""
    retirement = get_retirement()
    printed = apps.get_model("micromasters", "Credential").objects.filter(user_id=user_id, erased__isnull=True)
    return Names(
        identifiers=retirement.identifiers(user_id),
        full_names=[*retirement.full_names(user_id), *printed.values_list("name", flat=True)],
    )


def all_texts() -> list[Text]:
    """Return every searched column of this package's tables and of the Django admin's log."""
    tables = list(apps.get_app_config("micromasters").get_models())
    if apps.is_installed("django.contrib.admin"):
        tables.append(apps.get_model("admin", "LogEntry"))
    return [
        Text(table, field.attname, isinstance(field, models.JSONField), name in LISTED_ONLY)
        for table in tables
        for field in table._meta.concrete_fields
        if is_text(field) and (name := f"{table.__name__}.{field.name}") not in OF_MACHINES
    ]


def is_text(field: Any) -> bool:
    """Tell whether a field takes free text; a field with choices does not."""
    return isinstance(field, models.CharField | models.TextField | models.JSONField) and not field.choices


def find(names: Names) -> Iterator[Found]:
    """Yield the texts that name the person, read without a lock. Rows with empty texts are skipped."""
    for text in all_texts() if names else ():
        for row_id, value in _values(text):
            words = names.found_in(value), names.mentions(value)
            if any(words):
                yield Found(text, row_id, *(tuple(each) for each in words))


def redact(text: Text, row_id: int, names: Names) -> bool:
    """Lock one row's text and remove the names from it; returns whether there were any."""
    rows = text.model._default_manager.filter(pk=row_id)
    value = rows.select_for_update().values_list(text.column, flat=True).first()
    if value is None:
        return False
    redacted = names.redact_json(value) if text.is_json else names.redact(value)
    if redacted == value:
        return False
    field = text.model._meta.get_field(text.column)
    if isinstance(redacted, str) and isinstance(field, models.CharField):
        redacted = redacted[: field.max_length]
    rows.update(**{text.column: redacted})
    return True


def _values(text: Text) -> Iterator[tuple[int, str]]:
    rows = text.model._default_manager.order_by()
    rows = rows if text.is_json else rows.filter(with_text(text.model, text.column))
    for row_id, value in rows.values_list("pk", text.column).iterator(chunk_size=CHUNK):
        for each in _strings(value):
            yield row_id, each


def _strings(value: Any) -> Iterator[str]:
    """Yield the texts in JSON, and a text itself."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield name
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
