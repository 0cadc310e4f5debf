"""Test the settings: their defaults, their valid values, and the system checks' messages about invalid values."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from types import SimpleNamespace

import pytest

from micromasters_plugin.app_settings import SETTINGS, batch_size, tracked_runs_seconds
from micromasters_plugin.apps import MicromastersConfig
from micromasters_plugin.checks import settings_make_sense
from micromasters_plugin.settings import beat
from micromasters_plugin.settings.common import plugin_settings
from micromasters_plugin.tasks import evaluate_hints
from tests.needs import REPOSITORY

DEFAULTS = {
    "MICROMASTERS_PLATFORM": "micromasters_plugin.platform.edxapp.EdxappPlatform",
    "MICROMASTERS_CELERY_QUEUE": "edx.lms.core.default",
    "MICROMASTERS_TASK_DELAY_SECONDS": 2.0,
    "MICROMASTERS_BEAT_SECONDS": 60.0,
    "MICROMASTERS_TRACKED_RUNS_SECONDS": 60.0,
    "MICROMASTERS_BATCH_SIZE": 500,
    "MICROMASTERS_LEASE_SECONDS": 300,
    "MICROMASTERS_MAX_TRIES": 5,
    "MICROMASTERS_RECONCILE_OVERLAP_SECONDS": 900.0,
    "MICROMASTERS_CHANGES_OVERDUE_SECONDS": 3600.0,
    "MICROMASTERS_RECONCILE_OVERDUE_SECONDS": 172800.0,
    "MICROMASTERS_SPECIMEN": False,
    "MICROMASTERS_CREDENTIAL_REQUESTS_PER_MINUTE": 60,
    "MICROMASTERS_LEDGER_KEY": "",
    "MICROMASTERS_CREDENTIAL_EMAIL": False,
    "MICROMASTERS_MAIL_SECONDS": 30.0,
    "MICROMASTERS_TASK_SECONDS": 240.0,
}


def test_the_defaults_are_these():
    assert {setting.name: setting.default for setting in SETTINGS} == DEFAULTS


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_a_site_that_sets_nothing_has_the_default(settings, setting):
    if hasattr(settings, setting.name):
        delattr(settings, setting.name)
    assert setting() == setting.default
    assert setting.fault is None


def test_the_plugin_keeps_the_settings_of_the_site():
    site = SimpleNamespace(MICROMASTERS_BATCH_SIZE=7)
    plugin_settings(site)
    assert vars(site) == DEFAULTS | {"MICROMASTERS_BATCH_SIZE": 7}


def test_celery_beat_of_the_lms_sweeps_every_minute_on_the_queue_of_the_tasks():
    site = SimpleNamespace(MICROMASTERS_CELERY_QUEUE="own", CELERYBEAT_SCHEDULE={"other": {}})
    beat.plugin_settings(site)
    entry = site.CELERYBEAT_SCHEDULE["micromasters-pending"]
    assert (entry["task"], entry["schedule"]) == (evaluate_hints.name, 60.0)
    assert entry["options"] == {"queue": "own", "expires": 60.0}
    assert "other" in site.CELERYBEAT_SCHEDULE


@pytest.mark.parametrize("seconds", [0, -1])
def test_a_site_can_refuse_the_entry_of_celery_beat(seconds):
    site = SimpleNamespace(MICROMASTERS_BEAT_SECONDS=seconds, CELERYBEAT_SCHEDULE={})
    beat.plugin_settings(site)
    assert site.CELERYBEAT_SCHEDULE == {}


def test_the_sites_own_beat_entry_stays_when_settings_load_twice():
    own = {"task": "micromasters_plugin.tasks.evaluate_hints", "schedule": 5.0}
    site = SimpleNamespace(CELERYBEAT_SCHEDULE={"micromasters-pending": own})
    for _ in range(2):
        beat.plugin_settings(site)
    assert {"micromasters-pending": own} == site.CELERYBEAT_SCHEDULE


def test_studio_has_no_beat_entry():
    site = SimpleNamespace(CELERYBEAT_SCHEDULE={})
    config = MicromastersConfig.plugin_app["settings_config"]["cms.djangoapp"]
    for environment in config.values():
        import_module(f"micromasters_plugin.{environment['relative_path']}").plugin_settings(site)
    assert site.CELERYBEAT_SCHEDULE == {}


def test_a_value_outside_the_range_is_clamped(settings):
    settings.MICROMASTERS_BATCH_SIZE = 0
    settings.MICROMASTERS_TRACKED_RUNS_SECONDS = 3600
    assert (batch_size(), tracked_runs_seconds()) == (1, 60.0)


def test_valid_settings_give_no_message():
    assert settings_make_sense() == []


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("MICROMASTERS_BATCH_SIZE", 0, "is 0, less than 1"),
        ("MICROMASTERS_BATCH_SIZE", "many", "is 'many', not a whole number"),
        ("MICROMASTERS_BATCH_SIZE", True, "is True, not a whole number"),
        ("MICROMASTERS_TRACKED_RUNS_SECONDS", 61, "is 61, more than 60"),
        ("MICROMASTERS_SPECIMEN", "False", "is 'False', not True or False"),
        ("MICROMASTERS_LEDGER_KEY", None, "is None, not a text"),
    ],
)
def test_an_invalid_value_is_an_error_that_names_the_setting(settings, name, value, fault):
    setattr(settings, name, value)
    (message,) = settings_make_sense()
    assert (message.id, message.msg) == ("micromasters.E002", f"{name} {fault}.")


def test_a_process_does_not_start_without_the_configured_platform(tmp_path):
    odd = "from tests.settings import *\nMICROMASTERS_PLATFORM = 'nowhere.Platform'\n"
    (tmp_path / "odd_settings.py").write_text(odd, "utf-8")
    result = subprocess.run(
        [sys.executable, "-m", "django", "check", "--settings", "odd_settings", "--pythonpath", str(tmp_path)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 1
    assert "MICROMASTERS_PLATFORM names nowhere.Platform: No module named 'nowhere'" in result.stderr.splitlines()[-1]


def test_an_unreadable_value_gives_the_default(settings):
    settings.MICROMASTERS_TRACKED_RUNS_SECONDS = "soon"
    assert tracked_runs_seconds() == 60.0


def test_a_misspelt_setting_gives_a_warning_with_the_right_names(settings):
    settings.MICROMASTERS_BATCHSIZE = 100
    (message,) = settings_make_sense()
    assert message.id == "micromasters.W001"
    assert "MICROMASTERS_BATCHSIZE" in message.msg and "MICROMASTERS_BATCH_SIZE" in message.hint


@pytest.mark.parametrize(("delay", "found"), [(2.0, ["micromasters.W002"]), (-1, [])])
def test_eager_tasks_give_a_warning_unless_no_task_is_sent(settings, delay, found):
    settings.CELERY_TASK_ALWAYS_EAGER = True
    settings.MICROMASTERS_TASK_DELAY_SECONDS = delay
    assert [message.id for message in settings_make_sense()] == found


@pytest.mark.parametrize("keys", [None, ""])
def test_a_site_whose_apis_take_any_token_is_warned(settings, keys):
    settings.JWT_AUTH = settings.JWT_AUTH | {"JWT_PUBLIC_SIGNING_JWK_SET": keys}
    assert [message.id for message in settings_make_sense()] == ["micromasters.W003"]


def test_a_site_without_token_authentication_gets_no_warning(settings):
    del settings.JWT_AUTH
    assert settings_make_sense() == []


@pytest.mark.parametrize(
    ("engine", "options", "found"),
    [
        ("django.db.backends.mysql", {}, []),
        ("django.db.backends.mysql", {"isolation_level": "READ COMMITTED"}, []),
        ("django.db.backends.mysql", {"isolation_level": "repeatable read"}, ["micromasters.W004"]),
        ("django.db.backends.mysql", {"isolation_level": None}, ["micromasters.W004"]),
        ("django.db.backends.postgresql", {"isolation_level": 2}, []),
    ],
)
def test_an_isolation_level_that_makes_grades_wait_gives_a_warning(monkeypatch, engine, options, found):
    from django.conf import settings

    monkeypatch.setitem(settings.DATABASES, "default", {"ENGINE": engine, "OPTIONS": options})
    assert [message.id for message in settings_make_sense()] == found
