"""Define data classes for one version of a program: the tree of requirements, and the program's settings.

``programs/definition/file`` builds these data classes from a definition. ``standing`` evaluates learners with these
data classes.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property, lru_cache


class Grandfathering(enum.StrEnum):
    """The rule that decides which version of a program binds a learner."""

    PINNED = "pinned"
    LATEST = "latest"
    MOST_FAVOURABLE = "most_favourable"


class DropPolicy(enum.StrEnum):
    """The action on a valid credential when the learner no longer meets the credential's requirements."""

    REVIEW = "review"
    REVOKE = "revoke"


class SharedCourses(enum.StrEnum):
    """The rule for a course in several groups. The course counts in the most favourable group, or in each group."""

    ONCE = "once"
    EACH = "each"


class SplitBy(enum.StrEnum):
    """The run whose start decides which split applies: the run of the coursework, or the run of the final exam."""

    COURSEWORK = "coursework"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Split:
    """The weights of coursework and final exam in a course's grade. Both weights are 0 to 1, and their sum is 1.

    A split applies to runs that start on the day ``starts`` or later, until the next split starts. ``by`` says whether
    these are the runs of the coursework or of the final exam. A split without ``starts`` applies from the beginning.
    With ``final`` 0, the exam is inside the course's own run.
    """

    coursework: Decimal
    final: Decimal
    starts: date | None = None
    by: SplitBy = SplitBy.COURSEWORK


@dataclass(frozen=True, slots=True)
class Final:
    """A final exam with separate course runs. The exam's grade is part of the course's grade.

    ``course``, ``aliases`` and ``runs`` select the runs of the exam, like the fields of a ``Course``. The exam grade
    must reach ``passing_grade``. ``splits`` has at least one split. Splits are in ascending order of ``starts``. If
    ``carries_over`` is True, the exam counts with coursework of any session. If ``carries_over`` is False, the exam
    counts only with coursework of the exam's session. The session is the last part of the run key. ``except_runs`` and
    ``attempts`` are as for a ``Course``. ``credit_modes`` are the enrollment modes in which the exam counts, and
    ``coursework_credit_modes`` are the enrollment modes in which the coursework counts. () means the credit modes of
    the course. The coursework grade must reach ``coursework_passing_grade``.
    """

    course: str
    splits: tuple[Split, ...]
    aliases: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    passing_grade: Decimal | None = None
    proctored: bool = False
    carries_over: bool = True
    except_runs: tuple[str, ...] = ()
    attempts: int | None = None
    credit_modes: tuple[str, ...] = ()
    coursework_credit_modes: tuple[str, ...] = ()
    coursework_passing_grade: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """A course or capstone exam that the learner must earn.

    ``course`` and ``aliases`` have the form ``ORG+NUMBER``. All runs of ``course`` and ``aliases`` count, unless
    ``runs`` lists the runs that count. Before ``embargo_until``, the results of
    the covered runs are hidden and do not count (see ``releases``). ``opens_after``
    lists the keys of requirements that a learner should earn first. ``opens_after`` affects the display of the course,
    but does not affect what counts. ``units`` lists the keys of the units of knowledge that the course covers. If
    ``final`` is set, the grade is the weighted sum of coursework and final exam.

    Runs in ``except_runs`` never count. A result counts for an award if the last requirement was met within
    ``valid_for`` calendar years after the result (1 or more). ``attempts`` limits the learner's tries (1 or more). None
    sets no limit. ``credit_modes`` are the enrollment modes that count here. () means the credit modes of the program.
    With ``certificate``, the platform's certificate must exist too. ``make_ups`` maps the usage key of a make-up exam
    to the usage key of the exam that it makes up for.
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
    except_runs: tuple[str, ...] = ()
    valid_for: int | None = None
    attempts: int | None = None
    credit_modes: tuple[str, ...] = ()
    certificate: bool = False
    make_ups: tuple[tuple[str, str], ...] = ()

    @property
    def kind(self) -> str:
        return "exam" if self.is_exam else "course"


@dataclass(frozen=True, slots=True)
class NestedProgram:
    """Another program that the learner must earn.

    The learner must earn the program under the version that binds the learner. ``program`` is the uuid of the nested
    program. The nested program's composite grade enters the outer composite grade with ``weight``.
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
    """A group of requirements. ``at_least`` is the number of children that must be earned.

    If ``at_least`` is None, all children must be earned.

    ``in_order`` requires that ``at_least`` is None. Each child must be finished after the previous child was earned. A
    group with ``at_least`` contributes the best ``at_least`` children to the composite grade. If ``composite_of_all``
    is True, the group contributes every earned child. ``shared_courses`` says how a course in several places inside the
    group counts. None means that the rule of the next outer group or of the program applies.
    """

    key: str
    title: str
    children: tuple[Node, ...]
    at_least: int | None = None
    in_order: bool = False
    composite_of_all: bool = False
    shared_courses: SharedCourses | None = None

    @property
    def kind(self) -> str:
        return "all_of" if self.at_least is None else "at_least"

    @property
    def required(self) -> int:
        """Return the number of children that must be earned, from 1 to len(children)."""
        return len(self.children) if self.at_least is None else self.at_least


