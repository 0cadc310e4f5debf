"""Define Hypothesis strategies for programs that a valid definition could define."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from micromasters_plugin.domain.definition import (
    AdmissionBar,
    Course,
    DropPolicy,
    Final,
    Grandfathering,
    Group,
    LetterBand,
    NestedProgram,
    Pathway,
    ProgramRules,
    SharedCourses,
    Split,
    SplitBy,
    Unit,
    leaves,
)
from micromasters_plugin.domain.instants import FIRST, LAST
from micromasters_plugin.domain.texts import first_unsafe_character, has_too_many_marks

Draw = Callable[[st.SearchStrategy[Any]], Any]

texts = (
    st.text(st.characters(exclude_categories=["Cc", "Cn", "Cs"]), min_size=1, max_size=12)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: first_unsafe_character(text) is None and not has_too_many_marks(text))
    .filter(bool)
)
keys = st.from_regex(r"[A-Za-z0-9]+([-_][A-Za-z0-9]+)*", fullmatch=True).filter(lambda key: len(key) <= 64)
slugs = st.from_regex(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*", fullmatch=True).filter(lambda key: len(key) <= 64)
ratios = st.integers(0, 10_000).map(lambda number: Decimal(number) / 10_000)
bars = st.integers(1, 10_000).map(lambda number: Decimal(number) / 10_000)
numbers = st.integers(1, 10**12 - 1).map(Decimal) | st.decimals("0.01", 999, places=2)
instants = st.datetimes(
    FIRST.replace(tzinfo=None), (LAST - timedelta(microseconds=1)).replace(tzinfo=None), timezones=st.just(UTC)
)
modes = st.sampled_from([(), ("verified",), ("audit", "verified"), ("NO",)])
counts = st.none() | st.integers(1, 5)
zones = st.sampled_from(["UTC", "America/New_York", "Asia/Tokyo", "Pacific/Kiritimati", "Africa/Casablanca"])
urls = st.just("") | st.sampled_from(["https://scm.example.edu/", "http://example.org/a?b#c"])


@st.composite
def finals(draw: Draw, number: int) -> Final:
    """Draw a final exam. The name of the exam's course run contains the number of the course."""
    starts = [None, *sorted(draw(st.sets(instants.map(datetime.date), max_size=2)))]
    shares = draw(st.lists(st.integers(0, 100), min_size=len(starts) - 1, max_size=len(starts) - 1))
    shares.insert(draw(st.integers(0, len(shares))), draw(st.integers(1, 99)))  # each part has a weight in some split
    return Final(
        course=f"FinalX+F{number}",
        splits=tuple(
            Split(
                Decimal(share) / 100,
                Decimal(100 - share) / 100,
                start,
                SplitBy.COURSEWORK if start is None else draw(st.sampled_from(SplitBy)),
            )
            for share, start in zip(shares, starts, strict=True)
        ),
        aliases=(f"FinalX+FA{number}",) if draw(st.booleans()) else (),
        runs=(f"course-v1:FinalX+F{number}+R",) if draw(st.booleans()) else (),
        passing_grade=draw(st.none() | bars),
        proctored=draw(st.booleans()),
        carries_over=draw(st.booleans()),
        except_runs=(f"course-v1:FinalX+F{number}+X",) if draw(st.booleans()) else (),
        attempts=draw(counts),
        credit_modes=draw(modes),
        coursework_credit_modes=draw(modes),
        coursework_passing_grade=draw(st.none() | bars),
    )


@st.composite
def courses(draw: Draw, number: int, unit_keys: list[str]) -> Course:
    """Draw a course with ``number``, and with a default key or another key. Every course covers every unit."""
    key = draw(st.sampled_from([f"C{number}", f"course_{number}"]))
    usage = f"block-v1:OrgX+MM.C{number}+1T+type@sequential+block@"
    return Course(
        key=key,
        title=draw(st.just(key) | texts),
        course=f"OrgX+MM.C{number}",
        passing_grade=draw(bars),
        weight=draw(st.just(Decimal(1)) | numbers),
        aliases=(f"OrgX+A{number}",) if draw(st.booleans()) else (),
        runs=(f"course-v1:OrgX+MM.C{number}+1T", f"OrgX/C{number}/2T") if draw(st.booleans()) else (),
        is_exam=draw(st.booleans()),
        proctored=draw(st.booleans()),
        embargo_until=draw(st.none() | instants),
        units=tuple(unit_keys),
        final=draw(st.none() | finals(number)),
        except_runs=(f"course-v1:OrgX+MM.C{number}+X", f"OrgX/MM.C{number}/Y") if draw(st.booleans()) else (),
        valid_for=draw(st.none() | st.integers(1, 100)),
        attempts=draw(counts),
        credit_modes=draw(modes),
        certificate=draw(st.booleans()),
        make_ups=((f"{usage}again", f"{usage}exam"), (f"{usage}third", f"{usage}exam")) if draw(st.booleans()) else (),
    )


