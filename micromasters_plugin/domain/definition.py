"""A program for the rules: a tree of requirements and the program's own settings.

``programs/definition/file`` builds this frozen data. ``standing`` judges the tree.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property, lru_cache


class Grandfathering(enum.StrEnum):
    """Which version of a program binds a learner."""

    PINNED = "pinned"
    LATEST = "latest"
    MOST_FAVOURABLE = "most_favourable"


class DropPolicy(enum.StrEnum):
    """What happens to a valid credential when its requirements are no longer met."""

    REVIEW = "review"
    REVOKE = "revoke"


class SharedCourses(enum.StrEnum):
    """How a course that several groups name counts: in the most favourable group, or in each."""

    ONCE = "once"
    EACH = "each"


@dataclass(frozen=True, slots=True)
class Split:
    """The weights of coursework and final exam in a course's grade: two numbers above 0 that add up to 1.

    A split applies to coursework runs that start from ``starts`` until the next split. None: from the beginning.
    """

    coursework: Decimal
    final: Decimal
    starts: datetime | None = None


@dataclass(frozen=True, slots=True)
class Final:
    """A final exam with course runs of its own. Its grade enters the grade of its course.

    ``course``, ``aliases`` and ``runs`` say which runs, as for a ``Course``. The final exam itself must reach
    ``passing_grade``. ``splits`` has one or more, by ascending ``starts``. If it ``carries_over``, it counts with the
    coursework of any session; otherwise only with that of its own session (the same last part of the key).
    """

    course: str
    splits: tuple[Split, ...]
    aliases: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    passing_grade: Decimal | None = None
    proctored: bool = False
    carries_over: bool = True


@dataclass(frozen=True, slots=True)
class Course:
    """A course or a capstone exam that must be earned.

    ``course`` and ``aliases`` are ``ORG+NUMBER``. All their runs count, unless ``runs`` lists those that do.
    ``embargo_until`` holds back results of the requirement until that instant. ``opens_after`` has the keys of
    requirements that a learner should earn first. It changes what pages show, never what counts. ``units`` are the keys
    of the units of knowledge that the course covers. With a ``final`` the grade is the weighted sum of both parts.
    """

    key: str
    title: str
    course: str
    passing_grade: Decimal
    weight: Decimal = Decimal(1)
    aliases: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    is_exam: bool = False
    proctored: bool = False
    embargo_until: datetime | None = None
    opens_after: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    final: Final | None = None

    @property
    def kind(self) -> str:
        return "exam" if self.is_exam else "course"

    def embargo_end(self, now: datetime) -> datetime | None:
        """Return the end of the embargo that is in force at ``now``, or None."""
        return self.embargo_until if self.embargo_until is not None and now < self.embargo_until else None


@dataclass(frozen=True, slots=True)
class NestedProgram:
    """Another program that must be earned. Its own tree and the version that binds the learner there decide.

    ``program`` is its uuid. Its composite grade enters this program's with ``weight``.
    """

    key: str
    title: str
    program: str
    weight: Decimal = Decimal(1)

    @property
    def kind(self) -> str:
        return "program"


@dataclass(frozen=True, slots=True)
class Group:
    """A group of requirements. ``at_least`` is how many of them must be earned, None for all.

    ``in_order`` needs ``at_least`` None: each child must be finished after the previous child was earned. From a
    choice, the composite grade takes the best ``at_least`` children, or with ``composite_of_all`` every earned child.
    """

    key: str
    title: str
    children: tuple[Node, ...]
    at_least: int | None = None
    in_order: bool = False
    composite_of_all: bool = False

    @property
    def kind(self) -> str:
        return "all_of" if self.at_least is None else "at_least"

    @property
    def required(self) -> int:
        """Return how many children must be earned: 1 … len(children)."""
        return len(self.children) if self.at_least is None else self.at_least


Leaf = Course | NestedProgram
Node = Leaf | Group


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of knowledge. A learner masters it by earning ``courses`` (1 or more) of the courses that cover it."""

    key: str
    title: str
    courses: int = 1


