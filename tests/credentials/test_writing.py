"""Test that only one module of the package changes credentials, and that the module records every act once."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test.utils import CaptureQueriesContext

import micromasters_plugin
from micromasters_plugin import api
from micromasters_plugin.credentials import issuing, writing
from micromasters_plugin.credentials.issuing import Award
from micromasters_plugin.credentials.models import Credential, CredentialChange
from micromasters_plugin.credentials.writing import BY_ITSELF, TRANSITIONS, CredentialAct, Deed
from micromasters_plugin.data import CredentialState
from micromasters_plugin.data.actors import OPERATOR, Actor
from micromasters_plugin.exceptions import MissingNameError, RefusedChangeError
from micromasters_plugin.people.erasing import erase_person
from micromasters_plugin.programs.models import Program, ProgramVersion
from tests.factories import run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW, hint, pass_everything

PACKAGE = Path(micromasters_plugin.__file__).parent
WRITER = PACKAGE / "credentials" / "writing.py"
STAFF = 99
#: The attributes that only the writer sets. Modules that do not use credentials may use these names, too.
OWN = {"state", "state_date", "is_current", "revoked_by_policy", "superseded_by", "judged", "erased"}
#: The calls that write the fields in their keywords or lists.
WRITING = {"create", "get_or_create", "update_or_create", "bulk_create", "update", "bulk_update", "save", "setattr"}


def offences(source: str) -> list[int]:
    """Return the lines that set an attribute of a credential, write its columns, or create a credential."""
    found = []
    for node in ast.walk(ast.parse(source)):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            attributes = [each for target in targets for each in ast.walk(target) if isinstance(each, ast.Attribute)]
            found += [node.lineno for each in attributes if each.attr in OWN and isinstance(each.ctx, ast.Store)]
        if isinstance(node, ast.Call) and _writes(node):
            found.append(node.lineno)
    return found


def _writes(call: ast.Call) -> bool:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    names = {each.arg for each in call.keywords} | {
        each.value for part in (*call.args, *call.keywords) for each in ast.walk(part) if isinstance(each, ast.Constant)
    }
    makes = ast.unparse(call.func).startswith("Credential.objects.") and name in WRITING
    return makes or (name in WRITING and bool(names & OWN))


def sources() -> Iterator[tuple[str, str]]:
    """Yield the path and the text of every module that mentions credentials, except the writer and migrations."""
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text("utf-8")
        if path != WRITER and "migrations" not in path.parts and "credential" in text.lower():
            yield str(path), text


def test_only_the_writer_sets_fields_of_a_credential() -> None:
    assert {name: lines for name, text in sources() if (lines := offences(text))} == {}


@pytest.mark.parametrize(
    "line",
    [
        "credential.state = 'revoked'",
        "a, credential.is_current = 1, None",
        "credential.judged: dict = {}",
        "Credential.objects.create(user_id=1)",
        "Credential.objects.bulk_create(rows)",
        "mine.update(state='revoked')",
        "mine.update(**{'is_current': None})",
        "manager.bulk_update(rows, ['state'])",
        "credential.save(update_fields=['state_date'])",
        "setattr(credential, 'erased', now)",
    ],
)
def test_the_search_finds_a_write(line: str) -> None:
    assert offences(line) == [1]


def test_the_search_would_find_the_writer_itself() -> None:
    assert offences(WRITER.read_text("utf-8"))


Notes = list[tuple[CredentialAct, int | None, list[str]]]


@pytest.fixture
def notes(monkeypatch: pytest.MonkeyPatch) -> Notes:
    """Every recorded act, with the act's name, actor and credentials."""
    found: Notes = []

    def note(credentials, deed, now):
        found.append((deed.act, deed.actor_id, [str(each.uuid) for each in credentials]))

    monkeypatch.setattr(writing, "_note", note)
    return found


@pytest.fixture
def credential_uuid(program: Program, platform: FakePlatform, notes: Notes) -> str:
    """Return the uuid of a valid credential."""
    pass_everything(platform)
    api.run_pending(now=NOW)
    return str(Credential.objects.get().uuid)


def _act(action: str) -> Callable[[str, FakePlatform], object]:
    return lambda uuid, platform: api.change_credential(uuid, action, actor=Actor.operator(STAFF), reason="x", now=NOW)


def _drop(uuid: str, platform: FakePlatform) -> None:
    platform.grade(LEARNER, run_of("2x"), 0.1)
    hint()
    api.run_pending(now=NOW)


