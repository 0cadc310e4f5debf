"""Define the contract's tests of usernames and user ids.

The module ``tests.port.contract`` combines all tests of the contract.
"""

from __future__ import annotations

from tests.port.arranger import Arranger
from tests.port.costs import at_most

NOBODY = 10**9


class Naming:
    """Tests that look up usernames by user ids, and user ids by usernames and e-mail addresses."""

    arrange: Arranger

    def test_usernames_of_many_are_read_at_once_and_the_unknown_have_none(self) -> None:
        learners = [self.arrange.user() for _ in range(3)]
        with at_most(1):
            found = self.arrange.port.usernames([*learners, NOBODY])
        assert found == {learner: self.arrange.port.account(learner).username for learner in learners}

    def test_a_person_is_found_by_username_and_by_email_address(self) -> None:
        learner, _ = self.arrange.user(), self.arrange.user()
        account = self.arrange.port.account(learner)
        for name in (account.username, account.email):
            with at_most(2):
                assert self.arrange.port.find_people(name) == [learner]

    def test_part_of_a_name_finds_nobody(self) -> None:
        account = self.arrange.port.account(self.arrange.user("Amina Haddad"))
        for name in ("", "%", "@", "Amina Haddad", account.username[:-1], account.email[1:], f"{account.email}'"):
            assert self.arrange.port.find_people(name) == []
