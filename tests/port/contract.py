"""Define tests for every implementation of the ports, as mix-ins for pytest and unittest classes.

A class that uses these mix-ins sets ``self.arrange``. The module ``tests.port.arranger`` sets up the platform.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from micromasters_plugin.data import CourseCertificate, EnrollmentChange
from tests.port.arranger import Arranger, DeletingArranger
from tests.port.changes import ChangeReads
from tests.port.costs import at_most
from tests.port.mail import Mail
from tests.port.naming import NOBODY, Naming
from tests.port.people import PeopleReads
from tests.port.teams import Teams

RUN, OTHER_RUN = "course-v1:Ex+1x+2026", "course-v1:Ex+2x+2026"
SPRING, AUTUMN = datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 9, 1, tzinfo=UTC)
#: Old keys, keys of custom courses (CCX), library keys, and texts that are no keys.
STRANGE_KEYS = ("Ex/1x/2012", "ccx-v1:Ex+1x+2026+ccx@1", "library-v1:Ex+Lib", "Zoë's course", "")


class VerdictReads:
    """Tests of the reads that verdicts use."""

    arrange: Arranger

    def test_unknown_users_and_runs_are_absent(self) -> None:
        self.arrange.run(RUN)
        for read in self._reads():
            assert read([NOBODY], [RUN]) == {}
            assert read([self.arrange.user()], [OTHER_RUN]) == {}
            assert read([], []) == {}

    def test_keys_of_every_form_are_no_error(self) -> None:
        learner = self.arrange.user()
        for read in self._reads():
            assert read([learner], STRANGE_KEYS) == {}

    def test_no_run_has_an_exam_service_to_ask_unless_the_site_says_so(self) -> None:
        assert self.arrange.port.exam_service_runs([self.arrange.run(RUN), *STRANGE_KEYS]) == set()

    def test_a_run_of_the_old_form_keeps_its_key(self) -> None:
        learner, run = self.arrange.user(), self.arrange.run(STRANGE_KEYS[0])
        self.arrange.enroll(learner, run)
        self.arrange.grade(learner, run, 0.8, passed=True)
        assert list(self.arrange.port.enrollments([learner], [run])) == [(learner, run)]
        assert list(self.arrange.port.grades([learner], [run])) == [(learner, run)]

    def test_an_enrollment_has_the_sites_own_mode(self) -> None:
        learner, run = self._learner("mitx-scholar")
        enrollment = self.arrange.port.enrollments([learner], [run])[learner, run]
        assert (enrollment.mode, enrollment.is_active) == ("mitx-scholar", True)
        assert enrollment.created.tzinfo is not None

    def test_an_enrollment_that_was_left_is_there_and_inactive(self) -> None:
        learner, run = self._learner()
        self.arrange.unenroll(learner, run)
        enrollment = self.arrange.port.enrollments([learner], [run])[learner, run]
        assert (enrollment.mode, enrollment.is_active) == ("verified", False)

    def test_the_history_lists_each_change_of_mode_or_activity_oldest_first(self) -> None:
        learner, run = self._learner("audit")
        self.arrange.enroll(learner, run, "audit")
        self.arrange.enroll(learner, run, "verified")
        self.arrange.unenroll(learner, run)
        history = self.arrange.port.enrollments([learner], [run])[learner, run].history
        assert [_state(change) for change in history][-3:] == [("audit", True), ("verified", True), ("verified", False)]
        assert [change.time for change in history] == sorted(change.time for change in history)
        assert all(_state(one) != _state(next_one) for one, next_one in pairwise(history))

    def test_the_histories_of_many_do_not_mix(self) -> None:
        learner, run = self._learner("verified")
        other, _ = self._learner("audit")
        found = self.arrange.port.enrollments([learner, other], [run])
        assert {pair: _state(enrollment.history[-1]) for pair, enrollment in found.items()} == {
            (learner, run): ("verified", True),
            (other, run): ("audit", True),
        }

    def test_a_grade_of_someone_never_enrolled_is_there(self) -> None:
        learner, run = self.arrange.user(), self.arrange.run(RUN)
        self.arrange.grade(learner, run, 0.64, passed=True)
        grade = self.arrange.port.grades([learner], [run])[learner, run]
        assert (grade.percent, grade.passed_course) == (0.64, True)
        assert grade.passed_timestamp is not None and grade.modified.tzinfo is not None

    def test_a_grade_of_zero_is_there_and_did_not_pass(self) -> None:
        learner, run = self._learner("audit")
        self.arrange.grade(learner, run, 0.0, passed=False)
        grade = self.arrange.port.grades([learner], [run])[learner, run]
        assert (grade.percent, grade.passed_course, grade.passed_timestamp) == (0.0, False, None)

    def test_only_grades_outside_the_bounds_are_named_by_run_and_user(self) -> None:
        run, other_run = self.arrange.run(RUN), self.arrange.run(OTHER_RUN)
        found = {percent: self.arrange.user() for percent in (0.0, 0.7, 2.0, -0.25, 2.5)}
        for percent in found:
            self.arrange.grade(found[percent], run, percent, passed=percent > 0.5)
        beyond, port = [(found[percent], run, percent) for percent in (-0.25, 2.5)], self.arrange.port
        with at_most(1):
            assert port.grades_outside(0, 2, [run, other_run], limit=9) == beyond
        assert port.grades_outside(0, 2, [run], limit=1) == beyond[:1]

    def test_an_unavailable_certificate_is_not_an_invalidated_one(self) -> None:
        learner, run = self._learner()
        self.arrange.certify(learner, run, status="unavailable")
        other, _ = self._learner()
        self.arrange.certify(other, run, status="unavailable", invalidated=True)
        found = self.arrange.port.certificates([learner, other], [run])
        assert [found[user_id, run].is_invalidated for user_id in (learner, other)] == [False, True]

    def test_allowlisted_learners_are_named_with_and_without_a_certificate(self) -> None:
        learner, run = self._learner()
        self.arrange.allowlist(learner, run)
        other, _ = self._learner()
        self.arrange.certify(other, run)
        self.arrange.allowlist(other, run)
        assert self.arrange.port.certificates([learner, other], [run]) == {
            (learner, run): CourseCertificate("", "", is_invalidated=False, is_allowlisted=True),
            (other, run): CourseCertificate("downloadable", "verified", is_invalidated=False, is_allowlisted=True),
        }

    def test_learners_are_those_ever_enrolled_each_once_in_pages(self) -> None:
        run, other_run = self.arrange.run(RUN), self.arrange.run(OTHER_RUN)
        learners = [self.arrange.user() for _ in range(3)]
        for learner in learners:
            self.arrange.enroll(learner, run, "audit")
            self.arrange.enroll(learner, other_run)
        self.arrange.unenroll(learners[1], run)
        self.arrange.grade(self.arrange.user(), run, 0.9, passed=True)
        port = self.arrange.port
        assert port.learners_of([run, other_run], after=0, limit=2) == learners[:2]
        assert port.learners_of([run, other_run], after=learners[1], limit=2) == learners[2:]
        assert port.learners_of([], after=0, limit=2) == []
        with at_most(1):
            assert port.number_of_learners([run, other_run]) == 3
        assert port.number_of_learners([*STRANGE_KEYS]) == 0

    def test_many_cost_no_more_than_one(self) -> None:
        runs = [self.arrange.run(RUN), self.arrange.run(OTHER_RUN)]
        learners = [self.arrange.user() for _ in range(6)]
        for learner in learners:
            for run in runs:
                self.arrange.enroll(learner, run)
                self.arrange.certify(learner, run)
        port = self.arrange.port
        for read, cost in ((port.enrollments, 2), (port.grades, 1), (port.certificates, 2), (port.exam_attempts, 1)):
            with at_most(cost):
                read(learners, runs)

    def _learner(self, mode: str = "verified") -> tuple[int, str]:
        run = self.arrange.run(RUN)
        learner = self.arrange.user()
        self.arrange.enroll(learner, run, mode)
        return learner, run

    def _reads(self) -> tuple[Callable[..., dict], ...]:
        port = self.arrange.port
        return port.enrollments, port.grades, port.certificates, port.exam_attempts


class RunReads:
    """Tests of the runs of a course, and of the details of a run for pages."""

    arrange: Arranger

    def test_runs_come_by_course_oldest_first_and_dateless_last(self) -> None:
        autumn = self.arrange.run("course-v1:Ex+1x+B", start=AUTUMN)
        dateless = self.arrange.run("course-v1:Ex+1x+A")
        spring = self.arrange.run("course-v1:Ex+1x+C", start=SPRING)
        assert self._runs("Ex+1x") == [spring, autumn, dateless]

    def test_a_course_has_no_runs_of_another_whose_number_begins_alike_or_differs_in_case(self) -> None:
        run = self.arrange.run("course-v1:Ex+1x+2026")
        for key in ("course-v1:Ex+1x.b+2026", "course-v1:Ex+1xx+2026", "course-v1:Exx+1x+2026", "course-v1:Ex+1X+2026"):
            self.arrange.run(key)
        assert self._runs("Ex+1x") == [run]

    def test_runs_of_the_old_form_are_runs(self) -> None:
        old = self.arrange.run("Ex/1x/2012", start=SPRING)
        new = self.arrange.run(RUN, start=AUTUMN)
        assert self._runs("Ex+1x") == [old, new]

    def test_custom_courses_and_libraries_are_no_runs(self) -> None:
        self.arrange.run("ccx-v1:Ex+1x+2026+ccx@1")
        assert self._runs("Ex+1x") == []

    def test_a_course_that_nobody_offers_has_no_runs(self) -> None:
        assert self.arrange.port.runs_of_courses(["No+Such", "Ex+1x"]) == {"No+Such": [], "Ex+1x": []}
        assert self.arrange.port.runs_of_courses([]) == {}

    def test_a_run_carries_the_courses_own_bar_exactly(self) -> None:
        self.arrange.run(RUN, passing_grade="0.61", start=SPRING)
        (run,) = self.arrange.port.runs_of_courses(["Ex+1x"])["Ex+1x"]
        assert (run.passing_grade, run.start) == (Decimal("0.61"), SPRING)

    def test_a_run_has_the_date_on_which_its_certificates_become_available(self) -> None:
        self.arrange.run(RUN, start=SPRING, certificates_available=AUTUMN)
        self.arrange.run("course-v1:Ex+1x+2027", start=AUTUMN)
        runs = self.arrange.port.runs_of_courses(["Ex+1x"])["Ex+1x"]
        assert [run.certificates_available for run in runs] == [AUTUMN, None]

    def test_a_displayed_run_has_its_price_and_deadline(self) -> None:
        deadline = SPRING + timedelta(weeks=8)
        self.arrange.run(RUN, price=Decimal(150), upgrade_deadline=deadline)
        run = self.arrange.port.display_runs([RUN, OTHER_RUN, *STRANGE_KEYS])[RUN]
        assert (run.upgrade_price, run.currency, run.upgrade_deadline) == (Decimal(150), "USD", deadline)
        assert run.url

    def test_a_run_without_a_verified_track_has_no_price(self) -> None:
        self.arrange.run(RUN)
        run = self.arrange.port.display_runs([RUN])[RUN]
        assert (run.upgrade_price, run.currency, run.upgrade_deadline) == (None, "", None)

    def test_many_runs_cost_no_more_than_one(self) -> None:
        runs = [self.arrange.run(f"course-v1:Ex+1x+{year}", price=Decimal(50)) for year in range(2016, 2024)]
        with at_most(1):
            self.arrange.port.runs_of_courses(["Ex+1x", "Ex+2x", "No+Such"])
        with at_most(2):
            self.arrange.port.display_runs(runs)

    def _runs(self, course: str) -> list[str]:
        return [run.key for run in self.arrange.port.runs_of_courses([course])[course]]


class DeletedRuns:
    """Tests for platforms that can delete runs. The demo host cannot delete runs."""

    arrange: DeletingArranger

    def test_a_run_that_was_deleted_is_absent_and_its_learners_are_not(self) -> None:
        run, learner = self.arrange.run(RUN), self.arrange.user()
        self.arrange.enroll(learner, run)
        self.arrange.grade(learner, run, 0.9, passed=True)
        self.arrange.forget_run(run)
        assert self.arrange.port.runs_of_courses(["Ex+1x"]) == {"Ex+1x": []}
        assert self.arrange.port.display_runs([run]) == {}
        assert self.arrange.port.grades([learner], [run])[learner, run].percent == 0.9
        assert (learner, run) in self.arrange.port.enrollments([learner], [run])


class Contract(VerdictReads, ChangeReads, RunReads, PeopleReads, Naming, Mail, Teams):
    """The tests that every implementation passes."""


def _state(change: EnrollmentChange) -> tuple[str, bool]:
    return change.mode, change.is_active
