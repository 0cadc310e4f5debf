"""Test that a function that retries after a deadlock raises an error inside another transaction."""

from __future__ import annotations

import ast
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError, OperationalError, transaction

import micromasters_plugin
from micromasters_plugin.database.retrying import TRIES, retry_after_deadlock, retry_if_outermost
from micromasters_plugin.exceptions import NestedRetryError

CONFLICT = OperationalError(1213, "Deadlock found when trying to get lock")
#: The functions that may run inside another transaction, such as the transaction of a page or of a dry run.
NESTABLE = {"erase_person", "_replay", "dismiss", "confirm_uncertain", "_import"}


def failing(decorate: Callable) -> tuple[Callable[[], None], list[int]]:
    tries: list[int] = []

    @decorate
    def fail() -> None:
        tries.append(1)
        raise CONFLICT

    return fail, tries


def test_a_retried_function_is_refused_inside_a_transaction(db: None) -> None:
    fail, tries = failing(retry_after_deadlock)
    with transaction.atomic(), pytest.raises(NestedRetryError, match="fail is retried after a deadlock"):
        fail()
    assert tries == []


def test_a_retried_function_is_refused_inside_another_retried_function(db: None) -> None:
    fail, tries = failing(retry_after_deadlock)
    outer = retry_after_deadlock(fail)
    with pytest.raises(NestedRetryError):
        outer()
    assert tries == []


def test_a_retried_function_runs_after_a_refused_call(db: None) -> None:
    fail, tries = failing(retry_after_deadlock)
    with transaction.atomic(), pytest.raises(NestedRetryError):
        fail()
    for _ in range(2):
        with pytest.raises(DatabaseError):
            fail()
    assert len(tries) == 2 * TRIES


def test_a_retried_function_in_another_thread_is_allowed(db: None) -> None:
    fail, tries = failing(retry_after_deadlock)

    def in_other_thread() -> None:
        with pytest.raises(DatabaseError):
            fail()

    @retry_after_deadlock
    def beside() -> None:
        thread = threading.Thread(target=in_other_thread)
        thread.start()
        thread.join()

    beside()
    assert len(tries) == TRIES


def test_a_function_for_pages_is_retried_only_outside_a_transaction(db: None) -> None:
    fail, tries = failing(retry_if_outermost)
    with pytest.raises(DatabaseError):
        fail()
    assert len(tries) == TRIES
    with pytest.raises(DatabaseError), transaction.atomic():
        fail()
    assert len(tries) == TRIES + 1


def test_only_functions_for_pages_and_dry_runs_can_be_nested() -> None:
    found = {
        node.name
        for file in Path(micromasters_plugin.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Name) and decorator.id == "retry_if_outermost"
    }
    assert found == NESTABLE
