"""Check that no log line contains a name, an address, a username or the text of a foreign error."""

from __future__ import annotations

import ast
import logging
import smtplib
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.core.management import call_command
from django.db import DatabaseError

import micromasters_plugin
import micromasters_xblock
from micromasters_plugin import api, exceptions
from micromasters_plugin.data import ProgramFailure, SweepResult
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.exceptions import MicromastersError, UnknownUserError
from micromasters_plugin.failures import describe, traced
from micromasters_plugin.inbox.models import ParkedEvent
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.platform.mailing import hand_over
from micromasters_plugin.programs.models import Program
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW, pass_everything

PACKAGES = [Path(each.__file__).parent for each in (micromasters_plugin, micromasters_xblock)]
CALLS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
#: The names of variables that may contain personal text.
WORDS = {"reason", "error", "exc", "payload", "kwargs", "username", "email", "name", "text", "names"}
ADDRESS = "ama@example.org"


def log_calls() -> Iterator[tuple[str, ast.Call]]:
    for package in PACKAGES:
        for file in package.rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and node.func.attr in CALLS
                    and isinstance(node.func.value, ast.Name)
                    and node.func.value.id in ("log", "logger", "logging")
                ):
                    yield f"{file.name}:{node.lineno}", node


def test_no_log_call_gets_an_error_a_reason_or_a_name() -> None:
    calls = list(log_calls())
    assert len(calls) > 10
    handed = [
        f"{place}: {arg.id}"
        for place, call in calls
        for arg in (*call.args, *(each.value for each in call.keywords))
        if isinstance(arg, ast.Name) and arg.id in WORDS
    ]
    assert handed == []


def test_no_log_call_writes_a_traceback_with_the_errors_text() -> None:
    with_traceback = [
        place
        for place, call in log_calls()
        if isinstance(call.func, ast.Attribute)
        and (call.func.attr == "exception" or any(each.arg in ("exc_info", "stack_info") for each in call.keywords))
    ]
    assert with_traceback == []


def failed(error: Exception) -> Exception:
    try:
        try:
            raise ValueError(ADDRESS)
        except ValueError as cause:
            raise error from cause
    except type(error) as raised:
        return raised


def test_an_error_is_logged_by_its_class_and_place_without_its_text() -> None:
    for error in (RuntimeError(ADDRESS), DatabaseError(1062, ADDRESS), exceptions.UnreadableEventError(ADDRESS)):
        raised = failed(error)
        assert type(error).__name__ in describe(raised)
        assert "test_logs.py" in describe(raised)
        assert ADDRESS not in describe(raised) + traced(raised)
    assert "DatabaseError 1062" in describe(DatabaseError(1062, ADDRESS))


def test_our_own_texts_that_identify_people_by_id_are_logged() -> None:
    assert describe(UnknownUserError("the platform has no user 7")).endswith("the platform has no user 7")


def test_the_cause_of_an_error_is_logged_too() -> None:
    assert "caused by ValueError" in traced(failed(RuntimeError("x")))


def test_an_error_with_a_foreign_text_is_never_declared_our_own() -> None:
    ours = {each.__name__ for each in MicromastersError.__subclasses__() if each.names_nobody}
    others = {
        "UnreadableEventError",
        "ExamServiceError",
        "PlatformOutageError",
        "UnknownProgramError",
        "InvalidGradeError",
    }
    assert not ours & others


def refusal(sort: type[smtplib.SMTPException], code: int) -> smtplib.SMTPException:
    """Return a mail server's refusal that names the person in each of the refusal's texts."""
    words = f"<{ADDRESS}> is unwelcome".encode()
    if sort is smtplib.SMTPRecipientsRefused:
        return smtplib.SMTPRecipientsRefused({ADDRESS: (code, words)})
    if sort is smtplib.SMTPSenderRefused:
        return smtplib.SMTPSenderRefused(code, words, ADDRESS)
    return sort(code, words)


@pytest.mark.parametrize("code", [421, 450, 550, 200])
@pytest.mark.parametrize(
    "sort", [smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError, smtplib.SMTPHeloError]
)
def test_the_log_has_a_mail_servers_code_without_its_text(
    sort: type[smtplib.SMTPException], code: int, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise refusal(sort, code)

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    monkeypatch.setattr(EmailBackend, "open", lambda self: True)
    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    with pytest.raises(MicromastersError) as raised:
        hand_over(EmailMessage(to=[ADDRESS]))
    assert ADDRESS not in describe(raised.value) + traced(raised.value)
    assert code == 200 or f"({code})" in describe(raised.value)
    assert ADDRESS in "".join(traceback.format_exception(raised.value))


def test_the_log_of_any_failure_names_nobody_and_the_rows_keep_the_error(
    program: Program, platform: FakePlatform, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)

    def refuse(*args: object, **kwargs: object) -> None:
        raise RuntimeError(f"no mailbox for {ADDRESS}")

    pass_everything(platform)
    monkeypatch.setattr("micromasters_plugin.effects.credential_issue.issue", refuse)
    api.run_pending(now=NOW)
    monkeypatch.setattr(FakePlatform, "grades", refuse)
    pass_everything(platform)
    api.run_pending(now=NOW)
    api.reconcile(now=NOW)
    ParkedEvent.objects.create(payload="x", created=NOW)
    Work.objects.update(parked=NOW)
    api.dismiss_parked_events([ParkedEvent.objects.get().pk], actor=OPERATOR, reason=f"as {ADDRESS} asked")
    api.replay_parked(actor=OPERATOR, reason=f"as {ADDRESS} asked", now=NOW)
    assert ADDRESS in Work.objects.get(user_id=LEARNER).error
    assert Order.objects.filter(error__contains=ADDRESS).exists()
    assert "RuntimeError" in caplog.text
    assert ADDRESS not in caplog.text


def test_the_output_of_a_permanent_process_names_nobody(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def rounds(*, report: Callable[[SweepResult | Exception], None], **options: object) -> None:
        report(RuntimeError(ADDRESS))
        report(SweepResult(failures=(ProgramFailure("example", f"no mailbox for {ADDRESS}"),)))

    monkeypatch.setattr(api, "run_pending_in_loop", rounds)
    call_command("micromasters", "run-pending", "--every", "5")
    printed = capsys.readouterr()
    assert "a round failed: RuntimeError" in printed.err and "not evaluated: example" in printed.err
    assert ADDRESS not in printed.out + printed.err
