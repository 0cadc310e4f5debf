"""Read the truth for many learners in a few queries, and combine the truth into attempts.

The module writes nothing and judges nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

from micromasters_plugin.data import Attempt, CourseCertificate, CourseRun, Enrollment, ExamAttempt, Grade
from micromasters_plugin.domain.days import day_or_none
from micromasters_plugin.domain.definition import Course, Final, ProgramRules, matches_run
from micromasters_plugin.domain.finals import combine
from micromasters_plugin.domain.grades import PLACES, original_grade, ratio_from_float
from micromasters_plugin.domain.instants import clamp, is_plausible, plausible_or_none
from micromasters_plugin.domain.releases import release_of
from micromasters_plugin.domain.results import final_reasons
from micromasters_plugin.exceptions import UnknownUserError
from micromasters_plugin.platform.gradebook import Pair, get_gradebook
from micromasters_plugin.platform.people import get_people
from micromasters_plugin.programs.registry import Version
from micromasters_plugin.programs.runs import matching_runs, runs_of
from micromasters_plugin.standings.bar_dates import BarDate, BarDates
from micromasters_plugin.standings.facts import Bar, bars_seen, exam_events


@dataclass(frozen=True, slots=True)
class Truth:
    """The truth about a list of learners in the runs of one program.

    Call ``with_bars`` before ``attempts_of``. A comparison of fingerprints needs no bars.
    """

    runs: dict[str, CourseRun]
    users: set[int]
    enrollments: dict[Pair, Enrollment]
    grades: dict[Pair, Grade]
    certificates: dict[Pair, CourseCertificate]
    exams: dict[Pair, list[ExamAttempt]]
    bars: BarDates = field(default_factory=BarDates)
    bars_by_version: dict[int, dict[str, list[Decimal]]] = field(default_factory=dict)
    runs_by_program: dict[int, list[CourseRun]] = field(default_factory=dict)
    #: (program id, run key, enrollment if the run's start is unknown) → release of the run.
    releases: dict[tuple[int, str, datetime | None], datetime | None] = field(default_factory=dict)

    def with_bars(self, user_ids: Sequence[int], evaluated: Mapping[int, datetime] = MappingProxyType({})) -> Truth:
        """Return this truth with the dates when these learners were seen below and at each bar.

        The function sends one query. ``evaluated`` maps learners to the times of their stored evaluations.
        """
        return replace(self, bars=BarDates(bars_seen(user_ids, list(self.runs)), evaluated))

    def runs_of_program(self, versions: Sequence[Version]) -> list[CourseRun]:
        """Return the runs of one program's ``versions``. The runs of nested programs are left out."""
        program_id = versions[-1].program_id
        if program_id not in self.runs_by_program:
            self.runs_by_program[program_id] = list(matching_runs(versions, self.runs.values()))
        return self.runs_by_program[program_id]

    def attempts_of(
        self, user_id: int, version: Version, versions: Sequence[Version], *, now: datetime
    ) -> tuple[list[Attempt], list[Bar]]:
        """Return a learner's attempts in the runs of a program, and the newly seen bars.

        The attempts have the dates of the bars of ``version``, which is one of the program's ``versions``.

        Raises:
            UnknownUserError: the platform has no user with the given id.
        """
        if user_id not in self.users:
            raise UnknownUserError(f"the platform has no user {user_id}")
        bar_of = self._bars_of(version)
        attempts: list[Attempt] = []
        new_bars: list[Bar] = []
        for run in self.runs_of_program(versions):
            pair = (user_id, run.key)
            if pair in self.enrollments or pair in self.grades or pair in self.exams or pair in self.certificates:
                bars = bar_of[run.key]
                date, below = self._date_grade(pair, run, bars, now)
                attempts.append(self._attempt(pair, run, date, version.rules.timezone))
                new_bars.extend((*date.new_bars, *below))
        for course in version.rules.courses():
            if course.final is not None:
                new_bars.extend(self._date_combined(user_id, version.rules, course, attempts, now))
        # The releases come last, because a grade is dated when it is seen, even if it is held back.
        return [_held(each, self._release_of(each, versions)) for each in attempts], new_bars

    def _release_of(self, attempt: Attempt, versions: Sequence[Version]) -> datetime | None:
        """Return when the results of an attempt's run are published by a program's ``versions``, or None."""
        enrolled = attempt.enrollment.created if attempt.enrollment is not None else None
        key = (versions[-1].program_id, attempt.course_run, enrolled if attempt.run_start is None else None)
        if key not in self.releases:
            self.releases[key] = release_of(
                attempt.course_run,
                start=attempt.run_start,
                enrolled=enrolled,
                versions=[version.rules for version in versions],
                certificates_available=plausible_or_none(self.runs[attempt.course_run].certificates_available),
            )
        return self.releases[key]

    def _date_combined(
        self, user_id: int, rules: ProgramRules, course: Course, attempts: list[Attempt], now: datetime
    ) -> Iterator[Bar]:
        """Set the date of the bar in each coursework attempt whose combined grade reaches the bar.

        Changes ``attempts``. The combined grade is the grade of coursework and final exam.
        """
        assert course.final is not None
        finals = [
            (final, final_reasons(rules, course, final))
            for final in attempts
            if matches_run(course.final, final.course_run)
        ]
        for index, attempt in enumerate(attempts):
            if not matches_run(course, attempt.course_run):
                continue
            combined = combine(course, attempt, finals, now=now)
            pair, bar = (user_id, attempt.course_run), course.passing_grade
            date = BarDate()
            if combined.ratio is not None and combined.ratio >= bar:
                parts = [(user_id, key) for key in (attempt.course_run, combined.final_run)]
                graded = max(self.grades[part].modified for part in parts if part in self.grades)
                begun = [self.enrollments[part].created for part in parts if part in self.enrollments]
                date = self.bars.reached(pair, bar, first_seen=min(graded, now), enrolled=max(begun, default=None))
                yield from date.new_bars
            else:
                yield from self.bars.below(pair, bar, now=now)
            attempts[index] = replace(
                attempt,
                bar_reached=date.at,
                bar_reached_seen=date.is_seen,
                reached_day=date.day_in(rules.timezone),
            )

    def _bars_of(self, version: Version) -> dict[str, list[Decimal]]:
        """Map each run to the bars of the run's course, highest bar first.

        If two groups require different bars in a course, the run has both bars.
        """
        bars = self.bars_by_version.get(version.id)
        if bars is None:
            dating_bars = list(_dating_bars(version.rules))
            bars = self.bars_by_version[version.id] = {
                key: sorted({bar for place, bar in dating_bars if matches_run(place, key)}, reverse=True)
                for key in self.runs
            }
        return bars

    def _date_grade(
        self, pair: Pair, run: CourseRun, bars: list[Decimal], now: datetime
    ) -> tuple[BarDate, tuple[Bar, ...]]:
        """Return the date of the highest bar that the learner's grade reaches, and the rows for the bars above it."""
        grade = self.grades.get(pair)
        ratio = ratio_from_float(grade.percent) if grade is not None else None
        below = [bar for bar in bars if ratio is None or ratio < bar]
        rows = tuple(row for bar in below for row in self.bars.below(pair, bar, now=now))
        if grade is None or len(below) == len(bars):
            return BarDate(), rows
        enrollment = self.enrollments.get(pair)
        enrolled = enrollment.created if enrollment is not None else None
        return self.bars.of_grade(pair, run, grade, bars[len(below)], enrolled=enrolled, now=now), rows

    def _attempt(self, pair: Pair, run: CourseRun, date: BarDate, zone: str) -> Attempt:
        grade = self.grades.get(pair)
        certificate = self.certificates.get(pair)
        return Attempt(
            course_run=run.key,
            run_start=run.start,
            run_end=run.end,
            enrollment=_clamp_dates(self.enrollments.get(pair)),
            ratio=ratio_from_float(grade.percent) if grade else None,
            passed_course=bool(grade and grade.passed_course),
            certificate_invalidated=bool(certificate and certificate.is_invalidated),
            certificate_allowlisted=bool(certificate and certificate.is_allowlisted),
            exams=tuple(
                exam if is_plausible(exam.time) else replace(exam, time=clamp(exam.time))
                for exam in sorted(self.exams.get(pair, ()), key=lambda exam: exam.usage_key)
            ),
            platform_grade=original_grade(grade.percent) if grade else "",
            certificate_status=certificate.status if certificate else "",
            bar_reached=date.at,
            bar_reached_seen=date.is_seen,
            start_day=day_or_none(run.start, zone),
            end_day=day_or_none(run.end, zone),
            reached_day=date.day_in(zone),
        )


