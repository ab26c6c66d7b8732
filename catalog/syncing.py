"""What was written, seen to be on the disk."""

import os
from pathlib import Path


def sync(path: Path) -> None:
    """See that a file, or which files there are in a folder, is on the disk as it is now."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
