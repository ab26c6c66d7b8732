"""A file on its way in, as the body of a request or as a part of a multipart one."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from python_multipart.multipart import parse_options_header
from starlette.requests import Request

from api.multipart import FilePart, MultipartBody, Piece
from api.problems import RequestProblem
from ingestion.spool import FeedTooLarge

CONTROL = re.compile(r"[\x00-\x1f\x7f]")
MAX_FILENAME_LENGTH = 255
PIECE_BYTES = 1024 * 1024
MULTIPART_MARGIN_BYTES = 64 * 1024
UPLOAD_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file itself, or a multipart body with one file.",
        "content": {
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            "text/csv": {"schema": {"type": "string", "format": "binary"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"file": {"type": "string", "format": "binary"}},
                    "required": ["file"],
                }
            },
        },
    }
}


@dataclass(frozen=True)
class Upload:
    """
    A file with the name its sender gave it, and its bytes in pieces of about a MiB.

    `announced_bytes` are those of the body, 0 where the sender said nothing of them.
    """

    filename: str | None
    pieces: AsyncIterator[bytes]
    announced_bytes: int = 0


async def open_upload(request: Request, max_bytes: int) -> Upload:
    """
    Return the file in the body; nothing but its name has been read.

    Raises:
        FeedTooLarge: the sender announces more than `max_bytes`; nothing was read.
        RequestProblem: a multipart body cannot be read, or holds no file.
    """
    content_type, options = parse_options_header(request.headers.get("Content-Type"))
    is_multipart = content_type == b"multipart/form-data"
    most_bytes = max_bytes + MULTIPART_MARGIN_BYTES if is_multipart else max_bytes
    announced_bytes = count_announced(request)
    if announced_bytes > most_bytes:
        raise FeedTooLarge(f"a feed may have at most {max_bytes} bytes")
    if not is_multipart:
        return Upload(None, _gathered(request.stream()), announced_bytes)
    part = FilePart(options.get(b"boundary", b""))
    pieces = _file_pieces(_capped(request.stream(), most_bytes), part)
    first = await anext(pieces, b"")
    return Upload(_clean(part.filename), _gathered(_preceded(first, pieces)), announced_bytes)


def open_parts(
    request: Request, max_bytes: int, label_of: Callable[[bytes, str | None], str | None]
) -> tuple[MultipartBody, AsyncIterator[Piece]]:
    """
    Return a multipart body of several files, and its pieces with the label of each one's file.

    Raises:
        FeedTooLarge: the sender announces more than `max_bytes`; nothing was read.
        RequestProblem: the body is not multipart.
    """
    content_type, options = parse_options_header(request.headers.get("Content-Type"))
    if content_type != b"multipart/form-data":
        raise RequestProblem("request/multipart", "these files come in one multipart body")
    most_bytes = max_bytes + MULTIPART_MARGIN_BYTES
    if count_announced(request) > most_bytes:
        raise FeedTooLarge(f"the files may have at most {max_bytes} bytes")
    body = MultipartBody(options.get(b"boundary", b""), label_of)
    return body, _labelled_pieces(_capped(request.stream(), most_bytes), body)


async def _labelled_pieces(
    chunks: AsyncIterator[bytes], body: MultipartBody
) -> AsyncIterator[Piece]:
    async for chunk in chunks:
        for piece in body.take_labelled(chunk):
            yield piece
    body.finish()


def _clean(filename: str | None) -> str | None:
    """Return the name without folders and control characters, or None if nothing is left."""
    if filename is None:
        return None
    name = re.split(r"[/\\]", filename)[-1]
    return CONTROL.sub(" ", name).strip()[:MAX_FILENAME_LENGTH] or None


def count_announced(request: Request) -> int:
    """Return how long the body will be as its sender says, 0 where nothing is said."""
    announced = request.headers.get("Content-Length", "")
    return int(announced) if announced.isascii() and announced.isdecimal() else 0


async def _file_pieces(body: AsyncIterator[bytes], part: FilePart) -> AsyncIterator[bytes]:
    async for chunk in body:
        for piece in part.take(chunk):
            yield piece
    part.finish()


async def _capped(body: AsyncIterator[bytes], max_bytes: int) -> AsyncIterator[bytes]:
    read_bytes = 0
    async for chunk in body:
        read_bytes += len(chunk)
        if read_bytes > max_bytes:
            raise FeedTooLarge("the parts of the body are larger than a feed may be")
        yield chunk


async def _preceded(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in rest:
        yield piece


async def _gathered(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Join small pieces, so that each hand-over to a thread is worth it."""
    gathered = bytearray()
    async for piece in pieces:
        gathered += piece
        if len(gathered) >= PIECE_BYTES:
            yield bytes(gathered)
            gathered.clear()
    if gathered:
        yield bytes(gathered)
