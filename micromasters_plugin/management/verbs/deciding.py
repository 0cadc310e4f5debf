"""Add the options of a verb that carries out a person's decision: actor, reason and dry run."""

from __future__ import annotations

from argparse import ArgumentParser

from micromasters_plugin.management.verbs.rehearsing import add_dry_run
from micromasters_plugin.management.verbs.reporting import add_json


def add_decision(parser: ArgumentParser) -> None:
    """Add the options ``--actor``, ``--reason``, ``--dry-run`` and ``--json``."""
    parser.add_argument("--actor", required=True, metavar="USERNAME", help="username of the person who decided")
    parser.add_argument("--reason", required=True, help="the reason for the decision; only staff see the reason")
    add_dry_run(parser)
    add_json(parser)
