"""Passwords, kept as argon2id hashes with the parameters that argon2-cffi recommends."""

import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

HASHER = PasswordHasher()


def hash_password(password: str) -> str:
    """Return the argon2id hash, its salt and parameters in it; takes about 50 ms and 64 MiB."""
    return HASHER.hash(_normal(password))


def fits(password_hash: str, password: str) -> bool:
    """Return whether the hash is that of the password; as slow for a wrong one."""
    try:
        return HASHER.verify(password_hash, _normal(password))
    except VerifyMismatchError:
        return False


def is_outdated(password_hash: str) -> bool:
    """Return whether the hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(password_hash)


@cache
def make_decoy() -> str:
    """Return the hash of a password nobody has, to verify where there is no user."""
    return hash_password(secrets.token_urlsafe())


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)  # RFC 8265: keyboards compose differently
