"""How every implementation of the port writes to people: a mix-in, as in ``contract``."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core import mail

from micromasters_plugin.data import CredentialEmail
from micromasters_plugin.exceptions import UnknownUserError
from tests.port.arranger import Arranger

URL = "https://example.org/credentials/1"
NOBODY = 10**9


def email_to(user_id: int) -> CredentialEmail:
    return CredentialEmail(uuid4(), user_id, "Ama Owusu", "Supply “chains” & more", "Example University", URL, True)


class Mail:
    """What goes out."""

    arrange: Arranger

    def test_an_e_mail_goes_to_the_persons_own_address_with_a_message_id_of_ours(self) -> None:
        learner = self.arrange.user("Ama Owusu")
        email = email_to(learner)
        self.arrange.port.send_credential_email(email)
        (message,) = mail.outbox
        assert message.to == [self.arrange.port.account(learner).email]
        assert message.extra_headers["Message-ID"] == email.header
        assert URL in message.body

    def test_nobody_is_written_to_who_is_unknown(self) -> None:
        with pytest.raises(UnknownUserError):
            self.arrange.port.send_credential_email(email_to(NOBODY))
        assert mail.outbox == []
