"""Test the command in a subprocess, with another locale, with a reader that closes the pipe early, and with Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from micromasters_plugin.management.verbs import streams
from tests.needs import REPOSITORY
from tests.services.processes import accept_sigint

SCHEMA = [sys.executable, "-m", "django", "micromasters", "schema"]
ENVIRONMENT = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}


@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
def test_a_reader_that_leaves_ends_the_command_silently(unbuffered: str) -> None:
    result = subprocess.run(
        ["bash", "-c", '"$@" | true; exit "${PIPESTATUS[0]}"', "bash", *SCHEMA],
        cwd=REPOSITORY,
        env={**ENVIRONMENT, "PYTHONUNBUFFERED": unbuffered},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (result.returncode, result.stderr) == (streams.UNREAD, "")


def test_the_command_writes_utf_8_in_any_locale() -> None:
    written = {
        encoding: subprocess.run(
            SCHEMA,
            cwd=REPOSITORY,
            env={**ENVIRONMENT, "PYTHONIOENCODING": encoding},
            capture_output=True,
            check=True,
            timeout=60,
        ).stdout
        for encoding in ("ascii", "utf-8")
    }
    assert not written["utf-8"].isascii()
    assert written["ascii"] == written["utf-8"]


def test_ctrl_c_ends_the_command_with_one_line(tmp_path: Path) -> None:
    waits = tmp_path / "waits.yaml"
    os.mkfifo(waits)
    process = subprocess.Popen(
        [*SCHEMA[:-1], "validate", str(waits)],
        cwd=REPOSITORY,
        env=ENVIRONMENT,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=accept_sigint,
    )
    try:
        with waits.open("w"):  # The verb is running when the verb opens the file.
            process.send_signal(signal.SIGINT)
            _, output = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, output) == (streams.STOPPED, "stopped; you can run the same command again\n")
