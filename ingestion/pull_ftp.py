"""Sources on FTP servers, through fsspec."""

import ftplib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

from fsspec.implementations.ftp import FTPFileSystem

from catalog.clock import Clock
from ingestion.credentials import Credentials, reveal
from ingestion.pull_source import (
    NO_MARKS,
    PIECE_BYTES,
    Found,
    Marks,
    PullNotFound,
    PullRefused,
    PullUnavailable,
    file_marks,
    last_segment,
)

PORT = 21
NOT_LOGGED_IN = "530"
NO_FILE = "550"
MOST_LINES = 1000  # of one answer


@dataclass(frozen=True)
class FtpSource:
    """A file of an FTP server; nothing of it is hidden on the way, the password neither."""

    url: str
    credentials: Credentials
    clock: Clock
    stall_s: float

    @contextmanager
    def open(self, known: Marks) -> Iterator[Found | None]:
        """Lend the file, None if it has the known size and time."""
        path = unquote(urlsplit(self.url).path)
        with _ftp_errors(self.url), self._connected() as ftp:
            size_bytes, marks = self._look(ftp, path)
            if marks.is_known and marks == known:
                yield None
                return
            yield Found(last_segment(self.url), size_bytes, marks, self._pieces(ftp, path, marks))

    @contextmanager
    def _connected(self) -> Iterator[ftplib.FTP]:
        address, entry = urlsplit(self.url), self.credentials
        filesystem = _Server(
            address.hostname,
            port=address.port or PORT,
            username=entry.username,
            password=reveal(entry.password),
            timeout=self.stall_s,
        )
        try:
            yield filesystem.ftp
        finally:
            filesystem.ftp.close()

    def _look(self, ftp: ftplib.FTP, path: str) -> tuple[int | None, Marks]:
        """Return size and marks, as far as the server tells them."""
        ftp.voidcmd("TYPE I")
        try:
            size_bytes = ftp.size(path)
            modified = ftp.voidcmd(f"MDTM {path}").split()[-1]
        except ftplib.error_perm as error:
            if str(error).startswith(NO_FILE):
                raise
            return None, NO_MARKS
        at = datetime.strptime(modified[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        if size_bytes is None or size_bytes < 0:
            return None, NO_MARKS
        return size_bytes, file_marks(size_bytes, at.timestamp(), self.clock())

    def _pieces(self, ftp: ftplib.FTP, path: str, before: Marks) -> Iterator[bytes]:
        with ftp.transfercmd(f"RETR {path}") as connection:
            yield from iter(lambda: connection.recv(PIECE_BYTES), b"")
        ftp.voidresp()
        if before.is_known and self._look(ftp, path)[1] != before:
            raise PullUnavailable("the file was written to while it was read")


class _Client(ftplib.FTP):
    """That of the library, which would keep the lines of an answer without an end."""

    _lines = 0

    def getresp(self) -> str:
        self._lines = 0
        return super().getresp()

    def getline(self) -> str:
        self._lines += 1
        if self._lines > MOST_LINES:
            raise EOFError  # as where there is no line any more
        return super().getline()


class _Server(FTPFileSystem):  # type: ignore[misc]  # fsspec ships no types
    """fsspec's, that hangs up where it is not let in."""

    def _connect(self) -> None:
        self.ftp = _Client(timeout=self.timeout, encoding=self.encoding)
        try:
            self.ftp.connect(self.host, self.port)
            self.ftp.login(*self.cred)
        except BaseException:
            self.ftp.close()
            raise


@contextmanager
def _ftp_errors(url: str) -> Iterator[None]:
    host = urlsplit(url).hostname
    try:
        yield
    except ftplib.error_perm as error:
        answer = str(error)[:3]
        if answer == NO_FILE:
            raise PullNotFound(f"{host} has no such file, or keeps it from us") from None
        if answer == NOT_LOGGED_IN:
            raise PullRefused(f"{host} does not accept the credentials") from None
        raise PullRefused(f"{host} answered {answer}") from None
    except (ftplib.Error, OSError, EOFError, ValueError) as error:
        sentence = f"{host} did not answer to the end ({type(error).__name__})"
        raise PullUnavailable(sentence) from None
