"""From the file as it came to the bytes of its text: a gzip unpacked, other containers refused."""

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path

from catalog.disk_errors import disk_errors
from catalog.disk_guard import any_room
from catalog.errors import RejectedInput

CHUNK_BYTES = 8 * 1024 * 1024
GZIP_MAGIC = b"\x1f\x8b"
CONTAINERS = {
    b"PK\x03\x04": "a ZIP archive or an Excel workbook",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"\x28\xb5\x2f\xfd": "a Zstandard archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"%PDF": "a PDF document",
}


class Undecodable(RejectedInput):
    """The file is no text that we can read; no product was changed."""

    code = "file/undecodable"


class UnpacksTooLarge(RejectedInput):
    """The packed file unpacks to more than a feed may have; no product was changed."""

    code = "file/unpacks_too_large"


def unpack(path: Path, max_bytes: int, require_room: Callable[[int], None] = any_room) -> Path:
    """
    Return the path of the unpacked file: `path` itself, unless it is a gzip.

    `require_room` is asked before each piece that is written, with its size in bytes.

    Raises:
        DiskFull: there is no room to unpack it; what was unpacked is gone.
        UnpacksTooLarge: it unpacks to more than `max_bytes`; what was unpacked is gone.
        Undecodable: it is a damaged gzip, or a container that is no text.
    """
    with path.open("rb") as file:
        magic = file.read(4)
    if magic in CONTAINERS:
        raise Undecodable(f"the file is {CONTAINERS[magic]}: export it as CSV")
    if not magic.startswith(GZIP_MAGIC):
        return path
    unpacked = path.with_suffix(".unpacked")
    try:
        _unpack_gzip(path, unpacked, max_bytes, require_room)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        unpacked.unlink(missing_ok=True)
        raise Undecodable(f"the gzip is damaged: {error}") from error
    except BaseException:
        unpacked.unlink(missing_ok=True)
        raise
    return unpacked


def _unpack_gzip(
    path: Path, unpacked: Path, max_bytes: int, require_room: Callable[[int], None]
) -> None:
    size_bytes = 0
    with gzip.open(path) as source, unpacked.open("wb") as target:
        while chunk := source.read(CHUNK_BYTES):
            size_bytes += len(chunk)
            if size_bytes > max_bytes:
                raise UnpacksTooLarge(f"the file unpacks to more than {max_bytes} bytes")
            require_room(len(chunk))
            with disk_errors():
                target.write(chunk)
