"""Define the site on which a case runs."""

from __future__ import annotations

import pytest

from tests.cases.site import Site
from tests.fakes import FakePlatform


@pytest.fixture
def site(db: None, platform: FakePlatform) -> Site:
    """Return an empty site."""
    return Site(platform)
