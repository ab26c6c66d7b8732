"""What S3 and the way to it say, as errors of the store."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    FlexibleChecksumError,
    HTTPClientError,
    IncompleteReadError,
    MetadataRetrievalError,
)
from botocore.exceptions import (
    ConnectionError as ConnectionFailed,
)

from catalog.errors import FeedledgerError
from ingestion.store import KeyTaken, ObjectMissing, StoreRefused, StoreUnavailable

MISSING = {"404", "NoSuchKey", "NotFound"}  # an answer without a body has its status as code
# Client errors by their status, but of the way there, of the moment, or of the other requests.
PASSING = {
    "BadDigest",
    "ConditionalRequestConflict",
    "IncompleteBody",
    "InvalidDigest",
    "MalformedXML",
    "NoSuchUpload",
    "OperationAborted",
    "RequestTimeout",
    "ServiceUnavailable",
    "SlowDown",
    "XAmzContentSHA256Mismatch",
}
PASSING_STATUSES = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS}
BROKEN_WAY = (
    ConnectionFailed,
    HTTPClientError,
    IncompleteReadError,
    FlexibleChecksumError,
    CredentialRetrievalError,
    MetadataRetrievalError,
)


@contextmanager
def store_errors(key: str = "") -> Iterator[None]:
    """Raise what boto3 raises in the block as an error of the store, about this key."""
    try:
        yield
    except ClientError as error:
        raise _of_answer(error, key) from error
    except BROKEN_WAY as error:
        raise StoreUnavailable(f"the S3 store does not answer: {error}") from error
    except BotoCoreError as error:
        raise StoreRefused(f"the S3 store cannot be used as it is set up: {error}") from error


def _of_answer(error: ClientError, key: str) -> FeedledgerError:
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    code = error.response.get("Error", {}).get("Code", "")
    if status == HTTPStatus.PRECONDITION_FAILED:
        return KeyTaken(key)
    if code in MISSING:
        return ObjectMissing(key)
    if code in PASSING or status in PASSING_STATUSES:
        return StoreUnavailable(f"the S3 store asks to try again: {error}")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR and status != HTTPStatus.NOT_IMPLEMENTED:
        return StoreUnavailable(f"the S3 store is in trouble: {error}")
    return StoreRefused(f"the S3 store refuses: {error}")
