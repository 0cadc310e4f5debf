"""Write rows about many other people in bulk into every table with personal data.

The rows do not follow the rules of the package.
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.db.models import Model

from micromasters_plugin.admissions.models import AdmissionCycle, Candidate
from micromasters_plugin.credentials.models import Credential, CredentialChange, CredentialReview
from micromasters_plugin.inbox.models import ExamEvent, Hint
from micromasters_plugin.ledger.models import LedgerEntry, LedgerReason
from micromasters_plugin.outbox.models import Delivery, Order
from micromasters_plugin.overrides.models import Override
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.programs.models import Program, ProgramVersion
from micromasters_plugin.standings.models import BarSeen, Standing

NOW = datetime(2026, 6, 1, tzinfo=UTC)
TOGETHER = 2_000


def add(program: Program, user_ids: range, *, with_acts: bool = True) -> None:
    """Write a row about each of ``user_ids`` into every table.

    The function writes acts by staff only with ``with_acts``.
    """
    version = ProgramVersion.objects.filter(program=program)[0]
    cycle, _ = AdmissionCycle.objects.get_or_create(program=program, name="2027")
    where, when = {"program": program}, {"created": NOW}
    for start in range(0, len(user_ids), TOGETHER):
        ids = user_ids[start : start + TOGETHER]
        _create(Work(user_id=each, **where) for each in ids)
        _create(Hint(user_id=each, program_id=program.pk, **when) for each in ids)
        _create(
            Standing(
                user_id=each,
                program=program,
                version=version,
                earned=False,
                earned_requirements=0,
                total_requirements=2,
                meets_admission_bar=False,
                verdict={},
                inputs={},
                outcome="x",
                fingerprint="x",
                evaluated=NOW,
            )
            for each in ids
        )
        _create(
            Order(key=f"crowd:{each}", kind="x", user_id=each, program_id=program.pk, due=NOW, done=NOW, **when)
            for each in ids
        )
        _create(
            Candidate(cycle=cycle, user_id=each, composite="0.9", graded_runs=2, flagged=NOW, explanation={})
            for each in ids
        )
        _create(ExamEvent(user_id=each, course_run="x", usage_key="x", status="verified", time=NOW) for each in ids)
        _create(BarSeen(user_id=each, course_run="x", bar="0.6", kind="reached", at=NOW) for each in ids)
        _create(
            LedgerEntry(
                seq=1_000_000 + each, kind="decision", time=NOW, commitment="x", hash="x", user_id=each, **where
            )
            for each in ids
        )
        if with_acts:
            _add_acts(program, version, ids)


def _add_acts(program: Program, version: ProgramVersion, ids: range) -> None:
    act = {"actor_id": 1, "reason": "an inquiry", "time": NOW}
    _create(Override(user_id=each, program=program, kind="hold", **act) for each in ids)
    _create(
        Credential(
            user_id=each,
            program=program,
            version=version,
            state_date=NOW,
            issued=NOW,
            first_issued=NOW,
            name="Bo Li",
            requirements=[],
            is_specimen=False,
        )
        for each in ids
    )
    credentials = list(Credential.objects.filter(user_id__in=ids))
    _create(CredentialChange(credential=each, action="suspend", **act) for each in credentials)
    _create(CredentialReview(credential=each, opened=NOW) for each in credentials)
    orders = list(Order.objects.filter(user_id__in=ids, key__startswith="crowd:"))
    _create(Delivery(order=each, recorded=NOW) for each in orders)
    entries = list(LedgerEntry.objects.filter(user_id__in=ids, seq__gte=1_000_000))
    _create(LedgerReason(entry=each, salt="x", text="an inquiry") for each in entries)


def _create(rows: object) -> None:
    made: list[Model] = list(rows)  # type: ignore[call-overload]
    type(made[0])._default_manager.bulk_create(made)
