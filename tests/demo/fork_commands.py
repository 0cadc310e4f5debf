"""Run each command of the demo in a fork of this process, which has loaded Django once.

For each command the script reads one line of JSON from standard input: ``{"database": path, "words": [...]}``. The
script answers with one line, ``{"status", "out", "err"}``: the command's exit status and the command's output.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import traceback
from typing import IO

import django
from django.core.management import ManagementUtility, load_command_class
from django.db import connection

#: The commands that this process imports before the first fork.
LOADED = {"replay": "host", "seed": "host", "micromasters": "micromasters_plugin"}


def main() -> None:
    django.setup()
    for name, app in LOADED.items():
        load_command_class(app, name)
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(run(request["database"], request["words"])), flush=True)


def run(database: str, words: list[str]) -> dict[str, object]:
    """Run one command on an SQLite database, in a forked process."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        child = os.fork()
        if not child:
            end_as_command(database, words, out, err)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        return {"status": status, "out": contents(out), "err": contents(err)}


def end_as_command(database: str, words: list[str], out: IO[str], err: IO[str]) -> None:
    """Run the command and end this process with the command's exit status."""
    os.dup2(out.fileno(), 1)
    os.dup2(err.fileno(), 2)
    connection.settings_dict["NAME"] = database
    status = 0
    try:
        ManagementUtility(["manage.py", *words]).execute()
    except SystemExit as end:
        status = int(end.code or 0)
    except BaseException:
        traceback.print_exc()
        status = 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def contents(file: IO[str]) -> str:
    file.seek(0)
    return file.read()


if __name__ == "__main__":
    main()
