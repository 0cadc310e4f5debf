"""Test each state's message. The time of the view decides the words that depend on the clock."""

from __future__ import annotations

from decimal import Decimal

import pytest

from micromasters_plugin.data import RequirementProgress, RequirementState
from micromasters_xblock.words import describe
from micromasters_xblock.words.reader import Reader
from tests.xblock.specimens import ENDED_RUN, NEXT_RUN, NOW, electives, instant, reason, requirement, run

BELOW = {"ratio": Decimal("0.52"), "reasons": reason("below_bar", ratio="0.5200", bar="0.60")}
PAID_RUN = run(upgrade_deadline=instant(2026, 12, 4), upgrade_price=Decimal("150.00"), currency="usd")
CLOSED_RUN = run(key="course-v1:MITx+CTL.SC3x+1T2027", enrollment_end=instant(2026, 11, 1))

WORDS = [
    (requirement("earned", earned_on=instant(2025, 12, 17).date()), "earned", "Earned", "17 December 2025"),
    (requirement(next_run=NEXT_RUN), "open", "Not enrolled", "Next run starts 13 January 2027."),
    (requirement(next_run=run()), "open", "Not enrolled", "Open now."),
    (
        requirement(next_run=run(enrollment_end=instant(2026, 12, 1))),
        "open",
        "Not enrolled",
        "Open now: enroll by 1 December 2026.",
    ),
    (requirement(), "open", "Not enrolled", "No next run is announced yet."),
    (
        requirement("audit", course_run=PAID_RUN),
        "open",
        "Audit",
        "Does not count yet. Upgrade for 150 USD by 4 December 2026.",
    ),
    (requirement("audit", course_run=run()), "open", "Audit", "Does not count yet. Upgrade to make it count."),
    (
        requirement("audit", course_run=run(upgrade_deadline=instant(2026, 11, 4)), next_run=NEXT_RUN),
        "fell",
        "Audit",
        "Does not count: the upgrade deadline was 4 November 2026. Next run starts 13 January 2027.",
    ),
    (
        requirement("audit", course_run=ENDED_RUN, next_run=NEXT_RUN),
        "fell",
        "Missed",
        "Ended 20 November 2026. It was taken without the track that counts. Next run starts 13 January 2027.",
    ),
    (
        requirement("in_progress", course_run=run(), reasons=reason("no_grade")),
        "half",
        "In progress",
        "No grade yet. Ends 16 December 2026.",
    ),
    (
        requirement("in_progress", course_run=NEXT_RUN, reasons=reason("no_grade")),
        "half",
        "In progress",
        "No grade yet. Starts 13 January 2027.",
    ),
    (
        requirement("in_progress", course_run=run(), **BELOW),
        "half",
        "In progress",
        "0.08 below the bar. Ends 16 December 2026.",
    ),
    (
        requirement("in_progress", course_run=ENDED_RUN, next_run=NEXT_RUN, **BELOW),
        "fell",
        "Missed",
        "Ended 20 November 2026. 0.08 below the bar. Next run starts 13 January 2027.",
    ),
    (
        requirement("below_program_bar", course_run=ENDED_RUN, next_run=NEXT_RUN),
        "fell",
        "Below the program’s bar",
        "The course is passed; the program asks for 0.60. Next run starts 13 January 2027.",
    ),
    (
        requirement("below_program_bar", course_run=run()),
        "fell",
        "Below the program’s bar",
        "The course is passed; the program asks for 0.60. Ends 16 December 2026.",
    ),
    (
        requirement("exam_to_take", course_run=run()),
        "open",
        "Exam to be taken",
        "The grade counts once the proctored exam is verified. Ends 16 December 2026.",
    ),
    (
        requirement("exam_to_take", course_run=ENDED_RUN),
        "fell",
        "Missed",
        "Ended 20 November 2026. The proctored exam was not taken. No next run is announced yet.",
    ),
    (
        requirement("exam_under_review"),
        "clock",
        "Exam under review",
        "Submitted. You need not do anything until it is reviewed.",
    ),
    (
        requirement("exam_rejected", next_run=NEXT_RUN),
        "void",
        "Exam rejected",
        "The review did not accept the attempt, so the grade does not count. Next run starts 13 January 2027.",
    ),
    (
        requirement("exam_errored"),
        "fell",
        "Exam not recorded",
        "A technical fault ended the attempt. Ask the course team how to take it again.",
    ),
    (
        requirement("embargoed", reasons=reason("embargoed", until="2026-12-20T12:00:00+00:00")),
        "held",
        "Result held back",
        "The result is released on 20 December 2026.",
    ),
    (
        requirement("embargoed", reasons=reason("embargoed", until="2026-11-20T12:00:00+00:00")),
        "held",
        "Result held back",
        "The result is being worked out.",
    ),
    (
        requirement("invalidated", next_run=NEXT_RUN),
        "void",
        "Invalidated",
        "The certificate of this run was withdrawn. Another run may count. Next run starts 13 January 2027.",
    ),
    (
        requirement("out_of_order", reasons=reason("out_of_order", previous="SC2x")),
        "fell",
        "Out of order",
        "Finished before SC2x was earned; the courses count in order. No next run is announced yet.",
    ),
    (
        requirement("locked", reasons=reason("locked", after="SC3x")),
        "lock",
        "Locked",
        "Opens when SC3x is earned.",
    ),
    (
        requirement("locked", reasons=reason("locked", after="SC3x,SC4x")),
        "lock",
        "Locked",
        "Opens when SC3x and SC4x are earned.",
    ),
    (
        requirement("locked", reasons=reason("locked", after="A,B,C,D")),
        "lock",
        "Locked",
        "Opens when 4 more requirements are earned.",
    ),
    (
        requirement("waived"),
        "waived",
        "Waived",
        "The program’s staff decided that you need not take this.",
    ),
    (
        requirement("outside_dates", next_run=NEXT_RUN),
        "fell",
        "Outside the dates",
        "Taken outside the dates between which courses count for this program. Next run starts 13 January 2027.",
    ),
    (
        requirement("final_to_take", next_run=NEXT_RUN),
        "half",
        "Final exam to be taken",
        "The coursework is done; the final exam completes the grade. Next run starts 13 January 2027.",
    ),
    (
        requirement("counts_elsewhere"),
        "half",
        "Counts elsewhere",
        "You earned this course; it counts once, in another group.",
    ),
    (
        requirement("final_below_bar", next_run=NEXT_RUN),
        "fell",
        "Final exam not passed",
        "The final exam has a passing grade of its own, which was not reached. Next run starts 13 January 2027.",
    ),
    (
        requirement(
            "other_track",
            course_run=PAID_RUN,
            next_run=NEXT_RUN,
            reasons=reason("other_track", mode="masters", modes="verified"),
        ),
        "fell",
        "Another track",
        "Taken in the track masters, which does not count here. Next run starts 13 January 2027.",
    ),
    (
        requirement("other_track", course_run=PAID_RUN, reasons=reason("other_track", mode="honor", modes="verified")),
        "fell",
        "Another track",
        "Taken in the track honor, which does not count here."
        " Does not count yet. Upgrade for 150 USD by 4 December 2026.",
    ),
    (
        requirement(
            "other_track",
            course_run=run(upgrade_deadline=instant(2026, 11, 4)),
            next_run=NEXT_RUN,
            reasons=reason("other_track", mode="honor", modes="verified"),
        ),
        "fell",
        "Another track",
        "Taken in the track honor, which does not count here. Next run starts 13 January 2027.",
    ),
    (
        requirement(
            "other_track",
            course_run=ENDED_RUN,
            next_run=NEXT_RUN,
            reasons=reason("other_track", mode="honor", modes="verified"),
        ),
        "fell",
        "Another track",
        "Taken in the track honor, which does not count here. Next run starts 13 January 2027.",
    ),
    (
        requirement(
            "other_track",
            course_run=PAID_RUN,
            next_run=NEXT_RUN,
            reasons=reason("other_track", mode="honor", modes="masters"),
        ),
        "fell",
        "Another track",
        "Taken in the track honor, which does not count here. Next run starts 13 January 2027.",
    ),
    (
        requirement(
            "audit",
            course_run=PAID_RUN,
            next_run=NEXT_RUN,
            reasons=reason("mode_not_for_credit", mode="audit", modes="masters"),
        ),
        "fell",
        "Audit",
        "It was taken without the track that counts. Next run starts 13 January 2027.",
    ),
    (
        requirement("coursework_below_bar", course_run=run()),
        "fell",
        "Coursework not passed",
        "The coursework has a passing grade of its own, which was not reached. Ends 16 December 2026.",
    ),
    (
        requirement("coursework_below_bar", course_run=ENDED_RUN, next_run=NEXT_RUN),
        "fell",
        "Coursework not passed",
        "The coursework has a passing grade of its own, which was not reached. Next run starts 13 January 2027.",
    ),
    (
        requirement("coursework_below_bar", next_run=NEXT_RUN),
        "fell",
        "Coursework not passed",
        "The coursework has a passing grade of its own, which was not reached. Next run starts 13 January 2027.",
    ),
    (
        requirement("certificate_awaited"),
        "clock",
        "Certificate awaited",
        "The grade is reached; it counts once the course’s certificate exists.",
    ),
    (
        requirement("other_run", next_run=NEXT_RUN),
        "fell",
        "Another run",
        "Taken in a run that does not count under the rules that bind you. Next run starts 13 January 2027.",
    ),
    (
        requirement("lapsed", next_run=NEXT_RUN),
        "fell",
        "Lapsed",
        "The result is too old to count here. Next run starts 13 January 2027.",
    ),
    (
        requirement("no_attempts_left"),
        "void",
        "No attempts left",
        "You have used the attempts that count. The program’s staff may grant another.",
    ),
    (
        requirement("set_aside", next_run=NEXT_RUN),
        "void",
        "Not counted",
        "The program’s staff decided that this attempt does not count. Next run starts 13 January 2027.",
    ),
    (electives(), "open", "Still open", "1 earned, 1 to go"),
]


