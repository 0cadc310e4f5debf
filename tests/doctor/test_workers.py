"""Test that the doctor gets answers from a real broker and a real worker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from celery.app.control import Inspect

from micromasters_plugin.doctor import services
from tests.pipeline.learner import NOW
from tests.services.mariadb import PrivateMariaDB
from tests.services.worker import PrivateWorker


@pytest.fixture(autouse=True)
def with_tasks(settings: Any) -> None:
    settings.MICROMASTERS_TASK_DELAY_SECONDS = 2.0


def found(check: Any) -> list[str]:
    return [finding.code for finding in check(NOW)]


def is_ever_found(codes: list[str], *, tries: int = 20) -> bool:
    """Ask again if the worker did not answer in time, because the worker may be slow."""
    return any(found(services.check_workers) == codes for _ in range(tries))


def test_a_broker_without_a_worker_leaves_the_queue_to_nobody(open_broker: str) -> None:
    assert (found(services.check_broker), found(services.check_workers)) == ([], ["queue_without_worker"])


def test_a_worker_on_the_queue_is_found_and_one_without_the_package_named(
    open_broker: str, mariadb: PrivateMariaDB, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "MICROMASTERS_TEST_DB": mariadb.url,
        "MICROMASTERS_TEST_BROKER": open_broker,
    }
    worker = PrivateWorker("tests.pipeline.worker_process", tmp_path, environment)
    worker.start()
    try:
        assert is_ever_found([])
        with monkeypatch.context() as patched:
            patched.setattr(Inspect, "registered", lambda inspect: {name: [] for name in inspect.active_queues()})
            assert is_ever_found(["worker_without_app"])
        settings.MICROMASTERS_CELERY_QUEUE = "another"
        assert found(services.check_workers) == ["queue_without_worker"]
    finally:
        worker.stop()
