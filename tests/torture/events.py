"""Deliver the platform's events about a learner and a run, for the stateful machine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tests.factories import send_exam, send_grade


@dataclass(frozen=True)
class Event:
    """The event of a grade. An event with a ``status`` is the event of an exam. The exam has a result."""

    user_id: int
    run: str
    status: str = ""
    time: datetime | None = None

    def send(self) -> None:
        if self.status:
            send_exam(self.user_id, self.run, self.status, time=self.time)
        else:
            send_grade(self.user_id, self.run)
