"""Run a stateful machine in which grades change, events repeat, staff override, steps fail and the clock jumps.

After any history, two ordinary rounds give the result of a fresh evaluation, and every effect is done once.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from datetime import timedelta
from typing import Any

from django.core import mail
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from openedx_events.learning.signals import PROGRAM_CERTIFICATE_AWARDED, PROGRAM_CERTIFICATE_REVOKED

from micromasters_plugin import api, failpoints
from micromasters_plugin.admissions.models import Candidate
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.data import OverrideKind
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.database.codec import SPARSE
from micromasters_plugin.failpoints import FAIL_POINTS, FailPointError
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.ledger import checking
from micromasters_plugin.ledger.models import LedgerEntry
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.outbox.orders import OrderKind
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_plugin.standings.evaluation import evaluate_learner
from micromasters_plugin.standings.models import Standing
from micromasters_plugin.standings.snapshot import inputs_to_json, outcome_of
from tests.factories import UUID_B, program_text, run_of
from tests.fakes import FakePlatform
from tests.torture.events import Event
from tests.torture.staff_decisions import KINDS, StaffDecisions
from tests.torture.world import Clock
from tests.undoing import undone

LEARNERS = (1, 2)
RETAKE = "course-v1:Ex+1x+2027"
RUNS = (run_of("1x"), RETAKE, run_of("2x"))
#: An interval that is longer than any lease and any delay before a retry.
UNTIL_ALL_IS_DUE = timedelta(hours=2)

learners, runs = st.sampled_from(LEARNERS), st.sampled_from(RUNS)


def import_programs() -> None:
    """Import two programs with the same courses.

    The drop policies of the programs are review and revoke. One course has an embargo.
    """
    bar = "passing_grade: 0.60\n"
    strict = program_text("1x", "2x", uuid=UUID_B, key="strict", drop_policy="revoke")
    strict = strict.replace(bar, bar + "      proctored: true\n", 1)
    head, _, tail = strict.rpartition(bar)
    api.import_program(program_text("1x", "2x"), actor=OPERATOR)
    api.import_program(f"{head}{bar}      embargo_until: 2026-06-03\n{tail}", actor=OPERATOR)
    tracked_runs.forget()


class Pipeline(RuleBasedStateMachine):
    """A machine that needs a database with the programs of ``import_programs``, and rolls back all changes."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = undone()
        self.transaction.__enter__()
        FakePlatform.reset()
        self.platform, self.clock = FakePlatform(), Clock()
        self.clock.hang()
        self.latest = self.clock.time
        self.events: list[Event] = []
        self.delivered: list[Event] = []
        mail.outbox = []
        self.announced: Counter[tuple[str, str]] = Counter()
        self.repeats_allowed = 0
        self.outcomes: dict[tuple[int, int], str] = {}
        self.changes: Counter[tuple[int, int]] = Counter()
        self.by_hand = StaffDecisions()
        for signal in (PROGRAM_CERTIFICATE_AWARDED, PROGRAM_CERTIFICATE_REVOKED):
            signal.connect(self._note_announcement)

    def teardown(self) -> None:
        try:
            if sys.exc_info()[0] is None:
                self.settle()
        finally:
            self._fail_at("")
            for signal in (PROGRAM_CERTIFICATE_AWARDED, PROGRAM_CERTIFICATE_REVOKED):
                signal.disconnect(self._note_announcement)
            self.clock.take_down()
            FakePlatform.reset()
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    # --- changes on the platform -----------------------------------------------------------------------------

    @rule(user_id=learners, run=runs, percent=st.sampled_from([0.0, 0.59, 0.59995, 0.7, 0.85, 1.0]))
    def grade(self, user_id: int, run: str, percent: float) -> None:
        if (user_id, run) not in self.platform.enrolled:
            self.platform.enroll(user_id, run)
        self.platform.grade(user_id, run, percent, modified=self.clock.time)
        self.events.append(Event(user_id, run))

    @rule(user_id=learners)
    def pass_everything(self, user_id: int) -> None:
        for run in (RUNS[0], RUNS[2]):
            self.grade(user_id, run, 0.9)
        self.examine(user_id, RUNS[0], "verified")

    @rule(user_id=learners)
    def fail_everything(self, user_id: int) -> None:
        for run in RUNS:
            self.grade(user_id, run, 0.3)

    @rule(user_id=learners, run=runs)
    def lose_a_grade(self, user_id: int, run: str) -> None:
        self.platform.graded.pop((user_id, run), None)

    @rule(user_id=learners, run=runs, mode=st.sampled_from(["audit", "verified"]), is_active=st.booleans())
    def enroll(self, user_id: int, run: str, mode: str, is_active: bool) -> None:
        self.platform.enroll(user_id, run, mode, is_active=is_active)
        self.events.append(Event(user_id, run))

    @rule(
        user_id=learners, run=st.sampled_from(RUNS[:2]), status=st.sampled_from(["submitted", "verified", "rejected"])
    )
    def examine(self, user_id: int, run: str, status: str) -> None:
        if (user_id, run) not in self.platform.enrolled:
            self.platform.enroll(user_id, run)
        self.events.append(Event(user_id, run, status, self.clock.time + timedelta(seconds=len(self.events))))

    # --- decisions of staff ----------------------------------------------------------------------------------

    @precondition(lambda self: self.platform.users)
    @rule(
        data=st.data(),
        key=st.sampled_from(["example", "strict"]),
        kind=st.sampled_from(KINDS),
        requirement=st.sampled_from(["1x", "2x"]),
        hours=st.sampled_from([None, 1, 24]),
    )
    def decide(self, data: st.DataObject, key: str, kind: OverrideKind, requirement: str, hours: int | None) -> None:
        user_id = data.draw(st.sampled_from(sorted(self.platform.users)))
        if kind is OverrideKind.DISCOUNT and (user_id, run_of(requirement)) not in self.platform.enrolled:
            return
        self.by_hand.override(key, user_id, kind, requirement, now=self.clock.time, hours=hours)

    @precondition(lambda self: self.by_hand.overrides)
    @rule(data=st.data())
    def withdraw_an_override(self, data: st.DataObject) -> None:
        self.by_hand.take_back(data.draw(st.sampled_from(sorted(self.by_hand.overrides))))

    @precondition(lambda self: Credential.objects.filter(is_current=True).exists())
    @rule(data=st.data(), is_final=st.booleans())
    def change_a_credential(self, data: st.DataObject, is_final: bool) -> None:
        current = Credential.objects.filter(is_current=True).order_by("id")
        uuid = str(data.draw(st.sampled_from(list(current))).uuid)
        if is_final:
            self.by_hand.revoke(uuid)
        else:
            self.by_hand.suspend_or_reinstate(uuid)

    @rule(user_id=learners)
    def suspend_before_anybody_is_told(self, user_id: int) -> None:
        """Let a worker issue a credential, and let the worker fail before the announcement and the e-mail."""
        self.pass_everything(user_id)
        self.fail_while_working("effects-taken", 2)
        for credential in Credential.objects.filter(user_id=user_id, state="valid"):
            self.by_hand.suspend_or_reinstate(str(credential.uuid))

    # --- time -------------------------------------------------------------------------------------------------

    @rule(hours=st.sampled_from([-48, -1, 0.01, 0.1, 1, 24, 240]))
    def move_the_clock(self, hours: float) -> None:
        self.clock.time += timedelta(hours=hours)
        self.latest = max(self.latest, self.clock.time)

    # --- failures of the pipeline ----------------------------------------------------------------------------

    @precondition(lambda self: self.events)
    @rule(data=st.data(), times=st.integers(1, 10))
    def deliver(self, data: st.DataObject, times: int) -> None:
        event = data.draw(st.sampled_from(self.events))
        for _ in range(times):
            event.send()
        self.delivered.append(event)

    @rule()
    def sweep(self) -> None:
        self._work(api.run_pending)

    @rule()
    def reconcile(self) -> None:
        self._work(api.reconcile)

    @rule(label=st.sampled_from(FAIL_POINTS), passage=st.sampled_from([1, 1, 1, 2, 3]))
    def fail_while_working(self, label: str, passage: int) -> None:
        """Fail at a passage of a fail point, in this sweep or a later sweep."""
        self._fail_at(f"{label}:raise:{passage}")
        # The announcement was sent but not recorded, so a retry sends the announcement again.
        self.repeats_allowed += label == "effect-delivered"
        for event in self.events[-3:]:
            event.send()
        self._work(api.run_pending)

    # --- invariants -------------------------------------------------------------------------------------------

    @rule()
    def settle(self) -> None:
        """Repair all failures, work twice, and compare the result with a fresh evaluation.

        Finally, send every event again and compare the results again.
        """
        self._fail_at("")
        self.clock.time = self.latest = self.latest + UNTIL_ALL_IS_DUE
        api.run_pending()
        api.reconcile()
        self.check_what_is_counted()
        for program in Program.objects.all():
            for user_id in set(self.platform.users):
                self._check_learner(program, user_id)
        before = self._done()
        for event in self.delivered:
            event.send()
        result = api.run_pending()
        assert (result.decisions, result.orders, Hint.objects.count()) == (0, 0, 0)
        assert self._done() == before

    @invariant()
    def check_what_is_counted(self) -> None:
        """Check for one ledger entry per change of outcome, one current credential, one announcement and one e-mail."""
        for standing in Standing.objects.all():
            pair = standing.program_id, standing.user_id
            self.changes[pair] += self.outcomes.get(pair) != standing.outcome
            self.outcomes[pair] = standing.outcome
        entries = Counter(LedgerEntry.objects.filter(kind="decision").values_list("program_id", "user_id"))
        assert entries == self.changes
        current = Counter(Credential.objects.filter(is_current=True).values_list("program_id", "user_id"))
        assert set(current.values()) <= {1}
        assert set(Counter(message.body for message in mail.outbox).values()) <= {1}
        assert sum(self.announced.values()) - len(self.announced) <= self.repeats_allowed

    @invariant()
    def check_decisions_of_people(self) -> None:
        self.by_hand.check_credentials()

    def _check_learner(self, program: Program, user_id: int) -> None:
        fresh = evaluate_learner(program.id, user_id, now=self.clock.time)
        stored = Standing.objects.get(program=program, user_id=user_id)
        assert stored.outcome == outcome_of(fresh.standing, fresh.version.id)
        assert (stored.verdict, stored.inputs) == (SPARSE.encode(fresh.standing), inputs_to_json(fresh.inputs))
        self.by_hand.check_standing(program.key, stored, now=self.clock.time)
        credentials = Credential.objects.filter(program=program, user_id=user_id)
        current = credentials.filter(is_current=True).first()
        if any(str(credential.uuid) in self.by_hand.revoked for credential in credentials):
            assert current is None
        elif stored.earned:
            assert current is not None and not current.reviews.filter(closed__isnull=True).exists()
        elif program.key == "strict" and (current is None or current.state == "suspended"):
            """Revoked, or nothing is done to it before a person reinstates it."""
        elif current is not None:
            assert program.key != "strict" or self.by_hand.reinstated[str(current.uuid)] == stored.drops
            assert current.reviews.filter(closed__isnull=True).count() == 1
        for credential in credentials:
            ending = "awarded" if credential.is_current else "revoked"
            assert self.announced[ending, str(credential.uuid)] >= 1
        if current is not None and current.state == "valid":
            orders = Order.objects.filter(kind=OrderKind.EMAIL_HOLDER.value, subject=str(current.uuid))
            is_sent = any(str(current.uuid) in message.body for message in mail.outbox)
            assert is_sent or orders.filter(parked__isnull=False).exists()
        flagged = Candidate.objects.filter(cycle__program=program, user_id=user_id, meets_bar=True)
        assert flagged.count() == stored.meets_admission_bar
        assert checking.find_breaks(program.id) == []

    def _done(self) -> tuple[Any, ...]:
        tables = (Standing, LedgerEntry, Credential, Candidate)
        return (
            *(list(table.objects.order_by("id").values()) for table in tables),
            Order.objects.count(),
            dict(self.announced),
        )

    def _work(self, function: Any) -> None:
        try:
            function()
        except FailPointError:
            """As a worker that ends with an error: what it held is free when its leases end."""

    def _note_announcement(self, *, program_certificate: Any, **kwargs: Any) -> None:
        self.announced[program_certificate.status, program_certificate.uuid] += 1

    def _fail_at(self, request: str) -> None:
        os.environ[failpoints.VARIABLE] = request
        failpoints.arm()