def _held(attempt: Attempt, release: datetime | None) -> Attempt:
    return attempt if release is None else replace(attempt, release=release)


def _clamp_dates(enrollment: Enrollment | None) -> Enrollment | None:
    """Return the enrollment. Each date outside the plausible range is replaced by the end of the range.

    Pages in other time zones cannot display dates in the first or last year of the calendar.
    """
    if enrollment is None or all(map(is_plausible, (enrollment.created, *(each.time for each in enrollment.history)))):
        return enrollment
    history = tuple(replace(each, time=clamp(each.time)) for each in enrollment.history)
    return replace(enrollment, created=clamp(enrollment.created), history=history)


def _dating_bars(rules: ProgramRules) -> Iterator[tuple[Course | Final, Decimal]]:
    """Yield each course or final exam with the bar that decides the date of the learner's grade.

    Coursework with a final exam is not included, because ``_date_combined`` dates such coursework. If a final exam has
    no passing grade, the learner's first grade above zero dates the exam.
    """
    for course in rules.courses():
        if course.final is None:
            yield course, course.passing_grade
        else:
            yield course.final, course.final.passing_grade or PLACES


def read_truth(versions: Sequence[Version], user_ids: Sequence[int]) -> Truth:
    """Read everything that an evaluation of ``user_ids`` needs, except bars. The number of queries is constant."""
    gradebook = get_gradebook()
    runs = runs_of(versions)
    keys = list(runs)
    exams = _newest_exams(gradebook.exam_attempts(user_ids, keys), exam_events(user_ids, keys))
    return Truth(
        runs=runs,
        users=get_people().existing_users(user_ids),
        enrollments=gradebook.enrollments(user_ids, keys),
        grades=gradebook.grades(user_ids, keys),
        certificates=gradebook.certificates(user_ids, keys),
        exams=exams,
    )


def _newest_exams(*sources: dict[Pair, list[ExamAttempt]]) -> dict[Pair, list[ExamAttempt]]:
    """Combine all sources of exam attempts, and return the newest attempt at each exam."""
    newest: dict[Pair, dict[str, ExamAttempt]] = {}
    for source in sources:
        for pair, attempts in source.items():
            exams = newest.setdefault(pair, {})
            for attempt in attempts:
                stored_date = exams.get(attempt.usage_key)
                if stored_date is None or stored_date.time <= attempt.time:
                    exams[attempt.usage_key] = attempt
    return {pair: list(exams.values()) for pair, exams in newest.items()}
