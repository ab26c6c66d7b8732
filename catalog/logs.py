"""The log: one line an event on stderr, as JSON or for people, with ids and without secrets."""

import logging
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Literal, TextIO

from pythonjsonlogger.json import JsonFormatter

from catalog.log_ids import current_ids
from catalog.redaction import Redaction

LogFormat = Literal["json", "text"]
LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# what they say below that is of no use to anybody but their authors
QUIET = {
    "apscheduler": logging.ERROR,
    "boto3": logging.WARNING,
    "botocore": logging.WARNING,
    "uvicorn.access": logging.WARNING,  # the API has lines of its own, with ids
    "websockets": logging.WARNING,
}


def configure_logs(
    format_: LogFormat | None,
    level: LogLevel,
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
) -> None:
    """
    Have all that is logged from here on go to the stream (stderr), one line an event.

    Without a format it is text on a terminal, else JSON. The secrets are never written.
    """
    stream = stream or sys.stderr
    redaction = Redaction(secrets)
    is_text = format_ == "text" or (format_ is None and stream.isatty())
    handler = logging.StreamHandler(stream)
    handler.setFormatter(TextLines(redaction) if is_text else JsonLines(redaction))
    logging.basicConfig(handlers=[handler], level=level, force=True)
    logging.captureWarnings(capture=True)
    for name, quiet_level in QUIET.items():
        logging.getLogger(name).setLevel(quiet_level)


class JsonLines(JsonFormatter):
    """A JSON object a line: time, level, logger, message, ids, and of an error its stack."""

    def __init__(self, redaction: Redaction) -> None:
        super().__init__()
        self._redaction = redaction

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        """Fill in what the line says; nothing that others hang on to the record."""
        log_data["time"] = datetime.fromtimestamp(record.created, UTC).isoformat()
        log_data["level"] = record.levelname
        log_data["logger"] = record.name
        log_data["message"] = self._redaction(record.getMessage())
        log_data.update({name: self._redaction(each) for name, each in current_ids().items()})
        log_data.update(getattr(record, "facts", {}))
        if stack := message_dict.get("exc_info"):
            log_data["exception"] = self._redaction(str(stack))


class TextLines(logging.Formatter):
    """A line for people; the stack of an error comes on lines of its own, indented."""

    def __init__(self, redaction: Redaction) -> None:
        super().__init__()
        self._redaction = redaction

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        time = datetime.fromtimestamp(record.created, UTC).strftime("%H:%M:%S")
        told = {**current_ids(), **getattr(record, "facts", {})}
        facts = " ".join(f"{name}={value}" for name, value in told.items())
        line = f"{time} {record.levelname:7} {record.name}: {record.getMessage()} {facts}".rstrip()
        line = CONTROL.sub(lambda found: repr(found[0])[1:-1], self._redaction(line))
        if record.exc_info:
            stack = self._redaction(self.formatException(record.exc_info))
            line += "".join(f"\n    {part}" for part in stack.splitlines())
        return line
