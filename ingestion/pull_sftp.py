"""Sources on SFTP servers, through fsspec and paramiko; a server that nobody knows is refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit

import paramiko
from fsspec.implementations.sftp import SFTPFileSystem
from paramiko.hostkeys import HostKeyEntry, InvalidHostKey

from catalog.clock import Clock
from ingestion.credentials import Credentials, CredentialsMissing, reveal
from ingestion.pull_source import (
    PIECE_BYTES,
    Found,
    Marks,
    PullNotFound,
    PullRefused,
    PullUnavailable,
    file_marks,
    last_segment,
)

PORT = 22
AHEAD_BYTES = 8 * PIECE_BYTES  # how much is asked for at once


@dataclass(frozen=True)
class SftpSource:
    """A file of an SFTP server."""

    url: str
    credentials: Credentials
    clock: Clock
    stall_s: float

    @contextmanager
    def open(self, known: Marks) -> Iterator[Found | None]:
        """Lend the file, None if it has the known size and time."""
        path = unquote(urlsplit(self.url).path)
        with _sftp_errors(self.url), self._connected() as filesystem:
            before = filesystem.ftp.stat(path)
            if before.st_size is None or before.st_mtime is None:
                raise PullRefused("the server does not tell the file's size and time")
            marks = file_marks(before.st_size, before.st_mtime, self.clock())
            if marks.is_known and marks == known:
                yield None
                return
            with filesystem.open(path, "rb", block_size=PIECE_BYTES) as file:
                yield Found(last_segment(self.url), before.st_size, marks, _pieces(file, before))

    @contextmanager
    def _connected(self) -> Iterator[SFTPFileSystem]:
        address, entry = urlsplit(self.url), self.credentials
        _check_files(entry)
        filesystem = _Server(
            address.hostname,
            entry=entry,
            port=address.port or PORT,
            username=entry.username,
            password=reveal(entry.password),
            key_filename=str(entry.private_key_file) if entry.private_key_file else None,
            passphrase=reveal(entry.passphrase),
            timeout=self.stall_s,
            banner_timeout=self.stall_s,
            auth_timeout=self.stall_s,
            channel_timeout=self.stall_s,
            allow_agent=False,
            look_for_keys=False,
            host_key_policy="reject",
        )
        try:
            filesystem.ftp.get_channel().settimeout(self.stall_s)
            yield filesystem
        finally:
            filesystem.client.close()


class _Server(SFTPFileSystem):  # type: ignore[misc]  # fsspec ships no types
    """fsspec's, with the keys of hosts that we know."""

    cachable = False

    def __init__(self, host: str | None, *, entry: Credentials, **asked: Any) -> None:  # noqa: ANN401 - paramiko's own
        self._entry = entry
        super().__init__(host, **asked)

    def _connect(self) -> None:
        self.client = paramiko.SSHClient()
        self.client.set_missing_host_key_policy(self.host_key_policy)
        if self._entry.known_hosts_file is not None:
            self.client.load_host_keys(str(self._entry.known_hosts_file))
        elif not self._entry.host_keys:
            self.client.load_system_host_keys()
        port = self.ssh_kwargs["port"]
        name = self.host if port == PORT else f"[{self.host}]:{port}"
        for line in self._entry.host_keys:
            key = _host_key(line)
            self.client.get_host_keys().add(name, key.get_name(), key)
        try:
            self.client.connect(self.host, **self.ssh_kwargs)
            self.ftp = self.client.open_sftp()
        except BaseException:
            self.client.close()
            raise


@contextmanager
def _sftp_errors(url: str) -> Iterator[None]:
    host = urlsplit(url).hostname
    try:
        yield
    except paramiko.BadHostKeyException:
        raise PullRefused(f"{host} has another host key than the one that is known") from None
    except (paramiko.AuthenticationException, paramiko.PasswordRequiredException):
        raise PullRefused(f"{host} does not accept the credentials") from None
    except FileNotFoundError:
        raise PullNotFound(f"{host} has no such file") from None
    except PermissionError:
        raise PullRefused(f"{host} does not let us read the file") from None
    except paramiko.SSHException as error:
        if "not found in known_hosts" in str(error):
            raise PullRefused(f"the host key of {host} is not known") from None
        raise PullUnavailable(f"{host} did not answer to the end ({_name(error)})") from None
    except (OSError, EOFError) as error:
        raise PullUnavailable(f"{host} did not answer to the end ({_name(error)})") from None


def _host_key(line: str) -> paramiko.PKey:
    try:
        known = HostKeyEntry.from_line(f"host {line}")
    except InvalidHostKey:
        known = None
    if known is None or known.key is None:
        raise CredentialsMissing("a line of host_keys is no `type key`")
    return known.key


def _check_files(entry: Credentials) -> None:
    for path in (entry.private_key_file, entry.known_hosts_file):
        if path is not None and not path.is_file():
            raise CredentialsMissing(f"the credentials name {path}, which is no file")


def _name(error: BaseException) -> str:
    return type(error).__name__


def _pieces(file: paramiko.SFTPFile, before: paramiko.SFTPAttributes) -> Iterator[bytes]:
    yield from iter(partial(_read_ahead, file, before.st_size), b"")
    after = file.stat()
    if (before.st_size, before.st_mtime) != (after.st_size, after.st_mtime):
        raise PullUnavailable("the file was written to while it was read")


def _read_ahead(file: paramiko.SFTPFile, size_bytes: int) -> bytes:
    """
    Return the next piece, asking for some more at once.

    What the server says of the size is not believed: paramiko lists every request beforehand.
    """
    at_bytes = file.tell()
    if at_bytes % AHEAD_BYTES == 0 and at_bytes < size_bytes:
        file._prefetch_data.clear()  # noqa: SLF001 - it keeps what it had to read a second time
        file.prefetch(min(at_bytes + AHEAD_BYTES, size_bytes))
    piece: bytes = file.read(PIECE_BYTES)
    return piece
