"""A multipart upload: parts of an object that nobody sees before the last step."""

import base64
import hashlib
import logging
from typing import Any

from catalog.errors import FeedledgerError
from ingestion.s3_errors import store_errors

LOG = logging.getLogger(__name__)


class MultipartUpload:
    """An upload that was begun; it ends by `complete` or by `abort`."""

    def __init__(self, client: Any, target: dict[str, str], metadata: dict[str, str]) -> None:  # noqa: ANN401 - boto3 ships no types
        self._client = client
        with store_errors():
            begun = client.create_multipart_upload(
                **target, ChecksumAlgorithm="SHA256", Metadata=metadata
            )
        self._upload = {**target, "UploadId": begun["UploadId"]}
        self._parts: list[dict[str, Any]] = []

    def add(self, block: bytes) -> None:
        """Send the next part; the server compares its SHA-256."""
        number = len(self._parts) + 1
        checksum = base64_sha256(block)
        with store_errors():
            part = self._client.upload_part(
                **self._upload, PartNumber=number, Body=block, ChecksumSHA256=checksum
            )
        self._parts.append({"PartNumber": number, "ETag": part["ETag"], "ChecksumSHA256": checksum})

    def complete(self) -> None:
        """Make the object of the parts, unless its key has one."""
        self._client.complete_multipart_upload(
            **self._upload, MultipartUpload={"Parts": self._parts}, IfNoneMatch="*"
        )

    def abort(self) -> None:
        """Drop the parts, as far as the server lets us: it is not worth another error."""
        try:
            with store_errors():
                self._client.abort_multipart_upload(**self._upload)
        except FeedledgerError as error:
            LOG.warning("parts of %s stay in the store: %s", self._upload["Key"], error)


def base64_sha256(block: bytes) -> str:
    """Return the SHA-256 as S3 writes it."""
    return base64.b64encode(hashlib.sha256(block).digest()).decode()
