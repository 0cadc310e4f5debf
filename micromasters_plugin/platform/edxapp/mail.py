"""E-mail by edx-ace, in the person's language."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model

from micromasters_plugin.data.mail import CredentialEmail
from micromasters_plugin.exceptions import NotSentError, UnknownUserError


def send_credential_email(email: CredentialEmail) -> None:
    """Send it; that ``ACE_MESSAGE_SENT`` came with the message's own uuid is the only sign that it was sent.

    ``ace.send`` returns nothing whatever happens and swallows what channels report; what it lets through, such as a
    connection that was refused, came before anything was accepted.

    Raises:
        NotSentError: no channel accepted it.
        UnknownUserError: there is no such person.
    """
    from django.contrib.sites.models import Site
    from edx_ace import ace
    from edx_ace.message import Message
    from edx_ace.recipient import Recipient
    from edx_ace.signals import ACE_MESSAGE_SENT
    from openedx.core.djangoapps.ace_common.template_context import get_base_template_context
    from openedx.core.djangoapps.lang_pref import LANGUAGE_KEY
    from openedx.core.djangoapps.user_api.preferences.api import get_user_preference
    from openedx.core.lib.celery.task_utils import emulate_http_request

    user = get_user_model().objects.filter(id=email.user_id).first()
    if user is None:
        raise UnknownUserError(f"the platform has no user {email.user_id}")
    site = Site.objects.get_current()
    message = Message(
        app_label="micromasters",
        name="credentialissued",
        recipient=Recipient(user.id, user.email),
        language=get_user_preference(user, LANGUAGE_KEY),
        context={**get_base_template_context(site), **email.context},
        options={"transactional": True},
        headers={"Message-ID": email.header},
    )
    sent: list[str] = []

    def note(sender: Any, message: dict[str, Any], **kwargs: Any) -> None:
        sent.append(message["uuid"])

    ACE_MESSAGE_SENT.connect(note)
    try:
        with emulate_http_request(site=site, user=user):
            ace.send(message)
    except ConnectionRefusedError as error:
        raise NotSentError(f"the mail server refused the connection: {error}") from error
    finally:
        ACE_MESSAGE_SENT.disconnect(note)
    if str(message.uuid) not in sent:
        raise NotSentError(f"no channel accepted message {email.message_id}: see edx-ace's log")
