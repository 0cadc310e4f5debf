"""The front page. With one click, a visitor signs in as one of the demo's people."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from host.people import ADMISSIONS, COURSE_TEAM, PROGRAM_STAFF, STAFF
from host.stories import STORIES

#: The address of the first page for each group. Learners first see their courses.
FIRST_PAGES = {
    COURSE_TEAM: "host:studio",
    PROGRAM_STAFF: "host:gradebook",
    ADMISSIONS: "admin:micromasters_candidate_changelist",
}


def home(request: HttpRequest) -> HttpResponse:
    """Show the people of the demo."""
    return render(request, "host/home.html", {"staff": STAFF, "learners": [story.person for story in STORIES]})


@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo's people. Refuse learners of a replayed file."""
    people = {person.username: person for person in (*STAFF, *(story.person for story in STORIES))}
    user = get_object_or_404(User, username=request.POST.get("username", ""), username__in=people)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(FIRST_PAGES.get(people[user.username].group, "host:courses"))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    logout(request)
    return redirect("host:home")
