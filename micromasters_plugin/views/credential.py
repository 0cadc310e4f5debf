"""Show the public page of a credential.

The verdict comes first, and the certificate follows if the credential is valid.

Only a valid credential shows a name. A revoked credential shows no name in a screenshot, and a superseded credential
does not show the holder's former name.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from micromasters_plugin import api, app_settings
from micromasters_plugin.answers import answer_to
from micromasters_plugin.data import CredentialRecord, CredentialState
from micromasters_plugin.exceptions import UnknownCredentialError
from micromasters_plugin.views.refusing import answer_errors
from micromasters_plugin.views.seal import seal_paths
from micromasters_plugin.views.throttling import throttled

ACCENT = re.compile(r"#[0-9a-fA-F]{6}")


def _too_many(request: HttpRequest) -> HttpResponse:
    return _private(render(request, "micromasters/too_many_requests.html"))


@require_safe
@never_cache
@throttled("credential", app_settings.credential_requests_per_minute, _too_many)
@answer_errors
def show_credential(request: HttpRequest, credential_uuid: UUID) -> HttpResponse:
    """Answer 200 with the credential's state, 404 if no credential has the given uuid, or 429 after many requests."""
    try:
        credential = api.get_credential(str(credential_uuid))
    except UnknownCredentialError as error:
        status = answer_to(error).http.value
        return _private(render(request, "micromasters/no_credential.html", status=status))
    with override(UTC):
        return _private(render(request, "micromasters/credential.html", _context(request, credential)))


def _context(request: HttpRequest, credential: CredentialRecord) -> dict[str, object]:
    is_valid = credential.state is CredentialState.VALID
    return {
        "credential": credential,
        "is_valid": is_valid,
        "kind": _kind(credential.program_kind),
        "accent": credential.accent if ACCENT.fullmatch(credential.accent) else "",
        "checked": datetime.now(UTC),
        "address": request.build_absolute_uri(request.path),
        "host": request.get_host(),
        "place": request.get_host() + request.path,
        "seal_paths": seal_paths(credential.uuid) if is_valid else [],
        "newer": _newer(credential),
    }


def _newer(credential: CredentialRecord) -> str:
    """Return the path of the credential that replaced this credential, or ""."""
    if not credential.superseded_by:
        return ""
    return reverse("micromasters:credential", kwargs={"credential_uuid": credential.superseded_by})


def _kind(kind: str) -> str:
    """Return the words for the kind of credential, which follow "has earned the"."""
    names = {
        "micromasters": _("MicroMasters program credential in"),
        "xseries": _("XSeries program credential in"),
    }
    return names.get(kind, _("program credential in"))


def _private(response: HttpResponse) -> HttpResponse:
    """Add headers that keep a personal page out of search engines.

    The headers also keep the page's address out of other sites' logs.
    """
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response
