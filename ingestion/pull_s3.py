"""
Sources in S3 buckets, other than the store's.

fsspec's own client for them cannot be installed beside our boto3, so they are read with that.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote, urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from ingestion.credentials import Credentials, reveal
from ingestion.pull_source import (
    PIECE_BYTES,
    Found,
    Marks,
    PullNotFound,
    PullRefused,
    PullUnavailable,
    last_segment,
)
from ingestion.s3_body import WholeBody
from ingestion.s3_errors import store_errors
from ingestion.store import ObjectMissing, StoreRefused, StoreUnavailable

# at DEBUG it writes down the headers of each request, a session's token among them
logging.getLogger("botocore").setLevel(logging.INFO)


@dataclass(frozen=True)
class S3Source:
    """An object, read with the keys of the credentials, or of the standard AWS chain."""

    url: str
    credentials: Credentials
    stall_s: float

    @contextmanager
    def open(self, known: Marks) -> Iterator[Found | None]:
        """Lend the object, None if it has the known ETag."""
        with _s3_errors(self.url):
            answer = self._ask(known)
            if answer is None:
                yield None
                return
            with WholeBody(answer["Body"], "") as body:
                yield Found(
                    filename=last_segment(self.url),
                    size_bytes=answer["ContentLength"],
                    marks=Marks(answer.get("ETag")),
                    pieces=iter(lambda: body.read(PIECE_BYTES), b""),
                )

    def _ask(self, known: Marks) -> dict[str, Any] | None:
        address = urlsplit(self.url)
        condition = {"IfNoneMatch": known.etag} if known.etag else {}
        with store_errors():
            try:
                answer: dict[str, Any] = self._client().get_object(
                    Bucket=address.netloc, Key=unquote(address.path.lstrip("/")), **condition
                )
            except ClientError as error:
                if _status(error) == HTTPStatus.NOT_MODIFIED:
                    return None
                raise
        return answer

    def _client(self) -> Any:  # noqa: ANN401 - boto3 ships no types
        entry = self.credentials
        return boto3.session.Session().client(
            "s3",
            aws_access_key_id=reveal(entry.access_key_id),
            aws_secret_access_key=reveal(entry.secret_access_key),
            aws_session_token=reveal(entry.session_token),
            endpoint_url=entry.endpoint_url,
            region_name=entry.region,
            config=Config(
                connect_timeout=self.stall_s,
                read_timeout=self.stall_s,
                retries={"mode": "standard"},
            ),
        )


@contextmanager
def _s3_errors(url: str) -> Iterator[None]:
    bucket = urlsplit(url).netloc
    try:
        yield
    except ObjectMissing:
        raise PullNotFound(f"bucket {bucket} has no such object") from None
    except StoreUnavailable:
        raise PullUnavailable(f"bucket {bucket} did not answer to the end") from None
    except StoreRefused:
        raise PullRefused(f"bucket {bucket} does not let us in") from None


def _status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
