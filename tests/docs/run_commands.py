"""Run each page's command lines in the seeded demo, on a fresh copy of the demo's database.

The script reads ``{source: [[word, …], …]}`` from standard input and writes ``{source: [[status, output], …]}``.
The commands of each page find the page's files in a copy of the folder ``files``.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import sys
import threading
import time
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import django
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from django.core import checks
from django.core.management import ManagementUtility, call_command
from django.db import connections


def main() -> None:
    django.setup()
    key = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    Path("files/ledger.pem").write_bytes(key)
    settings.MICROMASTERS_LEDGER_KEY = "ledger.pem"
    settings.MICROMASTERS_TASK_DELAY_SECONDS = -1
    with redirect_stdout(io.StringIO()):
        call_command("migrate", verbosity=0)
        call_command("seed")
    _add_registrar()
    _check_code_once()
    connections.close_all()
    database = Path(settings.DATABASES["default"]["NAME"])
    seeded = database.rename("seeded.sqlite3")
    results, start = {}, Path.cwd()
    for source, lines in json.load(sys.stdin).items():
        shutil.copy(start / seeded, database)
        os.chdir(shutil.copytree(start / "files", start / source, symlinks=True))
        results[source] = [_run([_fill_placeholder(word) for word in line]) if line else None for line in lines]
        for file in database.parent.glob(f"{database.name}*"):
            file.unlink()
    json.dump(results, sys.stdout)


def _add_registrar() -> None:
    from django.contrib.auth.models import User

    User.objects.create_user("registrar")


def _check_code_once() -> None:
    """Run Django's checks of the code once, and let later commands reuse the result."""
    found = checks.run_checks()
    checks.run_checks = lambda *_, databases=None, **named: (
        checks.registry.registry.run_checks(databases=databases, **named) if databases else found
    )


def _run(words: list[str]) -> tuple[int, str]:
    """Run a command as a shell does, including ``>``. Return the exit status and the end of the output."""
    output, status = io.StringIO(), 0
    if "--every" in words:
        threading.Thread(target=_stop_running_command, daemon=True).start()
    *words, file = (word for word in words if word != ">") if ">" in words else (*words, os.devnull)
    with redirect_stdout(output), redirect_stderr(output):
        try:
            ManagementUtility(["manage.py", *words]).execute()
        except SystemExit as end:
            status = int(end.code or 0)
    connections.close_all()
    Path(file).write_text(output.getvalue(), "utf-8")
    return status, output.getvalue()[-2000:]


def _stop_running_command() -> None:
    """Wait until the running command handles SIGTERM, then send SIGTERM to this process."""
    while signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        time.sleep(0.05)
    os.kill(os.getpid(), signal.SIGTERM)


def _fill_placeholder(word: str) -> str:
    """Return the seeded site's value for a placeholder. Return any word that is not a placeholder unchanged."""
    from micromasters_plugin.data import CredentialState
    from micromasters_plugin.models import Credential, Override

    if word == "UUID":
        return str(Credential.objects.filter(state=CredentialState.VALID).order_by("id")[0].uuid)
    if word == "ID":
        return str(Override.objects.latest("id").pk)
    return word


if __name__ == "__main__":
    main()
