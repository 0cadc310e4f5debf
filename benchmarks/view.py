"""Measure the queries that render the block for a learner, and the size of the page."""

from __future__ import annotations

import gzip
import statistics
import time
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext
from opaque_keys.edx.keys import CourseKey
from xblock.field_data import DictFieldData
from xblock.fields import ScopeIds

import micromasters_xblock
from benchmarks.figures import Figure
from micromasters_plugin import api
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_xblock.block import MicromastersProgressBlock
from micromasters_xblock.drawing.rendering import style_sheet
from tests.factories import program_text, run_of
from tests.fakes import FakePlatform
from tests.xblock.conftest import LEARNER, BlockRuntime, OneUser

#: The largest allowed size of a page with its style, in compressed bytes. Style sheets and scripts together also have
#: at most this size.
BUDGET = 8 * 1024
PUBLIC = Path(micromasters_xblock.__file__).parent / "public"
UUIDS = {size: f"6f0ec6b5-7f3e-4b8f-9d0e-3f6c0a4c1b{size:02}" for size in (5, 6, 20, 50)}

#: The limit for a view in milliseconds of one core, by the number of courses.
LIMITS_MS = {6: 5, 50: 8}


def measure() -> list[Figure]:
    """Measure programs of 5, 6, 20 and 50 courses, for a learner who earned one course and began another course."""
    figures = []
    for size, uuid in UUIDS.items():
        page, queries, milliseconds = _draw(size, uuid)
        figures.append(Figure(f"student_view, {size} courses: queries", queries, "", 4))
        figures.append(Figure(f"student_view, {size} courses", milliseconds, "ms", LIMITS_MS.get(size)))
        figures.append(
            Figure(
                f"student_view, {size} courses: HTML with its style, compressed",
                compressed_size(page.encode()),
                "bytes",
                BUDGET if size in LIMITS_MS else None,
            )
        )
    styles = [style_sheet(name).encode() for name in ("style.css", "editor.css")]
    scripts = [path.read_bytes() for path in PUBLIC.rglob("*.js")]
    size = sum(map(compressed_size, [*styles, *scripts]))
    return [*figures, Figure("CSS and JavaScript, each compressed", size, "bytes", BUDGET)]


def compressed_size(sent: bytes) -> int:
    """Return the size of ``sent`` in bytes after gzip at level 6, which is the level of most servers."""
    return len(gzip.compress(sent, 6))


def _draw(size: int, uuid: str) -> tuple[str, int, float]:
    """Render the page thirty times. Return the page, the page's queries and the median processor time."""
    FakePlatform.reset()
    numbers = [f"{n}x" for n in range(size)]
    api.import_program(program_text(*numbers, uuid=uuid, key=f"courses-{size}"), actor=OPERATOR)
    tracked_runs.forget()
    platform = FakePlatform()
    user_id = LEARNER["edx-platform.user_id"]
    platform.pass_run(user_id, run_of("0x"), 0.9)
    platform.pass_run(user_id, run_of("1x"), 0.3)
    api.reconcile(program_key=f"courses-{size}")
    block = _block(uuid)
    with CaptureQueriesContext(connection) as queries:
        fragment = block.student_view({})
    page = fragment.head_html() + fragment.body_html()
    times = []
    for _ in range(30):
        started = time.process_time()
        block.student_view({})
        times.append(time.process_time() - started)
    return page, len(queries), statistics.median(times) * 1000


def _block(program_uuid: str) -> MicromastersProgressBlock:
    fields = DictFieldData({"program_uuid": program_uuid})
    runtime = BlockRuntime(services={"field-data": fields, "user": OneUser(LEARNER)})
    usage = CourseKey.from_string(run_of("1x")).make_usage_key("micromasters_progress", "progress")
    return MicromastersProgressBlock(runtime, scope_ids=ScopeIds("7", "micromasters_progress", usage, usage))
