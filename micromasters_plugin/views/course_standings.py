"""Show a course team the standings of its learners in a program, as numbers and bars. ``api`` counts the learners."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from micromasters_plugin import api
from micromasters_plugin.answers import answer_to
from micromasters_plugin.data import Actor, CourseStandings
from micromasters_plugin.exceptions import UnknownProgramError
from micromasters_plugin.views.layout import site_frame
from micromasters_plugin.views.refusing import answer_errors


@dataclass(frozen=True, slots=True)
class CountRow:
    """A row with a label, a number and a bar.

    A number below ten is None. The bar's length is a CSS percentage, or "" without a bar.
    """

    label: int
    learners: int | None
    length: str


@require_safe
@never_cache
@answer_errors
def show_course_standings(request: HttpRequest, course_run: str, program_uuid: UUID) -> HttpResponse:
    """Answer with the page.

    Answer 404 if the person is not on the course's team, or if the program does not contain the course. Only the team
    sees the reason of a 404.
    """
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    actor = Actor.of_account(request.user)
    context: dict[str, object] = {"frame": site_frame(), "course_run": course_run}
    try:
        standings = api.course_standings(str(program_uuid), course_run=course_run, actor=actor)
    except UnknownProgramError as error:
        return render(request, "micromasters/no_standings.html", context, status=answer_to(error).http)
    context |= {"standings": standings, "bars": _bars(standings)}
    return render(request, "micromasters/course_standings.html", context)


def _bars(standings: CourseStandings) -> list[CountRow]:
    """Return the rows. The largest shown number has the longest bar. A hidden number has no bar."""
    largest = max((group.learners or 0 for group in standings.groups), default=0)
    return [
        CountRow(
            group.earned_requirements,
            group.learners,
            f"{100 * group.learners / largest:.1f}%" if group.learners else "",
        )
        for group in standings.groups
    ]
