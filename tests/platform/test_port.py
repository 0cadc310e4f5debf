"""Test that the platform's tables and functions keep the ports' contract.

Further tests in this module need the real platform.
"""

from __future__ import annotations

from django.test import TestCase

from tests.platform.arranger import EdxappArranger
from tests.port.contract import Contract, DeletedRuns


class EdxappContractTest(Contract, DeletedRuns, TestCase):
    def setUp(self):
        super().setUp()
        self.arrange = EdxappArranger()
