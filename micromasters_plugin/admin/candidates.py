"""Show the ranked list of admission candidates. Each candidate's page shows how the score is calculated."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from micromasters_plugin.admin.columns import PROGRAM, ProgramColumn
from micromasters_plugin.admin.links import Link, learner_links
from micromasters_plugin.admin.people import LEARNER, PeopleChangeList
from micromasters_plugin.admin.read_only import ReadOnlyAdmin
from micromasters_plugin.admissions.models import AdmissionCycle, Candidate

OF_CYCLE = ProgramColumn("cycle.program_id")


class RankedChangeList(PeopleChangeList):
    """A list that adds the rank within the program to every row. The list takes one query for each program."""

    def get_results(self, request: HttpRequest) -> None:
        # Import late, because every process loads the admin but only this page ranks candidates.
        from micromasters_plugin.admissions.shortlist import ranked_candidates

        super().get_results(request)
        programs = {row.cycle.program_id for row in self.result_list}
        ranks = {
            (program_id, candidate.user_id): candidate.rank
            for program_id in programs
            for candidate in ranked_candidates(program_id)
        }
        for row in self.result_list:
            row.rank = ranks.get((row.cycle.program_id, row.user_id))


@admin.register(Candidate)
class CandidateAdmin(ReadOnlyAdmin):
    """Candidates, best first.

    A flag is advice and admits nobody. The page hides names, because candidates have not consented.
    """

    list_display = ("rank", LEARNER, OF_CYCLE, "composite", "capstone", "graded_runs", "state", "meets_bar")
    list_display_links = (LEARNER,)
    list_filter = ("cycle__program", "meets_bar", "state")
    search_lookups = ("user_id",)
    names_people = False
    links = learner_links(program="cycle.program_id", except_model="candidate")
    list_select_related = ("cycle__program",)
    fields = (
        "user_id",
        "cycle",
        "state",
        "meets_bar",
        "composite",
        "capstone",
        "graded_runs",
        "completed",
        "flagged",
        "score_calculation",
    )
    readonly_fields = ("score_calculation",)

    def get_changelist(self, request: HttpRequest, **kwargs: object) -> type[PeopleChangeList]:
        return RankedChangeList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Candidate]:
        best_first = (F("meets_bar").desc(), F("composite").desc(nulls_last=True), F("capstone").desc(nulls_last=True))
        earlier_first = F("completed").asc(nulls_last=True)
        return super().get_queryset(request).order_by(*best_first, "graded_runs", earlier_first, "user_id")

    @admin.display(description="Rank", empty_value="–")
    def rank(self, candidate: Any) -> int | None:
        return candidate.rank

    @admin.display(description="Calculation of the score")
    def score_calculation(self, candidate: Candidate) -> SafeString:
        explanation = candidate.explanation
        rows = format_html_join(
            "",
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            ((p["requirement"], p["run"], p["ratio"], p["weight"]) for p in explanation["parts"]),
        )
        return format_html(
            "<table><caption>Score {}, bar {}, above it by {}; rules of version {}</caption>"
            "<thead><tr><th>Requirement</th><th>Run</th><th>Grade</th><th>Weight</th></tr></thead>"
            "<tbody>{}</tbody></table>{}",
            *(explanation[name] or "none" for name in ("score", "bar", "above_bar_by")),
            explanation["version"],
            rows,
            _named_courses(explanation["courses"]),
        )


def _named_courses(courses: list[dict[str, str]]) -> SafeString:
    """Return a table of the grades that the bar requires in named courses, or "" if the bar names no course."""
    if not courses:
        return SafeString("")
    rows = format_html_join(
        "", "<tr><td>{}</td><td>{}</td><td>{}</td></tr>", ((c["requirement"], c["ratio"], c["bar"]) for c in courses)
    )
    return format_html(
        "<table><caption>Grades that the bar asks for</caption>"
        "<thead><tr><th>Requirement</th><th>Grade</th><th>Bar</th></tr></thead><tbody>{}</tbody></table>",
        rows,
    )


@admin.register(AdmissionCycle)
class AdmissionCycleAdmin(ReadOnlyAdmin):
    """Cycles by program."""

    list_display = ("name", PROGRAM, "is_default")
    links = (Link("Candidates", "candidate", {"cycle__program__id__exact": "program_id"}),)
