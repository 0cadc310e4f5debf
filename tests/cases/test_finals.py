"""Test cases about final exams: exams that move into the run, bars of each part, and weights by the exam's session."""

from __future__ import annotations

import pytest

from tests.cases.site import Site, definition

WITH_FINAL = """\
    - course: Ex+14.73x
      key: poverty
      final:
        course: Ex+14.73PEx
        proctored: true{more}
        splits:
          - {{coursework: 0.40, final: 0.60}}{split}
"""


def with_final(*, more: str = "", split: str = "") -> str:
    more = f"\n        {more}" if more else ""
    split = f"\n          - {{{split}}}" if split else ""
    return definition(WITH_FINAL.format(more=more, split=split), "passing_grade: 0.50")


def test_an_exam_may_move_into_the_run_of_one_course(site: Site) -> None:
    site.define(with_final(split="coursework: 1.00, final: 0.00, starts: 2022-09-06"))
    site.play("""
        2022-02-01 1 14.73x+1T2022 enrolled
        2022-02-01 3 14.73x+1T2022 enrolled
        2022-05-01 1 14.73x+1T2022 grade 0.80
        2022-05-01 3 14.73x+1T2022 grade 0.90
        2022-06-01 1 14.73PEx+1T2022 enrolled
        2022-06-05 1 14.73PEx+1T2022 exam 0.50
        2022-09-06 2 14.73x+3T2022 enrolled
        2022-09-06 3 14.73x+3T2022 enrolled
        2022-12-05 2 14.73x+3T2022 exam 0.55
        2022-12-05 3 14.73x+3T2022 exam 0.30
    """)
    assert site.result(1) == "1 of 1, 0.6200, earned"
    assert site.result(2) == "1 of 1, 0.5500, earned"
    assert not site.standing(3).earned


def test_an_exam_may_move_out_of_the_run(site: Site) -> None:
    text = with_final(split="coursework: 0.30, final: 0.70, starts: 2022-09-06")
    site.define(text.replace("{coursework: 0.40, final: 0.60}", "{coursework: 1.00, final: 0.00}"))
    site.play("""
        2022-02-01 1 14.73x+1T2022 enrolled
        2022-02-01 2 14.73x+1T2022 enrolled
        2022-05-01 1 14.73x+1T2022 exam 0.60
        2022-05-01 2 14.73x+1T2022 grade 0.60
        2022-09-06 2 14.73x+3T2022 enrolled
        2022-12-05 2 14.73x+3T2022 grade 0.50
        2023-01-10 2 14.73PEx+3T2022 enrolled
        2023-01-20 2 14.73PEx+3T2022 exam 0.60
    """)
    assert site.result(1) == "1 of 1, 0.6000, earned"
    assert site.result(2) == "1 of 1, 0.5700, earned"


BOTH_PARTS = """
    2017-02-01 1 14.73x+1T2017 enrolled
    2017-05-01 1 14.73x+1T2017 grade {coursework}
    2017-06-01 1 14.73PEx+1T2017 enrolled
    2017-06-05 1 14.73PEx+1T2017 exam {final}
"""


def test_without_a_bar_of_its_own_weak_coursework_is_made_up_by_the_exam(site: Site) -> None:
    site.define(with_final())
    site.play(BOTH_PARTS.format(coursework=0.20, final=0.80))
    assert site.result() == "1 of 1, 0.5600, earned"


@pytest.mark.parametrize(
    ("coursework", "final", "reasons"),
    [
        (0.20, 0.80, ["coursework_below_bar"]),
        (0.49, 0.80, ["coursework_below_bar"]),
        (0.80, 0.49, ["final_below_bar"]),
        (0.50, 0.50, []),
    ],
)
def test_each_part_may_have_a_bar(site: Site, coursework: float, final: float, reasons: list[str]) -> None:
    site.define(with_final(more="passing_grade: 0.50\n        coursework_passing_grade: 0.50"))
    site.play(BOTH_PARTS.format(coursework=coursework, final=final))
    assert site.reasons("14.73x+1T2017") == reasons
    assert site.standing().earned is (not reasons)


TWO_SESSIONS = """
    2021-09-01 1 14.73x+3T2021 enrolled
    2021-09-01 2 14.73x+3T2021 enrolled
    2021-12-01 1 14.73x+3T2021 grade 0.90
    2021-12-01 2 14.73x+3T2021 grade 0.20
    2023-02-01 1 14.73PEx+1T2023 enrolled
    2023-02-01 2 14.73PEx+1T2023 enrolled
    2023-05-20 1 14.73PEx+1T2023 exam 0.30
    2023-05-20 2 14.73PEx+1T2023 exam 0.65
"""


@pytest.mark.parametrize(
    ("by", "first", "second"),
    [
        ("", "1 of 1, 0.5400, earned", "0 of 1, None, open"),
        (", by: final", "0 of 1, None, open", "1 of 1, 0.5150, earned"),
    ],
)
def test_the_weights_go_by_the_session_of_the_coursework_or_of_the_exam(
    site: Site, by: str, first: str, second: str
) -> None:
    site.define(with_final(split=f"coursework: 0.30, final: 0.70, starts: 2023-01-31{by}"))
    site.play(TWO_SESSIONS)
    assert (site.result(1), site.result(2)) == (first, second)


def test_the_pair_with_the_best_sum_is_used(site: Site) -> None:
    site.define(with_final(split="coursework: 0.30, final: 0.70, starts: 2023-01-31, by: final"))
    site.play("""
        2021-09-01 1 14.73x+3T2021 enrolled
        2021-12-01 1 14.73x+3T2021 grade 0.90
        2022-02-01 1 14.73PEx+1T2022 enrolled
        2022-05-20 1 14.73PEx+1T2022 exam 0.50
        2023-02-01 1 14.73PEx+1T2023 enrolled
        2023-05-20 1 14.73PEx+1T2023 exam 0.52
    """)
    assert site.result() == "1 of 1, 0.6600, earned"
