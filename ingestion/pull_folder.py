"""Sources in a local folder, and only below the one that the operator has opened for pulls."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from fsspec.implementations.local import LocalFileSystem

from catalog.clock import Clock
from ingestion.pull_source import (
    PIECE_BYTES,
    Found,
    Marks,
    PullForbidden,
    PullNotFound,
    PullUnavailable,
    file_marks,
    last_segment,
)


@dataclass(frozen=True)
class FolderSource:
    """A file below `folder`; links that lead out of it are refused."""

    url: str
    folder: Path | None
    clock: Clock

    @contextmanager
    def open(self, known: Marks) -> Iterator[Found | None]:
        """Lend the file, None if it has the known size and time."""
        path = self._path()
        with _file_errors(), LocalFileSystem(skip_instance_cache=True).open(path, "rb") as file:
            status = os.fstat(file.fileno())
            if not os.path.samestat(status, self._path().stat()):
                raise PullUnavailable("the file was replaced while it was opened")
            marks = file_marks(status.st_size, status.st_mtime, self.clock())
            if marks.is_known and marks == known:
                yield None
                return
            yield Found(last_segment(self.url), status.st_size, marks, _pieces(file, status))

    def _path(self) -> Path:
        if self.folder is None:
            raise PullForbidden("no PULL_FOLDER is set: local files are not pulled")
        folder = self.folder.resolve()
        with _file_errors():
            path = Path(unquote(urlsplit(self.url).path)).resolve(strict=True)
            if not path.is_relative_to(folder):
                raise PullForbidden("the file is not below PULL_FOLDER")
            if not stat.S_ISREG(path.stat().st_mode):
                raise PullForbidden("this is no file")
        return path


@contextmanager
def _file_errors() -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, NotADirectoryError):
        raise PullNotFound("there is no such file") from None
    except PermissionError:
        raise PullForbidden("the file may not be read") from None
    except (OSError, ValueError, RuntimeError) as error:  # a loop of links is a RuntimeError
        raise PullUnavailable(f"the file cannot be read ({type(error).__name__})") from None


def _pieces(file: object, before: os.stat_result) -> Iterator[bytes]:
    yield from iter(lambda: file.read(PIECE_BYTES), b"")  # type: ignore[attr-defined]
    after = os.fstat(file.fileno())  # type: ignore[attr-defined]
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise PullUnavailable("the file was written to while it was read")
