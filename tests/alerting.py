"""Real receivers of alerts, and rounds of the rules at a clock of the test's own."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from catalog.database import Database, Row
from ingestion.alert_channels import (
    Channel,
    ChannelChange,
    NewChannel,
    change_channel,
    create_channel,
)
from ingestion.alert_desk import AlertDesk
from ingestion.alert_post import AlertPost
from ingestion.alert_round import run_round
from ingestion.alert_rules import Condition, Probe, RuleName

WITHIN_S = 20
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
PUBLIC_URL = "https://feeds.example.org"


@dataclass
class Receiver:
    """
    A webhook: what it was sent, and its answers, one after another, the last for good.

    What is `endless` it says again and again, until it is `broken_off`.
    """

    url: str = ""
    got: list[dict[str, Any]] = field(default_factory=list)
    asked: int = 0
    statuses: list[int] = field(default_factory=lambda: [200])
    hangs: threading.Event = field(default_factory=threading.Event)
    is_free: threading.Event = field(default_factory=threading.Event)
    endless: bytes = b""
    broken_off: threading.Event = field(default_factory=threading.Event)

    @property
    def titles(self) -> list[str]:
        """The titles of what it took."""
        return [message["title"] for message in self.got]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Serve a webhook until the block ends."""
    receiver = Receiver()
    receiver.is_free.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.asked += 1
            receiver.hangs.set()
            receiver.is_free.wait(WITHIN_S)
            status = receiver.statuses.pop(0) if receiver.statuses[1:] else receiver.statuses[0]
            if status < 300:
                receiver.got.append(json.loads(body))
            self.send_response(status)
            self.end_headers()
            try:
                while receiver.endless:
                    self.wfile.write(receiver.endless)
            except OSError:
                receiver.broken_off.set()

        def log_message(self, *_: object) -> None:
            """Write nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver.url = f"json://127.0.0.1:{server.server_address[1]}/hook/s3cret-path"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.is_free.set()
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Mailbox:
    """A mail server, and what it took."""

    url: str = ""
    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Take a mail."""
        mail = message_from_bytes(envelope.content or b"", policy=policy.default)  # type: ignore[arg-type]
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 taken"


@contextmanager
def mail_serving() -> Iterator[Mailbox]:
    """Serve mail until the block ends."""
    mailbox = Mailbox()
    # it calls on itself once it has begun, so that it has to know its port
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    mailbox.url = f"mailto://127.0.0.1:{port}?from=feeds@example.org&to=ops@example.org"
    try:
        yield mailbox
    finally:
        controller.stop()


@dataclass
class Alerting:
    """Rounds of the rules on a database, when the test says so and at the time that it says."""

    database: Database
    now: datetime = NOON
    found: list[Condition] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.desk = self.make_desk()
        self.post = AlertPost(self.desk)

    def make_desk(self, *probes: Probe) -> AlertDesk:
        """Return a desk whose rounds find what `found` holds, besides what the tables tell."""
        return AlertDesk(
            self.database, PUBLIC_URL, (lambda _: list(self.found), *probes), lambda: self.now
        )

    def channel(self, url: str, **fields: Any) -> Channel:  # noqa: ANN401 - the fields of NewChannel
        """Add a channel."""
        new = NewChannel.model_validate({"name": "ops", "url": url, **fields})
        return create_channel(self.database, new, self.now)

    def change(self, channel: Channel, **fields: Any) -> None:  # noqa: ANN401 - the fields of a change
        """Change a channel."""
        change = ChannelChange.model_validate(fields)
        change_channel(self.database, channel.channel_id, change, self.now)

    def move(self, channel: Channel, url: str) -> None:
        """Have the channel lead elsewhere."""
        self.change(channel, url=url)

    def round(self, after: timedelta = timedelta()) -> None:
        """Let time pass, then run a round."""
        self.now += after
        run_round(self.desk)

    def matter(self, subject: str = "disk", rule: RuleName = "disk_low", **details: Any) -> None:  # noqa: ANN401 - any details
        """See that this is the matter from now on."""
        self.found.append(Condition(rule, subject, None, details))

    def send(self, after: timedelta = timedelta()) -> None:
        """Let time pass, then send what is due and wait until nothing is being sent."""
        self.now += after
        self.post.send_due()
        wait(lambda: not self.post.is_busy)

    def rows(self, table: str) -> list[Row]:
        """Return the rows of one of the tables of alerts, in their order."""
        statements = {
            "alert": "from alert order by alert_no",
            "alert_delivery": "from alert_delivery order by delivery_no",
        }
        return self.database.rows(statements[table])

    def told(self) -> list[tuple[str, str]]:
        """Return event and status of each message, in their order."""
        return [(row["event"], row["status"]) for row in self.rows("alert_delivery")]


def wait(happened: Callable[[], bool]) -> None:
    """Wait for it, or fail."""
    deadline_s = time.monotonic() + WITHIN_S
    while not happened():
        assert time.monotonic() < deadline_s
        time.sleep(0.005)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Lend a webhook."""
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """Lend a mail server."""
    with mail_serving() as mailbox:
        yield mailbox


@pytest.fixture
def alerting(database: Database) -> Iterator[Alerting]:
    """Lend alerts that no clock runs."""
    alerting = Alerting(database)
    yield alerting
    alerting.post.stop()
