"""What the file system says of the folder of a store, as errors of the store."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from catalog.disk_errors import is_full
from catalog.errors import DiskFull, FeedledgerError
from ingestion.store import StoreRefused, StoreUnavailable

REFUSALS = {
    *(errno.EACCES, errno.ELOOP, errno.ENAMETOOLONG, errno.EOPNOTSUPP),
    *(errno.EPERM, errno.EROFS, errno.EXDEV),
}


@contextmanager
def os_errors(
    expected: FeedledgerError | None = None, kinds: tuple[type[OSError], ...] = ()
) -> Iterator[None]:
    """Raise what the file system says as an error of the store: `expected` for these kinds."""
    try:
        yield
    except OSError as error:
        if expected is not None and isinstance(error, kinds):
            raise expected from error
        if is_full(error):
            raise DiskFull("the disk of the store is full") from error
        if error.errno in REFUSALS:
            raise StoreRefused(f"the folder of the store: {error}") from error
        raise StoreUnavailable(f"the folder of the store: {error}") from error
