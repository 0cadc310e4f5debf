"""Only a whole transaction is tried again after a deadlock: within another transaction the call is refused, loudly."""

from __future__ import annotations

import ast
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError, OperationalError, transaction

import micromasters_plugin
from micromasters_plugin.database.retrying import TRIES, again_after_deadlock, again_where_outermost
from micromasters_plugin.exceptions import NestedRetryError

CONFLICT = OperationalError(1213, "Deadlock found when trying to get lock")
#: Functions that may run inside another transaction, such as that of a page.
WITHIN_PAGES = {"erase_person", "_replay", "dismiss", "confirm_by_hand"}


def failing(decorate: Callable) -> tuple[Callable[[], None], list[int]]:
    tries: list[int] = []

    @decorate
    def fail() -> None:
        tries.append(1)
        raise CONFLICT

    return fail, tries


def test_within_a_transaction_it_is_refused_before_anything_is_done(db: None) -> None:
    fail, tries = failing(again_after_deadlock)
    with transaction.atomic(), pytest.raises(NestedRetryError, match="fail is tried again after a deadlock"):
        fail()
    assert tries == []


def test_within_another_that_is_tried_again_it_is_refused(db: None) -> None:
    fail, tries = failing(again_after_deadlock)
    outer = again_after_deadlock(fail)
    with pytest.raises(NestedRetryError):
        outer()
    assert tries == []


def test_after_the_refusal_it_may_be_called(db: None) -> None:
    fail, tries = failing(again_after_deadlock)
    with transaction.atomic(), pytest.raises(NestedRetryError):
        fail()
    for _ in range(2):
        with pytest.raises(DatabaseError):
            fail()
    assert len(tries) == 2 * TRIES


def test_other_threads_do_not_matter(db: None) -> None:
    fail, tries = failing(again_after_deadlock)

    def elsewhere() -> None:
        with pytest.raises(DatabaseError):
            fail()

    @again_after_deadlock
    def beside() -> None:
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()

    beside()
    assert len(tries) == TRIES


def test_what_pages_call_is_tried_again_alone_and_once_within_a_transaction(db: None) -> None:
    fail, tries = failing(again_where_outermost)
    with pytest.raises(DatabaseError):
        fail()
    assert len(tries) == TRIES
    with pytest.raises(DatabaseError), transaction.atomic():
        fail()
    assert len(tries) == TRIES + 1


def test_only_what_pages_call_may_be_nested() -> None:
    found = {
        node.name
        for file in Path(micromasters_plugin.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Name) and decorator.id == "again_where_outermost"
    }
    assert found == WITHIN_PAGES
