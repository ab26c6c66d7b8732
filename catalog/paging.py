"""Keyset paging: a page starts after the last key of the one before, whatever was written since."""

import base64
import binascii
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from catalog.errors import RejectedInput

Item = TypeVar("Item")
Key = list[str | int | None]

DEFAULT_LIMIT = 100
MAX_LIMIT = 1000
MAX_BIGINT = 2**63 - 1
LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class MalformedCursor(RejectedInput):
    """The cursor is not one that a page handed out; nothing was read."""

    code = "request/cursor"


@dataclass(frozen=True)
class Page(Generic[Item]):
    """Some items in order, and the cursor of the next page, None on the last."""

    items: tuple[Item, ...]
    next_cursor: str | None


def cut_page(found: Sequence[Item], limit: int, key_of: Callable[[Item], Key]) -> Page[Item]:
    """Return the first `limit` of what was found by a query that asked for one more."""
    items = tuple(found[:limit])
    more = len(found) > limit
    return Page(items, encode_cursor(key_of(items[-1])) if more and items else None)


def encode_cursor(key: Key) -> str:
    """Return the key as an opaque, URL-safe text."""
    written = json.dumps(key, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(written.encode(errors="surrogatepass")).decode().rstrip("=")


def decode_cursor(cursor: str | None, *types: type) -> Key | None:
    """
    Return the key inside a cursor, one value for each of `types`, or None without a cursor.

    Raises:
        MalformedCursor: it holds something else.
    """
    if cursor is None:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise MalformedCursor("send the cursor as next_cursor gave it") from error
    fits = isinstance(key, list) and len(key) == len(types)
    if not fits or not all(_is_storable(v, t) for v, t in zip(key, types, strict=True)):
        raise MalformedCursor("send the cursor as next_cursor gave it")
    return list(key)


def _is_storable(value: object, wanted: type) -> bool:
    if isinstance(value, str):
        return wanted is str and LONE_SURROGATE.search(value) is None
    return type(value) is wanted and (not isinstance(value, int) or abs(value) <= MAX_BIGINT)
