"""Import all functions of ``micromasters_plugin.api``, grouped by module.

Only the package ``micromasters_plugin.api`` imports this module.
"""

# ruff: noqa: F401

from micromasters_plugin.api.courses import course_standings
from micromasters_plugin.api.credentials import change_credential, get_credential
from micromasters_plugin.api.definitions import (
    ask_about_definition,
    definition_schema,
    diff_definition,
    export_program,
    preview_definition,
    validate_definitions,
)
from micromasters_plugin.api.exams import fetch_exam_attempts, import_exam_attempts
from micromasters_plugin.api.guidance import count_plan_request, explain, explain_in_words, plan_for, plans_for
from micromasters_plugin.api.learners import (
    candidates,
    get_freshness,
    get_outline,
    get_progress,
    is_viewed_as_any_learner,
    standings,
)
from micromasters_plugin.api.ledgers import export_ledger, ledger_head, recompute_ledger, verify_ledger
from micromasters_plugin.api.loop import run_pending_in_loop
from micromasters_plugin.api.operations import (
    preview_changes,
    preview_reconcile,
    reconcile,
    reconcile_changes,
    run_pending,
)
from micromasters_plugin.api.overrides import overrides_of, record_override, withdraw_override
from micromasters_plugin.api.parked import (
    confirm_deliveries,
    dismiss_parked_events,
    replay_parked,
    replay_rows,
    replayable_kinds,
)
from micromasters_plugin.api.people import erase_person, export_person, find_people, usernames
from micromasters_plugin.api.programs import change_program, get_program, import_program, list_programs, program_uuid_of
from micromasters_plugin.api.watching import diagnose, read_metrics
from micromasters_plugin.programs.roles import may_read_metrics, may_see_own_explanation, may_see_own_progress
