"""An SFTP server over a folder, also one that breaks off. A pytest plugin."""

import os
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import paramiko
import pytest

USER, PASSWORD = "anna", "s3cret-sftp"


@dataclass
class SftpServer:
    """
    A running server; `cut_at` is how many bytes of a file it gives before it hangs up.

    `told` replaces what it tells of a file.
    """

    folder: Path
    host_key: paramiko.PKey
    listening: socket.socket
    public_key: paramiko.PKey | None = None
    cut_at: int | None = None
    short_by: int = 0
    told: dict[str, int | None] = field(default_factory=dict)
    transports: list[paramiko.Transport] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its address."""
        return f"sftp://127.0.0.1:{self.listening.getsockname()[1]}"

    @property
    def host_line(self) -> str:
        """Its host key as `type key`."""
        return f"{self.host_key.get_name()} {self.host_key.get_base64()}"

    @property
    def entry(self) -> str:
        """An entry `shop` of the credentials file that is right."""
        return (
            f'[shop]\nhosts = ["127.0.0.1"]\nusername = "{USER}"\npassword = "{PASSWORD}"\n'
            f'host_keys = ["{self.host_line}"]\n'
        )

    def serve(self) -> None:
        """Take connections until the socket is closed."""
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            transport = paramiko.Transport(connection)
            self.transports.append(transport)
            transport.add_server_key(self.host_key)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Files, self)
            try:
                transport.start_server(server=_Door(self))
            except (paramiko.SSHException, EOFError, OSError):
                transport.close()

    def stop(self) -> None:
        """Hang up."""
        self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        for transport in self.transports:
            transport.close()


class _Door(paramiko.ServerInterface):  # type: ignore[misc]  # paramiko ships no types
    def __init__(self, server: SftpServer) -> None:
        self.server = server

    def check_auth_password(self, username: str, password: str) -> int:
        is_known = (username, password) == (USER, PASSWORD)
        return int(paramiko.AUTH_SUCCESSFUL if is_known else paramiko.AUTH_FAILED)

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        is_known = username == USER and key == self.server.public_key
        return int(paramiko.AUTH_SUCCESSFUL if is_known else paramiko.AUTH_FAILED)

    def check_channel_request(self, _kind: str, _channel: int) -> int:
        return int(paramiko.OPEN_SUCCEEDED)

    def get_allowed_auths(self, _username: str) -> str:
        return "password,publickey"


class _Files(paramiko.SFTPServerInterface):  # type: ignore[misc]  # paramiko ships no types
    def __init__(self, _door: _Door, server: SftpServer, *_more: object) -> None:
        super().__init__(_door)
        self.server = server

    def stat(self, path: str) -> paramiko.SFTPAttributes | int:
        try:
            return _told(self.server, self._path(path).stat())
        except OSError as error:
            return int(paramiko.SFTPServer.convert_errno(error.errno))

    def open(self, path: str, _flags: int, _attributes: object) -> "_Handle | int":
        try:
            return _Handle(self.server, self._path(path))
        except OSError as error:
            return int(paramiko.SFTPServer.convert_errno(error.errno))

    def _path(self, path: str) -> Path:
        return self.server.folder / path.lstrip("/")


class _Handle(paramiko.SFTPHandle):  # type: ignore[misc]  # paramiko ships no types
    def __init__(self, server: SftpServer, path: Path) -> None:
        super().__init__(os.O_RDONLY)
        self.server = server
        self.content = path.read_bytes()
        self.status = path.stat()

    def stat(self) -> paramiko.SFTPAttributes:
        return _told(self.server, self.status)

    def read(self, offset: int, length: int) -> bytes | int:
        if self.server.cut_at is not None and offset + length > self.server.cut_at:
            for transport in self.server.transports:
                transport.close()
        content = self.content[: len(self.content) - self.server.short_by]
        return content[offset : offset + length] or int(paramiko.SFTP_EOF)


def _told(server: SftpServer, status: os.stat_result) -> paramiko.SFTPAttributes:
    attributes = paramiko.SFTPAttributes.from_stat(status)
    vars(attributes).update(server.told)
    return attributes


@pytest.fixture
def sftp_server(tmp_path: Path) -> Iterator[SftpServer]:
    """Serve a folder until the test is over."""
    folder = tmp_path / "sftp"
    folder.mkdir()
    listening = socket.create_server(("127.0.0.1", 0))
    server = SftpServer(folder, paramiko.ECDSAKey.generate(), listening)
    thread = threading.Thread(target=server.serve)
    thread.start()
    yield server
    server.stop()
    thread.join()
