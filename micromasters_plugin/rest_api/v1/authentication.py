"""Authenticate by a token that the platform certainly signed. The views check permissions."""

from __future__ import annotations

from typing import Any

from edx_rest_framework_extensions.auth.jwt.authentication import JwtAuthentication
from jwt.exceptions import PyJWTError
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from micromasters_plugin.app_settings import has_jwt_keys


class SignedJwtAuthentication(JwtAuthentication):
    """An authentication that refuses all tokens if the site sets no public key.

    Without a key, edx-drf-extensions would accept any token.

    An empty or unreadable set of keys also refuses all tokens.
    """

    def authenticate(self, request: Request) -> Any:
        if not has_jwt_keys():
            return None
        try:
            return super().authenticate(request)
        except (PyJWTError, AttributeError, TypeError, ValueError):
            raise AuthenticationFailed from None
