"""Define the contract's tests of recent changes.

The module ``tests.port.contract`` combines all tests of the contract.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from tests.port.arranger import Arranger
from tests.port.costs import at_most

RUN, OTHER_RUN = "course-v1:Ex+1x+2026", "course-v1:Ex+2x+2026"


class ChangeReads:
    """Tests of the reads that reconciliation by date uses."""

    arrange: Arranger

    def test_a_grade_is_found_from_the_moment_of_its_saving_and_not_after(self) -> None:
        learner, run = self.arrange.user(), self.arrange.run(RUN)
        self.arrange.grade(learner, run, 0.8, passed=True)
        modified = self.arrange.port.grades([learner], [run])[learner, run].modified
        assert self._changed(modified) == {(learner, run)}
        assert self._changed(modified + timedelta(microseconds=1)) == set()

    def test_enrolling_is_a_change_and_so_is_leaving(self) -> None:
        learner, run = self.arrange.user(), self.arrange.run(RUN)
        self.arrange.enroll(learner, run, "audit")
        assert self._changed(timezone.now() - timedelta(minutes=1)) == {(learner, run)}
        before = timezone.now()
        assert self._changed(before) == set()
        self.arrange.unenroll(learner, run)
        assert self._changed(before) == {(learner, run)}

    def test_a_certificate_that_is_made_invalidated_or_granted_is_a_change(self) -> None:
        run, before = self.arrange.run(RUN), timezone.now()
        made, invalidated, granted = (self.arrange.user() for _ in range(3))
        self.arrange.certify(made, run)
        self.arrange.certify(invalidated, run, invalidated=True)
        self.arrange.allowlist(granted, run)
        assert self._changed(before) == {(made, run), (invalidated, run), (granted, run)}
        assert self._changed(timezone.now()) == set()

    def test_changes_in_other_runs_are_left_out(self) -> None:
        learner, other_run = self.arrange.user(), self.arrange.run(OTHER_RUN)
        before = timezone.now()
        self.arrange.enroll(learner, other_run)
        self.arrange.certify(learner, other_run)
        self.arrange.grade(learner, other_run, 0.8, passed=True)
        assert self._changed(before) == set()
        assert list(self.arrange.port.changed_since(before, ["Zoë's course", ""])) == []

    def test_the_changes_of_many_cost_no_more_than_those_of_one(self) -> None:
        runs, before = [self.arrange.run(RUN), self.arrange.run(OTHER_RUN)], timezone.now()
        for _ in range(6):
            learner = self.arrange.user()
            for run in runs:
                self.arrange.enroll(learner, run)
        with at_most(6):
            assert len(set(self.arrange.port.changed_since(before, runs))) == 12

    def _changed(self, since: datetime) -> set[tuple[int, str]]:
        return set(self.arrange.port.changed_since(since, [RUN]))
