"""Check that passed runs of proctored courses have an exam result: the LMS does not keep those of edx-exams.

A result whose event was lost comes back from nowhere by itself, so the learners are named.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from micromasters_plugin.data import Finding, Severity
from micromasters_plugin.domain.standing import RequirementVerdict
from micromasters_plugin.programs.registry import newest_versions
from micromasters_plugin.progress.models import Standing
from micromasters_plugin.progress.snapshot import standing_from_json

#: Ids that one finding names; the rest are counted.
NAMED = 20


def check(now: datetime) -> Iterator[Finding]:
    """Read the standings of every program with a proctored course, in chunks."""
    for version in newest_versions():
        proctored = {course.key for course in version.rules.courses() if course.proctored}
        if not proctored:
            continue
        verdicts = Standing.objects.filter(program_id=version.program_id).order_by("user_id")
        learners = [
            user_id
            for user_id, verdict in verdicts.values_list("user_id", "verdict").iterator(chunk_size=500)
            if any(course.key in proctored and _lacks_exam(course) for course in standing_from_json(verdict).courses())
        ]
        if learners:
            named = ", ".join(str(user_id) for user_id in learners[:NAMED])
            more = f" and {len(learners) - NAMED} more" if len(learners) > NAMED else ""
            yield Finding(
                "exam_missing",
                Severity.WARNING,
                f"{version.rules.key}: passed, but without an exam result: learners {named}{more}",
                "Ask the proctoring service for their results and give them to `micromasters import-exam-attempts`.",
            )


def _lacks_exam(course: RequirementVerdict) -> bool:
    """Tell whether the exam is all that an attempt lacks."""
    return any([reason.code for reason in attempt.reasons] == ["exam_missing"] for attempt in course.attempts)
