"""Show programs, versions and the display copy of course runs in the admin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.utils.safestring import SafeString

from micromasters_plugin import api
from micromasters_plugin.admin.columns import PROGRAM, IsSetFilter
from micromasters_plugin.admin.links import Link
from micromasters_plugin.admin.people import DECIDED_BY
from micromasters_plugin.admin.read_only import ReadOnlyAdmin, preformatted, pretty_json
from micromasters_plugin.admin.reasons import counted, reasoned_action
from micromasters_plugin.data.actors import Actor
from micromasters_plugin.programs import roles
from micromasters_plugin.programs.models import Program, ProgramChange, ProgramVersion, TrackedRun


def deciding(action: str, done: str, follows: str) -> Callable[..., Any]:
    """Return an action that changes all chosen programs. If one change is refused, no program changes."""

    @reasoned_action(f"{action.capitalize()} the chosen programs", roles.may_retire_programs, follows)
    @transaction.atomic
    def decide(rows: list[Program], actor: Actor, reason: str) -> str:
        changed = [api.change_program(str(row.uuid), action, actor=actor, reason=reason) for row in rows]
        lost = "".join(
            f" {each.program_key}: {each.results_without_effect}" for each in changed if each.results_without_effect
        )
        return counted(len(rows), "program is", "programs are") + f" {done}." + lost

    decide.__name__ = action  # Django identifies actions by this name
    return decide


@admin.register(Program)
class ProgramAdmin(ReadOnlyAdmin):
    """Programs by key. Programs. People who may change programs can retire or restore a program here, with a reason."""

    actions = (
        deciding("retire", "retired", "The programs evaluate nobody any more. Credentials and standings stay."),
        deciding("restore", "in use again", "The programs evaluate learners again. Reconcile the programs afterwards."),
    )
    list_display = ("key", "title", "uuid", "runs_refreshed", "retired")
    list_filter = (("retired", IsSetFilter),)
    ordering = ("key",)
    search_lookups = ("key", "uuid")
    links = (
        Link("Versions", "programversion", {"program__id__exact": "pk"}),
        Link("Retired and restored", "programchange", {"program__id__exact": "pk"}),
        Link("Standings", "standing", {"program__id__exact": "pk"}),
        Link("Credentials", "credential", {"program__id__exact": "pk"}),
        Link("Candidates", "candidate", {"cycle__program__id__exact": "pk"}),
        Link("Overrides", "override", {"program__id__exact": "pk"}),
        Link("Ledger entries", "ledgerentry", {"program__id__exact": "pk"}),
    )


@admin.register(ProgramChange)
class ProgramChangeAdmin(ReadOnlyAdmin):
    """Records of each retirement and restoration of a program, with actor and reason, newest first."""

    list_display = (PROGRAM, "action", DECIDED_BY, "reason", "time")
    list_filter = ("program", "action")
    list_select_related = ("program",)
    ordering = ("-id",)


@admin.register(ProgramVersion)
class ProgramVersionAdmin(ReadOnlyAdmin):
    """Immutable versions with the imported file, newest first."""

    list_display = (PROGRAM, "number", "effective_from", "created")
    list_filter = ("program",)
    list_select_related = ("program",)
    ordering = ("program", "-number")
    fields = ("program", "number", "effective_from", "created", "the_source", "canonical_definition")
    readonly_fields = ("created", "the_source", "canonical_definition")

    @admin.display(description="Source")
    def the_source(self, version: ProgramVersion) -> SafeString:
        return preformatted(version.source)

    @admin.display(description="Canonical definition")
    def canonical_definition(self, version: ProgramVersion) -> SafeString:
        return pretty_json(version.definition)


@admin.register(TrackedRun)
class TrackedRunAdmin(ReadOnlyAdmin):
    """The list of course runs, with the details that learners see."""

    list_display = ("run_key", "title", "start", "end", "upgrade_price", "currency")
    search_lookups = ("run_key", "course")