@pytest.mark.parametrize(("row", "mark", "state", "detail"), WORDS)
def test_a_row_describes_its_state(
    reader: Reader, row: RequirementProgress, mark: str, state: str, detail: str
) -> None:
    words = describe(row, now=NOW, reader=reader)
    assert (words.mark, words.state, words.detail) == (mark, state, detail)


def test_every_state_has_words_here() -> None:
    assert {row.state for row, *_ in WORDS} == set(RequirementState)


@pytest.mark.parametrize(
    ("row", "label"),
    [
        (requirement(next_run=NEXT_RUN), "Enroll"),
        (requirement("audit", course_run=PAID_RUN), "Upgrade"),
        (requirement("in_progress", course_run=run(), **BELOW), "Go to course"),
        (requirement("in_progress", course_run=ENDED_RUN, next_run=NEXT_RUN, **BELOW), "Retake"),
        (requirement("invalidated", next_run=NEXT_RUN), "Retake"),
    ],
)
def test_a_row_offers_the_possible_action(reader: Reader, row: RequirementProgress, label: str) -> None:
    action = describe(row, now=NOW, reader=reader).action
    assert action is not None
    assert action.label == label


@pytest.mark.parametrize(
    "row",
    [
        requirement("in_progress", course_run=run(), is_this_course=True, **BELOW),
        requirement("exam_under_review", course_run=run()),
        requirement(next_run=run(url="")),
        requirement(next_run=run(url="javascript:alert(1)")),
        requirement(next_run=CLOSED_RUN),
    ],
    ids=["already there", "nothing to do", "no address", "not a web address", "closed"],
)
def test_a_row_without_a_possible_action_offers_none(reader: Reader, row: RequirementProgress) -> None:
    assert describe(row, now=NOW, reader=reader).action is None
