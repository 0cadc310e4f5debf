"""Send e-mail with edx-ace, in the person's language.

edx-ace applies the site's policies, chooses the channel and renders the message. The channel for Django's mail has no
timeout, so this module delivers the messages of that channel. Neither the channel nor ``ace.send`` reports whether a
message was sent.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives

from micromasters_plugin import app_settings
from micromasters_plugin.data.mail import Message
from micromasters_plugin.exceptions import NotSentError, UncertainDeliveryError, UnknownUserError
from micromasters_plugin.platform.mailing import hand_over


def send(message: Message) -> None:
    """Send a message over the first e-mail channel that the site's policies allow.

    Raises:
        NotSentError: the policies allow no channel, the site has no channel, or the mail server refused the message
            temporarily.
        RefusedMessageError: the mail server refused the message permanently.
        UncertainDeliveryError: nobody can tell whether the message was sent.
        UnknownUserError: the user does not exist.
    """
    from django.contrib.sites.models import Site
    from django.template import TemplateDoesNotExist
    from edx_ace import policy, presentation
    from edx_ace.channel import ChannelType, get_channel_for_message
    from edx_ace.errors import UnsupportedChannelError
    from openedx.core.lib.celery.task_utils import emulate_http_request

    user = get_user_model().objects.filter(id=message.user_id).first()
    if user is None:
        raise UnknownUserError(f"the platform has no user {message.user_id}")
    site = Site.objects.get_current()
    letter = _letter(message, user, site)
    with emulate_http_request(site=site, user=user):
        for channel_type in policy.channels_for(letter):
            if channel_type is not ChannelType.EMAIL:
                continue
            try:
                channel = get_channel_for_message(channel_type, letter)
                rendered = presentation.render(channel, letter)
            except (UnsupportedChannelError, TemplateDoesNotExist) as error:
                raise NotSentError("the site has no channel for e-mail, or lacks a template") from error
            _deliver(channel, rendered, letter)
            return
    raise NotSentError("the site's policies let no e-mail go out to the person")


def _letter(message: Message, user: Any, site: Any) -> Any:
    """Return the message for edx-ace, with a time after which no other channel may send the message again."""
    from edx_ace.message import Message as AceMessage
    from edx_ace.recipient import Recipient
    from openedx.core.djangoapps.ace_common.template_context import get_base_template_context
    from openedx.core.djangoapps.lang_pref import LANGUAGE_KEY
    from openedx.core.djangoapps.user_api.preferences.api import get_user_preference

    return AceMessage(
        app_label="micromasters",
        name=message.kind.value,
        recipient=Recipient(user.id, user.email),
        language=message.language or get_user_preference(user, LANGUAGE_KEY),
        context={**get_base_template_context(site), **message.context},
        expiration_time=datetime.now(UTC) + timedelta(seconds=app_settings.mail_seconds()),
        options={"transactional": True},
        headers={"Message-ID": message.header},
    )


def _deliver(channel: Any, rendered: Any, letter: Any) -> None:
    """If the channel uses Django's mail, deliver the message with Django's mail.

    Otherwise the channel delivers the message.
    """
    from edx_ace import delivery
    from edx_ace.channel.django_email import DjangoEmailChannel
    from edx_ace.signals import ACE_MESSAGE_SENT
    from edx_ace.utils.signals import send_ace_message_sent_signal

    if type(channel).deliver is DjangoEmailChannel.deliver:
        hand_over(_mail(channel, rendered, letter))
        send_ace_message_sent_signal(channel, letter)
        return
    sent: list[str] = []

    def note(sender: Any, message: dict[str, Any], **kwargs: Any) -> None:
        sent.append(message["uuid"])

    ACE_MESSAGE_SENT.connect(note)
    try:
        delivery.deliver(channel, rendered, letter)
    except Exception as error:
        raise UncertainDeliveryError(
            "the site's e-mail channel failed, and nobody knows whether it had sent"
        ) from error
    finally:
        ACE_MESSAGE_SENT.disconnect(note)
    if str(letter.uuid) not in sent:
        raise UncertainDeliveryError("the site's e-mail channel gave up, and nobody knows whether it had sent")


def _mail(channel: Any, rendered: Any, letter: Any) -> EmailMultiAlternatives:
    """Return the e-mail that ``DjangoEmailChannel.deliver`` (edx-ace 1.15) makes."""
    mail = EmailMultiAlternatives(
        subject=channel.get_subject(rendered),
        body=rendered.body,
        from_email=channel.get_from_address(letter),
        to=[letter.recipient.email_address],
        reply_to=letter.options.get("reply_to"),
        headers=letter.headers,
    )
    mail.attach_alternative(channel.make_simple_html_template(rendered.head_html, rendered.body_html), "text/html")
    return mail
