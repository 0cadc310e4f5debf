"""Add overrides and changes of credentials to the stateful machine, and check that no event undoes these decisions."""

from __future__ import annotations

from datetime import datetime, timedelta

from micromasters_plugin import api
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.data import OverrideDecision, OverrideKind
from micromasters_plugin.data.actors import Actor
from micromasters_plugin.programs.models import Program
from micromasters_plugin.standings.models import Standing
from tests.factories import run_of

#: The kinds that the machine's programs accept. They limit no tries and have no make-up exams.
KINDS = (OverrideKind.WAIVE, OverrideKind.HOLD, OverrideKind.AWARD, OverrideKind.REVOKE, OverrideKind.DISCOUNT)

#: The person who decides.
ACTOR = 99


class StaffDecisions:
    """The part of a machine that makes decisions about standings and credentials, and records each decision.

    For each credential that staff reinstated after a loss, ``reinstated`` has the number of losses up to then.
    """

    def __init__(self) -> None:
        self.overrides: dict[int, tuple[str, int, OverrideDecision]] = {}
        self.suspended: set[str] = set()
        self.reinstated: dict[str, int] = {}
        self.revoked: set[str] = set()

    def override(
        self, key: str, user_id: int, kind: OverrideKind, requirement: str, *, now: datetime, hours: int | None
    ) -> None:
        """Decide about the requirement, a run of the requirement or the program, for some hours or permanently."""
        kept = api.record_override(
            str(Program.objects.get(key=key).uuid),
            kind,
            user_id=user_id,
            actor=Actor.operator(ACTOR),
            reason="a decision",
            requirement=requirement if kind is OverrideKind.WAIVE else "",
            course_run=run_of(requirement) if kind is OverrideKind.DISCOUNT else "",
            expires=None if hours is None else now + timedelta(hours=hours),
            is_confirmed=True,
        )
        self.overrides[kept.id] = key, user_id, kept.override

    def take_back(self, override_id: int) -> None:
        api.withdraw_override(override_id, actor=Actor.operator(ACTOR), reason="an error")
        del self.overrides[override_id]

    def suspend_or_reinstate(self, uuid: str) -> None:
        action = "reinstate" if uuid in self.suspended else "suspend"
        api.change_credential(uuid, action, actor=Actor.operator(ACTOR), reason="a question")
        self.suspended ^= {uuid}
        if action == "reinstate":
            self._check_reinstated(Credential.objects.get(uuid=uuid))

    def revoke(self, uuid: str) -> None:
        api.change_credential(uuid, "revoke", actor=Actor.operator(ACTOR), reason="a fraud")
        self.suspended.discard(uuid)
        self.revoked.add(uuid)

    def _check_reinstated(self, credential: Credential) -> None:
        """Check that staff review a loss that was known before the reinstatement, under every policy."""
        stored = Standing.objects.get(program_id=credential.program_id, user_id=credential.user_id)
        if not stored.earned:
            self.reinstated[str(credential.uuid)] = stored.drops
            assert credential.reviews.filter(closed__isnull=True).count() == 1

    def check_credentials(self) -> None:
        """Check that suspended credentials stay suspended, and that no credential replaces a revoked credential."""
        states = Credential.objects.values_list("state", "uuid")
        assert {str(uuid) for state, uuid in states if state == "suspended"} == self.suspended
        for credential in Credential.objects.filter(uuid__in=self.revoked):
            mine = Credential.objects.filter(program_id=credential.program_id, user_id=credential.user_id)
            assert (credential.state, mine.filter(is_current=True).count()) == ("revoked", 0)

    def check_standing(self, key: str, stored: Standing, *, now: datetime) -> None:
        """Check that the strongest current override decides the program and that waived requirements are earned."""
        mine = [each for *whose, each in self.overrides.values() if whose == [key, stored.user_id]]
        found = [each for each in mine if each.time <= now and (each.expires is None or now < each.expires)]
        kinds = {each.kind for each in found}
        if kinds & {OverrideKind.REVOKE, OverrideKind.HOLD}:
            assert not stored.earned and not stored.meets_admission_bar
        elif OverrideKind.AWARD in kinds:
            assert stored.earned
        waived = {each.requirement for each in found if each.kind is OverrideKind.WAIVE}
        assert stored.earned_requirements >= len(waived)
