"""Standings and attempts as plain JSON and back: what is stored with a standing and hashed into the ledger.

Decimals and instants are text, so nothing is lost; empty fields are left out, which keeps a long ledger small.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from micromasters_plugin.data import (
    Attempt,
    AttemptVerdict,
    Enrollment,
    EnrollmentChange,
    ExamAttempt,
    ExamStatus,
    OverrideDecision,
    OverrideKind,
    ProgramState,
    Reason,
    RequirementState,
    UnitVerdict,
)
from micromasters_plugin.database.codec import Json, plain
from micromasters_plugin.domain.canonical import digest
from micromasters_plugin.domain.verdicts import ProgramVerdict, RequirementVerdict
from micromasters_plugin.standings.inputs import Inputs


def attempts_from_json(rows: Iterable[Json]) -> list[Attempt]:
    """Return the attempts that ``plain`` was given."""
    return [
        Attempt(
            course_run=row.get("course_run", ""),
            run_start=_instant(row.get("run_start")),
            run_end=_instant(row.get("run_end")),
            enrollment=_enrollment(row.get("enrollment")),
            ratio=_ratio(row.get("ratio")),
            passed_course=row.get("passed_course", False),
            certificate_invalidated=row.get("certificate_invalidated", False),
            certificate_allowlisted=row.get("certificate_allowlisted", False),
            exams=tuple(
                ExamAttempt(exam.get("usage_key", ""), ExamStatus(exam["status"]), datetime.fromisoformat(exam["time"]))
                for exam in row.get("exams", ())
            ),
            bar_reached=_instant(row.get("bar_reached")),
            bar_reached_seen=row.get("bar_reached_seen", False),
            platform_grade=row.get("platform_grade", ""),
        )
        for row in rows
    ]


def inputs_to_json(inputs: Inputs) -> Json:
    """Return an evaluation's inputs as plain JSON, without the reasons of decisions by hand.

    No rule reads a reason, and a reason may name people. So it is stored where it can be erased.
    """
    row: Json = plain(_without_reasons(inputs))
    return row


def _without_reasons(inputs: Inputs) -> Inputs:
    if not inputs.overrides and not inputs.nested:
        return inputs
    return dataclasses.replace(
        inputs,
        overrides=tuple(dataclasses.replace(each, reason="") for each in inputs.overrides),
        nested=tuple((*named, _without_reasons(given)) for *named, given in inputs.nested),  # type: ignore[misc]
    )


def inputs_from_json(row: Json) -> Inputs:
    """Return the inputs that ``plain`` was given."""
    return Inputs(
        attempts=tuple(attempts_from_json(row.get("attempts", ()))),
        overrides=tuple(
            OverrideDecision(
                kind=OverrideKind(each["kind"]),
                requirement=each.get("requirement", ""),
                actor_id=each.get("actor_id", 0),
                reason=each.get("reason", ""),
                time=datetime.fromisoformat(each["time"]),
                expires=_instant(each.get("expires")),
                ratio=_ratio(each.get("ratio")),
            )
            for each in row.get("overrides", ())
        ),
        nested=tuple(
            (uuid, number, definition, inputs_from_json(inputs))
            for uuid, number, definition, inputs in row.get("nested", ())
        ),
    )


def standing_from_json(row: Json) -> ProgramVerdict:
    """Return the standing that ``plain`` was given."""
    return ProgramVerdict(
        root=_verdict(row["root"]),
        state=ProgramState(row["state"]),
        earned_requirements=row.get("earned_requirements", 0),
        total_requirements=row.get("total_requirements", 0),
        composite=_ratio(row.get("composite")),
        meets_admission_bar=row.get("meets_admission_bar", False),
        reevaluate_at=_instant(row.get("reevaluate_at")),
        capstone=_ratio(row.get("capstone")),
        graded_runs=row.get("graded_runs", 0),
        completed_on=_instant(row.get("completed_on")),
        units=tuple(
            UnitVerdict(
                unit["key"], unit.get("title", ""), unit.get("earned_courses", 0), unit.get("required_courses", 0)
            )
            for unit in row.get("units", ())
        ),
    )


def outcome_of(standing: ProgramVerdict, version_id: int) -> str:
    """Return the digest of what, when it changes, is a decision: version, outcome, counting attempts, waivers.

    For who reaches the admission bar that includes what a candidate is ranked by.
    """
    counting = [(v.key, v.state, v.course_run, str(v.ratio)) for v in standing.courses() if v.earned]
    waived = [v.key for v in standing.groups() if v.state is RequirementState.WAIVED]
    ranked_by = [plain(standing.capstone), standing.graded_runs, plain(standing.completed_on)]
    admission = ranked_by if standing.meets_admission_bar else []
    return digest([version_id, standing.state, admission, counting, waived])


def _verdict(row: Json) -> RequirementVerdict:
    return RequirementVerdict(
        key=row["key"],
        earned=row.get("earned", False),
        state=RequirementState(row["state"]),
        weight=Decimal(row["weight"]),
        ratio=_ratio(row.get("ratio")),
        course_run=row.get("course_run", ""),
        earned_on=_instant(row.get("earned_on")),
        reasons=_reasons(row.get("reasons", ())),
        attempts=tuple(
            AttemptVerdict(
                a.get("course_run", ""),
                a.get("counts", False),
                _ratio(a.get("ratio")),
                _reasons(a.get("reasons", ())),
                _instant(a.get("reached")),
            )
            for a in row.get("attempts", ())
        ),
        children=tuple(_verdict(child) for child in row.get("children", ())),
    )


def _enrollment(row: Json | None) -> Enrollment | None:
    if row is None:
        return None
    history = tuple(
        EnrollmentChange(datetime.fromisoformat(each["time"]), each.get("mode", ""), each.get("is_active", False))
        for each in row.get("history", ())
    )
    created = datetime.fromisoformat(row["created"])
    return Enrollment(row.get("mode", ""), row.get("is_active", False), created, history)


def _reasons(rows: Iterable[Json]) -> tuple[Reason, ...]:
    return tuple(Reason(row["code"], tuple((n, v) for n, v in row.get("values", ()))) for row in rows)


def _ratio(text: str | None) -> Decimal | None:
    return Decimal(text) if text is not None else None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text is not None else None
