"""Retry a learner whose data could be read before, to find out whether other learners fail because of the platform."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from micromasters_plugin.pipeline import leases
from micromasters_plugin.pipeline.decisions import Due, decide
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.pipeline.outages import Place, Stage, kind_of_outage
from micromasters_plugin.standings.evaluation import evaluate_learner, evaluate_together
from micromasters_plugin.standings.models import Standing


@dataclass(frozen=True, slots=True)
class Witnesses:
    """A witness is a learner with a stored standing who can be retried at ``now``."""

    now: datetime

    def find(self, program_id: int, *, but: Collection[int]) -> Place | None:
        """Return a learner with a stored standing, preferably in this program.

        Return None if no such learner exists, or if the database does not answer.
        """
        parked = Work.objects.filter(parked__isnull=False).values("user_id")
        sound = Standing.objects.exclude(user_id__in=but).exclude(user_id__in=parked).order_by("-id")
        places = sound.values_list("program_id", "user_id")
        try:
            return places.filter(program_id=program_id).first() or places.first()
        except Exception:
            return None

    def is_sound(self, place: Place, stage: Stage) -> bool:
        """Tell whether the platform answers when this method repeats ``stage`` for the learner."""
        program_id, user_id = place
        try:
            if stage is Stage.READING:
                evaluate_together(program_id, [user_id], now=self.now)
                return True
            return self._is_decided(program_id, user_id)
        except Exception as error:
            return kind_of_outage(error) is None

    def _is_decided(self, program_id: int, user_id: int) -> bool:
        """Write the learner's standing again, and tell whether the write worked. An equal standing has no effects."""
        stored = Standing.objects.filter(program_id=program_id, user_id=user_id).first()
        work = leases.claim(program_id, [user_id], now=self.now).get(user_id) if stored else None
        if work is None:
            return False
        try:
            evaluation = replace(evaluate_learner(program_id, user_id, now=self.now), stored=stored)
            held, _ = decide([Due(work, evaluation, ())], now=self.now)
            return work.id in held
        finally:
            leases.give_back([work])
