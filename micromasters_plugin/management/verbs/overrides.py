"""Define the verb ``override``."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from micromasters_plugin import api
from micromasters_plugin.data import OverrideKind, OverrideRecord
from micromasters_plugin.management.verbs.deciding import add_decision
from micromasters_plugin.management.verbs.declaring import Verbs, declare
from micromasters_plugin.management.verbs.naming import actor_called, program_uuid_of, user_id_of
from micromasters_plugin.management.verbs.rehearsing import kept_unless, would
from micromasters_plugin.management.verbs.reporting import add_json, report

EXAMPLES = """\
examples:
  micromasters override waive amina scm SC0x --ratio 0.82 --actor registrar --reason "credit from Zaragoza"
  micromasters override grant amina scm CFx --count 1 --actor registrar --reason "illness"
  micromasters override hold amina scm --expires 2036-03-01 --actor registrar --reason "inquiry"
  micromasters override list amina scm
  micromasters override withdraw ID --actor registrar --reason "inquiry closed"
"""

#: The arguments that go to the API unchanged.
FIELDS = ("requirement", "count", "course_run", "exam", "make_up_for", "is_confirmed")


def add(verbs: Verbs) -> None:
    override = declare(verbs, "override", None, "Record, withdraw or list overrides.", examples=EXAMPLES)
    actions = override.add_subparsers(dest="action", required=True, metavar="ACTION")
    for kind, text in (
        ("waive", "Let a requirement count as earned."),
        ("grant", "Grant further tries at a requirement that limits its tries."),
        ("discount", "Decide that an attempt does not count and is no try."),
        ("make-up", "Let a verified make-up exam clear an exam that errored."),
        ("hold", "Withhold a program, even if everything is earned."),
        ("award", "Award a program, even if requirements are missing."),
        ("revoke", "Revoke a program, even if everything is earned."),
    ):
        parser = declare(actions, kind, record, text)
        parser.add_argument("user", metavar="USER", help="username of the learner")
        parser.add_argument("program", metavar="PROGRAM", help="key or uuid")
        ARGUMENTS.get(kind, _add_nothing)(parser)
        parser.add_argument(
            "--expires",
            metavar="TIME",
            help="the end as a date, which is 00:00 in the program's time zone, or in ISO 8601 with an offset; by"
            " default the override has no end",
        )
        add_decision(parser)
    withdraw = declare(actions, "withdraw", take_back, "Withdraw an override.")
    withdraw.add_argument("id", type=int, metavar="ID", help="number of the override, from `override list`")
    add_decision(withdraw)
    listing = declare(
        actions, "list", list_overrides, "List all overrides of a learner, including withdrawn overrides."
    )
    listing.add_argument("user", metavar="USER", help="username of the learner")
    listing.add_argument("program", metavar="PROGRAM", help="key or uuid")
    add_json(listing)


def _add_waiver(parser: ArgumentParser) -> None:
    _add_requirement(parser)
    parser.add_argument("--ratio", metavar="RATIO", help="grade of the requirement in the composite, from 0 to 1")
    parser.add_argument(
        "--day",
        metavar="DATE",
        help="the day on which the requirement was met, for the credential and for ranking; by default it is unknown",
    )
    parser.add_argument(
        "--yes",
        action="store_true",
        dest="is_confirmed",
        help="record the waiver although its grade is below the passing grade or it replaces another waiver",
    )


def _add_grant(parser: ArgumentParser) -> None:
    _add_requirement(parser)
    parser.add_argument("--count", type=int, default=1, metavar="N", help="number of further tries; by default 1")


def _add_discount(parser: ArgumentParser) -> None:
    parser.add_argument("course_run", metavar="RUN", help="key of the course run with the attempt")


def _add_make_up(parser: ArgumentParser) -> None:
    parser.add_argument("exam", metavar="EXAM", help="usage key of the make-up exam")
    parser.add_argument("make_up_for", metavar="ERRORED", help="usage key of the exam that errored")


def _add_requirement(parser: ArgumentParser) -> None:
    parser.add_argument("requirement", metavar="REQUIREMENT", help="key of the requirement in the definition")


def _add_nothing(parser: ArgumentParser) -> None:
    """Add no argument, because the kind of override concerns the program."""


#: The functions that add the arguments of a kind of override.
ARGUMENTS = {"waive": _add_waiver, "grant": _add_grant, "discount": _add_discount, "make-up": _add_make_up}


def record(
    command: BaseCommand,
    *,
    action: str,
    user: str,
    program: str,
    actor: str,
    reason: str,
    expires: str | None,
    ratio: str | None = None,
    day: str | None = None,
    dry_run: bool,
    as_json: bool,
    **options: Any,
) -> None:
    fields = {name: options[name] for name in FIELDS if name in options}
    try:
        with kept_unless(dry_run):
            kept = api.record_override(
                program_uuid_of(program),
                OverrideKind(action.replace("-", "_")),
                user_id=user_id_of(user),
                actor=actor_called(actor),
                reason=reason,
                ratio=None if ratio is None else Decimal(ratio),
                day=None if day is None else _day(day),
                expires=None if expires is None else _end(expires),
                **fields,
            )
    except InvalidOperation:
        raise CommandError(f"--ratio takes a number from 0 to 1, not {ratio!r}") from None
    text = f"recorded as {kept.id}; the override counts after the learner's next evaluation"
    report(command, kept, would(dry_run, text), as_json=as_json)


def take_back(
    command: BaseCommand, *, id: int, actor: str, reason: str, dry_run: bool, as_json: bool, **options: Any
) -> None:
    with kept_unless(dry_run):
        kept = api.withdraw_override(id, actor=actor_called(actor), reason=reason)
    report(command, kept, would(dry_run, f"{id} is withdrawn"), as_json=as_json)


def list_overrides(command: BaseCommand, *, user: str, program: str, as_json: bool, **options: Any) -> None:
    records = api.overrides_of(program_uuid_of(program), user_id=user_id_of(user))
    report(command, {"overrides": records}, "\n".join(map(_line, records)), as_json=as_json)


def _line(record: OverrideRecord) -> str:
    override = record.override
    parts = [f"{record.id}: {override.kind.value} {override.subject}".rstrip(), f"by user {override.actor_id}"]
    parts.append(f"on {override.time:%Y-%m-%d}" + (f" until {override.expires:%Y-%m-%d}" if override.expires else ""))
    parts.append(override.reason)
    if record.withdrawn is not None:
        parts.append(f"withdrawn by user {record.withdrawn_by} on {record.withdrawn:%Y-%m-%d}")
        parts.append(record.withdrawn_reason)
    return ", ".join(parts)


def _end(text: str) -> date | datetime:
    """Return a date, or an instant with an offset."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass  # the text may be an instant
    try:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is not None:
            return instant.astimezone(UTC)
    except (ValueError, OverflowError):
        pass  # refused below
    raise CommandError(
        f"--expires takes a date such as 2036-03-01, or ISO 8601 with an offset such as 2036-03-01T00:00:00+00:00,"
        f" not {text!r}"
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--day takes a date such as 2026-03-01, not {text!r}") from None
