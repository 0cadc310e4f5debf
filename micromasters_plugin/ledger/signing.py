"""Sign a ledger's head with the site's Ed25519 key, and check such a signature.

The key is not in the database, so nobody can sign a head with access to the tables alone.
"""

from __future__ import annotations

import base64
import os
from dataclasses import asdict, replace
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from micromasters_plugin import app_settings
from micromasters_plugin.data import SignedHead
from micromasters_plugin.domain.canonical import canonical
from micromasters_plugin.exceptions import LedgerKeyError

ENVIRONMENT = "env:"


def load_key() -> Ed25519PrivateKey:
    """Return the key that the setting ``MICROMASTERS_LEDGER_KEY`` names.

    Raises:
        LedgerKeyError: no key is set, the key cannot be read, or the key is not an unencrypted Ed25519 key in PEM.
    """
    source = app_settings.ledger_key()
    if not source:
        raise LedgerKeyError("MICROMASTERS_LEDGER_KEY names no key, so no head of a ledger can be signed")
    try:
        key = load_pem_private_key(_read(source), password=None)
    except KeyError:
        raise LedgerKeyError(f"the environment has no {source.removeprefix(ENVIRONMENT)}") from None
    except OSError as error:
        raise LedgerKeyError(f"{source} cannot be read: {error.strerror}") from None
    except (ValueError, TypeError):
        raise LedgerKeyError(f"{source} holds no unencrypted private key in PEM") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise LedgerKeyError(f"{source} holds a key that is no Ed25519 key")
    return key


def sign(head: SignedHead) -> SignedHead:
    """Return ``head`` with the site's public key and signature.

    Raises:
        LedgerKeyError: there is no usable key.
    """
    key = load_key()
    head = replace(head, public_key=encode(key.public_key().public_bytes_raw()), signature="")
    return replace(head, signature=encode(key.sign(_message(head))))


def is_signed(head: SignedHead) -> bool:
    """Tell whether the signature fits this head and the public key that the head names."""
    try:
        key = Ed25519PublicKey.from_public_bytes(_decode(head.public_key))
        key.verify(_decode(head.signature), _message(head))
    except (InvalidSignature, ValueError):
        return False
    return True


def encode(raw: bytes) -> str:
    """Return ``raw`` in base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))


def _message(head: SignedHead) -> bytes:
    """Return the bytes that are signed, which are all fields except the signature in canonical form."""
    fields = asdict(head)
    del fields["signature"]
    return canonical(fields).encode()


def _read(source: str) -> bytes:
    if source.startswith(ENVIRONMENT):
        return os.environ[source.removeprefix(ENVIRONMENT)].encode()
    return Path(source).read_bytes()
