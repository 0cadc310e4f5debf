"""Serialize JSON values in a canonical form, and hash them."""

from __future__ import annotations

import hashlib
import json


def canonical(value: object) -> str:
    """Serialize ``value`` as JSON with sorted keys and no spaces. Equal values give equal text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(value: object) -> str:
    """Return the SHA-256 of ``canonical(value)`` as hex digits."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()
