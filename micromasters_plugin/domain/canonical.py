"""Write equal JSON values as the same text, and make its digest."""

from __future__ import annotations

import hashlib
import json


def canonical(value: object) -> str:
    """Return JSON text that is the same for equal values: sorted keys, no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(value: object) -> str:
    """Return the SHA-256 of ``canonical(value)``, in hex."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()
