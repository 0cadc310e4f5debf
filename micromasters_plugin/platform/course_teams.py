"""Ask who works on a course run, who is in it now, and who only views it as a learner does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from micromasters_plugin.platform.host import get_host


class CourseTeams(Protocol):
    """The team of a course run and its members."""

    def members_of(self, run: str, *, modes: Sequence[str], since: datetime) -> Iterable[int]:
        """Return ids of people who have been in the run in one of ``modes`` all the time since ``since``.

        May be a queryset, for use inside another query. People who are leaving or have left are left out.
        """

    def is_member(self, user_id: int, run: str) -> bool:
        """Tell whether the person is enrolled in the run now, in any mode. At most one query."""

    def is_viewed_as_anybody(self, run: str) -> bool:
        """Tell whether the present request is that of staff who view the run as a learner, but nobody in particular.

        No query: it is in their session.
        """

    def is_course_staff(self, user_id: int, run: str) -> bool:
        """Tell whether the person is staff or instructor of the run or of its organisation, or staff of the site.

        Roles that do less, such as beta testers and limited staff, are not meant. At most three queries.
        """


def get_course_teams() -> CourseTeams:
    """Return the host's course teams."""
    return get_host()
