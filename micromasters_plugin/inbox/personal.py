"""What the inbox holds of a person: hints, results of exams, and parked events whose text names them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet

from micromasters_plugin.database.personal import Table, Turn
from micromasters_plugin.inbox.models import ExamEvent, Hint, ParkedEvent
from micromasters_plugin.platform.retirement import get_retirement

#: Rows read by one query.
CHUNK = 1_000

#: How events and their representations write a person's number: ``user_id=7``, ``'lms_user_id': 7``, ``UserData(id=7``.
NUMBERED = r"""(?ix)
    (?: \b \w* (?:user|learner|student|actor|holder|person) (?:_?id|_?pk)? | User(?:Data)?\( (?:[^()]*,\s*)? (?:id|pk) )
    ['"]? \s* [=:] \s* ['"]? {} (?! ['"]? [\w.-] )
"""


@dataclass(frozen=True, slots=True)
class ParkedEvents(Table):
    """No column of a parked event names the person; the event's text does, by number or by name."""

    def rows(self, user_id: int) -> QuerySet:
        """Return the events whose payload or reason names the person, oldest first. No lock is taken."""
        is_about = _matcher(user_id)
        events = ParkedEvent.objects.order_by("id").values_list("id", "payload", "reason")
        found = [
            row_id for row_id, *texts in events.iterator(chunk_size=CHUNK) if any(is_about(text) for text in texts)
        ]
        return ParkedEvent.objects.filter(id__in=found).order_by("id")


def _matcher(user_id: int) -> Callable[[str], bool]:
    numbered = re.compile(NUMBERED.format(user_id))
    quoted = [repr(name) for name in get_retirement().identifiers(user_id)]
    number = str(user_id)
    return lambda text: any(name in text for name in quoted) or (number in text and numbered.search(text) is not None)


TABLES = (
    ParkedEvents(ParkedEvent, path="payload", turn=Turn.WORK, machine_texts=("event_id", "event_type")),
    Table(Hint, path="user_id", machine_texts=("event_id",)),
    Table(ExamEvent, path="user_id", turn=Turn.FACT, machine_texts=("course_run", "event_id", "usage_key")),
)
