"""The pages of Studio: the unit with the block's preview and warnings, and the editor."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.csrf import ensure_csrf_cookie
from xblock.core import XBlock

from host.catalog import program_runs
from host.models import CourseRun
from host.people import is_course_team
from host.usage_keys import progress_key
from host.views.access import only
from host.views.xblock import find_block
from host.xblock_runtime import load_block

course_team_only = only(is_course_team, "course team")


@course_team_only
def courses(request: HttpRequest) -> HttpResponse:
    """List the runs that can be edited, grouped by course."""
    found = [(title, list(runs)) for title, runs in groupby(program_runs(), key=lambda run: run.title)]
    return render(request, "host/studio_courses.html", {"courses": found, "now": timezone.now()})


@course_team_only
def unit(request: HttpRequest, run_key: str) -> HttpResponse:
    """Show the block's preview in Studio, with warnings about the block's settings."""
    run = get_object_or_404(CourseRun, key=run_key)
    block = load_block(find_block(progress_key(run.key)), request.user, in_studio=True)
    context = _context(run, block, "author_view") | {"problems": block.validate()}
    return render(request, "host/studio_unit.html", context)


@course_team_only
@ensure_csrf_cookie
def edit(request: HttpRequest, run_key: str) -> HttpResponse:
    """Show the block's editor, which calls a handler of the block to save the settings."""
    run = get_object_or_404(CourseRun, key=run_key)
    block = load_block(find_block(progress_key(run.key)), request.user, in_studio=True)
    return render(request, "host/studio_edit.html", _context(run, block, "studio_view"))


def _context(run: CourseRun, block: XBlock, view: str) -> dict[str, Any]:
    return {"run": run, "name": block.display_name, "fragment": block.render(view, {})}