@pytest.mark.parametrize("actions", [["suspend"], ["suspend", "reinstate"], ["revoke"], ["keep"]], ids="-".join)
def test_each_act_of_a_person_is_noted_once_with_its_actor(
    credential_uuid: str, platform: FakePlatform, notes: Notes, actions: list[str]
) -> None:
    for action in actions:
        _act(action)(credential_uuid, platform)
    assert notes == [
        (CredentialAct.ISSUE, None, [credential_uuid]),
        *((CredentialAct(action), STAFF, [credential_uuid]) for action in actions),
    ]


def test_a_reissue_is_noted_with_the_credential_that_it_makes(
    credential_uuid: str, platform: FakePlatform, notes: Notes
) -> None:
    new = _act("reissue")(credential_uuid, platform)
    assert notes[1:] == [(CredentialAct.REISSUE, STAFF, [credential_uuid]), (CredentialAct.ISSUE, None, [new.uuid])]


def test_the_policy_and_a_departure_are_noted_without_a_person(
    credential_uuid: str, platform: FakePlatform, notes: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    issuing.revoke_by_policy(list(Credential.objects.all()), now=NOW)
    erase_person(LEARNER, actor=OPERATOR)
    assert notes[1:] == [
        (CredentialAct.REVOKE_BY_POLICY, None, [credential_uuid]),
        (CredentialAct.ERASE, None, [credential_uuid]),
    ]


@pytest.mark.parametrize("state", CredentialState)
@pytest.mark.parametrize("act", TRANSITIONS)
def test_an_act_is_done_in_the_states_that_allow_it_and_refused_in_others(
    credential_uuid: str, act: CredentialAct, state: CredentialState
) -> None:
    Credential.objects.update(state=state.value, is_current=True if state in writing.CURRENT else None)
    credential = Credential.objects.get()
    deed = Deed(act) if act in BY_ITSELF else Deed(act, actor_id=STAFF, reason="x")
    transition = TRANSITIONS[act]
    if state not in transition.possible_in:
        with pytest.raises(RefusedChangeError):
            writing.change([credential], deed, now=NOW)
        assert Credential.objects.get().state == state.value
        return
    writing.change([credential], deed, now=NOW)
    stored = Credential.objects.get()
    after = CredentialState(stored.state)
    assert after is (transition.leads_to or state)
    assert stored.is_current is (True if after in writing.CURRENT else None)
    assert (credential.state, credential.is_current) == (stored.state, stored.is_current)


@pytest.mark.parametrize("act", CredentialAct)
def test_only_acts_of_people_have_an_actor(credential_uuid: str, act: CredentialAct) -> None:
    assert act in TRANSITIONS or act is CredentialAct.ISSUE
    deed = Deed(act, actor_id=STAFF, reason="x") if act in BY_ITSELF else Deed(act, reason="x")
    with pytest.raises(RefusedChangeError):
        writing.change(list(Credential.objects.all()), deed, now=NOW)


def test_one_refused_credential_keeps_all_unchanged(program: Program, platform: FakePlatform) -> None:
    for user_id in (1, 2):
        pass_everything(platform, user_id)
    api.run_pending(now=NOW)
    first, second = Credential.objects.order_by("id")
    writing.change([first], Deed(CredentialAct.SUSPEND, actor_id=STAFF, reason="x"), now=NOW)
    with pytest.raises(RefusedChangeError):
        writing.change([second, first], Deed(CredentialAct.SUSPEND, actor_id=STAFF, reason="x"), now=NOW)
    assert [each.state for each in Credential.objects.order_by("id")] == ["suspended", "valid"]
    assert CredentialChange.objects.count() == 1


def awards(program: Program, platform: FakePlatform, number: int) -> list[Award]:
    version = ProgramVersion.objects.get(program=program)
    return [Award(platform.add_learner(user_id), program.id, version.id, []) for user_id in range(1, number + 1)]


#: The statements write the versions, the head, the entries in a savepoint, and the head again.
OF_THE_LEDGER = 6


def test_issuing_a_hundred_takes_a_constant_number_of_statements(
    program: Program, platform: FakePlatform, django_assert_max_num_queries: Callable[[int], CaptureQueriesContext]
) -> None:
    first, *many = awards(program, platform, 101)
    issuing.issue([first], now=NOW)  # The first act creates the ledger's head, too.
    with django_assert_max_num_queries(7 + OF_THE_LEDGER):
        assert len(issuing.issue(many, now=NOW)) == 100
    assert issuing.issue(many, now=NOW) == []


def test_one_learner_without_a_name_blocks_the_batch(program: Program, platform: FakePlatform) -> None:
    several = awards(program, platform, 3)
    platform.add_learner(2, " ")
    with pytest.raises(MissingNameError):
        issuing.issue(several, now=NOW)
    assert Credential.objects.count() == 0
