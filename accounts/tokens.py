"""Secrets that are given out once and stored as SHA-256 only."""

import hashlib
import secrets

TOKEN_BYTES = 32


def make_token() -> str:
    """Return 32 random bytes as URL-safe text."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> str:
    """Return the SHA-256 of a token; 32 random bytes need no slower hash."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
