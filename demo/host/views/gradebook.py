"""The grade book: one click gives a learner a grade, and the page says which events the platform would have sent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from host.definitions import program_uuid
from host.gradebook import GradebookError
from host.models import CourseCertificate, CourseRun, Enrollment, PersistentGrade
from host.people import is_program_staff
from host.recorder import Recorder
from host.seeding import PROGRAM_KEY
from host.steps import GRADED, STEPS, take_step
from host.views.access import only
from micromasters_plugin import api

#: What one click gives.
ONE_CLICK_RATIOS = ("0.45", "0.62", "0.85")
LEARNERS_SHOWN = 60


@only(is_program_staff, "program staff")
def gradebook(request: HttpRequest) -> HttpResponse:
    """Show one learner's runs, or take a step for that learner (POST)."""
    if request.method == "POST":
        return _take_step(request)
    learners = User.objects.filter(is_staff=False, groups=None).order_by("id")
    chosen = learners.filter(id=_number(request.GET.get("learner"))).first() or learners.first()
    context: dict[str, Any] = {"learners": learners[:LEARNERS_SHOWN], "learner": chosen}
    if chosen is not None:
        uuid = program_uuid(PROGRAM_KEY)
        context |= {
            "rows": _rows(chosen, api.get_program(uuid).courses),
            "progress": api.get_progress(uuid, user_id=chosen.id),
            "one_click_ratios": ONE_CLICK_RATIOS,
        }
    return render(request, "host/gradebook.html", context)


def _rows(learner: User, courses: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the runs of the program with what the learner has in each: runs with an enrollment first."""
    of_learner = {"user": learner, "course_run__course__in": courses}
    enrollments = {row.course_run_id: row for row in Enrollment.objects.filter(**of_learner)}
    grades = {row.course_run_id: row for row in PersistentGrade.objects.filter(**of_learner)}
    certificates = {row.course_run_id: row for row in CourseCertificate.objects.filter(**of_learner)}
    rows = [
        {
            "run": run,
            "is_exam": run.course.endswith(".CFx"),
            "enrollment": enrollments.get(run.key),
            "grade": grades.get(run.key),
            "certificate": certificates.get(run.key),
        }
        for run in CourseRun.objects.filter(course__in=courses)
    ]
    return sorted(rows, key=lambda row: (courses.index(row["run"].course), row["run"].start))


def _take_step(request: HttpRequest) -> HttpResponse:
    learner = get_object_or_404(User, id=_number(request.POST.get("learner")))
    run = get_object_or_404(CourseRun, key=request.POST.get("run", ""))
    step, _, ratio = request.POST.get("step", "").partition(":")
    try:
        number = float(ratio or request.POST.get("ratio") or "nan") if step in GRADED else 0.0
    except ValueError:
        number = float("nan")
    if step not in STEPS or not 0 <= number <= 1:
        messages.error(request, "Nothing was sent: a grade is a number from 0 to 1.")
    else:
        _report(request, step, learner, run, number)
    return redirect(f"{reverse('host:gradebook')}?learner={learner.id}#{run.key}")


def _report(request: HttpRequest, step: str, learner: User, run: CourseRun, ratio: float) -> None:
    with Recorder() as recorder:
        try:
            take_step(step, learner, run, ratio=ratio, when=timezone.now())
        except GradebookError as error:
            messages.error(request, f"Nothing was sent: {error}.")
            return
    names = [event.event_type.removeprefix("org.openedx.learning.").removesuffix(".v1") for event in recorder.sent]
    messages.success(request, f"Sent: {', '.join(names) or 'nothing; the next full reconcile will notice'}.")


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0
