"""Pulls from SFTP and FTP servers and from a local folder."""

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import paramiko
import pytest

from ingestion.credentials import CredentialsMissing
from ingestion.pull_source import (
    PullNotFound,
    PullRefused,
    PullTooLarge,
    PullUnavailable,
)
from tests import ftp_source, sftp_source
from tests.ftp_source import FtpServer
from tests.pulling import FEED, NOON, Pulling
from tests.sftp_source import SftpServer

OTHER = FEED.replace(b"Lamp", b"Lantern")
BEFORE_NOON = NOON.timestamp() - 3600


@dataclass
class Place:
    """Somewhere that files are pulled from: its address, its folder, and the entry for it."""

    url: str
    folder: Path
    credentials: str | None

    def put(self, content: bytes = FEED, name: str = "a.csv", at: float = BEFORE_NOON) -> None:
        path = self.folder / name
        path.write_bytes(content)
        os.utime(path, (at, at))


@pytest.fixture(params=["sftp", "ftp", "file"])
def place(request: pytest.FixtureRequest, pulling: Pulling) -> Place:
    """Lend each kind of place in turn."""
    kind = str(request.param)
    if kind == "file":
        folder = pulling.folder / "pulls"
        return Place(f"file://{folder}", folder, None)
    if kind == "sftp":
        sftp: SftpServer = request.getfixturevalue("sftp_server")
        pulling.secrets(sftp_entry(sftp))
        return Place(sftp.url, sftp.folder, "shop")
    ftp: FtpServer = request.getfixturevalue("ftp_server")
    pulling.secrets(ftp_entry())
    return Place(ftp.url, ftp.folder, "shop")


def sftp_entry(server: SftpServer, **changed: str) -> str:
    entry = {
        "hosts": '["127.0.0.1"]',
        "username": f'"{sftp_source.USER}"',
        "password": f'"{sftp_source.PASSWORD}"',
        "host_keys": f'["{server.host_line}"]',
        **changed,
    }
    return "[shop]\n" + "\n".join(f"{name} = {value}" for name, value in entry.items())


def ftp_entry(password: str = ftp_source.PASSWORD) -> str:
    return (
        f'[shop]\nhosts = ["127.0.0.1"]\nusername = "{ftp_source.USER}"\npassword = "{password}"\n'
    )


def test_file_becomes_a_feed_and_again_only_when_it_changed(pulling: Pulling, place: Place) -> None:
    place.put()
    schedule = pulling.schedule(f"{place.url}/a.csv", credentials=place.credentials)

    outcomes = [pulling.run(schedule).last_outcome, pulling.run(schedule).last_outcome]
    place.put(OTHER, at=BEFORE_NOON + 10)
    outcomes.append(pulling.run(schedule).last_outcome)

    assert outcomes == ["loaded", "unchanged", "loaded"]
    assert [pulling.content(feed) for feed in pulling.feeds()] == [FEED, OTHER]
    assert [feed.filename for feed in pulling.feeds()] == ["a.csv", "a.csv"]


def test_large_file_comes_whole(pulling: Pulling, place: Place) -> None:
    content = FEED + b"".join(b"%d,Lamp,10,USD,in_stock\n" % n for n in range(30_000))
    place.put(content)
    schedule = pulling.schedule(f"{place.url}/a.csv", credentials=place.credentials)

    pulling.run(schedule)

    assert pulling.content(pulling.feeds()[0]) == content


def test_file_written_a_moment_ago_is_not_known_by_its_time(pulling: Pulling, place: Place) -> None:
    place.put(at=NOON.timestamp() - 1)
    schedule = pulling.schedule(f"{place.url}/a.csv", credentials=place.credentials)
    pulling.run(schedule)

    place.put(FEED.replace(b"Lamp", b"Lump"), at=NOON.timestamp() - 1)

    assert pulling.run(schedule).last_outcome == "loaded"


def test_touched_file_with_the_same_bytes_is_unchanged(pulling: Pulling, place: Place) -> None:
    place.put()
    schedule = pulling.schedule(f"{place.url}/a.csv", credentials=place.credentials)
    pulling.run(schedule)

    place.put(at=BEFORE_NOON + 60)

    assert pulling.run(schedule).last_outcome == "unchanged"
    assert len(pulling.feeds()) == 1


def test_missing_file_fails_at_once(pulling: Pulling, place: Place) -> None:
    with pytest.raises(PullNotFound):
        pulling.run(pulling.schedule(f"{place.url}/b.csv", credentials=place.credentials))


def test_file_above_the_limit_is_not_taken(pulling: Pulling, place: Place) -> None:
    place.put(FEED * 100)
    schedule = pulling.schedule(
        f"{place.url}/a.csv", credentials=place.credentials, max_bytes=len(FEED)
    )

    with pytest.raises(PullTooLarge):
        pulling.run(schedule)

    assert pulling.feeds() == []


@pytest.mark.parametrize("kind", ["sftp", "ftp"])
def test_server_that_says_nothing_is_tried_again(pulling: Pulling, kind: str) -> None:
    pulling.wait_only(0.5)
    pulling.secrets(ftp_entry())
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"{kind}://127.0.0.1:{silent.getsockname()[1]}/a.csv"

        with pytest.raises(PullUnavailable):
            pulling.run(pulling.schedule(url, credentials="shop"))


def test_sftp_server_that_breaks_off_leaves_nothing(
    pulling: Pulling, sftp_server: SftpServer
) -> None:
    Place("", sftp_server.folder, None).put(FEED * 5000)
    sftp_server.cut_at = 100_000
    pulling.secrets(sftp_entry(sftp_server))

    with pytest.raises(PullUnavailable):
        pulling.run(pulling.schedule(f"{sftp_server.url}/a.csv", credentials="shop"))

    assert pulling.feeds() == []


