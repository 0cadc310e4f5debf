"""Check that `make test-platform` reports all missing parts together, and does not wait for a missing database."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.needs import REPOSITORY

READY = REPOSITORY / "tests" / "platform" / "ready.py"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Create the parts of a fresh checkout of edx-platform that the check reads."""
    settings = tmp_path / "lms" / "envs" / "test.py"
    settings.parent.mkdir(parents=True)
    settings.touch()
    return tmp_path


@pytest.fixture
def closed_port() -> Iterator[int]:
    """Yield a bound port on which no server listens."""
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        yield busy.getsockname()[1]


def report(checkout: Path | str, port: object, *options: str) -> str:
    """Return the report. The values in ``options`` are options of the Python interpreter."""
    environment = os.environ | {"EDXAPP_TEST_MONGO_HOST": "127.0.0.1", "EDXAPP_TEST_MONGO_PORT": str(port)}
    command = [sys.executable, *options, str(READY), str(checkout)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    return done.stderr


def answer_as_http(server: socket.socket) -> None:
    client, _ = server.accept()
    with client:
        client.sendall(b"HTTP/1.1 400 Bad Request")


def test_the_report_lists_every_missing_part_with_its_remedy(checkout: Path, closed_port: int) -> None:
    folder, packages, plugin, mongodb = report(checkout, closed_port, "-S").splitlines()
    assert folder.endswith(f"mkdir -p {checkout / 'test_root' / 'log'}")
    assert "has no django, pytest, pymongo, xblock: " in packages
    assert "has no openedx-micromasters: " in plugin
    assert f"No MongoDB answers at 127.0.0.1:{closed_port}" in mongodb and "EDXAPP_TEST_MONGO_PORT" in mongodb


def test_the_report_omits_parts_that_exist(checkout: Path, closed_port: int) -> None:
    (checkout / "test_root" / "log").mkdir(parents=True)
    assert report(checkout, closed_port).startswith("No MongoDB answers")


@pytest.mark.parametrize("port", ["", "27017x", "-1"])
def test_the_report_names_an_invalid_port(checkout: Path, port: str) -> None:
    assert f"EDXAPP_TEST_MONGO_PORT={port} is no port." in report(checkout, port)


def test_a_server_with_another_protocol_is_no_mongodb(checkout: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        speaker = threading.Thread(target=answer_as_http, args=(server,))
        speaker.start()
        assert f"No MongoDB answers at 127.0.0.1:{port}" in report(checkout, port)
        speaker.join()


@pytest.mark.parametrize("folder", ["", "."])
def test_the_report_of_a_folder_without_a_checkout_says_only_that(folder: str) -> None:
    assert report(folder, 1).count("\n") == 1
