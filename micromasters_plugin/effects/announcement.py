"""Send the platform's openedx-events for an awarded or revoked credential."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from openedx_events.learning.data import ProgramCertificateData, ProgramData, UserData, UserPersonalData
from openedx_events.learning.signals import PROGRAM_CERTIFICATE_AWARDED, PROGRAM_CERTIFICATE_REVOKED

from micromasters_plugin.credentials.records import find_record
from micromasters_plugin.data import CredentialRecord, CredentialState
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.platform.people import get_people
from micromasters_plugin.platform.public_site import get_public_site
from micromasters_plugin.programs.registry import find_program_by_id


def announce_award(order: Order, *, now: datetime) -> None:
    """Send PROGRAM_CERTIFICATE_AWARDED for the order's credential, unless the credential was revoked or replaced."""
    record = find_record(order.subject)
    if record.state in (CredentialState.VALID, CredentialState.SUSPENDED):
        certificate = _certificate(order, record, "awarded")
        PROGRAM_CERTIFICATE_AWARDED.send_event(program_certificate=certificate, time=now)


def announce_revocation(order: Order, *, now: datetime) -> None:
    """Send PROGRAM_CERTIFICATE_REVOKED for the order's credential."""
    certificate = _certificate(order, find_record(order.subject), "revoked")
    PROGRAM_CERTIFICATE_REVOKED.send_event(program_certificate=certificate, time=now)


def _certificate(order: Order, record: CredentialRecord, status: str) -> ProgramCertificateData:
    account = get_people().account(order.user_id)
    program = find_program_by_id(order.program_id)
    return ProgramCertificateData(
        user=UserData(
            id=account.user_id,
            is_active=account.is_active,
            pii=UserPersonalData(username=account.username, email=account.email, name=account.name),
        ),
        program=ProgramData(uuid=str(program.uuid), title=record.program_title, program_type=record.program_kind),
        uuid=record.uuid,
        status=status,
        url=get_public_site().credential_host() + reverse("micromasters:credential", args=[record.uuid]),
        certificate_available_date=record.issued,
    )
