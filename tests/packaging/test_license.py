"""Check that the license is complete."""

from __future__ import annotations

import hashlib

from tests.needs import REPOSITORY

AGPL_3_SHA256 = "8486a10c4393cee1c25392769ddd3b2d6c242d6ec7928e1414efff7dfb2f07ef"


def test_the_license_is_the_complete_text_of_the_agpl_3():
    assert hashlib.sha256((REPOSITORY / "LICENSE").read_bytes()).hexdigest() == AGPL_3_SHA256
