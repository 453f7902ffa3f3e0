"""Passwords: argon2id hashes and the rule for a good one. Strict until :func:`set_up` says otherwise."""

from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _

from app.errors import Invalid

MAX_LENGTH = 1000


@dataclass
class _Setting:
    hasher: PasswordHasher
    min_length: int
    decoy: str = ""


_setting = _Setting(PasswordHasher(), 12)


class WeakPassword(Invalid):
    """The password is too short or too easy to guess."""


def set_up(*, cheap: bool, min_length: int) -> None:
    """Set the price of a hash and the least length. ``cheap`` is for tests: production uses argon2id's defaults."""
    _setting.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1) if cheap else PasswordHasher()
    _setting.min_length = min_length
    _setting.decoy = ""


def hash_of(password: str) -> str:
    """The argon2id hash under which a password is stored."""
    return _setting.hasher.hash(_bytes(password))


def fits(password: str, stored: str | None) -> bool:
    """Is this the password behind a stored hash? None, for an unknown name, takes as long and is never right."""
    if not _setting.decoy:
        _setting.decoy = _setting.hasher.hash(b"decoy")
    try:
        return _setting.hasher.verify(stored or _setting.decoy, _bytes(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def check_strength(password: str, username: str) -> None:
    """Refuse a password that is too short, endless, or the user's own name.

    :raises WeakPassword: says what to do better.
    """
    least = _setting.min_length
    if len(password) < least:
        raise WeakPassword(
            errors={"password": [_("密码太短：至少需要%(least)s个字符，请加长。", least=least)]}
        )
    if len(password) > MAX_LENGTH:
        raise WeakPassword(
            errors={"password": [_("密码太长：最多%(most)s个字符，请缩短。", most=MAX_LENGTH)]}
        )
    if password.casefold() in {username.casefold(), username.partition("@")[0].casefold()}:
        raise WeakPassword(errors={"password": [_("密码不能与用户名相同，请另设一个。")]})


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
