"""Play the recorded scenarios through the grade book, in a process of the demo, and print the sent events.

Print JSON: for each scenario a list of events. Each event is [event type, whether inside a transaction, description of
the payload].
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import django
from django.core.management import call_command

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from host import gradebook  # noqa: E402
from host.models import CourseRun  # noqa: E402
from host.recorder import Recorder, SentEvent  # noqa: E402

WHEN = datetime(2026, 11, 23, tzinfo=UTC)
SAID = {
    "enrollment": ("mode", "is_active"),
    "grade": ("percent_grade", "letter_grade"),
    "course_passing_status": ("is_passing",),
    "certificate": ("mode", "grade", "current_status"),
    "exam_attempt": ("exam_type",),
}
Step = Callable[[User, CourseRun], None]


def enroll(mode: str) -> Step:
    return lambda user, run: gradebook.enroll(user, run, mode=mode, when=WHEN)


def grade(ratio: float) -> Step:
    return lambda user, run: gradebook.set_grade(user, run, ratio, when=WHEN)


def act(step: Callable[..., None], **arguments: Any) -> Step:
    return lambda user, run: step(user, run, when=WHEN, **arguments)


PASSED = [enroll("verified"), grade(1.0)]
REJECTED = act(gradebook.reject_exam, ratio=0.0)

#: The steps of each scenario before the recording, and the recorded steps of the scenario.
SCENARIOS: dict[str, tuple[list[Step], list[Step]]] = {
    "enrol_verified": ([], [enroll("verified")]),
    "enrol_audit_then_upgrade": ([], [enroll("audit"), act(gradebook.upgrade)]),
    "grade_rises_to_pass": ([enroll("verified")], [grade(1 / 3), grade(2 / 3), grade(1.0), grade(1.0)]),
    "grade_drops_after_pass": (PASSED, [grade(2 / 3), grade(1.0)]),
    "certificate_invalidated": (PASSED, [act(gradebook.invalidate_certificate), grade(1.0)]),
    "unenrol_after_pass": (PASSED, [act(gradebook.unenroll), grade(1.0)]),
    "reenrol": (
        [],
        [
            enroll("verified"),
            act(gradebook.unenroll),
            enroll("verified"),
            act(gradebook.unenroll),
            enroll("audit"),
        ],
    ),
    "grade_deleted": (PASSED, [act(gradebook.delete_grade)]),
    "exam_verified_and_rejected": (PASSED, [act(gradebook.submit_exam), act(gradebook.verify_exam), REJECTED]),
    "exam_rejected_flag_off": (PASSED, [REJECTED, act(gradebook.verify_exam)]),
}


def play(before: list[Step], recorded: list[Step], user: User, run: CourseRun) -> list[list[Any]]:
    for step in before:
        step(user, run)
    with Recorder() as recorder:
        for step in recorded:
            step(user, run)
    return [[sent.event_type, sent.in_atomic_block, describe_payload(sent)] for sent in recorder.sent]


def describe_payload(sent: SentEvent) -> dict[str, Any]:
    ((name, data),) = sent.payload.items()
    return {field: getattr(data, field) for field in SAID[name]}


def main() -> None:
    call_command("migrate", verbosity=0)
    run = CourseRun.objects.create(
        key="course-v1:Example+EX101+2026", course="Example+EX101", title="Example course", lowest_passing_grade=0.7
    )
    played = {}
    for name, (before, recorded) in SCENARIOS.items():
        user = User.objects.create(username=name, email=f"{name}@example.com")
        played[name] = play(before, recorded, user, run)
    print(json.dumps(played))


main()
