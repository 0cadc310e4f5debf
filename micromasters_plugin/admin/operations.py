"""Show pages for operators: standings, work, orders, parked events, the ledger, hints and exam attempts."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString

from micromasters_plugin import api
from micromasters_plugin.admin.columns import PROGRAM, IsSetFilter
from micromasters_plugin.admin.links import Link, learner_links
from micromasters_plugin.admin.people import LEARNER
from micromasters_plugin.admin.read_only import ReadOnlyAdmin, folded, preformatted, pretty_json
from micromasters_plugin.admin.reasons import counted, reasoned_action
from micromasters_plugin.data.actors import Actor
from micromasters_plugin.exceptions import MicromastersError
from micromasters_plugin.inbox.models import ExamEvent, Hint, ParkedEvent
from micromasters_plugin.ledger.models import LedgerEntry
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.programs import roles
from micromasters_plugin.programs.models import Program
from micromasters_plugin.standings.models import Standing

#: The confirmation page has this sentence about a replay.
REPLAYED = "Parked rows are due immediately and have all tries again. Other rows do not change."

#: The confirmation page has this sentence about the dismissal of events.
DISMISSED = "The events are deleted. The log keeps the reason."


@admin.register(Standing)
class StandingAdmin(ReadOnlyAdmin):
    """Learners' standings. Each standing has an explanation, and the stored inputs and verdict of the evaluation."""

    list_display = (
        LEARNER,
        PROGRAM,
        "requirements",
        "composite",
        "earned",
        "meets_admission_bar",
        "evaluated",
    )
    list_filter = ("program", "earned", "meets_admission_bar")
    search_lookups = ("user_id",)
    links = learner_links(except_model="standing")
    list_select_related = ("program",)
    fields = (
        "user_id",
        "program",
        "version",
        "earned",
        "composite",
        "requirements",
        "meets_admission_bar",
        "evaluated",
        "reevaluate_at",
        "explanation",
        "the_verdict",
        "the_inputs",
        "outcome",
        "fingerprint",
    )
    readonly_fields = ("requirements", "explanation", "the_verdict", "the_inputs")

    @admin.display(description="Requirements", ordering="earned_requirements")
    def requirements(self, standing: Standing) -> SafeString:
        earned, total = standing.earned_requirements, standing.total_requirements
        return format_html('<bdi dir="ltr">{} of {}</bdi>', earned, total)

    @admin.display(description="Explanation")
    def explanation(self, standing: Any) -> SafeString | str:
        uuid, user_id = str(standing.program.uuid), standing.user_id
        try:
            return preformatted(api.explain_in_words(uuid, user_id=user_id, actor=standing.viewer))
        except MicromastersError as error:
            return f"The standing cannot be explained: {error}."

    @admin.display(description="Stored verdict")
    def the_verdict(self, standing: Standing) -> SafeString:
        return folded(pretty_json(standing.verdict))

    @admin.display(description="Stored inputs")
    def the_inputs(self, standing: Standing) -> SafeString:
        return folded(pretty_json(standing.inputs))


@admin.register(Work)
class WorkAdmin(ReadOnlyAdmin):
    """Learners under evaluation, failed evaluations, and parked learners with their errors."""

    actions = ("replay",)
    list_display = (LEARNER, PROGRAM, "tries", "parked", "due", "leased_until", "lost")
    list_filter = ("program", ("parked", IsSetFilter))
    search_lookups = ("user_id",)
    links = learner_links(except_model="work")
    list_select_related = ("program",)

    @reasoned_action("Replay the chosen learners who are parked", roles.may_replay_learners, REPLAYED)
    def replay(rows: list[Work], actor: Actor, reason: str) -> str:
        learners = api.replay_rows(work_ids=[row.pk for row in rows], actor=actor, reason=reason).learners
        return counted(learners, "learner is", "learners are") + " due again."


@admin.register(Order)
class OrderAdmin(ReadOnlyAdmin):
    """All orders, whether they are done, waiting, failed or parked."""

    actions = ("replay",)
    list_display = ("kind", LEARNER, PROGRAM, "created", "done", "tries", "parked")
    list_filter = ("kind", ("done", IsSetFilter), ("parked", IsSetFilter))
    search_lookups = ("user_id", "key")
    links = (*learner_links(except_model="order"), Link("Deliveries", "delivery", {"order__id__exact": "pk"}))
    ordering = ("-id",)
    exclude = ("program_id",)
    readonly_fields = ("program",)

    @admin.display(description="Program")
    def program(self, order: Order) -> str:
        return str(Program.objects.filter(pk=order.program_id).first() or order.program_id)

    @reasoned_action("Replay the chosen orders that are parked", roles.may_replay_orders, REPLAYED)
    def replay(rows: list[Order], actor: Actor, reason: str) -> str:
        orders = api.replay_rows(order_ids=[row.pk for row in rows], actor=actor, reason=reason).orders
        return counted(orders, "order is", "orders are") + " due again."


@admin.register(ParkedEvent)
class ParkedEventAdmin(ReadOnlyAdmin):
    """Events of the platform that could not be read, newest first."""

    actions = ("dismiss",)
    list_display = ("event_type", "event_id", "reason", "count", "created")
    list_filter = ("event_type",)
    search_lookups = ("event_id",)
    ordering = ("-id",)

    @reasoned_action("Dismiss the chosen events", roles.may_dismiss_parked_events, DISMISSED)
    def dismiss(rows: list[ParkedEvent], actor: Actor, reason: str) -> str:
        dismissed = api.dismiss_parked_events([row.pk for row in rows], actor=actor, reason=reason)
        return counted(dismissed, "row is", "rows are") + " dismissed."


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin):
    """The ledger's entries: decisions, acts and erasures, newest first within each program."""

    list_display = ("seq", PROGRAM, "kind", LEARNER, "time", "digest")
    list_filter = ("program", "kind")
    search_lookups = ("user_id",)
    links = learner_links(except_model="ledgerentry")
    list_select_related = ("program",)
    ordering = ("program", "-seq")
    exclude = ("payload",)
    readonly_fields = ("the_payload",)

    @admin.display(description="Hash")
    def digest(self, entry: LedgerEntry) -> str:
        return f"{entry.hash[:12]}…"

    @admin.display(description="Payload")
    def the_payload(self, entry: LedgerEntry) -> SafeString | str:
        return pretty_json(json.loads(entry.payload)) if entry.payload else "–"


@admin.register(Hint)
class HintAdmin(ReadOnlyAdmin):
    """Learners who wait for evaluation."""

    list_display = (LEARNER, PROGRAM, "event_id", "created")
    ordering = ("-id",)


@admin.register(ExamEvent)
class ExamEventAdmin(ReadOnlyAdmin):
    """Exam attempts as the platform's exam service reported them."""

    list_display = (LEARNER, "course_run", "status", "time")
    search_lookups = ("user_id",)
    ordering = ("-id",)
