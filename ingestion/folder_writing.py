"""Files that appear in a folder in full and for good, or not at all."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import FileIO
from pathlib import Path

from catalog.syncing import sync
from ingestion.os_errors import os_errors

INCOMING = ".incoming"  # hidden, so that no key leads into it
LEFTOVER_AFTER_S = 3600
READ_ONLY, PRIVATE = 0o440, 0o400
FOLDER, PRIVATE_FOLDER = 0o777, 0o700


class FolderWriter:
    """
    Writes files aside, syncs them, and links them to their paths.

    What is `private`, and the folders made for it, only the owner may read.
    """

    def __init__(self, root: Path, *, private: bool = False) -> None:
        self._root = root
        self._file_mode = PRIVATE if private else READ_ONLY
        self._folder_mode = PRIVATE_FOLDER if private else FOLDER
        self._incoming = root / INCOMING
        self._make_folder(self._incoming)
        self._remove_leftovers()

    @contextmanager
    def aside(self) -> Iterator[tuple[FileIO, Path]]:
        """Lend a file that no key leads to; it is gone when the block ends."""
        with os_errors():
            descriptor, name = tempfile.mkstemp(dir=self._incoming)
        aside = Path(name)
        try:
            with FileIO(descriptor, "wb") as file:
                yield file, aside
        finally:
            aside.unlink(missing_ok=True)

    def publish(self, file: FileIO, aside: Path, path: Path) -> None:
        """
        Give the file its path for good: it and the folders to it are on the disk.

        Raises:
            FileExistsError: there is something, which stays.
            OSError: nothing is there that was not before.
        """
        os.fchmod(file.fileno(), self._file_mode)
        os.fsync(file.fileno())
        self._make_folder(path.parent)
        with ExitStack() as undo:
            path.hardlink_to(aside)
            undo.callback(path.unlink)
            for folder in path.parents:
                if folder.is_relative_to(self._root):
                    sync(folder)
            undo.pop_all()

    def _make_folder(self, folder: Path) -> None:
        for each in (*reversed(folder.parents), folder):
            each.mkdir(mode=self._folder_mode, exist_ok=True)

    def _remove_leftovers(self) -> None:
        """Remove what killed writers left aside; what was written to of late may be at work."""
        oldest = time.time() - LEFTOVER_AFTER_S
        with os.scandir(self._incoming) as entries:
            for entry in entries:
                if entry.stat(follow_symlinks=False).st_mtime < oldest:
                    Path(entry.path).unlink(missing_ok=True)
