"""Define the verb that previews the changes that a definition file would make for learners."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from micromasters_plugin import api
from micromasters_plugin.data import DefinitionPreview, LearnerChange
from micromasters_plugin.exceptions import DefinitionError
from micromasters_plugin.management.verbs.declaring import Verbs, declare
from micromasters_plugin.management.verbs.files import read_text
from micromasters_plugin.management.verbs.reporting import add_json, refusal, report

#: The longest bar has this many characters.
WIDTH = 40

EXAMPLES = """\
examples:
  micromasters preview supply-chain.yaml
  micromasters preview supply-chain.yaml --names

The report assumes that the file is imported and everyone is evaluated.
The report lists the first hundred learners who gain or lose the credential.
"""


def add(verbs: Verbs) -> None:
    text = "Report what a definition file would change for learners. The report imports nothing."
    verb = declare(verbs, "preview", preview, text, examples=EXAMPLES)
    verb.add_argument("file", metavar="FILE", type=Path, help="YAML file")
    verb.add_argument("--names", action="store_true", help="show usernames; only for people who may see usernames")
    add_json(verb)


def preview(command: BaseCommand, *, file: Path, names: bool, as_json: bool, **options: Any) -> None:
    try:
        with _counting(command) as tell:
            result = api.preview_definition(read_text(file), name=str(file), with_usernames=names, report_progress=tell)
    except DefinitionError as error:
        raise refusal(error, f"{file} would be refused:\n{error}") from error
    report(command, result, "\n".join(_lines(result)), as_json=as_json)


@contextmanager
def _counting(command: BaseCommand) -> Iterator[Callable[[int], None]]:
    """Yield a callback that shows a counter on one line of standard error, if standard error is a terminal."""
    done = 0

    def tell(learners: int) -> None:
        nonlocal done
        done += learners
        if command.stderr.isatty():
            command.stderr.write(f"\r{done} learners compared", style_func=str, ending="")

    try:
        yield tell
    finally:
        if done and command.stderr.isatty():
            command.stderr.write("", style_func=str)


def _lines(result: DefinitionPreview) -> Iterator[str]:
    if result.version is None:
        yield f"{result.program_key}: nothing changes"
        return
    if result.rebound is not None:
        yield f"{result.program_key}: an import {result.rebound}"
    yield f"{result.program_key}: version {result.version} would be imported; nothing was imported"
    yield f"credential: {result.gained} learners gain it, {result.lost} learners lose it"
    if result.lost:
        yield (
            f"of the {result.lost} learners who lose it, {result.holders_lost} hold it; drop policy: "
            f"{result.drop_policy!r}"
        )
    yield f"other learners: {result.shifted} with a changed standing, {result.unchanged} unchanged"
    yield f"above the admission bar: {result.candidates_before} before, {result.candidates_after} after"
    if result.failed:
        yield f"not evaluated: {result.failed} learners; see `micromasters doctor`"
    if result.composites:
        yield from _distribution(result)
    if result.changes:
        yield f"\nThe first {len(result.changes)} learners who gain or lose the credential:"
        yield from map(_change, result.changes)


def _distribution(result: DefinitionPreview) -> Iterator[str]:
    highest = max(max(each.before, each.after) for each in result.composites)
    yield "\nComposite      before   after"
    for each in result.composites:
        yield f"{each.least}-{each.below}  {each.before:>9} {each.after:>7}  {_bar('-', each.before, highest)}".rstrip()
        yield f"{'':29}  {_bar('=', each.after, highest)}".rstrip()


def _bar(character: str, count: int, highest: int) -> str:
    return character * round(count / highest * WIDTH)


def _change(change: LearnerChange) -> str:
    who = change.username or f"learner {change.user_id}"
    return (
        f"{who}: {'gains' if change.is_gain else 'loses'} it,"
        f" {change.earned_before} earned before and {change.earned_after} after,"
        f" composite {_ratio(change.composite_before)} before and {_ratio(change.composite_after)} after"
    )


def _ratio(ratio: Decimal | None) -> str:
    return "none" if ratio is None else str(ratio)
