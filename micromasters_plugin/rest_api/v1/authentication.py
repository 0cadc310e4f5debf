"""Authenticate by a token that the platform certainly signed. Permissions are checked by the views."""

from __future__ import annotations

from typing import Any

from edx_rest_framework_extensions.auth.jwt.authentication import JwtAuthentication
from jwt.exceptions import PyJWTError
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from micromasters_plugin.app_settings import has_jwt_keys


class SignedJwtAuthentication(JwtAuthentication):
    """Refuses all tokens if the site sets no public key, because edx-drf-extensions would then accept any token.

    An empty or unreadable set of keys also refuses all tokens.
    """

    def authenticate(self, request: Request) -> Any:
        if not has_jwt_keys():
            return None
        try:
            return super().authenticate(request)
        except (PyJWTError, AttributeError, TypeError, ValueError):
            raise AuthenticationFailed from None
