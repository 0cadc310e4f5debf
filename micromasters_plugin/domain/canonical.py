"""Serialize JSON values in a canonical form, and hash JSON values."""

from __future__ import annotations

import hashlib
import json


def canonical(value: object) -> str:
    """Serialize ``value`` as JSON that has sorted keys and lacks spaces. Equal values give equal text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(value: object) -> str:
    """Return the SHA-256 of ``canonical(value)`` as hex digits."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()
