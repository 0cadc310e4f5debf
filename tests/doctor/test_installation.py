"""Test that the doctor finds an app that did not load, missing tables, and disconnected receivers."""

from __future__ import annotations

import importlib.metadata
from unittest.mock import patch

import pytest
from django.apps import apps
from django.db import connection
from django.test import override_settings
from openedx_events.learning import signals

from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.data import Severity
from micromasters_plugin.doctor import installation
from micromasters_plugin.inbox.models import Hint, ParkedEvent
from micromasters_plugin.programs.models import Program
from micromasters_plugin.signals import receivers
from micromasters_plugin.standings.models import Standing
from tests.doctor.conftest import codes
from tests.fakes import FakePlatform
from tests.pipeline.learner import NOW


def test_an_app_that_does_not_import_is_found_by_loading_it_again(sound: Program) -> None:
    with patch.object(importlib.metadata.EntryPoint, "load", side_effect=ImportError("broken apps.py")):
        assert codes("loading") == ["app_does_not_load", "app_does_not_load"]


def test_a_package_that_lists_no_app_is_found(sound: Program) -> None:
    with patch.object(installation, "entry_points", return_value=[]):
        assert codes("loading") == ["app_not_listed", "app_not_listed"]


def test_an_app_that_the_platform_dropped_is_found(sound: Program) -> None:
    with patch.object(apps, "is_installed", return_value=False):
        assert codes("loading") == ["app_missing"]


def test_pages_without_addresses_are_found(sound: Program) -> None:
    with override_settings(ROOT_URLCONF="tests.doctor.no_urls"):
        assert codes("loading") == ["urls_missing"]


def test_a_migration_that_is_not_recorded_is_named(sound: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "_recorded", set)
    [finding] = installation.check_tables(NOW)
    assert (finding.code, finding.text) == ("tables_not_migrated", "not applied: 0001_initial")


def test_one_table_that_is_missing_is_named(sound: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    there = [name for name in connection.introspection.table_names() if name != "micromasters_work"]
    monkeypatch.setattr(connection.introspection, "table_names", lambda *cursor: there)
    [finding] = installation.check_tables(NOW)
    assert finding.code == "tables_half_there"
    assert "such as micromasters_work; recorded as applied: 0001_initial" in finding.text


def test_missing_tables_of_recorded_migrations_are_named(sound: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection.introspection, "table_names", lambda *cursor: ["django_migrations"])
    [finding] = installation.check_tables(NOW)
    assert finding.code == "tables_not_migrated"
    assert finding.text == "the tables are missing, but migrations are recorded"


def test_a_receiver_that_is_not_connected_is_found(sound: Program) -> None:
    uid = "micromasters.certificate_revoked"
    signals.CERTIFICATE_REVOKED.disconnect(dispatch_uid=uid)
    try:
        [finding] = installation.check_wiring(NOW)
    finally:
        signals.CERTIFICATE_REVOKED.connect(receivers.on_certificate, dispatch_uid=uid)
    assert finding.code == "receiver_unconnected"
    assert signals.CERTIFICATE_REVOKED.event_type in finding.text


def test_a_receiver_that_makes_no_hint_of_an_event_is_found(sound: Program) -> None:
    with patch.object(receivers, "append_hints", side_effect=RuntimeError("broken")):
        assert set(codes("wiring")) == {"receiver_deaf"}


def test_the_probes_leave_nothing_behind(sound: Program) -> None:
    with patch("micromasters_plugin.signals.receivers.schedule_evaluation") as schedule:
        assert codes("wiring") == []
    assert (Hint.objects.count(), ParkedEvent.objects.count(), schedule.called) == (0, 0, False)


def test_only_connections_are_checked_without_a_program(db: None, platform: FakePlatform) -> None:
    with patch.object(receivers, "append_hints", side_effect=RuntimeError("broken")):
        assert codes("wiring") == []


def test_an_unconnected_retirement_signal_is_found(sound: Program) -> None:
    with patch.object(FakePlatform, "on_leaving", None):
        [finding] = installation.check_leaving(NOW)
    assert (finding.code, finding.severity) == ("retirement_unconnected", Severity.ERROR)
    assert "LEAVING" in finding.text


def test_an_erasure_that_fails_is_found(sound: Program) -> None:
    with patch.object(Standing.objects, "filter", side_effect=ConnectionError("the table is away")):
        [finding] = installation.check_leaving(NOW)
    assert finding.code == "retirement_broken"
    assert "the table is away" in finding.text


def test_a_receiver_that_erases_nothing_is_found(sound: Program) -> None:
    with patch.object(FakePlatform, "on_leaving", staticmethod(lambda user_id: None)):
        assert codes("leaving") == ["retirement_broken"]


def test_the_probe_of_leaving_leaves_no_trace_and_touches_nobody(sound: Program) -> None:
    before = list(Standing.objects.values()), list(Credential.objects.values())
    assert codes("leaving") == []
    assert (list(Standing.objects.values()), list(Credential.objects.values())) == before
    assert not Hint.objects.exists()
