"""Define a stateful machine in which people decide about a credential, and no other event undoes a decision.

The machine records the credential that a person decided to keep. Each event records whether the learner lost anything.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from micromasters_plugin import api
from micromasters_plugin.credentials.models import Credential, CredentialReview
from micromasters_plugin.data.actors import Actor
from micromasters_plugin.data.truth import CourseCertificate
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_plugin.standings.models import Standing
from tests.agreeing import import_and_agree
from tests.factories import UUID_A, program_text, run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW
from tests.undoing import undone

STAFF = 99
COURSES = ("1x", "2x")
RETAKE = "course-v1:Ex+1x+2027"
RUNS = (run_of("1x"), RETAKE, run_of("2x"))
BARS = ("0.50", "0.60", "0.70")
#: The grades below, between and above the bars.
PERCENTS = (0.1, 0.4, 0.55, 0.65, 0.9)
runs, policies = st.sampled_from(RUNS), st.sampled_from(["review", "revoke"])


class ActsAndEvents(RuleBasedStateMachine):
    """A stateful machine that runs on an empty database and rolls everything back at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = undone()
        self.transaction.__enter__()
        FakePlatform.reset()
        self.platform, self.now = FakePlatform(), NOW
        self.suspended: set[str] = set()
        self.revoked = False
        self.kept_uuid = ""
        #: True while no evaluation has read the last loss. A decision to keep the credential does not cover an unread
        #: loss.
        self.unread_loss = False
        self.overrides: dict[int, str] = {}
        self.closed: dict[int, str] = {}

    def teardown(self) -> None:
        try:
            if sys.exc_info()[0] is None:
                self.reconcile()
                self.check_decisions_of_people()
        finally:
            FakePlatform.reset()
            tracked_runs.forget()
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    @initialize(policy=policies)
    def begin(self, policy: str) -> None:
        self._import("0.60", policy)
        for run in (RUNS[0], RUNS[2]):
            self.platform.pass_run(LEARNER, run, 0.65)
        self.reconcile()

    # --- acts of people ---------------------------------------------------------------------------------------

    @precondition(lambda self: self._current() is not None)
    @rule(action=st.sampled_from(["suspend", "keep", "keep", "reissue", "revoke"]))
    def act(self, action: str) -> None:
        uuid = str(self._current().uuid)
        if uuid in self.suspended and action in ("suspend", "reissue"):
            action = "reinstate"
        changed = api.change_credential(uuid, action, actor=Actor.operator(STAFF), reason="a board", now=self.now)
        self.suspended ^= {uuid} if action in ("suspend", "reinstate") else self.suspended & {uuid} - {changed.uuid}
        if action == "revoke":
            self.revoked, self.kept_uuid = True, ""
            self.suspended.discard(uuid)
        elif action == "keep":
            self.kept_uuid = "" if self.unread_loss or Standing.objects.get().earned else uuid
        elif action == "reissue" and self.kept_uuid:
            self.kept_uuid = changed.uuid

    @precondition(lambda self: self._current() is not None)
    @rule(recalculated=st.booleans())
    def drop_while_suspended_keep_and_reinstate(self, recalculated: bool) -> None:
        """Repeat the acts after which an earlier version of the package undid a decision."""
        if str(self._current().uuid) not in self.suspended:
            self.act("suspend")
        self.grade(RUNS[2], 0.1)
        self.reconcile()
        self.act("keep")
        if recalculated:
            self.recalculate()
        self.act("suspend")
        self.reconcile()

    @rule(kind=st.sampled_from(["waive", "waive", "hold", "award"]), requirement=st.sampled_from(COURSES))
    def decide(self, kind: str, requirement: str) -> None:
        recorded = api.record_override(
            UUID_A,
            kind,
            user_id=LEARNER,
            actor=Actor.operator(STAFF),
            reason="a board",
            requirement=requirement if kind == "waive" else "",
            now=self.now,
            is_confirmed=True,
        )
        self.overrides[recorded.id] = kind
        if kind == "hold":
            self._lose()

    @precondition(lambda self: self.overrides)
    @rule(data=st.data())
    def withdraw_an_override(self, data: st.DataObject) -> None:
        override_id = data.draw(st.sampled_from(sorted(self.overrides)))
        api.withdraw_override(override_id, actor=Actor.operator(STAFF), reason="an error", now=self.now)
        if self.overrides.pop(override_id) != "hold":
            self._lose()

    # --- events -----------------------------------------------------------------------------------------

    @rule(run=runs, percent=st.sampled_from(PERCENTS))
    def grade(self, run: str, percent: float) -> None:
        """Give a grade. The new grade can only be a loss if the earlier grade was higher and counted under some bar."""
        before = self.platform.graded.get((LEARNER, run))
        self.platform.enroll(LEARNER, run)
        self.platform.grade(LEARNER, run, percent, modified=self.now)
        if before is not None and percent < before.percent and before.percent >= float(BARS[0]):
            self._lose()

    @rule(run=runs)
    def lose_a_grade(self, run: str) -> None:
        if self.platform.graded.pop((LEARNER, run), None) is not None:
            self._lose()

    @rule(run=runs, is_invalidated=st.booleans())
    def certify(self, run: str, is_invalidated: bool) -> None:
        self.platform.certified[LEARNER, run] = CourseCertificate("downloadable", "verified", is_invalidated)
        if is_invalidated:
            self._lose()

    @rule(run=runs)
    def save_the_same_grade_again(self, run: str) -> None:
        grade = self.platform.graded.get((LEARNER, run))
        if grade is not None:
            self.platform.grade(LEARNER, run, grade.percent, modified=self.now)

    @rule(bar=st.sampled_from(BARS), policy=policies, courses=st.sampled_from([COURSES, (*COURSES, "3x")]))
    def import_a_version(self, bar: str, policy: str, courses: tuple[str, ...]) -> None:
        self._import(bar, policy, courses)

    @rule(hours=st.sampled_from([1, 24, 24 * 30]))
    def move_the_clock(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def recalculate(self) -> None:
        """Evaluate every learner again from the same facts."""
        self.reconcile()
        Standing.objects.update(fingerprint="", outcome="")
        self.reconcile()

    @rule()
    def reconcile(self) -> None:
        api.reconcile(now=self.now)
        self.unread_loss = False
        if Standing.objects.get().earned:
            self.kept_uuid = ""

    # --- invariants ---------------------------------------------------------------------------------------

    @invariant()
    def check_decisions_of_people(self) -> None:
        credentials = {str(each.uuid): each for each in Credential.objects.all()}
        assert {uuid for uuid, each in credentials.items() if each.state == "suspended"} == self.suspended
        assert not self.revoked or self._current() is None
        if self.kept_uuid:
            credential = credentials[self.kept_uuid]
            assert credential.is_current and not credential.reviews.filter(closed__isnull=True).exists()

    @invariant()
    def check_reviews(self) -> None:
        """Check that at most one review, of a current credential, is open, and that closed reviews stay closed."""
        open_ones = CredentialReview.objects.filter(closed__isnull=True)
        assert open_ones.count() == open_ones.filter(credential__is_current=True).count() <= 1
        closed = dict(CredentialReview.objects.filter(closed__isnull=False).values_list("id", "outcome"))
        assert self.closed.items() <= closed.items()
        self.closed = closed

    @rule()
    def settle(self) -> None:
        """Check that a person decided to keep each credential that is no longer earned, or that a review is open."""
        self.reconcile()
        current = self._current()
        if current is None or Standing.objects.get().earned or current.state == "suspended":
            return
        assert current.judged is not None

    def _lose(self) -> None:
        """Record a possible loss.

        The loss reopens each decision to keep that a person makes before the next evaluation.
        """
        self.kept_uuid, self.unread_loss = "", True

    def _import(self, bar: str, policy: str, courses: tuple[str, ...] = COURSES) -> None:
        text = program_text(*courses, bar=str(Decimal(bar)), drop_policy=policy)
        text = text.replace("drop_policy:", "grandfathering: latest\ndrop_policy:")
        import_and_agree(text.replace("2025-01-01", f"{self.now:%Y-%m-%dT%H:%M:%SZ}"), now=self.now)
        tracked_runs.forget()

    def _current(self) -> Credential | None:
        return Credential.objects.filter(is_current=True).first()
