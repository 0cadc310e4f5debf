"""Programs, their versions and the display copy of their course runs."""

from __future__ import annotations

from django.contrib import admin
from django.utils.safestring import SafeString

from micromasters_plugin.admin.links import Link
from micromasters_plugin.admin.read_only import ReadOnlyAdmin, preformatted, pretty_json
from micromasters_plugin.programs.models import Program, ProgramVersion, TrackedRun


@admin.register(Program)
class ProgramAdmin(ReadOnlyAdmin):
    """Programs by key."""

    list_display = ("key", "title", "uuid", "runs_refreshed")
    ordering = ("key",)
    found_by = ("key", "uuid")
    links = (
        Link("Versions", "programversion", {"program__id__exact": "pk"}),
        Link("Standings", "standing", {"program__id__exact": "pk"}),
        Link("Credentials", "credential", {"program__id__exact": "pk"}),
        Link("Candidates", "candidate", {"cycle__program__id__exact": "pk"}),
        Link("Decisions by hand", "override", {"program__id__exact": "pk"}),
        Link("Ledger entries", "ledgerentry", {"program__id__exact": "pk"}),
    )


@admin.register(ProgramVersion)
class ProgramVersionAdmin(ReadOnlyAdmin):
    """Immutable versions, newest first, with the file as it was imported."""

    list_display = ("program", "number", "effective_from", "created")
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
    """What learners are shown of each course run."""

    list_display = ("run_key", "title", "start", "end", "upgrade_price", "currency")
    found_by = ("run_key", "course")
