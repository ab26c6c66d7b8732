"""The gate over websockets, driven message by message, and beside slow passwords."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from accounts.accounts import SESSION_MEMORY_S, Accounts
from accounts.messages import Message
from accounts.sessions import end_session
from accounts.users import ensure_admin, sign_in
from catalog.database import Database
from tests.doorway import BASE, PASSWORD, QUICK, Gate, SetClock

HOST = BASE.removeprefix("http://")
CONNECT = {"type": "websocket.connect"}
HELLO = {"type": "websocket.receive", "text": "hello"}
GONE = {"type": "websocket.disconnect", "code": 1001}
Step = Message | Callable[[], None]


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def gate(
    database: Database, clock: SetClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Gate:
    monkeypatch.setattr("accounts.passwords.HASHER", QUICK)
    accounts = Accounts(database, clock.now, clock.seconds)
    ensure_admin(accounts, PASSWORD, tmp_path / "first-login.txt")
    return Gate(accounts)


@pytest.fixture
def token(gate: Gate) -> str:
    return sign_in(gate.accounts, "admin", PASSWORD, "")


def talk(gate: Gate, steps: list[Step], path: str = "/_stcore/stream", **headers: str) -> list[str]:
    """Connect, take the steps, and return what the server sent: kinds of messages, or codes."""
    sent: list[str] = []
    left = iter(steps)

    async def receive() -> Message:
        step = next(left)
        while callable(step):
            await asyncio.to_thread(step)
            step = next(left)
        return step

    async def send(message: Message) -> None:
        sent.append(str(message.get("code", message["type"].removeprefix("websocket."))))

    named = [(n.replace("_", "-").encode(), v.encode()) for n, v in headers.items()]
    scope = {"type": "websocket", "path": path, "headers": named}
    asyncio.run(gate.asgi(scope, receive, send))
    return sent


def crumb(token: str) -> str:
    return f"feedledger_session={token}"


def test_websocket_with_a_session_is_served_for_its_user(gate: Gate, token: str) -> None:
    sent = talk(
        gate,
        [CONNECT, HELLO, HELLO, GONE],
        cookie=crumb(token),
        origin=BASE,
        host=HOST,
        remote_user="root",
    )

    assert sent == ["accept", "send", "send"]
    assert gate.pages.scopes[0]["feedledger_user"] == "admin"
    assert b"remote-user" not in dict(gate.pages.scopes[0]["headers"])


@pytest.mark.parametrize("cookie", ["", "feedledger_session=", crumb("A" * 43), "other=1"])
def test_websocket_without_a_session_is_refused_before_it_is_accepted(
    gate: Gate, cookie: str
) -> None:
    assert talk(gate, [CONNECT], cookie=cookie, origin=BASE, host=HOST) == ["1008"]
    assert gate.pages.scopes == []


@pytest.mark.parametrize(
    "origin", ["https://evil.test", "null", f"{BASE}:9999", "http://evil.feeds.test", ""]
)
def test_websocket_of_another_site_is_refused_though_the_cookie_is_right(
    gate: Gate, token: str, origin: str
) -> None:
    sent = talk(gate, [CONNECT], cookie=crumb(token), origin=origin, host=HOST)

    assert sent == ["1008"]
    assert gate.pages.scopes == []


@pytest.mark.parametrize("path", ["/api/../_stcore/stream", "/apix", "//api/_stcore/stream"])
def test_websocket_that_only_looks_like_the_api_is_refused(gate: Gate, path: str) -> None:
    assert talk(gate, [CONNECT], path) == ["1008"]
    assert gate.pages.scopes == []


def test_websocket_of_the_api_is_the_apis_affair(gate: Gate) -> None:
    assert talk(gate, [CONNECT, GONE], "/api/v1/live", origin="https://a.test") == ["accept"]
    assert gate.pages.scopes[0]["feedledger_user"] is None


def test_open_websocket_hears_nothing_more_once_the_user_signed_out(gate: Gate, token: str) -> None:
    def sign_out() -> None:
        end_session(gate.accounts, token)

    sent = talk(gate, [CONNECT, HELLO, sign_out, HELLO, HELLO], cookie=crumb(token))

    assert sent == ["accept", "send", "1008"]
    assert len(gate.pages.received) == 1


def test_open_websocket_ends_with_the_session(gate: Gate, token: str, clock: SetClock) -> None:
    def half_a_day() -> None:
        clock.passed_s += 12 * 3600

    sent = talk(gate, [CONNECT, HELLO, half_a_day, HELLO], cookie=crumb(token))

    assert sent == ["accept", "send", "1008"]


def test_open_websocket_goes_on_when_the_memory_of_the_session_fades(
    gate: Gate, token: str, clock: SetClock
) -> None:
    def wait() -> None:
        clock.passed_s += SESSION_MEMORY_S

    sent = talk(gate, [CONNECT, HELLO, wait, HELLO, GONE], cookie=crumb(token))

    assert sent == ["accept", "send", "send"]


def test_other_messages_of_the_server_pass_untouched(gate: Gate) -> None:
    asyncio.run(gate.asgi({"type": "lifespan"}, _receive_nothing, _send_nothing))

    assert [scope["type"] for scope in gate.pages.scopes] == ["lifespan"]


def test_passwords_being_checked_hold_up_no_page(
    gate: Gate, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    checking, page_served = threading.Semaphore(0), threading.Event()

    def slowly(_kept: str, _password: str) -> bool:
        checking.release()
        return not page_served.wait(10)

    monkeypatch.setattr("accounts.users.fits", slowly)

    async def knock() -> list[int]:
        transport = httpx.ASGITransport(gate.asgi)
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
            form = {"username": "nobody", "password": "x"}
            crowd = [asyncio.create_task(client.post("/login", data=form)) for _one in range(6)]
            assert await asyncio.to_thread(checking.acquire, timeout=10)
            page = await client.get("/", headers={"cookie": crumb(token)})
            page_served.set()
            return [page.status_code, *(answer.status_code for answer in await _all(crowd))]

    assert asyncio.run(knock()) == [200] * 7
    assert gate.pages.paths == ["/"]


async def _all(crowd: list[asyncio.Task[httpx.Response]]) -> list[httpx.Response]:
    return [await one for one in crowd]


async def _receive_nothing() -> Message:
    pytest.fail("nothing is received")


async def _send_nothing(_message: Message) -> None:
    pytest.fail("nothing is sent")
