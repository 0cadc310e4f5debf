"""Define fixtures that create the block in a test runtime, with a fake plugin whose answers the test sets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from opaque_keys.edx.keys import CourseKey
from xblock.field_data import DictFieldData
from xblock.fields import ScopeIds
from xblock.reference.user_service import UserService, XBlockUser
from xblock.runtime import NullI18nService
from xblock.test.tools import TestRuntime

from micromasters_plugin.data import Freshness, LearnerProgress, Plan, ProgramSummary
from micromasters_plugin.programs import roles
from micromasters_xblock import gateway
from micromasters_xblock.block import MicromastersProgressBlock
from micromasters_xblock.words.reader import Reader
from tests.xblock import plans, specimens

LEARNER = {"edx-platform.user_id": 7, "edx-platform.is_authenticated": True}
AUTHOR = {**LEARNER, "edx-platform.user_is_staff": True}


class OneUser(UserService):
    """A user service whose viewer has the given attributes."""

    def __init__(self, attributes: dict[str, Any]):
        super().__init__()
        self._user = XBlockUser(is_current_user=True)
        self._user.opt_attrs = attributes

    def get_current_user(self) -> XBlockUser:
        return self._user


class MayWrite:
    """A permission service of Studio that lets the author write."""

    def can_write(self, course_key: Any) -> bool:
        return True


class BlockRuntime(TestRuntime):
    """A runtime with URLs for the block's files and handlers."""

    def local_resource_url(self, block: Any, uri: str) -> str:
        return f"/resource/{uri}"

    def handler_url(self, block: Any, handler_name: str, *_: Any, **__: Any) -> str:
        return f"/handler/{handler_name}"


class FakePlugin:
    """A fake plugin. A test sets ``progress``, ``outline``, ``programs``, ``enrolled`` and ``viewed_as_anybody``.

    ``progress_reads`` records the user id of each read. ``wait`` is the number of seconds to wait for a plan. A plan
    requires the target as the grade of the only course without a result.
    """

    def __init__(self) -> None:
        self.progress: LearnerProgress = specimens.progress()
        self.outline: LearnerProgress = specimens.outline()
        self.programs: list[ProgramSummary] = [specimens.PROGRAM]
        self.enrolled: set[tuple[int, str]] = {(7, specimens.COURSE_RUN)}
        self.progress_reads: list[int] = []
        self.viewed_as_anybody = False
        self.wait = 0

    def list_programs(self, course_run: str) -> list[ProgramSummary]:
        return self.programs

    def read_progress(self, program_uuid: str, *, user_id: int, **_: Any) -> LearnerProgress:
        self._refuse_unknown(program_uuid)
        self.progress_reads.append(user_id)
        return self.progress

    def read_outline(self, program_uuid: str, **_: Any) -> LearnerProgress:
        self._refuse_unknown(program_uuid)
        return self.outline

    def read_freshness(self, program_uuid: str, *, user_id: int, **_: Any) -> Freshness:
        return self.progress.freshness

    def plans_for(self, program_uuid: str, *, composites: Sequence[Decimal], **_: Any) -> list[Plan]:
        self._refuse_unknown(program_uuid)
        return [plans.plan(plans.step(str(each)), composite_target=each, composite=each) for each in composites]

    def seconds_to_wait(self, user_id: int) -> int:
        return self.wait

    def is_member(self, user_id: int, course_run: str) -> bool:
        return (user_id, course_run) in self.enrolled

    def is_viewed_as_any_learner(self, course_run: str) -> bool:
        return self.viewed_as_anybody

    def _refuse_unknown(self, program_uuid: str) -> None:
        if program_uuid not in {program.uuid for program in self.programs}:
            raise gateway.ProgramUnavailable("unknown_program")


@pytest.fixture(autouse=True)
def unthrottled() -> None:
    """Reset the count of requests for plans before each test."""
    cache.clear()


@pytest.fixture
def plugin(monkeypatch: pytest.MonkeyPatch) -> FakePlugin:
    """Return a fake plugin with one program. The gateway reads from this plugin."""
    fake = FakePlugin()
    reads = ("list_programs", "read_progress", "read_outline", "read_freshness", "plans_for")
    for name in (*reads, "seconds_to_wait", "is_viewed_as_any_learner"):
        monkeypatch.setattr(gateway, name, getattr(fake, name))
    monkeypatch.setattr(roles, "get_course_teams", lambda: fake)
    return fake


@pytest.fixture
def reader() -> Reader:
    """Return a reader whose language is English."""
    return Reader(NullI18nService())


def build_block(
    attributes: dict[str, Any] | None = LEARNER,
    *,
    services: dict[str, Any] | None = None,
    course_run: str = specimens.COURSE_RUN,
    **fields: Any,
) -> MicromastersProgressBlock:
    """Return a block.

    A function that creates a block from services, fields and the viewer's attributes (None: not signed in).
    """
    user = OneUser(attributes or {"edx-platform.is_authenticated": False, "edx-platform.user_id": None})
    if attributes is AUTHOR:  # the block is in Studio's preview
        services = {"studio_user_permissions": MayWrite(), **(services or {})}
    field_data = DictFieldData({"program_uuid": specimens.PROGRAM_UUID, **fields})
    runtime = BlockRuntime(services={"field-data": field_data, "user": user, **(services or {})})
    course = CourseKey.from_string(course_run).for_branch("draft-branch")
    usage = course.make_usage_key("micromasters_progress", "progress")
    ids = ScopeIds("7", "micromasters_progress", usage, usage)
    return MicromastersProgressBlock(runtime, scope_ids=ids)


@pytest.fixture
def make_block() -> Callable[..., MicromastersProgressBlock]:
    """Return ``build_block``."""
    return build_block
