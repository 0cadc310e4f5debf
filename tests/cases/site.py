"""Run a case: import definitions, play a grade book day by day, and read what the learners have at the end.

The grade book has a line for each event: time, learner, course run, event and, for a grade, the ratio. The platform is
``FakePlatform``, and the package's own code evaluates learners, issues credentials and flags candidates. Learners and
courses are invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby

from micromasters_plugin import api
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.data import (
    Actor,
    CandidateRecord,
    ExplainedAttempt,
    ExplainedRequirement,
    Explanation,
    OverrideRecord,
    Plan,
    StandingRow,
)
from micromasters_plugin.data.actors import OPERATOR, ActorKind
from micromasters_plugin.data.truth import CourseCertificate, Grade
from micromasters_plugin.inbox.intake import append_hints
from micromasters_plugin.programs.tracking import tracked_runs
from tests.agreeing import import_and_agree
from tests.factories import send_exam
from tests.fakes import FakePlatform

#: Events without a time happen at noon, and the sweep of a day runs at night, as in the demo's replay.
NOON = time(12, tzinfo=UTC)
NIGHT = time(23, 59, tzinfo=UTC)

UUID = "5c1f0f0e-0c2e-4d53-9d6f-3a6c0a4c1a01"

HEAD = """\
schema: 1
uuid: {uuid}
key: {key}
kind: micromasters
title: {key}
institution: Example University
effective_from: 2015-01-01
"""


def definition(requirements: str, top: str = "passing_grade: 0.60", *, key: str = "CASE", uuid: str = UUID) -> str:
    """Return a definition. ``top`` has further lines of the top level, and replaces lines with the same field."""
    fields = dict(line.split(": ", 1) for line in (HEAD.format(uuid=uuid, key=key) + top).strip().splitlines())
    lines = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"{lines}requirements:\n  all_of:\n{requirements}"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a grade book."""

    time: datetime
    learner: int
    run: str
    name: str
    ratio: float


def read_events(gradebook: str) -> Iterator[Event]:
    """Yield the events of a grade book. A run is written without "course-v1:Ex+"."""
    for when, learner, run, name, *ratio in filter(None, map(str.split, gradebook.splitlines())):
        instant = datetime.fromisoformat(when)
        if "T" not in when:
            instant = datetime.combine(instant.date(), NOON)
        yield Event(instant.astimezone(UTC), int(learner), run_key(run), name, float(ratio[0]) if ratio else 0.0)


def run_key(run: str) -> str:
    """Return the key of a run of the organisation Ex. A key with slashes is already complete."""
    return run if "/" in run else f"course-v1:Ex+{run}"


