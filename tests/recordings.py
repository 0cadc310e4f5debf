"""Read the recorded events of a real LMS (``tests/data/events``) as signals and data of openedx-events."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, get_args
from uuid import UUID

import attr
from opaque_keys.edx.keys import CourseKey, UsageKey
from openedx_events.data import EventsMetadata
from openedx_events.tooling import OpenEdxPublicSignal

FOLDER = Path(__file__).parent / "data" / "events"
PARSERS = {CourseKey: CourseKey.from_string, UsageKey: UsageKey.from_string, datetime: datetime.fromisoformat}


@dataclass(frozen=True, slots=True)
class RecordedStep:
    """A step of a scenario: the step's events in order, and the content of the tables after the step."""

    name: str
    state_after: dict[str, Any]
    events: list[dict[str, Any]]

    def send(self) -> None:
        """Send the step's events through the real signals, with the recorded ids and times."""
        for event in self.events:
            signal = OpenEdxPublicSignal.get_signal_by_type(event["signal"])
            payload = {name: _build(kind, event["payload"][name]) for name, kind in signal.init_data.items()}
            signal.send_event_with_custom_metadata(_metadata(event["metadata"]), **payload)


def scenarios() -> list[str]:
    """Return the names of all recorded scenarios."""
    return list(_index())


def steps(scenario: str) -> Iterator[RecordedStep]:
    """Yield the steps of a scenario in order."""
    lines = (FOLDER / f"{scenario}.jsonl").read_text(encoding="utf-8").splitlines()
    sent = [event for event in map(json.loads, lines) if event["sent_with"] == "send_event"]
    for step in _index()[scenario]["steps"]:
        events = [event for event in sent if event["step"] == step["step"]]
        yield RecordedStep(step["step"], step["state_after"], events)


def learner_of(scenario: str) -> int:
    """Return the id of the scenario's only learner."""
    for step in steps(scenario):
        for event in step.events:
            (payload,) = event["payload"].values()
            return payload.get("user_id") or (payload.get("user") or payload["student_user"])["id"]
    raise LookupError(scenario)


def _index() -> dict[str, Any]:
    return json.loads((FOLDER / "index.json").read_text(encoding="utf-8"))


def _metadata(recorded: dict[str, Any]) -> EventsMetadata:
    time = datetime.fromisoformat(recorded["time"])
    return EventsMetadata(recorded["event_type"], id=UUID(recorded["id"]), time=time, sourcehost="lms")


def _build(kind: Any, value: Any) -> Any:
    """Build a value of an attrs class, a key or an instant from plain JSON."""
    kind = next((part for part in get_args(kind) if part is not type(None)), kind)
    if value is None:
        return None
    if attr.has(kind):
        fields = {field.name: field.type for field in attr.fields(kind)}
        return kind(**{name: _build(fields[name], content) for name, content in value.items() if name in fields})
    return PARSERS.get(kind, lambda plain: plain)(value)
