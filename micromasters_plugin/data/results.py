"""What operations did, and the rows of exports."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal

from micromasters_plugin.data.truth import ServiceAttempt


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did: ``created_version`` is the version's number, or None where nothing had changed.

    ``renamed_from`` is the key that the program had until now, where the import gave it another; else empty.
    """

    program_key: str
    program_uuid: str
    created_program: bool
    created_version: int | None
    renamed_from: str = ""


@dataclass(frozen=True, slots=True)
class ProgramFailure:
    """A program that could not be processed, and why; the others were processed."""

    program_key: str
    error: str


@dataclass(frozen=True, slots=True)
class SweepResult:
    """What one sweep did, in counts.

    ``evaluations`` counts learner × program evaluations, ``decisions`` those that changed something that
    the ledger keeps, ``parked`` those set aside with an error, ``orders`` the effects carried out. ``unknown`` counts
    due and parked learners who do not exist on the platform: their hints and errors are gone. ``waiting`` and
    ``orders_waiting`` count due learners and orders that other workers hold, killed workers included. They are taken
    when the leases end.
    ``failures`` lists the programs that could not be processed, and why.
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
    """What reading the platform's changes since ``since`` found, in counts of learner × program.

    ``compared`` had a change, ``due`` of them were not as stored: the sweep decides those. Of programs among the
    ``failures`` nothing was read; the next reading begins where their last one ended.
    """

    since: datetime
    compared: int
    due: int
    failures: tuple[ProgramFailure, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """How many parked learners and orders have another start."""

    learners: int
    orders: int


@dataclass(frozen=True, slots=True)
class ReconcileProgress:
    """How far the comparison with everyone of a program is: it is done up to the learner ``after``, -1 at its start.

    ``learners`` is how many there are about, ``compared`` how many of them it has looked at. ``resumed_from`` is when
    a comparison began that was stopped and now goes on; None for one that begins. Those whom that one had done come
    last, from the first learner on.
    """

    program_key: str
    learners: int
    after: int
    resumed_from: datetime | None
    compared: int = 0


@dataclass(frozen=True, slots=True)
class ExpectedDecision:
    """What reconciliation would decide of a learner; with ``error``, why it could not, and nothing else.

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
class Foreseen:
    """One batch of a dry run: how many learners were compared, and what would be decided of which.

    ``unknown`` lists parked learners who do not exist on the platform. What is parked for them would be deleted.
    With ``error``, why the program's learners, or the rest of them, cannot be compared, and nothing else.
    """

    program_key: str
    compared: int = 0
    decisions: tuple[ExpectedDecision, ...] = ()
    unknown: tuple[int, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class StandingRow:
    """One line of the standings export; ``composite`` is None while nothing is earned."""

    learner_id: int
    earned: bool
    composite: Decimal | None
    earned_requirements: int
    total_requirements: int


@dataclass(frozen=True, slots=True)
class ExamImportResult:
    """What an import of exam attempts did, in counts of rows; with ``is_dry_run``, what it would have done."""

    attempts: int
    written: int
    known: int
    untracked: int
    is_dry_run: bool


@dataclass(frozen=True, slots=True)
class FetchedExam:
    """What the exam service answered of one proctored exam.

    Of its ``results``, attempts that were handed in, ``written`` were news, or would be without ``is_dry_run``, and
    ``known`` were none. ``nobodys`` are the service's ids of attempts of people whom the platform does not have, or who
    are leaving; ``unread`` are attempts in a status that is not known here. ``unlisted`` are learners with a result
    here and none there.
    """

    usage_key: str
    results: int
    written: int
    known: int
    nobodys: tuple[int, ...] = ()
    unread: tuple[ServiceAttempt, ...] = ()
    unlisted: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FetchedRun:
    """What the exam service answered of a course run; where it failed, ``error`` says how, after those ``exams``.

    ``is_kept`` is False where the service does not keep the run's exams.
    """

    course_run: str
    exams: tuple[FetchedExam, ...] = ()
    is_kept: bool = True
    error: str = ""


@dataclass(frozen=True, slots=True)
class ExamFetchResult:
    """What the exam service was asked about: ``runs``. ``unserved`` are runs whose exams no service is to keep.

    ``failures`` are programs whose runs cannot be told, their definition being unreadable.
    """

    runs: tuple[FetchedRun, ...]
    unserved: tuple[str, ...]
    failures: tuple[ProgramFailure, ...]
    is_dry_run: bool

    @property
    def written(self) -> int:
        """How many attempts were news."""
        return sum(exam.written for run in self.runs for exam in run.exams)


@dataclass(frozen=True, slots=True)
class ProgramStanding:
    """A program that was retired or restored. ``retired`` is since when, None for one that is in use.

    ``learners`` have a standing, which stays as it is while the program is retired; ``credentials`` of it are valid and
    stay so; ``orders`` were given before and are carried out.
    """

    program_key: str
    retired: datetime | None
    learners: int
    credentials: int
    orders: int
