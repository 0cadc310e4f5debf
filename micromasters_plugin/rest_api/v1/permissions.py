"""Ask the permission functions on behalf of REST views; who asks is ``authentication``'s to find."""

from __future__ import annotations

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from micromasters_plugin import api
from micromasters_plugin.data.actors import Actor


class MayReadMetrics(BasePermission):
    """For the figures of monitoring."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return api.may_read_metrics(Actor.of_account(request.user))


class MaySeeOwnExplanation(BasePermission):
    """For a learner's own explanation."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return api.may_see_own_explanation(Actor.of_account(request.user), request.user.pk)
