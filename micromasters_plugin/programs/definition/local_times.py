"""Turn the local times of a definition into instants, in the time zone that the definition names."""

from __future__ import annotations

from datetime import datetime

from micromasters_plugin.domain.days import DEFAULT_ZONE, instant_of
from micromasters_plugin.domain.instants import is_plausible
from micromasters_plugin.programs.definition.document import Value
from micromasters_plugin.programs.definition.fields import Section
from micromasters_plugin.programs.definition.times import implausible


def resolve_times(program: Section) -> None:
    """Replace each time without an offset by its instant in UTC, and note instants that databases cannot store."""
    zone = program.values.get("timezone", DEFAULT_ZONE)
    sections = [program]
    if "requirements" in program.values:
        sections += [requirement.section for requirement in program.values["requirements"].walk()]
    for section in sections:
        for name in ("effective_from", "embargo_until"):
            if name in section.values:
                section.values[name] = _resolve(section.values[name], zone, section.places[name])
    if "releases" in program.values:
        places = {name.text: value for name, value in program.places["releases"].entries or ()}
        program.values["releases"] = tuple(
            (run, _resolve(instant, zone, places[run])) for run, instant in program.values["releases"]
        )


def _resolve(time: datetime, zone: str, place: Value) -> datetime:
    if time.tzinfo is not None:
        return time
    instant = instant_of(time, zone)
    if not is_plausible(instant):
        place.refuse(implausible(place))
    return instant