Leaf = Course | NestedProgram
Node = Leaf | Group


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of knowledge.

    A learner masters the unit by earning at least ``courses`` (1 or more) courses that cover the unit.
    """

    key: str
    title: str
    courses: int = 1


@dataclass(frozen=True, slots=True)
class LetterBand:
    """A letter grade, and the lowest ratio (0–1) that earns the letter. A program lists the best band first."""

    letter: str
    from_ratio: Decimal


@dataclass(frozen=True, slots=True)
class AdmissionBar:
    """The bar for candidates.

    A candidate has a composite grade of at least ``composite``. If ``credential`` is True, a candidate has also earned
    the credential. ``courses`` has pairs of a requirement's key and the grade that a candidate needs in the
    requirement, 0–1. The candidate must reach this grade in one of the first ``attempts`` tries, and on the day
    ``until`` or earlier. None sets no limit. At least one of ``composite`` and ``courses`` is given.
    """

    composite: Decimal | None
    credential: bool = True
    courses: tuple[tuple[str, Decimal], ...] = ()
    attempts: int | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Pathway:
    """The use of the credential on campus, in the institution's words."""

    title: str = ""
    worth: str = ""
    url: str = ""


@dataclass(frozen=True)
class ProgramRules:
    """One immutable version of a program's definition. ``credit_modes`` are the enrollment modes that count.

    An attempt counts only if the run started on the day ``starts`` or later, and the learner reached the bar on the day
    ``ends`` or earlier. If ``starts`` is None, the run may have started at any time. If ``ends`` is None, the learner
    may reach the bar at any time. An unknown day is within every limit. ``timezone`` is the name of the time zone
    (IANA) in which instants become days. ``releases`` has pairs of a run key and the instant at which the run's results
    are published, sorted by key. With ``release_with_certificates``, other runs publish their results with the
    platform's certificates. The class has no slots because it uses cached properties.
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
    starts: date | None = None
    ends: date | None = None
    units: tuple[Unit, ...] = ()
    letters: tuple[LetterBand, ...] = ()
    timezone: str = "UTC"
    releases: tuple[tuple[str, datetime], ...] = ()
    release_with_certificates: bool = False

    def courses(self) -> tuple[Course, ...]:
        """Return every course and exam of the tree, in the definition's order."""
        return self._courses

    def nested(self) -> tuple[NestedProgram, ...]:
        """Return the nested programs of the tree, in the definition's order."""
        return self._nested

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """Return the courses, exams and nested programs of the tree, in the definition's order."""
        return tuple(leaves(self.root))

    @cached_property
    def has_choice(self) -> bool:
        """Tell whether a group requires only some of its children."""
        return _has_choice(self.root)

    @cached_property
    def has_shared_courses(self) -> bool:
        """Tell whether a course is in several places of the tree."""
        return len({course.course for course in self._courses}) < len(self._courses)

    @cached_property
    def has_locks(self) -> bool:
        """Tell whether a course opens after other requirements."""
        return any(course.opens_after for course in self._courses)

    @cached_property
    def required(self) -> int:
        """Return the number of requirements that must be earned (see ``count_required``)."""
        return count_required(self.root)

    @cached_property
    def lapsing(self) -> tuple[tuple[str, int], ...]:
        """Return pairs of the key of a course with ``valid_for`` and its number of years."""
        return tuple((course.key, course.valid_for) for course in self._courses if course.valid_for is not None)

    @cached_property
    def size(self) -> int:
        """Return the number of steps that one judgement of the tree takes (see ``size_of``)."""
        return size_of(self.root)

    @cached_property
    def _courses(self) -> tuple[Course, ...]:
        return tuple(leaf for leaf in self.leaves if isinstance(leaf, Course))

    @cached_property
    def _nested(self) -> tuple[NestedProgram, ...]:
        return tuple(leaf for leaf in self.leaves if isinstance(leaf, NestedProgram))


def leaves(node: Node) -> Iterator[Leaf]:
    """Yield the courses, exams and nested programs at or below ``node``, in the definition's order."""
    if isinstance(node, Group):
        for child in node.children:
            yield from leaves(child)
    else:
        yield node


def _has_choice(node: Node) -> bool:
    return isinstance(node, Group) and (node.at_least is not None or any(map(_has_choice, node.children)))


def count_required(node: Node) -> int:
    """Return the number of requirements in ``node``.

    A leaf is one requirement. A group with ``at_least`` counts as ``at_least`` requirements. A group without
    ``at_least`` counts as the sum of its children's requirements.
    """
    if not isinstance(node, Group):
        return 1
    if node.at_least is not None:
        return node.at_least
    return sum(count_required(child) for child in node.children)


def size_of(node: Node, depth: int = 1) -> int:
    """Return the number of steps that one judgement of ``node`` takes. ``depth`` is the node's level in the tree.

    The root has level 1. Each node takes one step, and one more step for each group around the node. Every group around
    the node reads the node again.
    """
    below = sum(size_of(child, depth + 1) for child in node.children) if isinstance(node, Group) else 0
    return depth + below


@lru_cache(maxsize=65_536)
def course_of_run(run_key: str) -> str:
    """Return the ``ORG+NUMBER`` part of a run key. The key may have the old form with slashes.

    Raises:
        ValueError: the key lacks an organisation, a number or a run.
    """
    body = run_key.removeprefix("course-v1:")
    parts = body.split("+") if body != run_key else run_key.split("/")
    if len(parts) != 3 or not all(parts):
        raise ValueError(f"not a course run key: {run_key!r}")
    return f"{parts[0]}+{parts[1]}"


def matches_run(course: Course | Final, run_key: str) -> bool:
    """Tell whether a run belongs to this course or final exam.

    If ``course`` lists runs, the list must have the run. If ``course`` lists no runs, organisation and number must
    match. A run in ``except_runs`` never belongs to the course or exam. A key of another kind, such as the key of a
    library or a CCX, lacks organisation and number.
    """
    if run_key in course.except_runs:
        return False
    if course.runs:
        return run_key in course.runs
    try:
        return course_of_run(run_key) in (course.course, *course.aliases)
    except ValueError:
        return False
