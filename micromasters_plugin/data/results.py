"""Define results of operations, and rows of exports."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal

from micromasters_plugin.data.definitions import learners_in_words
from micromasters_plugin.data.truth import ServiceAttempt


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The result of an import. ``created_version`` is the new version's number, or None if nothing changed.

    If the import changed the program's key, ``renamed_from`` is the old key. If the import did not change the key,
    ``renamed_from`` is "". ``rebound`` counts the learners who get another version or another outcome.
    ``required_by`` has the keys of the programs in use that require this program at any depth. The standings of the
    learners of these programs may change too. ``in_force_until`` is the instant at which an older version with a later
    ``effective_from`` takes the place of the new version. Without such a version, ``in_force_until`` is None.
    """

    program_key: str
    program_uuid: str
    created_program: bool
    created_version: int | None
    renamed_from: str = ""
    rebound: int = 0
    required_by: tuple[str, ...] = ()
    in_force_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ProgramFailure:
    """A program that could not be processed, with the error. The failure did not stop other programs."""

    program_key: str
    error: str


@dataclass(frozen=True, slots=True)
class SweepResult:
    """The result of one sweep, in counts.

    ``evaluations`` counts evaluations. An evaluation concerns one learner in one program. ``decisions`` counts
    evaluations that added an entry to the ledger. ``parked`` counts learners who were parked with an error. ``orders``
    counts the orders that were carried out. ``unknown`` counts due and parked learners who do not exist on the
    platform. The sweep deleted the hints and errors of the unknown learners. ``waiting`` counts due learners under
    another worker's lease. ``orders_waiting`` counts orders under another worker's lease. Learners and orders of a
    killed worker become free when the worker's leases end. ``failures`` lists the programs that could not be processed.
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
    """The result of reading the platform's changes since ``since``.

    Each count is the number of pairs of learner and program. ``compared`` counts pairs with a change. ``due`` counts
    pairs that differ from the stored data. The next sweep evaluates the pairs that are due. The programs in
    ``failures`` were not read. The next call reads the changes of a failed program from the end of the program's last
    successful reading.
    """

    since: datetime
    compared: int
    due: int
    failures: tuple[ProgramFailure, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """The numbers of parked learners and orders that were replayed."""

    learners: int
    orders: int


@dataclass(frozen=True, slots=True)
class ReconcileProgress:
    """The progress of comparing all learners of a program.

    The learners with an id up to ``after`` are compared. ``after`` is -1 at the start. ``learners`` is the approximate
    number of learners, and ``compared`` counts the learners compared so far. If this run continues an interrupted run,
    ``resumed_from`` is the start of the interrupted run. If this run continues no interrupted run, ``resumed_from`` is
    None. At the end, the run compares again the learners whom the interrupted run compared.
    """

    program_key: str
    learners: int
    after: int
    resumed_from: datetime | None
    compared: int = 0


@dataclass(frozen=True, slots=True)
class ExpectedDecision:
    """A decision that reconciliation would make about a learner, or the ``error`` that prevents the decision.

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
    """One batch of a dry run.

    The batch has the number of compared learners, and the decisions that a reconciliation would make. ``unknown`` lists
    parked learners who do not exist on the platform. A reconciliation would delete the parked work of the unknown
    learners. ``error`` is set if the remaining learners of the program cannot be compared. If ``error`` is set, the
    other fields are empty.
    """

    program_key: str
    compared: int = 0
    decisions: tuple[ExpectedDecision, ...] = ()
    unknown: tuple[int, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class StandingRow:
    """One row of the standings export. ``composite`` is None if nothing is earned."""

    learner_id: int
    earned: bool
    composite: Decimal | None
    earned_requirements: int
    total_requirements: int


@dataclass(frozen=True, slots=True)
class ExamImportResult:
    """The result of importing exam attempts. The numbers count rows. If ``is_dry_run`` is True, nothing was written."""

    attempts: int
    written: int
    known: int
    untracked: int
    is_dry_run: bool


@dataclass(frozen=True, slots=True)
class FetchedExam:
    """The exam service's answer about one proctored exam.

    ``results`` counts submitted attempts. ``written`` counts new attempts, including attempts that a dry run does not
    store. ``known`` counts attempts that were stored before. ``without_user`` has the service's ids of attempts whose
    person is unknown on the platform or is leaving the platform. ``unknown_status`` has attempts with an unknown
    status. ``missing_learners`` are learners who have a stored result but are not in the service's list.
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
    """The exam service's answers about a course run. If a request failed, ``error`` describes the failure.

    ``exams`` has the exams that were read before a failure. ``is_kept`` is False if the service has no exams of the
    run.
    """

    course_run: str
    exams: tuple[FetchedExam, ...] = ()
    is_kept: bool = True
    error: str = ""


@dataclass(frozen=True, slots=True)
class ExamFetchResult:
    """The result of requesting exam attempts for ``runs``.

    ``runs_without_service`` are runs for which no exam service is configured.

    ``failures`` are programs with an unreadable definition. The runs of the programs in ``failures`` are unknown.
    """

    runs: tuple[FetchedRun, ...]
    runs_without_service: tuple[str, ...]
    failures: tuple[ProgramFailure, ...]
    is_dry_run: bool

    @property
    def written(self) -> int:
        """Return the number of new attempts."""
        return sum(exam.written for run in self.runs for exam in run.exams)


@dataclass(frozen=True, slots=True)
class ProgramStanding:
    """A program after a retirement or a restoration.

    ``retired`` is the date of the retirement, or None for a program in use. ``learners`` counts standings. The
    standings do not change while the program is retired. ``credentials`` counts valid credentials. The credentials stay
    valid. ``orders`` counts open orders. The plugin still carries out the orders. ``under_review`` counts learners with
    an exam under review, and ``held_back`` counts learners with a result that is held back. These counts include only
    unearned courses. Such results have no effect while the program is retired.
    """

    program_key: str
    retired: datetime | None
    learners: int
    credentials: int
    orders: int
    under_review: int = 0
    held_back: int = 0

    @property
    def results_without_effect(self) -> str:
        """Return the sentence about results that will not count in a retired program, or "" without such results."""
        if self.retired is None or not (self.under_review or self.held_back):
            return ""
        return (
            f"These results will not count: {learners_in_words(self.under_review)} with an exam under review, "
            f"{learners_in_words(self.held_back)} with a result that is held back."
        )
