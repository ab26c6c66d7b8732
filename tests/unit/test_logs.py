"""Log lines: one an event, with ids, and never with a secret."""

import io
import json
import logging
import threading
from collections.abc import Iterator
from contextvars import copy_context

import pytest

from catalog.log_ids import current_ids, log_ids, note_ids
from catalog.logs import LogFormat, configure_logs
from catalog.redaction import Redaction

LOG = logging.getLogger("feedledger.test")


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Lend a stream; afterwards the loggers are as they were."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield io.StringIO()
    logging.captureWarnings(capture=False)
    for handler in root.handlers[:]:
        root.removeHandler(handler)
    for handler in handlers:
        root.addHandler(handler)
    root.setLevel(level)


def test_line_is_an_object_with_the_ids_of_its_work(stream: io.StringIO) -> None:
    configure_logs("json", "INFO", stream=stream)

    with log_ids(job_id="7", feed_id=None):
        LOG.info("job %s", "ends", extra={"facts": {"duration_s": 1.5}})

    line = json.loads(stream.getvalue())
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "INFO",
        "logger": "feedledger.test",
        "message": "job ends",
        "job_id": "7",
        "duration_s": 1.5,
    }


@pytest.mark.parametrize("format_", ["json", "text"])
def test_name_with_a_newline_makes_no_second_line(stream: io.StringIO, format_: LogFormat) -> None:
    configure_logs(format_, "INFO", stream=stream)

    with log_ids(partner="a\nb"):
        LOG.info("took %s", 'x.csv\n{"level": "ERROR"}\r\x1b[31m\u2028')

    assert len(stream.getvalue().splitlines()) == 1
    assert "\x1b" not in stream.getvalue()


def test_exception_is_a_field_of_its_line(stream: io.StringIO) -> None:
    configure_logs("json", "INFO", stream=stream)

    LOG.error("it failed", exc_info=ValueError("first\nsecond"))

    (line,) = stream.getvalue().splitlines()
    assert "ValueError: first\nsecond" in json.loads(line)["exception"]


@pytest.mark.parametrize(
    "said",
    [
        "Authorization: Bearer SECRET1234.x-y",
        "basic SECRET1234==",
        "X-API-Key: SECRET1234",
        "sftp://anna:SECRET1234@host/feed.csv",
        "GET https://host/feed.csv?token=SECRET1234&x=1",
        "https://b.s3.aws/k?X-Amz-Signature=SECRET1234",
        "https://b.s3.aws/k?X-Amz-Credential=SECRET1234/eu",
        "slack://SECRET1234/b/c/#channel",
        "mailto://anna:SECRET1234@mail",
        "https://hooks.slack.com/services/T0/SECRET1234",
        "the key is SECRET1234",
    ],
)
def test_secret_is_in_no_line(stream: io.StringIO, said: str) -> None:
    known = ["SECRET1234"] if said.startswith("the key") else []
    for format_ in ("json", "text"):
        configure_logs(format_, "INFO", known, stream)
        LOG.info("%s", said)
        LOG.error("it failed", exc_info=ValueError(said))

    assert "SECRET1234" not in stream.getvalue()
    assert "***" in stream.getvalue()


def test_addresses_without_secrets_stay_as_they_are() -> None:
    for said in ("s3://bucket/raw/x.csv", "https://host/feed.csv?page=2", "a key: value"):
        assert Redaction(["abc"])(said) == said


def test_without_a_terminal_lines_are_json(stream: io.StringIO) -> None:
    configure_logs(None, "WARNING", stream=stream)

    LOG.info("not this")
    LOG.warning("this")

    assert json.loads(stream.getvalue())["message"] == "this"


def test_ids_noted_in_a_thread_are_on_later_lines_of_the_work() -> None:
    with log_ids(request_id="r"):
        context = copy_context()
        thread = threading.Thread(target=context.run, args=(lambda: note_ids(order_id="o"),))
        thread.start()
        thread.join()

        assert current_ids() == {"request_id": "r", "order_id": "o"}
        with log_ids(job_id="j"):
            note_ids(feed_id="f")
        assert "feed_id" not in current_ids()
    assert current_ids() == {}
    note_ids(feed_id="of nothing")
    assert current_ids() == {}
