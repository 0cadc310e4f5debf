"""Define tests of the e-mails of every implementation of the ports, as a mix-in for ``contract``."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core import mail

from micromasters_plugin.data import Message, MessageKind
from micromasters_plugin.exceptions import UnknownUserError
from tests.port.arranger import Arranger

URL = "https://example.org/credentials/1"
NOBODY = 10**9


CONTEXT = {
    "name": "Ama Owusu",
    "program_title": "Supply “chains” & more",
    "institution": "Example University",
    "url": URL,
    "is_specimen": True,
}


def message_to(user_id: int) -> Message:
    return Message(MessageKind.CREDENTIAL_ISSUED, uuid4(), user_id, CONTEXT)


class Mail:
    """Tests of the sent messages."""

    arrange: Arranger

    def test_an_e_mail_goes_to_the_persons_own_address_with_a_message_id_of_ours(self) -> None:
        learner = self.arrange.user("Ama Owusu")
        sent = message_to(learner)
        self.arrange.port.send(sent)
        (message,) = mail.outbox
        assert message.to == [self.arrange.port.account(learner).email]
        assert message.extra_headers["Message-ID"] == sent.header
        assert URL in message.body

    def test_an_unknown_user_gets_no_e_mail(self) -> None:
        with pytest.raises(UnknownUserError):
            self.arrange.port.send(message_to(NOBODY))
        assert mail.outbox == []
