"""Compression of small texts.

zlib's default clears a quarter of a megabyte for each, however short it is: ten times the work, and whatever else lay
in the processor's cache is gone.
"""

import zlib

LEVEL = 6
WHOLE_WINDOW, WHOLE_MEMORY = 15, 8


def pack(data: bytes) -> bytes:
    """The data compressed, in a window no larger than itself."""
    window = min(max(len(data).bit_length(), 9), WHOLE_WINDOW)
    made = zlib.compressobj(LEVEL, zlib.DEFLATED, window, min(max(window - 8, 1), WHOLE_MEMORY))
    return made.compress(data) + made.flush()


def unpack(packed: bytes) -> bytes:
    """The data behind :func:`pack`.

    :raises zlib.error: it is nothing of the kind.
    """
    return zlib.decompress(packed)
