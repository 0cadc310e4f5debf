"""Find parked events about a person. No column names the person; the event's text does, by number or by name."""

from __future__ import annotations

import re
from collections.abc import Callable

from micromasters_plugin.inbox.models import ParkedEvent
from micromasters_plugin.platform.retirement import get_retirement

#: Rows read by one query.
CHUNK = 1_000

#: How events and their representations write a person's number: ``user_id=7``, ``'lms_user_id': 7``, ``UserData(id=7``.
NUMBERED = r"""(?ix)
    (?: \b \w* (?:user|learner|student|actor|holder|person) (?:_?id|_?pk)? | User(?:Data)?\( (?:[^()]*,\s*)? (?:id|pk) )
    ['"]? \s* [=:] \s* ['"]? {} (?! ['"]? [\w.-] )
"""


def events_about(user_id: int) -> list[int]:
    """Return the ids of the parked events whose payload names the person, ascending. No lock is taken."""
    is_about = _matcher(user_id)
    rows = ParkedEvent.objects.order_by("id").values_list("id", "payload", "reason")
    return [row_id for row_id, *texts in rows.iterator(chunk_size=CHUNK) if any(is_about(text) for text in texts)]


def _matcher(user_id: int) -> Callable[[str], bool]:
    numbered = re.compile(NUMBERED.format(user_id))
    quoted = [repr(name) for name in get_retirement().identifiers(user_id)]
    number = str(user_id)
    return lambda text: any(name in text for name in quoted) or (number in text and numbered.search(text) is not None)
