"""Test the demo on the MariaDB that ``DEMO_DB`` names."""

from __future__ import annotations

import os
import subprocess
import sys

import pymysql

from tests.demo.conftest import DEMO
from tests.demo.test_replay import EXPECTED, GRADEBOOK


def test_the_hand_written_gradebook_gives_the_same_standings_on_mariadb(mariadb):
    connection = pymysql.connect(host="127.0.0.1", port=mariadb.port, user="root", autocommit=True)
    with connection, connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE demo CHARACTER SET utf8mb4")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "host.settings",
        "DEMO_DB": f"mysql://root@127.0.0.1:{mariadb.port}/demo",
    }

    def manage(*arguments: str) -> str:
        command = [sys.executable, str(DEMO / "manage.py"), *arguments]
        return subprocess.run(
            command, env=environment, check=True, stdout=subprocess.PIPE, text=True, timeout=180
        ).stdout

    manage("migrate", "--verbosity", "0")
    manage("replay", str(GRADEBOOK), "--program", "EDGE")

    standings = manage("micromasters", "export-standings", "--program", "EDGE")
    assert standings.splitlines() == EXPECTED.read_text(encoding="utf-8").splitlines()
