"""What is encrypted at rest: ID numbers, bank cards, phones, and whole forms that hold them.

AES-256-GCM with a random nonce; the first of ``FIELD_KEYS`` encrypts, all decrypt, so that keys can be rotated. Equal
values are found through a keyed hash (blind index) with a key of its own.
"""

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.packing import pack, unpack

_keys: list[tuple[bytes, AESGCM]] = []
_index_key = b""


class Undecipherable(Exception):
    """No key of FIELD_KEYS opens this value: a key was removed too early, or the row was altered."""


def open_with(keys: list[str]) -> None:
    """Load the keys (url-safe base64, 32 bytes each)."""
    global _index_key
    raw = [base64.urlsafe_b64decode(key) for key in keys]
    _keys[:] = [(hashlib.sha256(b"id" + key).digest()[:4], AESGCM(key)) for key in raw]
    # The index key follows the oldest key: it must not change when a new encryption key is put in front.
    _index_key = hmac.digest(raw[-1], b"blind index", "sha256")


def encrypt(text: str) -> bytes:
    """Encrypt a text; long ones are compressed first."""
    data = text.encode()
    body = b"z" + pack(data) if len(data) > 64 else b"p" + data
    ident, key = _keys[0]
    nonce = os.urandom(12)
    return ident + nonce + key.encrypt(nonce, body, ident)


def decrypt(blob: bytes) -> str:
    """The text behind :func:`encrypt`.

    :raises Undecipherable: no key fits.
    """
    ident, nonce, body = blob[:4], blob[4:16], blob[16:]
    for known, key in _keys:
        if known == ident:
            try:
                plain = key.decrypt(nonce, body, ident)
            except InvalidTag:
                break
            return (unpack(plain[1:]) if plain[:1] == b"z" else plain[1:]).decode()
    raise Undecipherable("no key of FIELD_KEYS opens this value")


def is_current(blob: bytes) -> bool:
    """Was it encrypted with the first key?"""
    return blob[:4] == _keys[0][0]


def blind_index(text: str) -> str:
    """A keyed hash by which equal values are found without decrypting."""
    return hmac.digest(_index_key, text.strip().upper().encode(), "sha256").hex()[:32]
