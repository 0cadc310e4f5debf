"""Import all public names of ``micromasters_plugin.data``.

Only the package ``micromasters_plugin.data`` imports this module.
"""

# ruff: noqa: F401

from micromasters_plugin.data.actors import Actor, ActorKind
from micromasters_plugin.data.cohorts import CourseStandings, StandingGroup
from micromasters_plugin.data.definitions import DefinitionDiff, Rebound
from micromasters_plugin.data.display import (
    CandidateRecord,
    CredentialRecord,
    EarnedRequirement,
    Freshness,
    LearnerProgress,
    ProgramSummary,
    RelatedProgress,
    RequirementProgress,
)
from micromasters_plugin.data.doctor import Diagnosis, Finding, Severity
from micromasters_plugin.data.explanations import ExplainedAttempt, ExplainedRequirement, Explanation
from micromasters_plugin.data.ledger import (
    EntryKind,
    LedgerReport,
    RecomputeReport,
    SignedHead,
)
from micromasters_plugin.data.mail import Message, MessageKind
from micromasters_plugin.data.metrics import Metric
from micromasters_plugin.data.people import Erasure, NameMention
from micromasters_plugin.data.plans import Plan, PlanStep, StepKind
from micromasters_plugin.data.previews import CompositeBin, DefinitionPreview, LearnerChange
from micromasters_plugin.data.results import (
    ChangesResult,
    ExamFetchResult,
    ExamImportResult,
    ExpectedDecision,
    FetchedExam,
    FetchedRun,
    ImportResult,
    ProgramFailure,
    ProgramStanding,
    ReconcilePreview,
    ReconcileProgress,
    ReplayResult,
    StandingRow,
    SweepResult,
)
from micromasters_plugin.data.states import CandidateState, CredentialState, ExamStatus, OverrideKind, ProgramAction
from micromasters_plugin.data.truth import (
    Account,
    Attempt,
    CourseCertificate,
    CourseRun,
    Enrollment,
    EnrollmentChange,
    ExamAttempt,
    Grade,
    ServiceAttempt,
    ServiceExam,
)
from micromasters_plugin.data.verdicts import (
    AdmissionGrade,
    AttemptVerdict,
    OverrideDecision,
    OverrideRecord,
    ProgramState,
    Reason,
    RequirementState,
    UnitVerdict,
)