class Site:
    """A platform with the plugin. Each method that reads returns the state after the last sweep."""

    def __init__(self, platform: FakePlatform):
        self.platform = platform
        self.now = datetime(2015, 1, 1, tzinfo=UTC)

    def define(self, text: str) -> None:
        """Import a definition, or a further version of the definition."""
        import_and_agree(text)
        tracked_runs.forget()

    def play(self, gradebook: str, *, until: str = "") -> None:
        """Play the events in the order of their times, sweep each night, and sweep once more on the day ``until``."""
        events = sorted(read_events(gradebook), key=lambda event: event.time)
        for day, todays in groupby(events, key=lambda event: event.time.date()):
            for event in todays:
                self._take(event)
            self.sweep(datetime.combine(day, NIGHT))
        if until:
            self.sweep(datetime.combine(datetime.fromisoformat(until).date(), NIGHT))

    def sweep(self, now: datetime) -> None:
        """Evaluate everybody who is due at ``now``."""
        self.now = now
        self.no_failures(api.run_pending(now=now))

    def reconcile(self, now: datetime | None = None) -> None:
        """Evaluate everybody from the truth, as after the import of a program into an old site."""
        self.now = now or self.now
        self.no_failures(api.reconcile(now=self.now))

    def override(self, kind: str, learner: int = 1, *, is_confirmed: bool = True, **values: object) -> OverrideRecord:
        """Record an override, and evaluate the learner. By default, the actor confirms every caution."""
        record = api.record_override(
            UUID,
            kind,
            user_id=learner,
            actor=OPERATOR,
            reason="a decision of staff",
            now=self.now,
            is_confirmed=is_confirmed,
            **values,
        )
        self.sweep(self.now + timedelta(seconds=1))
        return record

    def standing(self, learner: int = 1, *, key: str = "CASE") -> StandingRow:
        """Return the learner's stored standing."""
        return next(row for row in api.standings(key) if row.learner_id == learner)

    def result(self, learner: int = 1, *, key: str = "CASE") -> str:
        """Return the number of earned requirements and the composite grade, such as "2 of 3, 0.7750, open"."""
        row = self.standing(learner, key=key)
        state = "earned" if row.earned else "open"
        return f"{row.earned_requirements} of {row.total_requirements}, {row.composite}, {state}"

    def explain(self, learner: int = 1, *, uuid: str = UUID) -> Explanation:
        """Return the trace of the learner's standing at the time of the last sweep."""
        return api.explain(uuid, user_id=learner, actor=OPERATOR, now=self.now)

    def requirement(self, key: str, learner: int = 1, *, uuid: str = UUID) -> ExplainedRequirement:
        """Return one requirement from the learner's trace."""
        return next(each for each in _nodes(self.explain(learner, uuid=uuid).root) if each.key == key)

    def attempt(self, run: str, learner: int = 1) -> ExplainedAttempt:
        """Return one attempt from the learner's trace."""
        attempts = (each for node in _nodes(self.explain(learner).root) for each in (*node.attempts, *node.finals))
        return next(each for each in attempts if each.attempt.course_run == run_key(run))

    def reasons(self, run: str, learner: int = 1) -> list[str]:
        """Return the codes of the reasons why an attempt does not count. The list is empty if the attempt counts."""
        return [reason.code for reason in self.attempt(run, learner).verdict.reasons]

    def staff_text(self, learner: int = 1) -> str:
        """Return the explanation that staff read."""
        return api.explain_in_words(UUID, user_id=learner, actor=OPERATOR, now=self.now)

    def learner_text(self, learner: int = 1) -> str:
        """Return the explanation that the learner reads."""
        return api.explain_in_words(
            UUID, user_id=learner, actor=Actor(ActorKind.PERSON, learner), for_learner=True, now=self.now
        )

    def plan(self, learner: int = 1, composite: str = "") -> Plan:
        """Return the easiest way to the credential, or to the credential and a composite grade."""
        return api.plan_for(UUID, user_id=learner, composite=Decimal(composite) if composite else None, now=self.now)

    def credentials(self, learner: int = 1) -> list[str]:
        """Return the states of the learner's credentials, oldest first."""
        return list(Credential.objects.filter(user_id=learner).order_by("id").values_list("state", flat=True))

    def candidates(self, *, key: str = "CASE") -> list[tuple[int, int]]:
        """Return pairs of a rank and a learner, best first."""
        return [(record.rank, record.user_id) for record in self.candidate_records(key=key)]

    def candidate_records(self, *, key: str = "CASE") -> list[CandidateRecord]:
        """Return the candidates, best first."""
        return api.candidates(key)

    def run(self, run: str, **fields: object) -> None:
        """Add a course run to the platform. Runs that the grade book names first start on that day."""
        self.platform.add_run(run_key(run), **fields)

    def certify(self, run: str, status: str, learner: int = 1, *, mode: str = "verified") -> None:
        """Save a course certificate with one of the platform's own statuses."""
        self.platform.certified[learner, run_key(run)] = CourseCertificate(status, mode, is_invalidated=False)
        append_hints(learner, run_key(run), now=self.now)

    def _take(self, event: Event) -> None:
        learner, run, platform = event.learner, event.run, self.platform
        if run not in platform.runs:
            platform.add_run(run, start=datetime.combine(event.time.date(), time(), tzinfo=UTC))
        match event.name:
            case "enrolled":
                self._enroll(event, "verified")
            case "grade":
                self._grade(event)
            case "exam":
                send_exam(learner, run, "submitted", time=event.time)
                self._grade(event)
                send_exam(learner, run, "verified", time=event.time)
            case "exam_submitted" | "exam_verified" | "exam_rejected" | "exam_errored" | "exam_reset":
                send_exam(learner, run, event.name.removeprefix("exam_"), time=event.time)
            case "unenrolled":
                mode = platform.enrolled[learner, run].mode
                platform.change_enrollment(learner, run, mode, is_active=False, time=event.time)
            case mode:
                self._enroll(event, {"refunded": "audit", "upgraded": "verified"}.get(mode, mode))
        append_hints(learner, run, now=event.time)

    def _enroll(self, event: Event, mode: str) -> None:
        self.platform.add_learner(event.learner)
        self.platform.change_enrollment(event.learner, event.run, mode, is_active=True, time=event.time)

    def _grade(self, event: Event) -> None:
        """Save a grade. The platform keeps the time of the first pass."""
        pair = (event.learner, event.run)
        before = self.platform.graded.get(pair)
        self.platform.grade(*pair, event.ratio, modified=event.time)
        if before is not None and before.passed_timestamp is not None:
            self.platform.graded[pair] = replace(self.platform.graded[pair], passed_timestamp=before.passed_timestamp)

    def save_grades_again(self, when: datetime) -> None:
        """Save every grade once more without a change, as the platform's command for old grades does."""
        for pair, grade in self.platform.graded.items():
            self.platform.graded[pair] = replace(grade, modified=when)

    def old_grade(
        self, run: str, percent: float, *, passed: datetime | None, saved: datetime, learner: int = 1
    ) -> None:
        """Save a grade whose first pass is older than its row."""
        self.platform.graded[learner, run_key(run)] = Grade(percent, passed is not None, passed, saved)

    @staticmethod
    def no_failures(result: object) -> None:
        """Check that no learner was parked and no program failed."""
        assert not result.failures and not result.parked, result


def _nodes(node: ExplainedRequirement) -> Iterator[ExplainedRequirement]:
    yield node
    for child in node.children:
        yield from _nodes(child)
