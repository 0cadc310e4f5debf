"""Read the staff and the members of a course run, and detect staff who view the run as a learner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from micromasters_plugin.platform.host import get_host


class CourseTeams(Protocol):
    """This port reads the team and the members of course runs."""

    def members_of(self, run: str, *, modes: Sequence[str], since: datetime) -> Iterable[int]:
        """Return ids of people enrolled in the run in one of ``modes``, without a gap, since ``since`` or earlier.

        The result may be a queryset, so that another query can use the result. The result leaves out people whose
        retirement has begun or is complete.
        """

    def is_member(self, user_id: int, run: str) -> bool:
        """Tell whether the person is enrolled in the run now, in any mode. The function sends at most one query."""

    def is_viewed_as_any_learner(self, run: str) -> bool:
        """Tell whether staff who view the run as a learner sent this request.

        Staff who view the run as one specific learner do not count. The function sends no query, because the session
        has the answer.
        """

    def is_course_staff(self, user_id: int, run: str) -> bool:
        """Tell whether the person is staff of the site or of the run.

        Staff of the run have the role staff or instructor in the run or the run's organisation. Lesser roles, such as
        beta testers and limited staff, do not count. The function sends at most three queries.
        """


def get_course_teams() -> CourseTeams:
    """Return the host's port for course teams."""
    return get_host()