@dataclass(frozen=True, slots=True)
class LetterBand:
    """A letter grade and the lowest ratio that earns it, 0–1. A program lists its best band first."""

    letter: str
    from_ratio: Decimal


@dataclass(frozen=True, slots=True)
class AdmissionBar:
    """What makes a learner a candidate: a composite grade of at least ``composite`` and, if so set, the credential."""

    composite: Decimal
    credential: bool = True


@dataclass(frozen=True, slots=True)
class Pathway:
    """What the credential leads to on campus. The texts are the institution's own words."""

    title: str = ""
    worth: str = ""
    url: str = ""


@dataclass(frozen=True)
class ProgramRules:
    """One immutable version of a program's definition. ``credit_modes`` are the enrollment modes that count.

    An attempt counts only if its run started at ``starts`` or later and its bar was reached at ``ends`` or before. None
    sets no limit, and an unknown date breaks no limit. The class has no slots, because it caches what its tree names.
    """

    uuid: str
    key: str
    kind: str
    title: str
    institution: str
    effective_from: datetime
    root: Group
    credit_modes: tuple[str, ...] = ("verified",)
    grandfathering: Grandfathering = Grandfathering.PINNED
    drop_policy: DropPolicy = DropPolicy.REVIEW
    admission: AdmissionBar | None = None
    pathway: Pathway = field(default_factory=Pathway)
    accent: str = ""
    succeeds: str = ""
    price: Decimal | None = None
    currency: str = ""
    effort: str = ""
    shared_courses: SharedCourses = SharedCourses.ONCE
    starts: datetime | None = None
    ends: datetime | None = None
    units: tuple[Unit, ...] = ()
    letters: tuple[LetterBand, ...] = ()

    def courses(self) -> tuple[Course, ...]:
        """Return every course and exam of the tree, in the definition's order."""
        return self._courses

    def nested(self) -> tuple[NestedProgram, ...]:
        """Return the programs that the tree names, in the definition's order."""
        return self._nested

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """Return the requirements without requirements below them in this definition, in its order."""
        return tuple(leaves(self.root))

    @cached_property
    def size(self) -> int:
        """Return how many steps it takes to judge the tree once; see ``size_of``."""
        return size_of(self.root)

    @cached_property
    def _courses(self) -> tuple[Course, ...]:
        return tuple(leaf for leaf in self.leaves if isinstance(leaf, Course))

    @cached_property
    def _nested(self) -> tuple[NestedProgram, ...]:
        return tuple(leaf for leaf in self.leaves if isinstance(leaf, NestedProgram))


def leaves(node: Node) -> Iterator[Leaf]:
    """Yield the requirements at or below ``node`` that have none below them in this definition, in its order."""
    if isinstance(node, Group):
        for child in node.children:
            yield from leaves(child)
    else:
        yield node


def size_of(node: Node, depth: int = 1) -> int:
    """Return the steps to judge ``node`` once. Each entry counts once, and once more for every group around it.

    Every group above an entry looks at it again, so deeper entries count more often.
    """
    below = sum(size_of(child, depth + 1) for child in node.children) if isinstance(node, Group) else 0
    return depth + below


@lru_cache(maxsize=65_536)
def course_of_run(run_key: str) -> str:
    """Return ``ORG+NUMBER`` of a run key, as definitions name courses. Old keys with slashes are accepted too.

    Raises:
        ValueError: the key has no organisation, number and run.
    """
    body = run_key.removeprefix("course-v1:")
    parts = body.split("+") if body != run_key else run_key.split("/")
    if len(parts) != 3 or not all(parts):
        raise ValueError(f"not a course run key: {run_key!r}")
    return f"{parts[0]}+{parts[1]}"


def matches_run(course: Course | Final, run_key: str) -> bool:
    """Tell whether a run belongs to this course or final exam: by its list of runs, or without one by org and number.

    A key of another kind, such as a library's or a CCX's, belongs to no course.
    """
    if course.runs:
        return run_key in course.runs
    try:
        return course_of_run(run_key) in (course.course, *course.aliases)
    except ValueError:
        return False
