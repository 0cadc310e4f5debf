"""Test that an event whose year is not from 1900 to 8999 is parked, and stores no fact."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from micromasters_plugin.inbox.models import ExamEvent, Hint, ParkedEvent
from micromasters_plugin.programs.models import Program
from tests.factories import run_of, send_exam


@pytest.mark.parametrize("year", [1, 1899, 9000, 9999])
def test_an_event_of_a_year_outside_the_calendar_is_parked(program: Program, year: int) -> None:
    send_exam(7, run_of("1x"), "verified", time=datetime(year, 6, 1, tzinfo=UTC))
    assert "1900 to 8999" in ParkedEvent.objects.get().reason
    assert not ExamEvent.objects.exists() and not Hint.objects.exists()
