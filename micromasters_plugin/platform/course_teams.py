"""Read the staff and the members of a course run, and detect staff who view the run as a learner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from micromasters_plugin.platform.host import get_host


class CourseTeams(Protocol):
    """The team and the members of course runs."""

    def members_of(self, run: str, *, modes: Sequence[str], since: datetime) -> Iterable[int]:
        """Return ids of people enrolled in the run in one of ``modes`` without a gap since before ``since``.

        The result may be a queryset, to use in another query. The result leaves out people who are leaving or have
        left.
        """

    def is_member(self, user_id: int, run: str) -> bool:
        """Tell whether the person is enrolled in the run now, in any mode. The function sends at most one query."""

    def is_viewed_as_any_learner(self, run: str) -> bool:
        """Return True if this request comes from staff who view the run as a learner, but not as a specific one.

        No query, because the session has the answer.
        """

    def is_course_staff(self, user_id: int, run: str) -> bool:
        """Tell whether the person is staff or instructor of the run or of its organisation, or staff of the site.

        Lesser roles, such as beta testers and limited staff, do not count. The function sends at most three queries.
        """


def get_course_teams() -> CourseTeams:
    """Return the host's course teams."""
    return get_host()
