"""Describe an explanation for staff: every node and attempt, reasons with codes, and overrides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import translation

from micromasters_plugin.data import ExplainedAttempt, ExplainedRequirement, Explanation, OverrideDecision, Reason
from micromasters_plugin.showing.explanation.reasons import describe_reason

INDENT = "    "

#: This table maps a grandfathering rule to the phrase that follows "binds".
BOUND_BY = {
    "pinned": "because it was in force at the first enrollment",
    "latest": "because it is the version in force",
    "most_favourable": "because it is the most favourable version",
}


@translation.override("en")
def describe_for_staff(explanation: Explanation) -> str:
    """Return the whole trace as English text. Each fact has a line."""
    return "\n".join(
        (
            f"{explanation.program_title} ({explanation.program_key}), learner {explanation.user_id},"
            f" as of {_instant(explanation.as_of)}",
            _binding(explanation),
            _outcome(explanation),
            *_admission_grades(explanation),
            _storage(explanation),
            *(_override(override) for override in explanation.overrides),
            *_requirement(explanation.root, 0),
            *(
                f"unit {unit.key}: {unit.earned_courses} of {unit.required_courses} courses"
                for unit in explanation.units
            ),
        )
    )


def _binding(explanation: Explanation) -> str:
    how = BOUND_BY[explanation.bound_by]
    if explanation.bound_at is not None:
        how += f" on {_instant(explanation.bound_at)}"
    return (
        f"version {explanation.version}, in force from {_instant(explanation.effective_from)}, binds the learner {how}"
    )


def _outcome(explanation: Explanation) -> str:
    earned = f"{explanation.earned_requirements} of {explanation.total_requirements} requirements earned"
    parts = [
        f"{explanation.state.value}: {earned}",
        f"composite {explanation.composite if explanation.composite is not None else 'none'}"
        + (f" ({explanation.letter})" if explanation.letter else ""),
    ]
    if explanation.admission_bar is not None or explanation.admission_grades:
        parts.append(_admission(explanation))
    if explanation.reevaluate_at is not None:
        parts.append(f"may change on {_instant(explanation.reevaluate_at)}")
    return ", ".join(parts)


def _admission(explanation: Explanation) -> str:
    bar, composite = explanation.admission_bar, explanation.composite
    name = "admission bar" if bar is None else f"admission bar {bar}"
    if explanation.meets_admission_bar:
        return f"{name} met"
    if not all(grade.is_met for grade in explanation.admission_grades):
        return f"{name} not met: a named course lacks its grade"
    if bar is None:
        return f"{name} not met: each named course has its grade, but the credential is missing"
    if composite is not None and composite >= bar:
        return f"{name} not met: the composite reaches it, but the credential is missing"
    return f"{name} not met"


def _admission_grades(explanation: Explanation) -> Iterator[str]:
    """Yield a line for each grade that the admission bar requires in a named course."""
    limits = ""
    if explanation.admission_attempts is not None:
        limits += f", in the first {explanation.admission_attempts} attempts"
    if explanation.admission_until is not None:
        limits += f", until {explanation.admission_until}"
    for grade in explanation.admission_grades:
        has = "none" if grade.ratio is None else f"{grade.ratio}"
        mark = "met" if grade.is_met else "not met"
        yield f"admission asks for {grade.bar} in {grade.key}{limits}: {has}, {mark}"


def _storage(explanation: Explanation) -> str:
    if explanation.retired is not None:
        shown = f"the standing of {_instant(explanation.decided)}" if explanation.decided else "no standing"
        return f"retired on {_instant(explanation.retired)}: learners are no longer evaluated; pages show {shown}"
    if explanation.decided is None:
        return "not evaluated yet: pages show no standing"
    if explanation.is_current:
        return f"pages show the standing of {_instant(explanation.decided)}, from the same facts"
    return f"pages show the standing of {_instant(explanation.decided)}, from other facts; the next round replaces it"


def _override(override: OverrideDecision) -> str:
    what = f"{override.kind.value} {override.subject}".strip()
    until = f" until {_instant(override.expires)}" if override.expires else ""
    return f"override: {what} by user {override.actor_id} on {_instant(override.time)}{until}: {override.reason}"


def _requirement(requirement: ExplainedRequirement, depth: int) -> Iterator[str]:
    lead = INDENT * depth
    mark = "x" if requirement.earned else " "
    reasons = _reasons_text(requirement.own_reasons, requirement.timezone)
    yield f"{lead}[{mark}] {requirement.key}: {', '.join(_facts(requirement))}{reasons}"
    for attempt in requirement.attempts:
        yield f"{lead}{INDENT}{_attempt(attempt, requirement.timezone)}"
    for final in requirement.finals:
        yield f"{lead}{INDENT}final {_attempt(final, requirement.timezone)}"
    for child in requirement.children:
        yield from _requirement(child, depth + 1)


def _facts(requirement: ExplainedRequirement) -> Iterator[str]:
    yield requirement.state.value
    if requirement.children:
        earned = sum(child.earned for child in requirement.children)
        yield f"{earned} earned of {requirement.required} needed"
    if requirement.version is not None:
        yield f"by version {requirement.version} of the nested program"
    if requirement.ratio is not None:
        yield f"{requirement.ratio}" + (f" ({requirement.letter})" if requirement.letter else "")
    if requirement.passing_grade is not None:
        yield f"passing grade {requirement.passing_grade}"
    if requirement.enters_composite:
        yield f"enters the composite with weight {requirement.weight}"
    if requirement.held_until is not None:
        yield f"results held back until {_instant(requirement.held_until)}"


def _attempt(explained: ExplainedAttempt, zone: str) -> str:
    attempt, verdict = explained.attempt, explained.verdict
    parts = [verdict.course_run]
    if attempt.enrollment is None:
        parts.append("no enrollment")
    else:
        parts.append(attempt.enrollment.mode + ("" if attempt.enrollment.is_active else ", left"))
    parts.append("no grade" if verdict.ratio is None else f"{verdict.ratio}")
    if attempt.platform_grade:
        parts.append(f"the platform's number is {attempt.platform_grade}")
    parts += [f"exam {exam.status.value}" for exam in attempt.exams]
    if verdict.reached is not None:
        seen = " as first seen" if attempt.bar_reached_seen else ""
        parts.append(f"bar reached on {verdict.reached}{seen}")
    if attempt.certificate_allowlisted:
        parts.append("allowlisted on the platform")
    outcome, role = ("counts", "used") if verdict.counts else ("does not count", "shown")
    if explained.is_used:
        outcome += f", {role}"
    return f"{', '.join(parts)}: {outcome}{_reasons_text(verdict.reasons, zone)}"


def _reasons_text(reasons: tuple[Reason, ...], zone: str) -> str:
    return "".join(f"; {describe_reason(reason, zone=zone)} ({reason.code})" for reason in reasons)


def _instant(instant: datetime) -> str:
    return instant.isoformat(sep=" ", timespec="minutes")
