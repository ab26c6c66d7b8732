"""Pulls from servers that lie: of sizes, of times, and about where an answer ends."""

from collections.abc import Callable

import paramiko
import pytest

from ingestion.pull_source import PullRefused, PullTooLarge, PullUnavailable
from ingestion.spool import SpoolFile
from tests.ftp_source import PASSWORD, USER, FtpServer
from tests.pulling import FEED, Pulling
from tests.sftp_source import SftpServer

FTP_ENTRY = f'[shop]\nhosts = ["127.0.0.1"]\nusername = "{USER}"\npassword = "{PASSWORD}"\n'


def test_sftp_file_of_any_claimed_size_is_read_ahead_in_small_steps(
    pulling: Pulling, sftp_server: SftpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[int] = []
    start: Callable[..., None] = paramiko.SFTPFile._start_prefetch  # noqa: SLF001 - what lists them

    def note(file: paramiko.SFTPFile, chunks: list[object], *more: object) -> None:
        steps.append(len(chunks))
        start(file, chunks, *more)

    monkeypatch.setattr(paramiko.SFTPFile, "_start_prefetch", note)
    (sftp_server.folder / "a.csv").write_bytes(FEED)
    sftp_server.told = {"st_size": 2**35}
    pulling.secrets(sftp_server.entry)

    with pytest.raises(PullTooLarge):
        pulling.run(pulling.schedule(f"{sftp_server.url}/a.csv", credentials="shop"))

    assert [step for step in steps if step > 1000] == []


def test_sftp_file_longer_than_what_is_read_ahead_comes_whole(
    pulling: Pulling, sftp_server: SftpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingestion.pull_sftp.PIECE_BYTES", 64 * 1024)
    monkeypatch.setattr("ingestion.pull_sftp.AHEAD_BYTES", 128 * 1024)
    content = FEED + b"".join(b"%d,Lamp,10,USD,in_stock\n" % n for n in range(30_000))
    (sftp_server.folder / "a.csv").write_bytes(content)
    pulling.secrets(sftp_server.entry)

    pulling.run(pulling.schedule(f"{sftp_server.url}/a.csv", credentials="shop"))

    assert pulling.content(pulling.feeds()[0]) == content


@pytest.mark.parametrize("untold", ["st_size", "st_mtime"])
def test_sftp_server_that_does_not_tell_size_or_time_is_refused(
    pulling: Pulling, sftp_server: SftpServer, untold: str
) -> None:
    (sftp_server.folder / "a.csv").write_bytes(FEED)
    sftp_server.told = {untold: None}
    pulling.secrets(sftp_server.entry)

    with pytest.raises(PullRefused):
        pulling.run(pulling.schedule(f"{sftp_server.url}/a.csv", credentials="shop"))


def test_ftp_answer_without_an_end_is_not_read_for_ever(
    pulling: Pulling, ftp_server: FtpServer
) -> None:
    (ftp_server.folder / "a.csv").write_bytes(FEED)
    ftp_server.handler.banner = "a\r\n220-".join(["220-"] * 5000)
    pulling.secrets(FTP_ENTRY)

    with pytest.raises(PullUnavailable):
        pulling.run(pulling.schedule(f"{ftp_server.url}/a.csv", credentials="shop"))


def test_ftp_server_that_tells_a_negative_size_takes_no_room_from_others(
    pulling: Pulling, ftp_server: FtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    receive = pulling.ingestion.spool.receive

    def note(feed_id: str, announced_bytes: int) -> SpoolFile:
        asked.append(announced_bytes)
        return receive(feed_id, announced_bytes)

    monkeypatch.setattr(pulling.ingestion.spool, "receive", note)
    ftp_server.handler.ftp_SIZE = lambda handler, _path: handler.respond("213 -5000000")
    (ftp_server.folder / "a.csv").write_bytes(FEED)
    pulling.secrets(FTP_ENTRY)

    pulling.run(pulling.schedule(f"{ftp_server.url}/a.csv", credentials="shop"))

    assert asked == [0]
