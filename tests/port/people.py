"""Define the contract's tests of people's accounts and names.

The module ``tests.port.contract`` combines all tests of the contract.
"""

from __future__ import annotations

import pytest

from micromasters_plugin.exceptions import MissingNameError, UnknownUserError
from tests.port.arranger import Arranger
from tests.port.costs import at_most
from tests.port.naming import NOBODY

#: Names in Latin with marks, Ge'ez, Arabic, Han, Devanagari with a joiner, and characters beyond the basic plane.
NAMES = ("Đặng Thị Ngọc", "አማ ኦዉሱ", "أمينة حدّاد", "諸葛 孔明", "क्‍ष्मा शर्मा", "𐐀𐐯𐑊 𠮷野")


class PeopleReads:
    """Tests of the platform's data about people."""

    arrange: Arranger

    def test_people_exist_until_their_retirement_begins(self) -> None:
        learner, leaver = self.arrange.user(), self.arrange.user()
        self.arrange.retire(leaver)
        with at_most(1):
            assert self.arrange.port.existing_users([learner, leaver, NOBODY]) == {learner}
        with at_most(1):
            assert self.arrange.port.leavers([learner, leaver, NOBODY]) == {leaver}

    def test_people_who_leave_are_no_learners_any_more(self) -> None:
        learner, leaver, run = self.arrange.user(), self.arrange.user(), self.arrange.run("course-v1:Ex+1x+2026")
        for user_id in (learner, leaver):
            self.arrange.enroll(user_id, run)
        self.arrange.retire(leaver)
        assert self.arrange.port.learners_of([run], after=0, limit=9) == [learner]

    def test_a_persons_identifiers_are_those_that_events_carry(self) -> None:
        learner = self.arrange.user()
        account = self.arrange.port.account(learner)
        assert set(self.arrange.port.identifiers(learner)) == {account.username, account.email}
        assert self.arrange.port.identifiers(NOBODY) == ()

    def test_a_persons_full_names_are_those_that_texts_may_carry(self) -> None:
        assert "Ama Owusu" in self.arrange.port.full_names(self.arrange.user("Ama Owusu"))
        assert self.arrange.port.full_names(NOBODY) == ()

    def test_a_name_in_any_script_goes_on_a_credential_as_it_is(self) -> None:
        assert [self.arrange.port.credential_name(self.arrange.user(name)) for name in NAMES] == list(NAMES)

    def test_a_person_without_a_name_has_none_for_a_credential(self) -> None:
        for name in ("", "   "):
            with pytest.raises(MissingNameError):
                self.arrange.port.credential_name(self.arrange.user(name))

    def test_an_account_has_the_data_that_events_carry(self) -> None:
        learner = self.arrange.user("Ama Owusu")
        account = self.arrange.port.account(learner)
        assert (account.user_id, account.name, account.is_active) == (learner, "Ama Owusu", True)
        assert account.username and "@" in account.email

    def test_an_unknown_user_has_neither_name_nor_account(self) -> None:
        for read in (self.arrange.port.credential_name, self.arrange.port.account):
            with pytest.raises(UnknownUserError):
                read(NOBODY)

    def test_the_sites_address_has_no_slash_at_its_end(self) -> None:
        host = self.arrange.port.credential_host()
        assert host.startswith("http") and not host.endswith("/")
