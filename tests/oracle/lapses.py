"""Decide which results were valid on a day, by calendar years. Days are numbers, and day 0 is 1 January 2026."""

from __future__ import annotations

from datetime import date, timedelta

from tests.oracle.attempts import JudgedAttempt, Row, Rules, judge_attempts
from tests.oracle.trees import leaves_of

DAY_0 = date(2026, 1, 1)


def last_day(day: int, years: int) -> int:
    """Return the last day on which a result of ``day`` is valid."""
    begun = DAY_0 + timedelta(days=day)
    is_leap_day = (begun.month, begun.day) == (2, 29)
    end_year = begun.year + years
    is_leap_year = end_year % 4 == 0 and (end_year % 100 != 0 or end_year % 400 == 0)
    until = date(end_year, 2, 28) if is_leap_day and not is_leap_year else date(end_year, begun.month, begun.day)
    return (until - DAY_0).days


def judge_on_day(
    program: Rules, course: Rules, rows: list[Row], now: int, holding: list[Row], day: int | None
) -> list[JudgedAttempt]:
    """Judge the attempts at a course as of ``day``. If ``day`` is None, no result has lapsed."""
    judged = judge_attempts(program, course, rows, now, holding)
    for one in judged:
        if one.obstacles or one.day is None or day is None:
            continue
        if one.day > day:
            one.obstacles.append("after_award")
        elif course["valid_for"] is not None and last_day(one.day, course["valid_for"]) < day:
            one.obstacles.append("lapsed")
    return judged


def award_days(
    program: Rules, rows: list[Row], holding: list[Row], nested_days: list[int], now: int
) -> list[int | None]:
    """Return each day with a result that is no longer valid on the next day, and the last day.

    The days are those on which a result was reached or a nested program was earned (``nested_days``), and today.
    """
    courses = [leaf for leaf in leaves_of(program["tree"]) if "course" in leaf]
    results: list[tuple[int, int | None]] = [(day, None) for day in nested_days]
    for course in courses:
        for one in judge_attempts(program, course, rows, now, holding):
            if not one.obstacles and one.day is not None:
                results.append((one.day, course["valid_for"] and last_day(one.day, course["valid_for"])))
    if all(until is None for _, until in results):
        return [None]
    days = sorted({now, *(reached for reached, _ in results)})
    valid = [{n for n, (reached, until) in enumerate(results) if reached <= day <= (until or day)} for day in days]
    return [day for n, day in enumerate(days) if n == len(days) - 1 or not valid[n] <= valid[n + 1]]


def lapse_days(program: Rules, rows: list[Row], holding: list[Row], now: int) -> list[int]:
    """Return the first day after each result's last valid day."""
    return [
        last_day(one.day, course["valid_for"]) + 1
        for course in leaves_of(program["tree"])
        if course.get("valid_for")
        for one in judge_attempts(program, course, rows, now, holding)
        if not one.obstacles and one.day is not None
    ]
