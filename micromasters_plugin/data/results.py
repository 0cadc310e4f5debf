"""The results of operations, and the rows of exports."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal

from micromasters_plugin.data.truth import ServiceAttempt


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The result of an import. ``created_version`` is the new version's number, or None if nothing changed.

    ``renamed_from`` is the program's old key if the import changed the key, else empty.
    """

    program_key: str
    program_uuid: str
    created_program: bool
    created_version: int | None
    renamed_from: str = ""


@dataclass(frozen=True, slots=True)
class ProgramFailure:
    """A program that could not be processed, and why. The other programs were processed."""

    program_key: str
    error: str


@dataclass(frozen=True, slots=True)
class SweepResult:
    """The result of one sweep, in counts.

    ``evaluations`` counts evaluations of learner × program. ``decisions`` counts those that changed something in the
    ledger, and ``parked`` the learners parked with an error. ``orders`` counts the effects carried out. ``unknown``
    counts due and parked learners who do not exist on the platform; their hints and errors were deleted. ``waiting``
    and ``orders_waiting`` count due learners and orders that other workers hold, including killed workers. They become
    free when the leases end. ``failures`` lists the programs that could not be processed, and why.
    """

    hints: int = 0
    evaluations: int = 0
    decisions: int = 0
    parked: int = 0
    orders: int = 0
    failures: tuple[ProgramFailure, ...] = ()
    unknown: int = 0
    waiting: int = 0
    orders_waiting: int = 0

    def __add__(self, other: SweepResult) -> SweepResult:
        return SweepResult(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


@dataclass(frozen=True, slots=True)
class ChangesResult:
    """The result of reading the platform's changes since ``since``, in counts of learner × program.

    ``compared`` counts pairs with a change, and ``due`` those that differ from what is stored: the next sweep evaluates
    them. Nothing was read of the programs in ``failures``. The next reading begins where their last one ended.
    """

    since: datetime
    compared: int
    due: int
    failures: tuple[ProgramFailure, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """The number of parked learners and orders that start again."""

    learners: int
    orders: int


@dataclass(frozen=True, slots=True)
class ReconcileProgress:
    """The progress of comparing all learners of a program: it is done up to the id ``after``, -1 at its start.

    ``learners`` is about how many there are, and ``compared`` how many were compared so far. If this continues an
    interrupted comparison, ``resumed_from`` is when that one began, else None. Learners that it had already compared
    come last, from the first learner on.
    """

    program_key: str
    learners: int
    after: int
    resumed_from: datetime | None
    compared: int = 0


@dataclass(frozen=True, slots=True)
class ExpectedDecision:
    """A decision that reconciliation would make about a learner, or only the ``error`` that prevents it.

    ``earned_before`` and ``earned_after`` count requirements out of ``total_requirements``.
    """

    learner_id: int
    was_earned: bool = False
    is_earned: bool = False
    earned_before: int = 0
    earned_after: int = 0
    total_requirements: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class ReconcilePreview:
    """One batch of a dry run: how many learners were compared, and which decisions it would make.

    ``unknown`` lists parked learners who do not exist on the platform. Their parked work would be deleted. ``error``
    says why the program's learners, or the rest of them, cannot be compared; the other fields are then empty.
    """

    program_key: str
    compared: int = 0
    decisions: tuple[ExpectedDecision, ...] = ()
    unknown: tuple[int, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class StandingRow:
    """One line of the standings export. ``composite`` is None while nothing is earned."""

    learner_id: int
    earned: bool
    composite: Decimal | None
    earned_requirements: int
    total_requirements: int


@dataclass(frozen=True, slots=True)
class ExamImportResult:
    """The result of importing exam attempts, in counts of rows. With ``is_dry_run``, nothing was written."""

    attempts: int
    written: int
    known: int
    untracked: int
    is_dry_run: bool


@dataclass(frozen=True, slots=True)
class FetchedExam:
    """The exam service's answer about one proctored exam.

    ``results`` counts attempts that were handed in. ``written`` of them are new, even if a dry run does not store them,
    and ``known`` are stored already. ``nobodys`` are the service's ids of attempts whose person does not exist on the
    platform or is leaving. ``unread`` are attempts with an unknown status. ``unlisted`` are learners with a stored
    result that the service does not list.
    """

    usage_key: str
    results: int
    written: int
    known: int
    without_user: tuple[int, ...] = ()
    unknown_status: tuple[ServiceAttempt, ...] = ()
    missing_learners: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FetchedRun:
    """The exam service's answers about a course run. If it failed, ``error`` says how; ``exams`` were read before that.

    ``is_kept`` is False if the service does not keep the run's exams.
    """

    course_run: str
    exams: tuple[FetchedExam, ...] = ()
    is_kept: bool = True
    error: str = ""


@dataclass(frozen=True, slots=True)
class ExamFetchResult:
    """The result of asking the exam service about ``runs``. ``unserved`` are runs whose exams no service should keep.

    ``failures`` are programs with an unreadable definition, whose runs are therefore unknown.
    """

    runs: tuple[FetchedRun, ...]
    runs_without_service: tuple[str, ...]
    failures: tuple[ProgramFailure, ...]
    is_dry_run: bool

    @property
    def written(self) -> int:
        """Return how many attempts are new."""
        return sum(exam.written for run in self.runs for exam in run.exams)


@dataclass(frozen=True, slots=True)
class ProgramStanding:
    """A program after it was retired or restored. ``retired`` is the date, or None for a program in use.

    ``learners`` counts standings, which do not change while the program is retired. ``credentials`` counts valid
    credentials, which stay valid. ``orders`` counts open orders, which are still carried out.
    """

    program_key: str
    retired: datetime | None
    learners: int
    credentials: int
    orders: int
