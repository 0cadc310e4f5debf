"""The pages of the grade book, in which one click gives a learner a grade.

The page then lists the events that the demo sent for that grade.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from host.definitions import program_uuid
from host.gradebook import GradebookError
from host.models import CourseCertificate, CourseRun, Enrollment, PersistentGrade
from host.offers import first_offers, more_offers
from host.people import is_program_staff
from host.recorder import Recorder, SentEvent
from host.seeding import PROGRAM_KEY
from host.steps import GRADED, STEPS, take_step
from host.views.access import only
from micromasters_plugin import api

LEARNERS_SHOWN = 60
EVENT_PREFIX = "org.openedx.learning."

program_staff_only = only(is_program_staff, "program staff")


@program_staff_only
def gradebook(request: HttpRequest) -> HttpResponse:
    """Show one learner's runs and progress. On a POST request, take a step for the learner."""
    if request.method == "POST":
        return _take_step(request)
    learners = User.objects.filter(is_staff=False, groups=None).order_by("id")
    chosen = learners.filter(id=_number(request.GET.get("learner"))).first() or learners.first()
    context: dict[str, Any] = {"learners": learners[:LEARNERS_SHOWN], "learner": chosen}
    if chosen is not None:
        uuid = program_uuid(PROGRAM_KEY)
        progress = api.get_progress(uuid, user_id=chosen.id)
        context |= {
            "courses": _courses(chosen, api.get_program(uuid).courses),
            "progress": progress,
            "requirements": [(one, one.state.value.replace("_", " ").capitalize()) for one in progress.requirements],
        }
    return render(request, "host/gradebook.html", context)


@require_POST
@program_staff_only
def reconcile(request: HttpRequest) -> HttpResponse:
    """Reconcile all programs with the grade book, as a site does at night."""
    swept = api.reconcile()
    messages.success(request, f"Reconciled: {swept.evaluations} evaluations, {swept.decisions} decisions changed.")
    return _back(_number(request.POST.get("learner")))


def _courses(learner: User, courses: tuple[str, ...]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the runs of each course by the course's title, in the program's order. Each run has the learner's data."""
    of_learner = {"user": learner, "course_run__course__in": courses}
    enrollments = {row.course_run_id: row for row in Enrollment.objects.filter(**of_learner)}
    grades = {row.course_run_id: row for row in PersistentGrade.objects.filter(**of_learner)}
    certificates = {row.course_run_id: row for row in CourseCertificate.objects.filter(**of_learner)}

    def row_of(run: CourseRun) -> dict[str, Any]:
        has = enrollments.get(run.key), grades.get(run.key), certificates.get(run.key)
        is_exam = run.course.endswith(".CFx")
        return {
            "run": run,
            "name": run.key.rpartition("+")[2],
            "is_exam": is_exam,
            "enrollment": has[0],
            "grade": has[1],
            "certificate": has[2],
            "first_offers": first_offers(has[0], is_exam=is_exam),
            "more_offers": more_offers(*has, is_exam=is_exam),
        }

    runs = CourseRun.objects.filter(course__in=courses)
    in_order = sorted(runs, key=lambda run: (courses.index(run.course), run.key not in enrollments, run.start))
    return [(title, [row_of(run) for run in group]) for title, group in groupby(in_order, key=lambda run: run.title)]


def _take_step(request: HttpRequest) -> HttpResponse:
    learner = get_object_or_404(User, id=_number(request.POST.get("learner")))
    run = get_object_or_404(CourseRun, key=request.POST.get("run", ""))
    step, _, ratio = request.POST.get("step", "").partition(":")
    try:
        number = float(ratio or request.POST.get("ratio") or "nan") if step in GRADED else 0.0
    except ValueError:
        number = float("nan")
    if step not in STEPS:
        messages.error(request, "Nothing was sent: choose one of the buttons.")
    elif not 0 <= number <= 2:
        messages.error(request, "Nothing was sent: a grade is a number from 0 to 1, with extra credit up to 2.")
    else:
        _report(request, step, learner, run, number)
    return _back(learner.id)


def _report(request: HttpRequest, step: str, learner: User, run: CourseRun, ratio: float) -> None:
    with Recorder() as recorder:
        try:
            take_step(step, learner, run, ratio=ratio, when=timezone.now())
        except GradebookError as error:
            messages.error(request, f"Nothing was sent: {error}.")
            return
    from_platform = [_name(sent) for sent in recorder.sent if not _is_answer(sent)]
    answers = [_name(sent) for sent in recorder.sent if _is_answer(sent)]
    if from_platform:
        messages.success(request, f"The platform sent {', '.join(from_platform)}.")
    else:
        messages.success(request, "The platform sent nothing. Reconciling will notice what changed.")
    if answers:
        messages.success(request, f"The package answered with {', '.join(answers)}.")


def _name(sent: SentEvent) -> str:
    return sent.event_type.removeprefix(EVENT_PREFIX).removesuffix(".v1")


def _is_answer(sent: SentEvent) -> bool:
    return _name(sent).startswith("program.")


def _back(learner_id: int) -> HttpResponse:
    return redirect(f"{reverse('host:gradebook')}?learner={learner_id}")


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0