class _Tree:
    """A generator of random trees. The generator counts the drawn nodes to give each node a unique name."""

    def __init__(self, draw: Draw, unit_keys: list[str]) -> None:
        self.draw = draw
        self.unit_keys = unit_keys
        self.drawn = 0

    def node(self, depth: int, positions: tuple[int, ...]) -> Any:
        kind = self.draw(st.sampled_from(["course", "course", "program", "group"] if depth else ["course"]))
        if kind == "group":
            return self.group(depth - 1, positions)
        self.drawn += 1
        if kind == "course":
            return self.draw(courses(self.drawn, self.unit_keys))
        uuid = f"6f0ec6b5-7f3e-4b8f-9d0e-{self.drawn:012}"
        return NestedProgram(f"nested-{self.drawn}", self.draw(texts), uuid, self.draw(numbers))

    def group(self, depth: int, positions: tuple[int, ...]) -> Group:
        count = self.draw(st.integers(1, 3))
        children = tuple(self.node(depth, (*positions, index)) for index in range(count))
        at_least = self.draw(st.none() | st.integers(1, count))
        default = "-".join(["group", *(str(position + 1) for position in positions)])
        return Group(
            key=self.draw(st.sampled_from([default, f"own-{default}"])),
            title=self.draw(st.just("") | texts),
            children=children,
            at_least=at_least,
            in_order=at_least is None and self.draw(st.booleans()),
            composite_of_all=at_least is not None and self.draw(st.booleans()),
            shared_courses=self.draw(st.none() | st.sampled_from(SharedCourses)),
        )


@st.composite
def admission_bars(draw: Draw, course_keys: list[str]) -> AdmissionBar:
    """Draw a bar of a composite grade, of some of the courses, or of both."""
    keys = draw(st.lists(st.sampled_from(course_keys), unique=True))
    return AdmissionBar(
        composite=draw(st.none() | ratios if keys else ratios),
        credential=draw(st.booleans()),
        courses=tuple((key, draw(ratios)) for key in keys),
        attempts=draw(counts) if keys else None,
        until=draw(st.none() | instants.map(datetime.date)) if keys else None,
    )


@st.composite
def valid_programs(draw: Draw) -> ProgramRules:
    """Draw a program that an accepted definition can define."""
    unit_keys = sorted(draw(st.sets(keys, max_size=2)))
    first = draw(courses(0, unit_keys))  # draw at least one course, so that every unit is covered
    group = _Tree(draw, unit_keys).group(2, (1,))
    starts = draw(st.none() | st.just(date(2016, 1, 1)))
    grades = sorted(draw(st.sets(ratios, max_size=3)), reverse=True)
    price = draw(st.none() | numbers)
    has_pathway = draw(st.booleans())
    root = Group("group", draw(st.just("") | texts), (first, group))
    own = [leaf for leaf in leaves(root) if isinstance(leaf, Course)]
    counting = [course.runs[0] if course.runs else f"course-v1:{course.course}+1T" for course in own]
    return ProgramRules(
        uuid=str(draw(st.uuids())),
        key=draw(slugs),
        kind=draw(slugs),
        title=draw(texts),
        institution=draw(texts),
        effective_from=draw(instants),
        root=root,
        credit_modes=draw(st.sampled_from([("verified",), ("masters", "verified"), ("NO",), ("on", "12", "null-x")])),
        grandfathering=draw(st.sampled_from(Grandfathering)),
        drop_policy=draw(st.sampled_from(DropPolicy)),
        admission=draw(st.none() | admission_bars([course.key for course in own])),
        pathway=Pathway(draw(texts), draw(st.just("") | texts), draw(urls)) if has_pathway else Pathway(),
        accent=draw(st.sampled_from(["", "#0e5a66"])),
        succeeds=draw(st.just("") | st.uuids().map(str)),
        price=price,
        currency="" if price is None else draw(st.sampled_from(["USD", "NOK"])),
        effort=draw(st.just("") | texts),
        shared_courses=draw(st.sampled_from(SharedCourses)),
        starts=starts,
        ends=draw(st.none() | st.just(date(2026, 12, 31))),
        units=tuple(Unit(key, draw(st.just(key) | texts)) for key in unit_keys),
        timezone=draw(zones),
        releases=tuple(sorted((run, draw(instants)) for run in counting if draw(st.booleans()))),
        release_with_certificates=draw(st.booleans()),
        letters=tuple(LetterBand(f"L{index}", grade) for index, grade in enumerate(grades)),
    )