def test_sftp_file_shorter_than_it_says_leaves_nothing(
    pulling: Pulling, sftp_server: SftpServer
) -> None:
    Place("", sftp_server.folder, None).put()
    sftp_server.short_by = 10
    pulling.secrets(sftp_entry(sftp_server))

    with pytest.raises(PullUnavailable):
        pulling.run(pulling.schedule(f"{sftp_server.url}/a.csv", credentials="shop"))

    assert pulling.feeds() == []


def test_ftp_transfer_that_breaks_off_leaves_nothing(
    pulling: Pulling, ftp_server: FtpServer
) -> None:
    Place("", ftp_server.folder, None).put(FEED * 1000)
    ftp_server.cut()
    pulling.secrets(ftp_entry())

    with pytest.raises(PullUnavailable):
        pulling.run(pulling.schedule(f"{ftp_server.url}/a.csv", credentials="shop"))

    assert pulling.feeds() == []


def test_ftp_server_without_times_is_told_by_its_bytes(
    pulling: Pulling, ftp_server: FtpServer
) -> None:
    Place("", ftp_server.folder, None).put()
    ftp_server.forget("MDTM", "SIZE")
    pulling.secrets(ftp_entry())
    schedule = pulling.schedule(f"{ftp_server.url}/a.csv", credentials="shop")

    outcomes = [pulling.run(schedule).last_outcome for _ in range(2)]

    assert outcomes == ["loaded", "unchanged"]


def test_wrong_password_fails_at_once(
    pulling: Pulling, sftp_server: SftpServer, ftp_server: FtpServer
) -> None:
    for url, entry in [
        (sftp_server.url, sftp_entry(sftp_server, password='"guess"')),
        (ftp_server.url, ftp_entry("guess")),
    ]:
        pulling.secrets(entry)
        with pytest.raises(PullRefused):
            pulling.run(pulling.schedule(f"{url}/a.csv", credentials="shop", name=url))


def test_sftp_takes_a_key_file(pulling: Pulling, sftp_server: SftpServer) -> None:
    Place("", sftp_server.folder, None).put()
    key = paramiko.ECDSAKey.generate()
    sftp_server.public_key = key
    path = pulling.folder / "key"
    key.write_private_key_file(str(path), password="locked")
    entry = sftp_entry(sftp_server, private_key_file=f'"{path}"', passphrase='"locked"')
    pulling.secrets(entry.replace(sftp_source.PASSWORD, "unused"))

    pulling.run(pulling.schedule(f"{sftp_server.url}/a.csv", credentials="shop"))

    assert len(pulling.feeds()) == 1


def unknown(_server: SftpServer) -> str:
    return "[]"


def of_another(_server: SftpServer) -> str:
    key = paramiko.ECDSAKey.generate()
    return f'["{key.get_name()} {key.get_base64()}"]'


@pytest.mark.parametrize("host_keys", [unknown, of_another])
def test_sftp_server_with_an_unknown_key_gets_no_password(
    pulling: Pulling, sftp_server: SftpServer, host_keys: Callable[[SftpServer], str]
) -> None:
    Place("", sftp_server.folder, None).put()
    pulling.secrets(sftp_entry(sftp_server, host_keys=host_keys(sftp_server)))

    with pytest.raises(PullRefused):
        pulling.run(pulling.schedule(f"{sftp_server.url}/a.csv", credentials="shop"))

    assert not any(transport.is_authenticated() for transport in sftp_server.transports)


def test_known_hosts_file_is_believed(pulling: Pulling, sftp_server: SftpServer) -> None:
    Place("", sftp_server.folder, None).put()
    known = pulling.folder / "known_hosts"
    port = sftp_server.listening.getsockname()[1]
    known.write_text(f"[127.0.0.1]:{port} {sftp_server.host_line}\n", encoding="utf-8")
    pulling.secrets(sftp_entry(sftp_server, host_keys="[]", known_hosts_file=f'"{known}"'))

    pulling.run(pulling.schedule(f"{sftp_server.url}/a.csv", credentials="shop"))

    assert len(pulling.feeds()) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"host_keys": '["nonsense"]'},
        {"known_hosts_file": '"/nowhere/known_hosts"'},
        {"private_key_file": '"/nowhere/key"'},
        {"hosts": '["other.example.com"]'},
        {"hosts": "[]"},
        {"pasword": '"typing error"'},
    ],
)
def test_entry_that_is_not_right_says_so_and_is_not_sent(
    pulling: Pulling, sftp_server: SftpServer, changed: dict[str, str]
) -> None:
    pulling.secrets(sftp_entry(sftp_server, **changed))

    with pytest.raises(CredentialsMissing) as refused:
        pulling.run(pulling.schedule(f"{sftp_server.url}/a.csv", credentials="shop"))

    assert sftp_source.PASSWORD not in str(refused.value)
    assert sftp_server.transports == []


def test_address_may_name_the_day(pulling: Pulling) -> None:
    url = pulling.file("feed-2026-06-02.csv").replace("2026-06-02", "{date:%Y-%m-%d}")
    schedule = pulling.schedule(url, cron="30 23 * * *", timezone="Asia/Tokyo")

    pulling.tick(days=1, hours=2, minutes=30)
    pulling.work(pulling.claim())

    assert pulling.feeds()[0].filename == "feed-2026-06-02.csv"
    assert schedule.url == url
