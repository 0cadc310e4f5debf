"""Define Hypothesis strategies of programs and attempts for the property tests.

Most of the drawn attempts count, so that the rules have a choice. Draw values with many fields from a pool of complete
values, so that a hundred examples take a fraction of a second.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import combinations_with_replacement, product
from typing import Any

from hypothesis import strategies as st

from micromasters_plugin.data import Attempt, Enrollment, ExamAttempt, ExamStatus, OverrideDecision
from micromasters_plugin.domain.definition import AdmissionBar, Group, Node, ProgramRules
from tests.domain.dated import with_days
from tests.domain.specimens import all_of, at_least, attempt, course, day, program, run_key, waiver

KEYS = "ABCD"
#: A run that is later than all drawn runs.
NEW_RUN = 50
INSTANTS = (None, day(0), day(5), day(10), day(200))
EDGES = ("0.0000", "0.4999", "0.5000", "0.5999", "0.6000", "0.6001", "0.7321", "0.8000", "0.9999", "1.0000")

_VERIFIED = (ExamAttempt("exam-1", ExamStatus.VERIFIED, day(1)),)
_ENROLLED = Enrollment("verified", True, day(0))
_CONDITIONS = (
    *[{"enrollment": _ENROLLED, "exams": _VERIFIED}] * 6,
    *[{"enrollment": _ENROLLED}] * 2,
    {"enrollment": Enrollment("verified", False, day(0)), "exams": _VERIFIED},
    {"enrollment": Enrollment("professional", True, day(3)), "exams": _VERIFIED},
    {"enrollment": Enrollment("audit", True, day(3)), "passed_course": True},
    {"enrollment": Enrollment("credit", True, day(3)), "exams": _VERIFIED},
    {"enrollment": Enrollment("masters", True, day(3)), "exams": _VERIFIED},
    {"enrollment": _ENROLLED, "exams": _VERIFIED, "certificate_status": "downloadable"},
    {"enrollment": _ENROLLED, "exams": _VERIFIED, "certificate_invalidated": True},
    *[{"enrollment": _ENROLLED, "exams": (*_VERIFIED, ExamAttempt("exam-2", status, day(2)))} for status in ExamStatus],
    {},
)
_COURSES = [
    {"bar": bar, "weight": weight, "proctored": proctored, "is_exam": proctored}
    for bar, weight, proctored in product(("0.50", "0.60", "0.80"), ("1", "2.5", "0.3"), (False, True))
]
_SIZES = range(1, len(KEYS) + 1)
# Create these strategies once and draw each value as a whole, because Hypothesis inspects every part of a new strategy.
_NODES = [
    st.sampled_from(
        [
            *(
                course(key, opens_after=tuple(after), **each)
                for after in ("", *KEYS.replace(key, ""))
                for each in _COURSES
            ),
            course(key, credit_modes=("masters",)),
            course(key, certificate=True),
            course(key, except_runs=(run_key(key),)),
        ]
    )
    for key in KEYS
]
_SLICES = {size: st.sampled_from([*combinations_with_replacement(range(size + 1), 2)]) for size in _SIZES}
_KINDS = {
    size: st.sampled_from(
        [
            *[("all of", size)] * size,
            *[("in order", size)] * size,
            *[("at least", required + 1) for required in range(size)],
        ]
    )
    for size in _SIZES
}


def ratios() -> st.SearchStrategy[Decimal]:
    """Draw rounded grades. Often a grade equals a bar, or differs from a bar by one ten-thousandth."""
    return st.one_of(st.sampled_from(EDGES).map(Decimal), st.integers(0, 10_000).map(lambda n: Decimal(n).scaleb(-4)))


@st.composite
def trees(draw: Callable[..., Any]) -> Group:
    """Draw trees with at most three levels. Each course appears once, and no group is empty."""
    nodes: list[Node] = [draw(of_key) for of_key in _NODES]
    for level in ("inner", "outer"):
        start, end = draw(_SLICES[len(nodes)])
        if start < end:
            nodes[start:end] = [_group(draw, nodes[start:end], level)]
    return _group(draw, nodes, "root")


def _group(draw: Callable[..., Any], children: list[Node], key: str) -> Group:
    kind, required = draw(_KINDS[len(children)])
    if kind == "at least":
        return at_least(required, *children, key=key)
    return all_of(*children, key=key, in_order=kind == "in order")


def programs() -> st.SearchStrategy[ProgramRules]:
    bars = [AdmissionBar(Decimal(bar), credential) for bar, credential in product(("0.60", "0.80"), (False, True))]
    return st.builds(
        program,
        trees(),
        credit_modes=st.sampled_from([("verified",), ("verified", "professional")]),
        admission=st.sampled_from([None, *bars]),
    )


def waivers() -> st.SearchStrategy[list[OverrideDecision]]:
    """Draw waivers of courses and groups of a tree, with or without a grade. Usually the list of waivers is empty."""
    drawn = st.builds(waiver, st.sampled_from([*KEYS, "inner", "outer"]), st.sampled_from([None, "0.6500", "0.9500"]))
    return st.one_of(st.just([]), st.lists(drawn, max_size=2))


def _attempts(number: int) -> list[Attempt]:
    """Draw ``number`` attempts that lack a run and have various conditions.

    Most attempts have a grade that counts somewhere.
    """
    dice = random.Random(0)
    grades = [None, *EDGES, *EDGES[4:], *EDGES[4:], *(f"{dice.random():.4f}" for _ in range(number // 10))]
    made = []
    for _ in range(number):
        reached, grade = dice.choice(INSTANTS), dice.choice(grades)
        made.append(
            with_days(
                Attempt(
                    course_run="",
                    run_start=dice.choice(INSTANTS),
                    ratio=None if grade is None else Decimal(grade),
                    bar_reached=reached,
                    bar_reached_seen=reached == day(5),
                    release=dice.choice((None, None, None, day(5), day(5000))),
                    **dice.choice(_CONDITIONS),
                ),
                "UTC",
            )
        )
    return made


#: Complete attempts, or None in a third of the draws.
_DRAWN = st.sampled_from([*_attempts(1000), *[None] * 500])


def attempts_lists(runs: int = 3, *, keys: str = KEYS) -> st.SearchStrategy[list[Attempt]]:
    """Draw a learner's attempts. Every course has ``runs`` runs, and each run has at most one attempt."""
    places = [(run_key(key, run + 1), run) for key in keys for run in range(runs)]
    return st.tuples(*[_DRAWN] * len(places)).map(
        lambda attempts: [
            replace(attempt, course_run=key, run_end=day(999) if run else None)
            for (key, run), attempt in zip(places, attempts, strict=True)
            if attempt is not None
        ]
    )


def counting_attempts() -> st.SearchStrategy[Attempt]:
    """Draw attempts that fulfil every condition for counting."""
    return st.builds(
        attempt,
        st.sampled_from(KEYS),
        st.sampled_from(["0.8000", "0.9000", "1.0000"]),
        exams=st.just([ExamStatus.VERIFIED]),
        bar_reached=st.sampled_from(INSTANTS),
    )
