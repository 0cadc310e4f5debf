"""Record every event that this thread sends, in order, and whether the event was sent inside a transaction."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from django.db import connection
from openedx_events.tooling import OpenEdxPublicSignal


@dataclass(frozen=True, slots=True)
class SentEvent:
    """One event with its type and its arguments.

    ``in_atomic_block`` tells whether the event was sent inside a transaction.
    """

    event_type: str
    in_atomic_block: bool
    payload: dict[str, Any]


class Recorder:
    """Records the events that are sent inside its ``with`` block.

    ``sent`` lists these events, and the oldest event comes first.
    """

    def __init__(self) -> None:
        self.sent: list[SentEvent] = []
        self._thread = threading.get_ident()

    def __enter__(self) -> Recorder:
        for signal in OpenEdxPublicSignal.all_events():
            signal.connect(self._note, weak=False, dispatch_uid=id(self))
        return self

    def __exit__(self, *exception: object) -> None:
        for signal in OpenEdxPublicSignal.all_events():
            signal.disconnect(dispatch_uid=id(self))

    def _note(self, *, signal: OpenEdxPublicSignal, **kwargs: Any) -> None:
        if threading.get_ident() == self._thread:
            payload = {name: value for name, value in kwargs.items() if name in signal.init_data}
            self.sent.append(SentEvent(signal.event_type, connection.in_atomic_block, payload))
