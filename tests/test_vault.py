"""What is encrypted at rest: only the right keys open it, and equal values are found without opening them."""

import base64
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import config, vault


def key() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


OLD, NEW, OTHER = key(), key(), key()


@pytest.fixture(autouse=True)
def keys(tmp_path: Path) -> Iterator[None]:
    vault.open_with([OLD])
    yield
    vault.open_with(config.load({**os.environ, "DATA_DIR": str(tmp_path)})["FIELD_KEYS"])


@given(st.text(max_size=300))
def test_what_goes_in_comes_out(text: str) -> None:
    assert vault.decrypt(vault.encrypt(text)) == text


def test_the_same_text_never_looks_the_same() -> None:
    assert vault.encrypt("411221198503010015") != vault.encrypt("411221198503010015")
    assert b"411221" not in vault.encrypt("411221198503010015")


def test_another_key_opens_nothing() -> None:
    blob = vault.encrypt("机密")
    vault.open_with([OTHER])
    with pytest.raises(vault.Undecipherable):
        vault.decrypt(blob)


@pytest.mark.parametrize("at", [0, 5, -1])
def test_what_was_altered_does_not_open(at: int) -> None:
    """Neither the name of the key, nor the nonce, nor the text."""
    blob = bytearray(vault.encrypt("机密"))
    blob[at] ^= 1
    with pytest.raises(vault.Undecipherable):
        vault.decrypt(bytes(blob))


@pytest.mark.parametrize("blob", [b"", b"x", b"x" * 15, b"x" * 100])
def test_what_was_never_encrypted_does_not_open(blob: bytes) -> None:
    with pytest.raises(vault.Undecipherable):
        vault.decrypt(blob)


def test_the_first_key_encrypts_and_all_decrypt() -> None:
    old = vault.encrypt("旧")
    vault.open_with([NEW, OLD])
    assert vault.decrypt(old) == "旧"
    assert not vault.is_current(old)
    new = vault.encrypt("新")
    assert vault.is_current(new)
    vault.open_with([NEW])
    assert vault.decrypt(new) == "新"


def test_equal_values_have_one_index_under_one_ring_of_keys() -> None:
    found = vault.blind_index("41122119850301001x")
    assert found == vault.blind_index(" 41122119850301001X ")
    assert found != vault.blind_index("411221198503010011")
    vault.open_with([NEW, OLD])
    assert vault.blind_index("41122119850301001X") == found
    vault.open_with([NEW])
    assert vault.blind_index("41122119850301001X") != found
