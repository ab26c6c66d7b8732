"""The keys of the object store: what both stores can hold, and file names as parts of them."""

import logging
import re
import unicodedata

from catalog.errors import RejectedInput

LOG = logging.getLogger(__name__)
MAX_KEY_BYTES = 1024  # what S3 allows
MAX_SEGMENT_BYTES = 255  # what file systems allow
MAX_FILENAME_BYTES = 200
SUFFIX = re.compile(r"(\.[A-Za-z0-9]{1,10}){1,2}$")
NAMELESS = "feed"
SHOWN = 80  # characters of a refused key that its error shows


class InvalidKey(RejectedInput):
    """The key could not be a key of both stores; nothing was written."""

    code = "store/invalid_key"


def validate_key(key: str) -> None:
    """
    Let pass what both stores can hold: segments joined by `/`, none of them empty or hidden.

    Raises:
        InvalidKey: an empty segment (`/a`, `a//b`), one that starts with a dot (`..`), a
            backslash, a control or unencodable character, or too many bytes.
    """
    segments = key.split("/")
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in key):
        fault = "holds a control or unencodable character"
    elif "\\" in key:
        fault = "holds a backslash, which some servers take for a slash"
    elif any(not segment or segment.startswith(".") for segment in segments):
        fault = "has a segment that is empty or starts with a dot"
    elif len(key.encode()) > MAX_KEY_BYTES:
        fault = f"has more than {MAX_KEY_BYTES} bytes"
    elif any(len(segment.encode()) > MAX_SEGMENT_BYTES for segment in segments):
        fault = f"has a segment of more than {MAX_SEGMENT_BYTES} bytes"
    else:
        return
    raise InvalidKey(f"the key {key[:SHOWN]!r} {fault}")


def is_listable(key: str) -> bool:
    """Return whether a key found in the store is one that `open` would take; say so if not."""
    try:
        validate_key(key.removesuffix("/"))
    except InvalidKey as error:
        LOG.warning("an object is left out of the list: %s", error)
        return False
    return not key.endswith("/")  # S3 consoles mark folders so


def safe_filename(name: str) -> str:
    """
    Return a last segment for a key that still looks like the name: readable, valid, never empty.

    Folders are cut off; whatever is no letter, mark, digit, space or one of `._-()+` becomes `_`;
    a long name is cut before its suffix. Different names may give the same segment.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = "".join(character if _is_plain(character) else "_" for character in last)
    plain = plain.lstrip(". ").rstrip(" ") or NAMELESS
    suffix = SUFFIX.search(plain)
    end = suffix[0] if suffix else ""
    return _cut(plain.removesuffix(end), MAX_FILENAME_BYTES - len(end)) + end


def _is_plain(character: str) -> bool:
    return character in " ._-()+" or unicodedata.category(character)[0] in "LMN"


def _cut(text: str, size_bytes: int) -> str:
    return text.encode()[:size_bytes].decode(errors="ignore")
