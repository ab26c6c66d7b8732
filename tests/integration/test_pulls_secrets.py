"""A secret of the credentials file is in no log, answer, error or row, however a pull ends."""

import logging
from collections.abc import Callable

import pytest

from catalog.errors import FeedledgerError
from ingestion.schedules import Schedule
from tests.api import Client
from tests.ftp_source import FtpServer
from tests.pulling import FEED, Pulling
from tests.sftp_source import SftpServer
from tests.web_source import Answer, Exchange, WebSource

Serve = Callable[[Answer], WebSource]
SECRETS = ("pa55-word", "t0-ken", "he4der", "quer7-key", "acce55-key", "5ecret-key", "pa55-phrase")
ENTRY = """
[basic]
hosts = ["127.0.0.1"]
username = "anna"
password = "pa55-word"
passphrase = "pa55-phrase"
headers = {X-Key = "he4der"}
host_keys = ["HOSTKEY"]
[token]
hosts = ["127.0.0.1"]
token = "t0-ken"
[bucket]
hosts = ["feeds"]
access_key_id = "acce55-key"
secret_access_key = "5ecret-key"
endpoint_url = "WEB"
region = "us-east-1"
[broken]
hosts = ["127.0.0.1"]
password = ["pa55-word"]
"""


def everything_written(pulling: Pulling) -> str:
    """Return all rows of all tables."""
    tables = pulling.database.rows("select table_name as name from duckdb_tables()")
    found = []
    for name in [table["name"] for table in tables]:
        found += pulling.database.rows(f'select * from "{name}"')  # noqa: S608 - our own tables
    return str(found)


def answer_by_path(exchange: Exchange) -> None:
    status = int(exchange.path.split("/")[1][:3])
    if status == 200:
        exchange.reply(200, FEED)
    elif status == 307:
        exchange.reply(307, Location=f"http://127.0.0.1:1/a.csv?key={SECRETS[3]}")
    elif status == 999:
        exchange.head(200, Content_Length="1000")
    else:
        exchange.reply(status, b"you sent " + str(exchange.headers).encode())


@pytest.fixture
def sources(
    pulling: Pulling, serve: Serve, sftp_server: SftpServer, ftp_server: FtpServer
) -> list[Schedule]:
    """Lend a schedule for each kind of source, and for each way in which one can fail."""
    web = serve(answer_by_path).url
    pulling.secrets(ENTRY.replace("HOSTKEY", sftp_server.host_line).replace("WEB", web))
    asked = [
        *((f"{web}/{status}/a.csv?key=quer7-key", "basic") for status in (200, 401, 404, 500)),
        *((f"{web}/{status}/a.csv", "token") for status in (200, 307, 403, 503, 999)),
        (f"{web}/200/a.csv", "broken"),
        (f"{web}/200/a.csv", "missing"),
        ("http://127.0.0.1:1/a.csv?key=quer7-key", "token"),
        ("https://127.0.0.1:1/a.csv?key=quer7-key", "token"),
        (f"{sftp_server.url}/a.csv", "basic"),
        (f"{ftp_server.url}/a.csv", "basic"),
        ("s3://feeds/403/a.csv", "bucket"),
    ]
    return [
        pulling.schedule(url, name=f"{number} {entry}", credentials=entry)
        for number, (url, entry) in enumerate(asked)
    ]


def test_secret_is_nowhere_but_on_its_way(
    pulling: Pulling,
    sources: list[Schedule],
    client: Client,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    told: list[str] = []
    outcomes: list[str | None] = []

    for schedule in sources:
        try:
            outcomes.append(pulling.run(schedule).last_outcome)
        except FeedledgerError as error:
            outcomes.append(error.code)
            told.append(f"{error!r} {error.__cause__!r}")
    key = client.make_key("feeds:read", partner="lumen")
    answers = [
        client.get("/api/v1/jobs").text,
        client.get("/api/v1/feeds").text,
        client.send("GET", "/api/v1/schedules", key).text,
    ]
    of_admin = client.get("/api/v1/schedules").text

    assert outcomes[0] == "loaded"
    assert {*outcomes} == {
        *("loaded", "pull/refused", "pull/not_found", "pull/unavailable", "pull/credentials"),
    }
    output = "".join(capfd.readouterr())
    everywhere = "\n".join([*told, *answers, caplog.text, output])
    # what an administrator has put into an address is told to administrators, and kept in its row
    within = (everything_written(pulling) + of_admin).replace("?key=quer7-key", "")
    assert [secret for secret in SECRETS if secret in everywhere] == []
    assert [secret for secret in SECRETS if secret in within] == []
