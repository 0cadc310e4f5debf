"""The pages of the LMS: the list of courses, and a course with the block in an iframe, as in the Learning MFE."""

from __future__ import annotations

from itertools import groupby

from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from host.catalog import program_runs
from host.models import CourseRun, Enrollment, PersistentGrade
from host.people import is_course_team
from host.steps import take_step
from host.usage_keys import progress_key

#: The steps that learners may take for their own enrollments.
OWN_STEPS = ("audit", "enrolled", "upgraded", "unenrolled")


def courses(request: HttpRequest) -> HttpResponse:
    """List the demo's courses with their runs, and the learner's track in each run."""
    enrollments = _enrollments_of(request.user)
    found = [
        (title, [(run, enrollments.get(run.key)) for run in runs])
        for title, runs in groupby(program_runs(), key=lambda run: run.title)
    ]
    return render(request, "host/courses.html", {"courses": found, "now": timezone.now()})


def course(request: HttpRequest, run_key: str) -> HttpResponse:
    """Show the unit with the block. Visitors who are not enrolled see the public view."""
    run = get_object_or_404(CourseRun, key=run_key)
    enrollment = _enrollments_of(request.user).get(run.key)
    is_inside = is_course_team(request.user) or bool(enrollment and enrollment.is_active)
    view = "student_view" if is_inside else "public_view"
    grade = None
    if request.user.is_authenticated:
        grade = PersistentGrade.objects.filter(user=request.user, course_run=run).first()
    return render(
        request,
        "host/course.html",
        {
            "run": run,
            "enrollment": enrollment,
            "grade": grade,
            "is_author": is_course_team(request.user),
            "frame_url": f"{reverse('host:frame', args=[progress_key(run.key)])}?view={view}",
        },
    )


@require_POST
def change_enrollment(request: HttpRequest, run_key: str) -> HttpResponse:
    """Enroll, upgrade (without payment in the demo) or unenroll the signed-in learner."""
    run = get_object_or_404(CourseRun, key=run_key)
    step = request.POST.get("step", "")
    if not request.user.is_authenticated or step not in OWN_STEPS:
        return HttpResponseBadRequest("Sign in, and choose one of the buttons.")
    take_step(step, request.user, run, when=timezone.now())
    return redirect("host:course", run_key)


def _enrollments_of(user: User | AnonymousUser) -> dict[str, Enrollment]:
    if not user.is_authenticated:
        return {}
    return {row.course_run_id: row for row in Enrollment.objects.filter(user=user)}
