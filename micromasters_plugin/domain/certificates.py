"""Check the platform's certificate of a course run. The plugin reads certificates, and never issues or changes them."""

from __future__ import annotations

from micromasters_plugin.data import Attempt, Reason
from micromasters_plugin.domain.reasons import CERTIFICATE_INVALIDATED, CERTIFICATE_MISSING

#: The platform's status of a certificate that the learner can open.
DOWNLOADABLE = "downloadable"

#: This word replaces the status if the platform has no certificate.
_NONE = "none"


def has_certificate(attempt: Attempt) -> bool:
    """Tell whether the platform has issued the certificate of the run."""
    return attempt.certificate_status == DOWNLOADABLE


def certificate_reasons(attempt: Attempt, *, is_required: bool = False) -> tuple[Reason, ...]:
    """Return the reason that the certificate gives against the attempt.

    An invalidated certificate is always a reason. A missing certificate is a reason if the certificate ``is_required``.
    """
    if attempt.certificate_invalidated:
        return (CERTIFICATE_INVALIDATED.reason(),)
    if is_required and not has_certificate(attempt):
        return (CERTIFICATE_MISSING.reason(status=attempt.certificate_status or _NONE),)
    return ()
