"""Define the contract's tests of course teams and members.

The module ``tests.port.contract`` combines all tests of the contract.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from tests.port.arranger import Arranger
from tests.port.costs import at_most

RUN, OTHER_RUN = "course-v1:Ex+1x+2026", "course-v1:Ex+2x+2026"
NOBODY = 10**9


class Teams:
    """Tests of the members and the staff of a run."""

    arrange: Arranger

    def test_members_are_those_in_the_run_now_in_one_of_the_modes(self) -> None:
        run, other_run = self.arrange.run(RUN), self.arrange.run(OTHER_RUN)
        learners = [self.arrange.user() for _ in range(6)]
        self.arrange.enroll(learners[0], run, "honor")
        self.arrange.enroll(learners[1], run)
        self.arrange.enroll(learners[2], run)
        self.arrange.unenroll(learners[2], run)
        self.arrange.enroll(learners[3], other_run)
        self.arrange.enroll(learners[4], run, "audit")
        self.arrange.enroll(learners[5], run, "audit")
        self.arrange.enroll(learners[5], run)
        with at_most(1):
            assert sorted(self._members(run)) == [*learners[:2], learners[5]]
        self.arrange.retire(learners[0])
        assert sorted(self._members(run)) == [learners[1], learners[5]]

    def test_a_learner_who_came_or_paid_later_is_no_member_since_the_instant(self) -> None:
        run = self.arrange.run(RUN)
        early, late, upgraded, returned = (self.arrange.user() for _ in range(4))
        self.arrange.enroll(early, run)
        self.arrange.enroll(upgraded, run, "audit")
        self.arrange.enroll(returned, run)
        instant = datetime.now(UTC)
        while datetime.now(UTC) <= instant:
            pass  # two calls of the clock may return the same time
        self.arrange.enroll(late, run)
        self.arrange.enroll(upgraded, run)
        self.arrange.unenroll(returned, run)
        self.arrange.enroll(returned, run)
        assert list(self._members(run, since=instant)) == [early]

    def _members(self, run: str, *, since: datetime | None = None) -> Iterable[int]:
        since = since or datetime.now(UTC) + timedelta(days=1)
        return self.arrange.port.members_of(run, modes=("verified", "honor"), since=since)

    def test_only_a_present_enrollment_in_the_run_makes_a_member(self) -> None:
        run, other_run = self.arrange.run(RUN), self.arrange.run(OTHER_RUN)
        member, left = self.arrange.user(), self.arrange.user()
        self.arrange.enroll(member, run, "audit")
        self.arrange.enroll(left, run)
        self.arrange.unenroll(left, run)
        with at_most(1):
            assert self.arrange.port.is_member(member, run)
        assert not self.arrange.port.is_member(member, other_run)
        assert not self.arrange.port.is_member(left, run)
        assert not self.arrange.port.is_member(NOBODY, run)

    def test_nobody_views_a_course_as_a_learner_outside_a_request(self) -> None:
        assert not self.arrange.port.is_viewed_as_any_learner(self.arrange.run(RUN))

    def test_an_unknown_run_has_neither_members_nor_staff(self) -> None:
        person = self.arrange.user()
        for run in (RUN, "no key", ""):
            assert list(self._members(run)) == []
            assert not self.arrange.port.is_member(person, run)
            assert not self.arrange.port.is_viewed_as_any_learner(run)
            assert not self.arrange.port.is_course_staff(person, run)

    def test_learners_and_unknown_users_are_no_staff_of_a_run(self) -> None:
        run = self.arrange.run(RUN)
        author, learner = self.arrange.user(), self.arrange.user()
        self.arrange.make_staff(author, run)
        self.arrange.enroll(learner, run)
        with at_most(3):
            assert self.arrange.port.is_course_staff(author, run)
        assert not self.arrange.port.is_course_staff(learner, run)
        assert not self.arrange.port.is_course_staff(NOBODY, run)
