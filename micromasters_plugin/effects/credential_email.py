"""Send a learner one e-mail about an issued credential."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from micromasters_plugin.credentials.records import find_record
from micromasters_plugin.data import CredentialState, MessageKind
from micromasters_plugin.exceptions import NotYetError
from micromasters_plugin.outbox import messages
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.platform.public_site import get_public_site


def run(order: Order, *, now: datetime) -> None:
    """Send the e-mail about a valid credential, or about the successor of a superseded credential.

    Do nothing if the e-mail was sent before.

    Raises:
        NotYetError: the credential is suspended. The e-mail is sent after a person reinstates the credential.
        NotSentError, RefusedMessageError, UncertainDeliveryError: ``messages.send_once`` raised the error.
    """
    record = find_record(order.subject)
    while record.superseded_by:
        record = find_record(record.superseded_by)
    if record.state is CredentialState.SUSPENDED:
        raise NotYetError(f"credential {record.uuid} is suspended")
    if record.state is not CredentialState.VALID:
        return
    host = get_public_site().credential_host()
    messages.send_once(
        order,
        MessageKind.CREDENTIAL_ISSUED,
        {
            "name": record.name,
            "program_title": record.program_title,
            "institution": record.institution,
            "url": host + reverse("micromasters:credential", args=[record.uuid]),
            "is_specimen": record.is_specimen,
        },
        now=now,
    )
