"""What S3 answers to a read, as a stream that cannot end early unnoticed."""

import io
from typing import Any

from ingestion.s3_errors import store_errors


class WholeBody(io.RawIOBase):
    """The body of an answer: all the bytes that the server announced, or an error of the store."""

    def __init__(self, body: Any, key: str) -> None:  # noqa: ANN401 - boto3 ships no types
        self._body = body
        self._key = key

    def readable(self) -> bool:
        """Return that it is."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - a writable buffer has no type before 3.12
        """
        Fill the buffer with what comes next and return how much that is, 0 only at the end.

        Raises:
            StoreUnavailable: the server broke off, or a byte is not what was stored.
        """
        with store_errors(self._key):  # botocore compares the length and the checksum at the end
            block: bytes = self._body.read(len(buffer))
        buffer[: len(block)] = block
        return len(block)

    def close(self) -> None:
        """Give the connection back, or cut it when there is more to come."""
        self._body.close()
        super().close()
