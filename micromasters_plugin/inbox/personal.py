"""The inbox has a person's hints and results of exams, and parked events whose text names the person."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet

from micromasters_plugin.database.personal import Table, Turn
from micromasters_plugin.inbox.models import ExamEvent, Hint, ParkedEvent
from micromasters_plugin.platform.retirement import get_retirement

#: One query reads at most this many rows.
CHUNK = 1_000

#: This pattern matches a person's number in the formats of events and of their ``repr``: ``user_id=7``,
#: ``'lms_user_id': 7``, ``UserData(id=7``.
NUMBERED = r"""(?ix)
    (?: \b \w* (?:user|learner|student|actor|holder|person) (?:_?id|_?pk)? | User(?:Data)?\( (?:[^()]*,\s*)? (?:id|pk) )
    ['"]? \s* [=:] \s* ['"]? {} (?! ['"]? [\w.-] )
"""


@dataclass(frozen=True, slots=True)
class ParkedEvents(Table):
    """Parked events.

    No column of a parked event has the person's id, but the text may have the person's number or name.
    """

    def rows(self, user_id: int) -> QuerySet:
        """Return the events whose payload or reason names the person, and begin with the oldest event.

        The query takes no lock.
        """
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
