"""Effect: write to a learner that a credential was issued, once."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from micromasters_plugin.credentials.records import find_record
from micromasters_plugin.data import CredentialEmail, CredentialState
from micromasters_plugin.exceptions import NotSentError, NotYetError, UnknownUserError
from micromasters_plugin.failpoints import fail_point
from micromasters_plugin.outbox import deliveries
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.platform.port import get_platform


def run(order: Order, *, now: datetime) -> None:
    """Send it unless it was sent, or the credential was taken away meanwhile; of one re-issued, name the successor.

    Raises:
        NotYetError: the credential is suspended; once it is reinstated the learner is written to.
        NotSentError: it was not sent and may be tried again.
        UncertainDeliveryError: an earlier try may have sent it.
    """
    record = find_record(order.subject)
    while record.superseded_by:
        record = find_record(record.superseded_by)
    if record.state is CredentialState.SUSPENDED:
        raise NotYetError(f"credential {record.uuid} is suspended")
    if record.state is not CredentialState.VALID:
        return
    platform = get_platform()
    url = platform.credential_host() + reverse("micromasters:credential", args=[record.uuid])
    delivery = deliveries.begin(order, now=now)
    if delivery is None:
        return
    fail_point("email-recorded")
    try:
        platform.send_credential_email(
            CredentialEmail(
                message_id=delivery.message_id,
                user_id=order.user_id,
                name=record.name,
                program_title=record.program_title,
                institution=record.institution,
                url=url,
                is_specimen=record.is_specimen,
            )
        )
    except (NotSentError, UnknownUserError):
        deliveries.withdraw(delivery)
        raise
    fail_point("email-sent")
    deliveries.confirm(delivery, now=now)
