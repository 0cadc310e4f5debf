"""The course team's page: how its learners stand in a program, as numbers and bars. Counting is not done here."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from micromasters_plugin import api
from micromasters_plugin.data import CourseStandings
from micromasters_plugin.views.refusing import refuse_calmly


@dataclass(frozen=True, slots=True)
class Bar:
    """A row: what it counts, how many (None: hidden) and the bar's length as a CSS percentage."""

    label: int
    learners: int | None
    length: str


@require_safe
@never_cache
@refuse_calmly
def show_course_standings(request: HttpRequest, course_run: str, program_uuid: UUID) -> HttpResponse:
    """Answer with the page; 404 to whoever is not on the course's team, and for an unknown program alike."""
    user_id = request.user.pk
    if user_id is None:
        return redirect_to_login(request.get_full_path())
    if not api.is_course_staff(user_id, course_run):
        raise Http404
    standings = api.course_standings(str(program_uuid), course_run=course_run)
    return render(request, "micromasters/course_standings.html", {"standings": standings, "bars": _bars(standings)})


def _bars(standings: CourseStandings) -> list[Bar]:
    """The longest bar is the largest group that is shown; a hidden one has none."""
    largest = max((group.learners or 0 for group in standings.groups), default=0) or 1
    return [
        Bar(group.earned_requirements, group.learners, f"{100 * (group.learners or 0) / largest:.1f}%")
        for group in standings.groups
    ]
